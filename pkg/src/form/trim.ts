import type { JsonSchema } from "../json-schema.js";
import { typesOf } from "./convert.js";

/** The formats in which no text begins or ends with a space. */
const TRIMMED =
  /^(?:(?:idn-)?(?:email|hostname)|phone(?:-number)?|e164|safe-url|uri(?:-reference)?|uuid|ip(?:v[46])?|date(?:-time)?|time|duration)$/;

/** The spaces that `<input type="email">` removes: ASCII whitespace. */
const OUTER_SPACES = /^[\t\n\f\r ]+|[\t\n\f\r ]+$/g;

/**
 * Removes the spaces around a text if the schema is a number, or has a format that allows none there, as
 * `<input type="email">` does. Other texts, such as a name or a password, are left as they were typed.
 */
export function trimmed(text: string, schema: JsonSchema | undefined): string {
  if (schema === undefined) return text;
  const types = typesOf(schema);
  const isNumber = types.length > 0 && !types.includes("string");
  return isNumber || TRIMMED.test(schema.format ?? "") ? text.replace(OUTER_SPACES, "") : text;
}
