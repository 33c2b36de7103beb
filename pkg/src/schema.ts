import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { exportAs } from "./export-schema.js";
import type { Invalid, Issue, Segment } from "./issue.js";
import type { InferSchema } from "./infer.js";
import type { SchemaOptions, Subschema, Subschemas } from "./json-schema.js";
import type { KnownKeywords } from "./known-keywords.js";
import { localize, type MessageOptions } from "./localize.js";
import { MAX_TEXT_UNITS } from "./packed/buffer.js";
import { CompiledSchema } from "./packed/schema.js";
import { valueWithOnly } from "./validate-at.js";
import { hasMoreParts, refuseNoJson } from "./schema-json.js";
import { SchemaError, schemaError, type SchemaWarning } from "./schema-error.js";

export { SchemaError };

/** An issue of Standard Schema v1, with the code and the parameters of an {@link Issue}. */
export interface StandardIssue extends StandardSchemaV1.Issue, Pick<Issue, "code" | "params"> {}

/** The result of `schema["~standard"].validate`. */
export type StandardResult<T> = StandardSchemaV1.SuccessResult<T> | { readonly issues: readonly StandardIssue[] };

/** The result for a value that a schema accepts. `value` is the very value that was passed in, not a copy. */
export interface Valid<T> {
  readonly ok: true;
  readonly value: T;
  /** Always missing. It is declared so that `result.issues` and `result.message` compile before `ok` is known. */
  readonly issues?: undefined;
  readonly message?: undefined;
}

/** The result of a schema for a value. */
export type Result<T> = Valid<T> | Invalid;

/** A compiled schema. It is a Standard Schema (v1), so frameworks accept it without an adapter. */
export interface Schema<T> {
  /** The JSON Schema that it was compiled from. */
  readonly json: Subschema;
  /** The documents that it was compiled with, by their URIs. */
  readonly documents: Subschemas;
  /** Likely mistakes in the schema: a keyword that no allowed type uses, or a required key that cannot be there. */
  readonly warnings: readonly SchemaWarning[];
  /**
   * Checks a value, synchronously.
   *
   * Of a text, at most 16,777,216 UTF-16 units are read. A longer text matches no format and no constant.
   *
   * @throws TypeError if a getter or a proxy of the value throws, or the value is too large: more than 5,000,000
   *   properties and items, or more than 67,108,864 UTF-16 units of text. If the schema has no unions, no recursion and
   *   no rules for keys that it does not name, only the parts that it describes count
   */
  validate(value: unknown, options?: MessageOptions): Result<T>;
  /**
   * Checks one part of a value alone, such as a field that the user leaves. Issues have the path in the whole value.
   *
   * Rules that need other parts are not checked, such as those that tell the branches of a union apart. A path that the
   * schema refuses has an issue: an unknown key of a closed object, or a step into a value that has no parts. Any other
   * path that the schema does not describe passes.
   *
   * @param path the path as issues print it: `contacts.0.email`; or its segments
   * @param part the part at this path; undefined if it is missing
   * @throws TypeError as `validate` does
   * @throws RangeError if an index in the path is above 199
   *
   * @example
   * lead.validateAt("contacts.0.email", "ann").ok; // false
   */
  validateAt(path: string | readonly Segment[], part: unknown, options?: MessageOptions): Result<unknown>;
  /**
   * Standard Schema v1, always synchronous; each issue has `code` and `params`, too. Standard JSON Schema v1 for the
   * targets `draft-2020-12`, `draft-07`, `openapi-3.0` and `openapi-3.1`.
   */
  readonly "~standard": {
    readonly validate: (value: unknown, options?: StandardSchemaV1.Options) => StandardResult<T>;
  } & StandardSchemaV1.Props<T> &
    StandardJSONSchemaV1.Props<T>;
}

/**
 * Compiles a schema. Call it once, outside the function that validates.
 *
 * A member that is `undefined` counts as missing.
 *
 * @throws SchemaError if a keyword, a format or an option is unknown or has a wrong value, if the schema holds what
 *   JSON does not have (NaN, Infinity, a function, an instance of a class, an `undefined` in a list or as `const`), or
 *   if its JSON text has more than 16,777,216 UTF-16 units
 * @throws TypeError if `documents` is not an object
 *
 * `documents` are the schemas that a `$ref` may name beside this one: by absolute URIs, or by names that are resolved
 * against the root's `$id`. Nothing is fetched. `unanimous/lite` refuses the option.
 *
 * @example
 * const lead = schema({
 *   type: "object",
 *   required: ["email"],
 *   properties: { email: { type: "string", format: "email" } },
 * });
 * const result = lead.validate({ email: "ann" });
 * if (!result.ok) console.log(result.message); // Validation error: email: Invalid email
 */
