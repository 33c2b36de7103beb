import type { JsonSchema, Subschema } from "../json-schema.js";
import { convert, trimmed } from "./convert.js";
import { ANY, ARRAY, both, either, NONE, NULL, OBJECT, ownKinds, type Kinds } from "./kinds.js";
import { References } from "./references.js";
import type { FormReadSchema } from "./source.js";
import { isIndexed, type FormNode } from "./tree.js";

/** The schemas that judge one part of a value; empty if the schema does not describe the part. */
export type Part = readonly Subschema[];

/** What is said about a part of a value, once the form has told which branches of unions are meant. */
export interface Statements {
  /** All of these judge the part. */
  readonly all: readonly JsonSchema[];
  /** Of each of these, one judges the part: it is not known which one. */
  readonly unions: readonly (readonly Subschema[])[];
}

/** How a branch agrees with a form. */
const enum Rating {
  /** The form has a text that the branch does not allow for a tag. */
  Contradicted,
  Unknown,
  /** The form has a text that is one of the branch's values for a tag. */
  Tagged,
}

/** The keywords that hold no schemas, or schemas that judge only where a reference names them. */
const NOT_WALKED = /^(?:\$defs|definitions|components|const|enum|default|examples?|x-.*)$/;

/** Finds the parts of a schema that describe the parts of a form. */
export class Places {
  readonly #root: Subschema;
  readonly #references: References;
  #names: Set<string> | undefined;

  constructor(root: Subschema, references: References) {
    this.#root = root;
    this.#references = references;
  }

  /** Whether the schema has a property of this name, at any depth, or requires it. */
  mentions(name: string): boolean {
    this.#names ??= this.#allNames();
    return this.#names.has(name);
  }

