import type { Segment } from "../issue.js";
import type { JsonSchema, Subschema } from "../json-schema.js";
import { parseName, type ControlName } from "../path.js";
import { convert, trimmed } from "./convert.js";
import { ANY, ARRAY, both, either, isMoreThanNull, names, NONE, NULL, OBJECT, ownKinds, type Kinds } from "./kinds.js";
import { References } from "./references.js";
import type { FormReadSchema } from "./source.js";
import type { FormNode } from "./tree.js";

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

/** All keywords but those that hold no schemas, or schemas that judge only where a reference names them. */
const WALKED = /^(?!(?:\$defs|definitions|components|const|enum|default|examples?|x-.*)$)/;

/** The keywords whose schemas judge the same value, and the indexes of their lists. */
const OF_SAME_VALUE = /^(?:(?:all|any|one)Of|then|else|\d+)$/;

/** The most schemas of branches that are kept for a part: of a part with more of them, nothing is known. */
const MAX_BRANCHES = 256;

/** The longest key that is tested with patterns. */
const MAX_KEY = 256;

/** The schemas that `child` has made, and how many others each of them holds. */
const sizes = new WeakMap<Subschema & object, number>();

/** Finds the parts of a schema that describe the parts of a form. */
export class Places {
  readonly #root: Subschema;
  readonly #references: References;
  #names: Set<string> | undefined;
  #ownNames: Set<string> | undefined;

  constructor(root: Subschema, references: References) {
    this.#root = root;
    this.#references = references;
  }

