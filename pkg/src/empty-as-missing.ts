import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { refuseOption } from "./options.js";
import type { Schema } from "./schema.js";
import { valueWithOnly } from "./validate-at.js";

/**
 * The default values of a form, which need not be valid: each part may be missing, a text can be any text, and a choice
 * can be open.
 */
export type FormDefaults<T> = T extends string
  ? string
  : T extends number
    ? number | ""
    : T extends boolean
      ? boolean
      : T extends readonly (infer Item)[]
        ? FormDefaults<Item>[]
        : T extends object
          ? { -readonly [Key in keyof T]?: FormDefaults<T[Key]> | undefined }
          : T;

/** A schema that takes the values of a form. */
export interface LenientSchema<T> extends Omit<Schema<T>, "~standard"> {
  readonly "~standard": StandardSchemaV1.Props<FormDefaults<T>, T> &
    StandardJSONSchemaV1.Props<FormDefaults<T>, T> & {
      readonly validate: (value: unknown) => StandardSchemaV1.Result<T>;
    };
}

/**
 * Returns a schema for form libraries that keep an untouched field as an empty text, or as NaN: members of objects with
 * such a value count as missing. An optional field may stay empty, and a required one is `Required`.
 *
 * The valid value is a copy without these members. Items of a list stay, so that their indexes do.
 *
 * @throws TypeError if `schema` is no compiled schema
 *
 * @example
 * useForm({ resolver: standardSchemaResolver(emptyAsMissing(lead)) });
 */
export function emptyAsMissing<T>(schema: Schema<T>): LenientSchema<T> {
  const standard = (schema as Schema<T> | null | undefined)?.["~standard"];
  if (standard === undefined) return refuseOption("emptyAsMissing", "schema", schema, "what `schema(json)` returns");
  const validate: Schema<T>["validate"] = (value, ...options) => schema.validate(withoutEmpty(value), ...options);
  return {
    ...schema,
    validate,
    validateAt(path, part, ...options) {
      const isItem = typeof valueWithOnly(path, part).segments.at(-1) === "number";
      const [item] = withoutEmpty([part]) as [unknown];
      return schema.validateAt(path, isItem ? item : withoutEmpty(part), ...options);
    },
    "~standard": {
      ...(standard as object as LenientSchema<T>["~standard"]),
      validate: (value: unknown, options?: StandardSchemaV1.Options) => standard.validate(withoutEmpty(value), options),
    },
  };
}

/** Lists and objects below this depth are left as they are: the schema refuses them. */
const MAX_DEPTH = 64;

/**
 * Returns the value without members that are empty; undefined if it is empty itself. Only plain objects are copied.
 *
 * @param copies the copies so far, by the list or object. A part that stands in several places is copied once:
 *   otherwise the time would double with each level
 */
function withoutEmpty(value: unknown, depth = 0, copies = new Map<unknown, unknown>()): unknown {
  if (value === "" || Number.isNaN(value)) return undefined;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
  const copy = copies.get(value) ?? copyOf(value, (part) => withoutEmpty(part, depth + 1, copies));
  copies.set(value, copy);
  return copy;
}

function copyOf(value: object, clean: (part: unknown) => unknown): unknown {
  if (Array.isArray(value))
    return Array.from(value, (item: unknown) => (typeof item === "object" ? clean(item) : item));
  const prototype = Object.getPrototypeOf(value) as unknown;
  // An instance of a class, such as a `File`, has no members to leave out.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, clean(member)] as const);
  // `Object.fromEntries` defines each member, even one that is named `__proto__`.
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}
