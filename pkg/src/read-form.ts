import type { StandardSchemaV1 } from "@standard-schema/spec";
import { browserNames } from "./read-form/browser-names.js";
import { ignoredNames } from "./read-form/ignored-names.js";
import { placesOf } from "./read-form/places.js";
import { refuseOption } from "./options.js";
import { isFile, MAX_DEPTH, Reader } from "./read-form/reader.js";
import type { FormReadSchema, FormSource, ReadFormOptions } from "./read-form/source.js";
import { childOf, newNode, nodeAt, type FormNode } from "./read-form/tree.js";
import type { Result, Schema, StandardResult } from "./schema.js";
import type { MessageOptions } from "./localize.js";

export type {
  FileLike,
  FormEntry,
  FormObject,
  FormReadSchema,
  FormSource,
  FormValue,
  Ignore,
  ReadFormOptions,
} from "./read-form/source.js";

/** The most entries that a form may have. */
const MAX_ENTRIES = 10_000;

/**
 * Reads a form as `bindForm` does, and converts its texts to the types of a schema. The value is not validated.
 *
 * - A name is a path: `contacts.0.email`, `contacts[0][email]`. A repeated name, or one that ends with `[]`, is a list.
 *   A name of which the schema has a property as it stands, such as `ids[]`, is a key. Gaps between indexes are closed,
 *   but not among the items of `prefixItems`: an empty one before one that is filled in is kept, as false for a
 *   checkbox, as an empty list or object, else as null.
 * - An empty text is a missing value, or null if the schema requires the value and allows null. A row or an object in
 *   which nothing is entered is left out unless the schema requires it. If `minItems` asks for more rows, the first
 *   empty ones are kept.
 * - `true`, `on`, `yes` and `1` are true where the schema has a boolean; `false`, `off`, `no` and `0` are false. A
 *   browser sends nothing for a box that is not checked, so a required boolean without an entry is false.
 * - Spaces around a number, a date, an email address, a phone number, a URL and the like are removed.
 * - A time without an offset from UTC is taken to be UTC where the schema has the format `time` or `date-time`:
 *   browsers send `12:30` and `2026-01-31T12:30`.
 * - A text that cannot be converted stays a text, so that the schema says what is wrong with it.
 * - A file stays a file where the schema describes it, and is left out elsewhere: take it from the `FormData`.
 * - Entries that frameworks and browsers add are left out, unless the schema mentions them: see `ignore`.
 * - A form with more than 10,000 entries gives null.
 *
 * @throws TypeError if `schema` is no compiled schema, or `source` is no form
 *
 * @example
 * const result = lead.validate(readForm(lead, await request.formData()));
 */
export function readForm(schema: FormReadSchema, source: FormSource, options?: ReadFormOptions): unknown {
  expectSchema("readForm", schema);
  const places = placesOf(schema);
  const isIgnored = ignoredNames(places, options?.ignore ?? []);
  const root = newNode();
  const entries: (readonly [string, unknown])[] = [];
  for (const entry of entriesOf(source)) {
    if (!isPair(entry)) throw new TypeError("readForm: each entry must be a list of a name and a value");
    if (entries.push(entry) > MAX_ENTRIES) return null;
  }
  const isOfBrowser = places.isClosed ? browserNames(entries) : () => false;
  for (const [name, value] of entries) {
    if (name !== "" && !isIgnored(name, isOfBrowser(name))) add(nodeAt(root, places.readName(name)), value, 0);
  }
  return new Reader(places).readRoot(root, schema.json) ?? null;
}

/** A Standard Schema that reads a form and then validates it. */
export interface FormSchemaOf<T> {
  /** Reads a form with `readForm`, and validates the value. */
  validate(source: FormSource, options?: MessageOptions): Result<T>;
  /** Standard Schema v1, always synchronous; each issue has `code` and `params`, too. */
  readonly "~standard": {
    readonly validate: (source: unknown, options?: StandardSchemaV1.Options) => StandardResult<T>;
  } & StandardSchemaV1.Props<FormSource, T>;
}

/**
 * Returns a Standard Schema for forms and query strings: it reads with `readForm`, then it validates. Frameworks take
 * it in place of the schema, which takes a value that is already read.
 *
 * @throws TypeError if `schema` is no compiled schema
 *
 * @example
 * app.post("/leads", sValidator("form", formSchema(lead)), (c) => c.json(c.req.valid("form")));
 */
export function formSchema<T>(schema: Schema<T>, options?: ReadFormOptions): FormSchemaOf<T> {
  expectSchema("formSchema", schema);
  // A client may send something else than a form, such as a JSON list. Then the schema says what is wrong with it.
  const read = (source: unknown): unknown => (isForm(source) ? readForm(schema, source, options) : (source ?? null));
  return {
    validate: (source, messages) => schema.validate(read(source), messages),
    "~standard": {
      version: 1,
      vendor: "unanimous",
      validate: (source, standard) => schema["~standard"].validate(read(source), standard),
    },
  };
}

const isForm = (source: unknown): source is FormSource =>
  Array.isArray(source) ? Array.from(source).every(isPair) : typeof source === "object" && source !== null;

/** Whether an entry has a name. Of a list that is no form, each item may be anything. */
const isPair = (entry: unknown): boolean => Array.isArray(entry) && typeof entry[0] === "string";

/** Throws for anything but a compiled schema, such as the JSON of one. */
function expectSchema(where: string, schema: unknown): void {
  if (!["object", "boolean"].includes(typeof (Object(schema) as Partial<FormReadSchema>).json))
    refuseOption(where, "schema", schema, "what `schema(json)` returns");
}

function entriesOf(source: unknown): Iterable<readonly [string, unknown]> {
  if (source instanceof Promise) throw new TypeError("readForm: expected a form, not a promise of one: await it first");
  if (typeof source === "object" && source !== null) {
    const { formData, searchParams } = source as { readonly formData?: unknown; readonly searchParams?: unknown };
    // Their own members are none, so they would be an empty form.
    if (typeof formData === "function")
      throw new TypeError("readForm: expected a form, not a request or a response: pass `await request.formData()`");
    if (searchParams instanceof URLSearchParams && !Object.hasOwn(source, "searchParams"))
      throw new TypeError("readForm: expected a form, not a URL: pass its `searchParams`");
    return Symbol.iterator in source ? (source as Iterable<readonly [string, unknown]>) : Object.entries(source);
  }
  throw new TypeError(`readForm: expected FormData, URLSearchParams, pairs or an object, not ${typeof source}`);
}

/** Adds a value of a form, or of an object that a framework has made of one. */
function add(node: FormNode, value: unknown, depth: number): void {
  if (value === undefined || value === null || depth > MAX_DEPTH) return;
  if (Array.isArray(value) && value.every((item) => typeof item !== "object" || isFile(item))) {
    for (const item of value) add(node, item, depth + 1);
    // Two entries of one name are a list by themselves, where the schema has no boolean.
    if (value.length < 2) node.isList = true;
  } else if (typeof value === "object" && !isFile(value)) {
    for (const [name, inner] of Object.entries(value)) add(childOf(node, name), inner, depth + 1);
  } else if (!(isFile(value) && value.size === 0 && value.name === "")) {
    // A browser sends an empty file without a name where the user has chosen none.
    node.entries.push({ value });
  }
}