  /** Whether the schema describes the part at a path, or says that an object is allowed around it. */
  describes(path: readonly Segment[]): boolean {
    let part: Part = [this.#root];
    let isInObject: boolean | undefined;
    for (const segment of path) {
      isInObject = names(this.kindsOf(part), OBJECT);
      part = this.child(this.statements(part), segment);
    }
    return isInObject || part.length > 0;
  }

  /** Whether the schema has a property of this name, at any depth, or requires it. */
  mentions(name: string): boolean {
    this.#names ??= this.#namesIn(WALKED);
    return this.#names.has(name);
  }

  /**
   * Reads the name of an entry. It is a path, unless the schema of the form itself has a property of just this name,
   * such as `ids[]` or `file.csv`.
   */
  readName(name: string): ControlName {
    this.#ownNames ??= this.#namesIn(OF_SAME_VALUE);
    return this.#ownNames.has(name) ? { segments: [name], isList: false } : parseName(name);
  }

  /** Whether the schema refuses keys that it does not describe. */
  get isClosed(): boolean {
    return this.statements([this.#root]).all.some((schema) => schema.additionalProperties === false);
  }

  /** The names of properties, and those that are required, in the root and in what these keywords hold. */
  #namesIn(keywords: RegExp): Set<string> {
    const all = new Set<string>();
    const seen = new Set<unknown>();
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null || seen.has(value)) return;
      seen.add(value);
      const { properties, required, $ref } = value as { [keyword: string]: unknown };
      for (const name of Object.keys(properties ?? {})) all.add(name);
      if (Array.isArray(required)) for (const name of required) all.add(String(name));
      if (typeof $ref === "string") walk(this.#references.target(value, $ref));
      for (const [keyword, inner] of Object.entries(value)) if (keywords.test(keyword)) walk(inner);
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
        kinds = both(kinds, branches.map((branch) => this.#kinds(branch)).reduce(either, NONE));
      }
    }
    return nullable && type === undefined ? either(kinds, { open: NULL, values: [] }) : kinds;
  }

  /** What is said about a part, with the branches that a form chooses by its tags. */
  statements(part: Part, node?: FormNode): Statements {
    const all: JsonSchema[] = [];
    const unions: (readonly Subschema[])[] = [];
    const visit = (schema: Subschema | undefined): void => {
      if (typeof schema !== "object" || all.includes(schema)) return;
      // It means "the other keywords, or null". If those allow nothing but null, no branch of this union is meant.
      if (schema.nullable && schema.type === undefined && !isMoreThanNull(this.#kinds(schema))) return;
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
  child(statements: Statements, key: string | number, node?: FormNode): Part {
    const part: Subschema[] = [];
    for (const schema of statements.all) {
      part.push(...(typeof key === "number" ? itemOf(schema, key) : propertyOf(schema, key)));
    }
    for (const branches of statements.unions) {
      // Without copies, and without unions in unions: each level of a schema that refers to itself would multiply them.
      const anyOf = new Set<Subschema>();
      for (const branch of branches) {
        const allOf = this.child(this.statements([branch], node), key, node);
        const [first] = allOf as [JsonSchema];
        const made = allOf.length > 1 ? [make({ allOf }, allOf)] : sizes.has(first) && first.anyOf;
        for (const schema of made || allOf) anyOf.add(schema);
      }
      if (anyOf.size) part.push(make({ anyOf: [...anyOf] }, anyOf));
    }
    return part;
  }

  /** The branches that a form can mean. */
  #choose(branches: readonly Subschema[], node: FormNode | undefined): readonly Subschema[] {
    if (branches.length < 2) return branches;
    const shape = node?.hasKeys ? OBJECT : OBJECT | ARRAY;
    // A branch that lacks the type cannot be meant; and null is never meant where something is entered.
    const hasShape = ({ open }: Kinds): boolean => (open & shape) !== 0;
    const having = (fits: (kinds: Kinds) => boolean): Subschema[] =>
      branches.filter((branch) => fits(this.#kinds(branch)));
    const shaped = having(hasShape);
    const fitting = shaped.length > 0 ? shaped : having(isMoreThanNull);
    if (fitting.length < 2) return fitting;
    const ratings = fitting.map((branch) => this.#rate(branch, node));
    const best = Math.max(...ratings);
    return fitting.filter((_, at) => ratings[at] === best);
  }

  #rate(branch: Subschema, node: FormNode | undefined): Rating {
    let rating = Rating.Unknown;
    if (!node) return rating;
    const statements = this.statements([branch]);
    for (const name of new Set(statements.all.flatMap(({ properties = {} }) => Object.keys(properties)))) {
      const [entry, ...others] = node.children.get(name)?.entries ?? [];
      if (typeof entry?.value !== "string" || others.length > 0) continue;
      const kinds = this.kindsOf(this.child(statements, name));
      const text = trimmed(entry.value, kinds);
      if (kinds.open !== 0 || kinds.values.length === 0 || text === "") continue;
      if (!kinds.values.includes(convert(text, kinds))) return Rating.Contradicted;
      rating = Rating.Tagged;
    }
    return rating;
  }
}

/** Notes how much a schema holds that `child` makes; `true` if it is too much. */
function make(schema: JsonSchema, parts: Iterable<Subschema>): Subschema {
  let size = 0;
  for (const part of parts) size += sizes.get(part as JsonSchema) ?? 1;
  sizes.set(schema, size);
  return size > MAX_BRANCHES || schema;
}

/**
 * What could make a pattern slow on a hostile key: a group that repeats, or a second part that repeats. And what older
 * browsers lack: a look behind.
 * `src/schema/form/places.rs` has the same.
 */
const SLOW = /\(\?<|\)[*+{]|(([*+]|,\d*}).*){2}/s;

/**
 * The schemas of a property. A key without a schema of its own is described by those of the patterns that it matches;
 * else by those of all other keys and of the patterns that could take long to test, one of them.
 */
function propertyOf({ properties, patternProperties = {}, additionalProperties }: JsonSchema, name: string): Part {
  if (properties && Object.hasOwn(properties, name)) return [properties[name] as Subschema];
  const matching: Subschema[] = [];
  const rest: Subschema[] = [];
  for (const [pattern, schema] of Object.entries(patternProperties)) {
    const isSlow = name.length > MAX_KEY || SLOW.test(pattern);
    (isSlow ? rest : new RegExp(pattern, "u").test(name) ? matching : []).push(schema as Subschema);
  }
  if (typeof additionalProperties === "object") rest.push(additionalProperties);
  return matching.length > 0 ? matching : rest.length > 1 ? [make({ anyOf: rest }, rest)] : rest;
}

/** The schemas of the first items, one by one, and that of all other items. */
const itemsOf = ({ prefixItems = [], items, additionalItems }: JsonSchema) =>
  (Array.isArray(items) ? [items, additionalItems] : [prefixItems, items]) as [
    readonly Subschema[],
    Subschema | undefined,
  ];

/** How many items of a list the schema describes one by one. The index of such an item is its position. */
export const tupleSize = ({ all }: Statements): number =>
  Math.max(0, ...all.map((schema) => itemsOf(schema)[0].length));

function itemOf(schema: JsonSchema, index: number): Part {
  const [list, rest] = itemsOf(schema);
  const item = index < list.length ? list[index] : rest;
  return item === undefined ? [] : [item];
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
