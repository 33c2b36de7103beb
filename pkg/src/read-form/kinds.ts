// Which values a part of a schema allows, as far as a form needs to know it: types, and single values.
import type { JsonSchema, TypeName } from "../json-schema.js";

export const NULL = 1;
export const BOOLEAN = 2;
export const OBJECT = 4;
export const ARRAY = 8;
export const NUMBER = 16;
export const INTEGER = 32;
export const STRING = 64;
/** Strings that may begin or end with a space. */
const SPACED = 128;
/** Strings that are a time with an offset from UTC. */
const TIMES = 256;
/** The bits that tell whether a schema names types. A format such as `int32` allows no fractions, and names no type. */
const TYPED = (SPACED - 1) & ~NUMBER;

const BITS: Record<TypeName, number> = {
  null: NULL,
  boolean: BOOLEAN,
  object: OBJECT,
  array: ARRAY,
  number: NUMBER | INTEGER,
  integer: INTEGER,
  string: STRING | SPACED | TIMES,
};

/** The values that a part allows. */
export interface Kinds {
  /** The types of which it allows any value, one bit each. */
  readonly open: number;
  /** The single values that it allows beside them: those of `const` and `enum`. */
  readonly values: readonly unknown[];
}

export const ANY: Kinds = { open: 511, values: [] };
export const NONE: Kinds = { open: 0, values: [] };

/** The formats in which no text begins or ends with a space. `src/schema/format.rs` has the same. */
const TRIMMED = new RegExp(
  "^(?:(?:idn-)?(?:email|hostname)|phone(?:-number)?|e164|safe-url|uri(?:-reference)?|uuid|ip(?:v[46])?|" +
    "date(?:-time)?|time|duration)$",
);

/** The bits of the types that a value has. */
function bitsOf(value: unknown): number {
  if (value === null) return NULL;
  if (Array.isArray(value)) return ARRAY;
  if (typeof value === "number") return Number.isInteger(value) ? NUMBER | INTEGER : NUMBER;
  return BITS[typeof value as TypeName];
}

/** What the keywords of one schema object allow, without the schemas in it. */
export function ownKinds({ type, nullable, format, ...schema }: JsonSchema): Kinds {
  let kinds = ANY;
  if (type !== undefined) {
    const names = typeof type === "string" ? [type] : type;
    kinds = { open: names.reduce((open, name) => open | BITS[name], nullable ? NULL : 0), values: [] };
  }
  if (TRIMMED.test(format ?? "")) {
    kinds = { ...kinds, open: kinds.open & ~(/time$/.test(format as string) ? SPACED : SPACED | TIMES) };
  }
  if (schema.enum) kinds = both(kinds, only(schema.enum));
  return "const" in schema ? both(kinds, only([schema.const])) : kinds;
}

/** Some single values. A list or an object is not entered as one text, so its type is open. */
function only(values: readonly unknown[]): Kinds {
  const open = values.reduce<number>((bits, value) => bits | (bitsOf(value) & (ARRAY | OBJECT)), 0);
  return { open, values: values.filter((value) => (bitsOf(value) & (ARRAY | OBJECT)) === 0) };
}

/** What both allow. */
export const both = (one: Kinds, other: Kinds): Kinds => ({
  open: one.open & other.open,
  values: [
    ...one.values.filter((value) => allows(other, value)),
    ...other.values.filter((value) => one.open & bitsOf(value)),
  ],
});

/** What one of them allows. */
export const either = (one: Kinds, other: Kinds): Kinds => ({
  open: one.open | other.open,
  values: [...one.values, ...other.values],
});

export const allows = ({ open, values }: Kinds, value: unknown): boolean =>
  (open & bitsOf(value)) !== 0 || values.includes(value);

export const isMoreThanNull = ({ open, values }: Kinds): boolean =>
  (open & ~NULL) !== 0 || values.some((value) => value !== null);

/** Whether the schema says that a type is allowed. A schema that allows every type says nothing. */
export const names = ({ open, values }: Kinds, type: number): boolean =>
  ((open & TYPED) !== TYPED && (open & type) !== 0) || values.some((value) => bitsOf(value) & type);

/** Whether a boolean is allowed, and no string: then a text can only stand for a boolean. */
export const isBoolean = (kinds: Kinds): boolean => names(kinds, BOOLEAN) && !names(kinds, STRING);

/** Whether no value that is allowed is a string that may begin or end with a space. */
export const isTrimmed = ({ open, values }: Kinds): boolean =>
  (open & SPACED) === 0 && !values.some((value) => typeof value === "string");

/**
 * Whether the strings that are allowed are times with an offset from UTC, and perhaps others of such strict formats.
 */
export const isTime = (kinds: Kinds): boolean =>
  (kinds.open & TIMES) !== 0 && (kinds.open & STRING) !== 0 && isTrimmed(kinds);
