import type { JsonSchema, TypeName } from "../json-schema.js";

/** A floating-point number as HTML writes it, with optional spaces around it. */
const NUMBER = /^\s*-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?\s*$/i;

const typeOf = (value: unknown): TypeName => {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : (typeof value as TypeName);
};

/** The values of `const` or `enum`; empty if the schema has neither. */
const allowedValues = (schema: JsonSchema): readonly unknown[] =>
  "const" in schema ? [schema.const] : (schema.enum ?? []);

/** The types that a schema allows, from `type`, `const` or `enum`; empty if it allows every type. */
export function typesOf(schema: JsonSchema | undefined): readonly TypeName[] {
  if (schema === undefined) return [];
  if (schema.type !== undefined) return typeof schema.type === "string" ? [schema.type] : schema.type;
  return allowedValues(schema).map(typeOf);
}

/** Whether an unchecked box means `false`. If the schema allows only `true`, an unchecked box is a missing value. */
export const allowsFalse = (schema: JsonSchema): boolean =>
  allowedValues(schema).length === 0 || allowedValues(schema).includes(false);

/**
 * Converts a form's text to the type that the schema allows: `"5"` to 5 for a number, `"true"` to true for a boolean.
 *
 * A text that cannot be converted stays a text: the schema then rejects it with the right reason.
 */
export function convert(text: string, schema: JsonSchema = {}): unknown {
  const members = allowedValues(schema).filter((one) => one !== null && typeof one !== "object");
  const member = members.find((one) => one === text) ?? members.find((one) => String(one) === text);
  if (member !== undefined) return member;
  const types = typesOf(schema);
  if (types.includes("string")) return text;
  if (types.includes("boolean") && (text === "true" || text === "false")) return text === "true";
  return (types.includes("number") || types.includes("integer")) && NUMBER.test(text) ? toNumber(text) : text;
}

function toNumber(text: string): number | string {
  const number = Number(text);
  // JavaScript rounds large whole numbers. The rounded number is not the number that was typed.
  const isExact = !/^\s*-?\d+\s*$/.test(text) || (Number.isFinite(number) && BigInt(text) === BigInt(number));
  return Number.isFinite(number) && isExact ? number : text;
}
