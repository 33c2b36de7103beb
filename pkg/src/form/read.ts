import type { Segment } from "../issue.js";
import type { JsonSchema } from "../json-schema.js";
import { isChoice, type Control } from "./controls.js";
import { convert, takesFalse, typesAt } from "./convert.js";
import { placeKey, printPath } from "./path.js";
import { treeOf, type Entry, type Node } from "./tree.js";

/** A form as it stood at one moment. */
export interface Reading {
  /** Its value, as the schema has it; whether the schema accepts it is another question. */
  readonly value: unknown;
  /** What the browser would send. */
  readonly formData: FormData;
  /** The controls that a place of the value comes from; none where it comes from no control. */
  find(segments: readonly Segment[]): readonly Control[];
}

/**
 * Reads a form along a schema.
 *
 * @throws TypeError where the schema wants a value of an input for files: a file is no JSON value
 */
export function read(
  form: HTMLFormElement,
  schema: JsonSchema,
  ignore: readonly string[],
  submitter: HTMLElement | null,
): Reading {
  const formData = new FormData(form, submitter);
  const reader = new Reader();
  const value = reader.read(treeOf(form, formData, ignore), schema, [], true);
  const find = (segments: readonly Segment[]): readonly Control[] => {
    // Of a list in one control, such as a select, an item's place is the control.
    for (let length = segments.length; length >= 0; length--) {
      const found = reader.places.get(placeKey(segments.slice(0, length)));
      if (found) return found;
    }
    return [];
  };
  return { value, formData, find };
}

/** None where the schema does not name a place. */
type MaybeSchema = JsonSchema | undefined;

class Reader {
  /** Where each place of the value comes from: an index in the value need not be that in the name. */
  readonly places = new Map<string, readonly Control[]>();
  /** How many controls hold something. */
  #given = 0;

  /** The value of a place; undefined where nothing is given and nothing must be. */
  read(node: Node | undefined, schema: MaybeSchema, path: readonly Segment[], isRequired: boolean): unknown {
    const types = typesAt(schema);
    if (node && node.children.size > 0) {
      const isList = types.includes("array") || (!types.includes("object") && schema?.properties === undefined);
      const isIndexed = [...node.children.keys()].every((step) => typeof step === "number");
      return isList && isIndexed
        ? this.#rows(node, schema, path, isRequired)
        : this.#object(node, schema, path, isRequired);
    }
    if (!node || (node.controls.length === 0 && node.entries.length === 0 && !node.hasFile)) {
      // A form cannot hold an empty list or object in any other way.
      if (isRequired && types.includes("array")) return [];
      const isObject = types.includes("object") || path.length === 0;
      return isRequired && isObject ? this.#object(node, schema, path, true) : undefined;
    }
    if (node.hasFile && schema !== undefined) {
      const remedy = "take it out of the schema, and onSubmit's formData has it";
      throw new TypeError(`bindForm: the control ${printPath(path)} holds a file, which is no JSON value: ${remedy}`);
    }
    return this.#leaf(node, schema, path, isRequired);
  }

  /** A list of rows by index. The rows close up: whoever takes one out of the page need not count the others anew. */
  #rows(node: Node, schema: MaybeSchema, path: readonly Segment[], isRequired: boolean): unknown {
    const list: unknown[] = [];
    for (const [, row] of [...node.children].sort(([one], [other]) => Number(one) - Number(other))) {
      const item = this.read(row, schema?.items, [...path, list.length], row.children.size > 0);
      if (item !== undefined) list.push(item);
    }
    return list.length > 0 || isRequired ? list : undefined;
  }

  #object(node: Node | undefined, schema: MaybeSchema, path: readonly Segment[], isRequired: boolean): unknown {
    const before = this.#given;
    const required = new Set(schema?.required);
    const children = new Map([...(node?.children ?? [])].map(([step, child]) => [String(step), child]));
    const members = [...new Set([...children.keys(), ...required])].map((name): [string, unknown] => {
      const properties = schema?.properties;
      const member = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
      return [name, this.read(children.get(name), member, [...path, name], required.has(name))];
    });
    if (!isRequired && this.#given === before) return undefined;
    // Defines what it is given, `__proto__` included.
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }

  #leaf({ controls, entries }: Node, schema: MaybeSchema, path: readonly Segment[], isRequired: boolean): unknown {
    this.places.set(placeKey(path), controls);
    const given = entries.filter(({ text, control }) => text !== "" || control?.validity?.badInput);
    const types = typesAt(schema);
    const isBox = controls.some(({ type }) => type === "checkbox");
    if (types.includes("boolean") && isBox) return this.#box(entries, schema);
    this.#given += given.length;
    if (types.includes("array") || given.length > 1) {
      const list = given.map((entry, at) => {
        if (entry.control && !isChoice(entry.control)) this.places.set(placeKey([...path, at]), [entry.control]);
        return textOf(entry, schema?.items);
      });
      return list.length > 0 || isRequired ? list : undefined;
    }
    const [entry] = given;
    if (entry) return textOf(entry, schema);
    return isRequired && types.includes("null") ? null : undefined;
  }

  /** A box is on or off, whatever text it would send; a hidden input beside it, as some servers want, says nothing. */
  #box(entries: readonly Entry[], schema: MaybeSchema): boolean | undefined {
    const isOn = entries.some(({ control }) => control?.type === "checkbox");
    if (isOn) this.#given++;
    return isOn || (schema && takesFalse(schema)) ? isOn : undefined;
  }
}

/** What cannot be read, such as half a date, is no text: `null` says so where a text would do. */
function textOf({ text, control }: Entry, schema: MaybeSchema): unknown {
  if (text === "" && control?.validity?.badInput && typesAt(schema).includes("string")) return null;
  return convert(text, schema);
}
