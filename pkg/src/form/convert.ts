import type { JsonSchema, TypeName } from "../json-schema.js";

/** A floating-point number as HTML writes it; spaces around it are let through. */
const NUMBER = /^\s*-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?\s*$/i;

const typeOf = (value: unknown): TypeName => {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : (typeof value as TypeName);
};

/** The only values that a place can have; none where there are others. */
const listed = (schema: JsonSchema): readonly unknown[] => ("const" in schema ? [schema.const] : (schema.enum ?? []));

/** The types that a place can have, as far as its schema tells: none for any. */
export function typesAt(schema: JsonSchema | undefined): readonly TypeName[] {
  if (schema === undefined) return [];
  if (schema.type !== undefined) return typeof schema.type === "string" ? [schema.type] : schema.type;
  return listed(schema).map(typeOf);
}

/** Whether an unchecked box can say `false`; where only `true` will do, it says nothing. */
export const takesFalse = (schema: JsonSchema): boolean =>
  listed(schema).length === 0 || listed(schema).includes(false);

/**
 * What a text of a form is in a place of this schema.
 *
 * A text that is nothing that the schema wants stays a text, so that the verdict can say so.
 */
export function convert(text: string, schema: JsonSchema = {}): unknown {
  const members = listed(schema).filter((one) => one !== null && typeof one !== "object");
  const member = members.find((one) => one === text) ?? members.find((one) => String(one) === text);
  if (member !== undefined) return member;
  const types = typesAt(schema);
  if (types.includes("string")) return text;
  if (types.includes("boolean") && (text === "true" || text === "false")) return text === "true";
  return (types.includes("number") || types.includes("integer")) && NUMBER.test(text) ? toNumber(text) : text;
}

function toNumber(text: string): number | string {
  const number = Number(text);
  // A whole number that JavaScript would round is not what was typed.
  const isExact = !/^\s*-?\d+\s*$/.test(text) || (Number.isFinite(number) && BigInt(text) === BigInt(number));
  return Number.isFinite(number) && isExact ? number : text;
}