export function schema<const S extends Subschema>(
  json: S & KnownKeywords<S>,
  options?: SchemaOptions,
): Schema<InferSchema<S>> {
  return new StandardSchema<InferSchema<S>>(json, options?.documents);
}

class StandardSchema<T> implements Schema<T> {
  readonly json: Subschema;
  readonly documents: Subschemas;
  readonly warnings: readonly SchemaWarning[];
  readonly "~standard": Schema<T>["~standard"];
  readonly #compiled: CompiledSchema;

  constructor(json: Subschema, documents: SchemaOptions["documents"]) {
    this.json = snapshot(json, "");
    this.documents = snapshots(documents);
    this.#compiled = new CompiledSchema(this.json, this.documents);
    this.warnings = this.#compiled.warnings;
    const hasDocuments = Object.keys(this.documents).length > 0;
    const jsonSchema = ({ target }: StandardJSONSchemaV1.Options) => exportAs(this.json, hasDocuments, target);
    this["~standard"] = {
      version: 1,
      vendor: "unanimous",
      validate: (value, options) => toStandard(this.validate(value, options?.libraryOptions)),
      jsonSchema: { input: jsonSchema, output: jsonSchema },
    };
  }

  validate(value: unknown, options?: MessageOptions): Result<T> {
    return this.#verdict(this.#compiled.check(value), value as T, options);
  }

  validateAt(path: string | readonly Segment[], part: unknown, options?: MessageOptions): Result<unknown> {
    const { segments, value } = valueWithOnly(path, part);
    return this.#verdict(this.#compiled.checkAt(value, segments), part, options);
  }

  #verdict<V>(invalid: Invalid | undefined, value: V, options: MessageOptions | undefined): Result<V> {
    if (invalid === undefined) return { ok: true, value };
    return options?.locale || options?.messages || options?.labels ? localize(invalid, options, this.json) : invalid;
  }
}

/** Whether this is the bundle of `unanimous/lite`. The build sets it. */
declare const LITE: boolean;

/** Returns copies of the documents, as {@link snapshot} makes them. */
function snapshots(documents: SchemaOptions["documents"]): Subschemas {
  if (!documents) return {};
  if (typeof documents !== "object" || Array.isArray(documents)) {
    throw new TypeError("documents must be an object of schemas by URI or name");
  }
  if (LITE) throw schemaError("", '"unanimous/lite" takes no documents: import from "unanimous" instead');
  return Object.fromEntries(Object.entries(documents).map(([uri, json]) => [uri, snapshot(json, `${uri}#`)]));
}

/** Returns a copy of the schema as JSON has it, so that a later change of the caller's object changes no verdict. */
function snapshot(json: unknown, location: string): Subschema {
  const tooLong = "more than 16 MiB of JSON";
  if (hasMoreParts(json, MAX_TEXT_UNITS)) throw schemaError(location, tooLong);
  let text: string | undefined;
  try {
    text = JSON.stringify(json);
    if (text !== undefined) refuseNoJson(json, location);
  } catch (error) {
    // The search goes to a fixed depth, so a RangeError in it means that the stack was nearly used up before.
    if (error instanceof SchemaError || (text !== undefined && error instanceof RangeError)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const what = error instanceof RangeError ? "nested too deeply, or too long" : "not JSON";
    throw schemaError(location, `${what}: ${why}`);
  }
  if (text === undefined) throw schemaError(location, `a schema must be an object or a boolean, not ${typeof json}`);
  // No more of a value's text is read, so a longer constant could not be compared.
  if (text.length > MAX_TEXT_UNITS) throw schemaError(location, tooLong);
  return JSON.parse(text) as Subschema;
}

function toStandard<T>(result: Result<T>): StandardResult<T> {
  if (result.ok) return { value: result.value };
  const issues = result.issues.map(({ reason, segments, code, params }) => ({
    message: reason,
    path: segments,
    code,
    params,
  }));
  return { issues };
}