  /** Whether the schema refuses keys that it does not describe. */
  get isClosed(): boolean {
    return this.statements([this.#root], undefined).all.some((schema) => schema.additionalProperties === false);
  }

  #allNames(): Set<string> {
    const all = new Set<string>();
    const seen = new Set<unknown>();
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null || seen.has(value)) return;
      seen.add(value);
      const { properties, required, $ref } = value as { [keyword: string]: unknown };
      for (const name of Object.keys(properties ?? {})) all.add(name);
      if (Array.isArray(required)) for (const name of required) all.add(String(name));
      if (typeof $ref === "string") walk(this.#references.target(value, $ref));
      for (const [keyword, inner] of Object.entries(value)) if (!NOT_WALKED.test(keyword)) walk(inner);
    };
    walk(this.#root);
    return all;
  }

  /** The values that a part allows. */
  kindsOf(part: Part): Kinds {
    return part.reduce<Kinds>((kinds, schema) => both(kinds, this.#kinds(schema)), ANY);
  }

  #kinds(schema: Subschema): Kinds {
    if (typeof schema === "boolean") return schema ? ANY : NONE;
    const { $ref, allOf = [], anyOf, oneOf, type, nullable } = schema;
    let kinds = ownKinds(schema);
    if ($ref !== undefined) kinds = both(kinds, this.#kinds(this.#references.target(schema, $ref)));
    kinds = both(kinds, this.kindsOf(allOf));
    for (const branches of [anyOf, oneOf]) {
      if (branches) {
        const ofBranches = branches.map((branch) => this.#kinds(branch));
        kinds = both(kinds, ofBranches.reduce(either, NONE));
      }
    }
    return nullable && type === undefined ? either(kinds, { open: NULL, values: [] }) : kinds;
  }

  /** What is said about a part, with the branches that a form chooses by its tags. */
  statements(part: Part, node: FormNode | undefined): Statements {
    const all: JsonSchema[] = [];
    const unions: (readonly Subschema[])[] = [];
    const visit = (schema: Subschema | undefined): void => {
      if (typeof schema !== "object") return;
      all.push(schema);
      if (schema.$ref !== undefined) visit(this.#references.target(schema, schema.$ref));
      for (const inner of schema.allOf ?? []) visit(inner);
      for (const branches of [schema.anyOf, schema.oneOf]) {
        if (!branches) continue;
        const left = this.#choose(branches, node);
        if (left.length > 1) unions.push(left);
        else visit(left[0]);
      }
      if (schema.if !== undefined) {
        const rating = this.#rate(schema.if, node);
        if (rating === Rating.Tagged) visit(schema.then);
        else if (rating === Rating.Contradicted) visit(schema.else);
        else unions.push([schema.then, schema.else].filter((inner) => inner !== undefined));
      }
      for (const [name, inner] of Object.entries({ ...schema.dependencies, ...schema.dependentSchemas })) {
        if (node?.children.has(name) && !Array.isArray(inner)) visit(inner as Subschema);
      }
    };
    part.forEach(visit);
    return { all, unions };
  }

  /** The part of a property of an object, or of an item of a list. */
  child(statements: Statements, key: string | number, node: FormNode | undefined): Part {
    const part: Subschema[] = [];
    for (const schema of statements.all) {
      const inner = typeof key === "number" ? itemOf(schema, key) : propertyOf(schema, key);
      if (inner !== undefined) part.push(inner);
    }
    for (const branches of statements.unions) {
      const anyOf = branches
        .map((branch) => this.child(this.statements([branch], node), key, node))
        .filter((allOf) => allOf.length > 0)
        .map((allOf) => ({ allOf }));
      if (anyOf.length > 0) part.push({ anyOf });
    }
    return part;
  }

  /** The branches that a form can mean. */
  #choose(branches: readonly Subschema[], node: FormNode | undefined): readonly Subschema[] {
    const shape = node && node.children.size > 0 && !isIndexed(node) ? OBJECT : OBJECT | ARRAY;
    // A branch that lacks the type cannot be meant; and null is never meant where something is entered.
    const having = (types: number): Subschema[] => branches.filter((branch) => this.#kinds(branch).open & types);
    const fitting = [having(shape), having(~NULL), branches].find(({ length }) => length > 0) ?? [];
    if (fitting.length < 2) return fitting;
    const ratings = fitting.map((branch) => this.#rate(branch, node));
    const best = Math.max(...ratings);
    return fitting.filter((_, at) => ratings[at] === best);
  }

  #rate(branch: Subschema, node: FormNode | undefined): Rating {
    let rating = Rating.Unknown;
    if (!node) return rating;
    const statements = this.statements([branch], undefined);
    for (const name of new Set(statements.all.flatMap(({ properties = {} }) => Object.keys(properties)))) {
      const [entry, ...others] = node.children.get(name)?.entries ?? [];
      if (typeof entry?.value !== "string" || others.length > 0) continue;
      const kinds = this.kindsOf(this.child(statements, name, undefined));
      const text = trimmed(entry.value, kinds);
      if (kinds.open !== 0 || kinds.values.length === 0 || text === "") continue;
      if (!kinds.values.includes(convert(text, kinds))) return Rating.Contradicted;
      rating = Rating.Tagged;
    }
    return rating;
  }
}

/**
 * The schema of a property. A key without a schema of its own is described by those of all patterns and of all other
 * keys together, because a pattern could take long to test.
 */
function propertyOf(
  { properties, patternProperties, additionalProperties }: JsonSchema,
  name: string,
): Subschema | undefined {
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  const rest = Object.values(patternProperties ?? {}) as Subschema[];
  if (typeof additionalProperties === "object") rest.push(additionalProperties);
  return rest.length > 1 ? { anyOf: rest } : rest[0];
}

function itemOf({ prefixItems, items, additionalItems }: JsonSchema, index: number): Subschema | undefined {
  const [list, rest] = Array.isArray(items) ? [items, additionalItems] : [prefixItems ?? [], items];
  return index < list.length ? list[index] : (rest as Subschema | undefined);
}

const known = new WeakMap<FormReadSchema, Places>();

/** The parts of a schema, which are found once. */
export function placesOf(schema: FormReadSchema): Places {
  let places = known.get(schema);
  if (!places) {
    places = new Places(schema.json, new References(schema.json, schema.documents ?? {}));
    known.set(schema, places);
  }
  return places;
}
