/**
 * Writes a schema for another reader: a draft of JSON Schema, or OpenAPI.
 *
 * Each schema object is first brought to JSON Schema 2020-12, and then to the target. A schema that the target cannot
 * express is refused, so the written schema accepts the same values. A reference to a schema that moves names its new
 * location. One that would name another schema, or none, is refused.
 */
import { type Members, TARGETS } from "./export-keywords.js";
import { isObject, SchemaWriter } from "./export-writer.js";
import type { Subschema } from "./json-schema.js";

/** The most lists and objects in a schema whose definitions stand in the place of the references to them. */
const MAX_PARTS = 100_000;
/** The most definitions in one another. */
const MAX_LEVELS = 100;
const NO_DEFINITIONS = ': OpenAPI 3.0 has no "$defs"';

/**
 * Returns the schema in the language of the target: `draft-2020-12`, `draft-07`, `openapi-3.0` or `openapi-3.1`.
 *
 * @param hasDocuments whether the schema was compiled with other documents
 * @throws Error if the target is unknown, or cannot express the schema
 */
export function exportAs(json: Subschema, hasDocuments: boolean, name: string): Members {
  const target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  if (!target) {
    throw new Error(`unanimous cannot write JSON Schema ${name}: use ${Object.keys(TARGETS).join(", ")}`);
  }
  const fail = (why: string): never => {
    throw new Error(`unanimous cannot write this schema as ${name}, ${why}`);
  };
  // OpenAPI 3.0 has booleans for `additionalProperties` alone, and no `$id`, `$anchor` or `$defs`.
  const isOpenApi30 = name === "openapi-3.0";
  const writer = new SchemaWriter(json, target, isOpenApi30, fail);
  const definitions = writer.correctReferences(hasDocuments);
  if (definitions.size > 0) return inlined(writer.written, definitions, fail) as Members;
  return target.$schema ? { ...writer.written, $schema: target.$schema } : writer.written;
}

/**
 * Returns a copy of a schema in which definitions stand in the place of the references to them.
 *
 * @param definitions the definition of each object that refers to one
 */
function inlined(schema: unknown, definitions: ReadonlyMap<unknown, unknown>, fail: (why: string) => never): unknown {
  let parts = 0;
  const copy = (value: unknown, around: readonly unknown[]): unknown => {
    if (!isObject(value)) return value;
    if (++parts > MAX_PARTS) fail(`which would have more than 100,000 parts${NO_DEFINITIONS}`);
    if (definitions.has(value)) {
      if (around.includes(value)) fail(`where "$ref": "${String(value.$ref)}" leads back to itself${NO_DEFINITIONS}`);
      if (around.length === MAX_LEVELS) fail(`where definitions lead through ${MAX_LEVELS} others${NO_DEFINITIONS}`);
      return copy(definitions.get(value), [...around, value]);
    }
    if (Array.isArray(value)) return value.map((item) => copy(item, around));
    const entries = Object.entries(value).filter(([key]) => key !== "discriminator" || !isUnionOf(definitions, value));
    return Object.fromEntries(entries.map(([key, inner]) => [key, copy(inner, around)]));
  };
  return copy(schema, []);
}

/**
 * Whether a branch of a union is a reference to a definition. Where the definition takes its place, no discriminator
 * can name it.
 */
const isUnionOf = (definitions: ReadonlyMap<unknown, unknown>, { oneOf, anyOf }: Members): boolean =>
  [oneOf, anyOf].some((union) => Array.isArray(union) && union.some((branch) => definitions.has(branch)));
