import type { Segment } from "../issue.js";
import type { JsonSchema, Subschema } from "../json-schema.js";
import { isChoice, nameOf, type Control } from "./controls.js";
import { allowsFalse, convert, typesOf } from "./convert.js";
import { ignoredNames, type Ignore } from "./ignored-names.js";
import { pathKey, printPath } from "./path.js";
import { treeOf, type Entry, type Node } from "./tree.js";
import { trimmed } from "./trim.js";

/** The value of a form at one moment. */
export interface FormReading {
  /** The form's value, converted to the schema's types. It is not validated. */
  readonly value: unknown;
  /** What the browser would send. */
  readonly formData: FormData;
  /** The controls that hold the value at a path; empty if no control holds it. */
  controlsAt(path: readonly Segment[]): readonly Control[];
}

/**
 * Reads a form's value and converts it to the types of a schema.
 *
 * @param ignore names of controls that are not part of the value
 * @param submitter the button that sends the form. Its name and value are part of the value if the schema mentions it
 * @throws TypeError if the schema has a property for a file input: a file is not a JSON value
 */
export function readForm(
  form: HTMLFormElement,
  schema: JsonSchema,
  ignore: Ignore,
  submitter: HTMLElement | null,
): FormReading {
  const formData = new FormData(form, submitter);
  const reader = new Reader();
  const isIgnored = ignoredNames(schema, ignore);
  const button = submitter ? nameOf(submitter) : "";
  const tree = treeOf(form, formData, (name) => isIgnored(name, name === button));
  const value = reader.read(tree, schema, [], true);
  const controlsAt = (path: readonly Segment[]): readonly Control[] => {
    // One control, such as a select, can hold a whole list. For an item of it, the control is that of the list.
    for (let length = path.length; length >= 0; length--) {
      const controls = reader.controlsByPath.get(pathKey(path.slice(0, length)));
      if (controls) return controls;
    }
    return [];
  };
  return { value, formData, controlsAt };
}

/** The schema at a path; undefined if the schema does not name the path. */
type MaybeSchema = JsonSchema | undefined;

/** The schema of a part, if it has keywords. A boolean has none, and a list of schemas is not one schema. */
const keywordsOf = (part: Subschema | readonly Subschema[] | undefined): MaybeSchema =>
  typeof part === "object" && !Array.isArray(part) ? (part as JsonSchema) : undefined;

const itemsOf = (schema: MaybeSchema): MaybeSchema => keywordsOf(schema?.items);

class Reader {
  /** The controls by their path in the value, whose indexes can differ from those in the controls' names. */
  readonly controlsByPath = new Map<string, readonly Control[]>();
  /** How many entries read so far are not empty. */
  #filled = 0;

  /** The value at a path; undefined if nothing is entered there and the value is not required. */
  read(node: Node | undefined, schema: MaybeSchema, path: readonly Segment[], isRequired: boolean): unknown {
    const types = typesOf(schema);
    if (node && node.children.size > 0) {
      const isList = types.includes("array") || (!types.includes("object") && schema?.properties === undefined);
      const isIndexed = [...node.children.keys()].every((segment) => typeof segment === "number");
      return isList && isIndexed
        ? this.#rows(node, schema, path, isRequired)
        : this.#object(node, schema, path, isRequired);
    }
    if (!node || (node.controls.length === 0 && node.entries.length === 0 && !node.hasFile)) {
      // A form without rows is the only way to enter an empty list or object.
      if (isRequired && types.includes("array")) return [];
      const isObject = types.includes("object") || path.length === 0;
      return isRequired && isObject ? this.#object(node, schema, path, true) : undefined;
    }
    if (node.hasFile && schema !== undefined) {
      const remedy = "remove it from the schema and take the file from onSubmit's formData";
      throw new TypeError(
        `bindForm: the control ${printPath(path)} holds a file, which is not a JSON value: ${remedy}`,
      );
    }
    return this.#leaf(node, schema, path, isRequired);
  }

  /**
   * A list of rows, in the order of their indexes. Gaps are closed, so a page may remove a row without renumbering. A
   * row in which nothing is entered is left out, unless the schema asks for so many.
   */
  #rows(node: Node, schema: MaybeSchema, path: readonly Segment[], isRequired: boolean): unknown {
    const list: unknown[] = [];
    const rows = [...node.children].sort(([one], [other]) => Number(one) - Number(other));
    let spare = rows.length - (schema?.minItems ?? 0);
    for (const [, row] of rows) {
      const item = this.read(row, itemsOf(schema), [...path, list.length], row.children.size > 0 && spare <= 0);
      if (item === undefined) spare--;
      if (item !== undefined) list.push(item);
    }
    return list.length > 0 || isRequired ? list : undefined;
  }

  #object(node: Node | undefined, schema: MaybeSchema, path: readonly Segment[], isRequired: boolean): unknown {
    const filledBefore = this.#filled;
    const required = new Set(schema?.required);
    const children = new Map([...(node?.children ?? [])].map(([segment, child]) => [String(segment), child]));
    const members = [...new Set([...children.keys(), ...required])].map((name): [string, unknown] => {
      const properties = schema?.properties;
      const member = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
      return [name, this.read(children.get(name), keywordsOf(member), [...path, name], required.has(name))];
    });
    if (!isRequired && this.#filled === filledBefore) return undefined;
    // `Object.fromEntries` defines each member, even one that is named `__proto__`.
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }

  #leaf({ controls, entries }: Node, schema: MaybeSchema, path: readonly Segment[], isRequired: boolean): unknown {
    this.controlsByPath.set(pathKey(path), controls);
    const types = typesOf(schema);
    const leaf = types.includes("array") ? itemsOf(schema) : schema;
    const filled = entries
      .map(({ text, control }) => ({ text: trimmed(text, leaf), control }))
      .filter(({ text, control }) => text !== "" || control?.validity?.badInput);
    const isBox = controls.some(({ type }) => type === "checkbox");
    if (types.includes("boolean") && isBox) return this.#box(entries, schema);
    this.#filled += filled.length;
    if (types.includes("array") || filled.length > 1) {
      const list = filled.map((entry, index) => {
        if (entry.control && !isChoice(entry.control)) {
          this.controlsByPath.set(pathKey([...path, index]), [entry.control]);
        }
        return valueOf(entry, itemsOf(schema));
      });
      return list.length > 0 || isRequired ? list : undefined;
    }
    const [entry] = filled;
    if (entry) return valueOf(entry, schema);
    return isRequired && types.includes("null") ? null : undefined;
  }

  /**
   * The boolean of a checkbox, whatever text the box sends. A hidden input of the same name, which some server
   * frameworks add, does not count.
   */
  #box(entries: readonly Entry[], schema: MaybeSchema): boolean | undefined {
    const isOn = entries.some(({ control }) => control?.type === "checkbox");
    if (isOn) this.#filled++;
    return isOn || (schema && allowsFalse(schema)) ? isOn : undefined;
  }
}

/**
 * The value of an entry. A control with unreadable input, such as half a date, sends an empty text. It gives null where
 * the schema allows a string, so that the schema rejects it.
 */
function valueOf({ text, control }: Entry, schema: MaybeSchema): unknown {
  if (text === "" && control?.validity?.badInput && typesOf(schema).includes("string")) return null;
  return convert(text, schema);
}
