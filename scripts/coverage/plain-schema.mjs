// Rewrites schemas for validators that know JSON Schema 2020-12 only.

/** Where a schema has schemas: one, a list, or an object of them. */
const ONE = ["additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else"];
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const OBJECTS = ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

/**
 * Returns the schema without formats and without decimals in `multipleOf`: validators differ in both by design.
 *
 * @param {unknown} schema
 */
export const withoutFormats = (schema) =>
  mapped(schema, ({ format, "x-unanimous": options, ...rest }) => {
    if (rest.multipleOf !== undefined && !Number.isInteger(rest.multipleOf)) delete rest.multipleOf;
    return rest;
  });

/**
 * Returns the schema with OpenAPI's keywords as JSON Schema has them.
 *
 * @param {unknown} schema
 */
export const withoutOpenApi = (schema) =>
  mapped(schema, ({ nullable, discriminator, xml, example, externalDocs, ...rest }) => {
    for (const name of ["Minimum", "Maximum"]) {
      const [exclusive, inclusive] = [`exclusive${name}`, name.toLowerCase()];
      if (rest[exclusive] === true && rest[inclusive] !== undefined) {
        rest[exclusive] = rest[inclusive];
        delete rest[inclusive];
      } else if (typeof rest[exclusive] === "boolean") delete rest[exclusive];
    }
    if (nullable !== true) return rest;
    // With `type`, null is one more type. Without it, null is one more branch beside the whole schema.
    if (rest.type !== undefined) return { ...rest, type: [...new Set([rest.type, "null"].flat())] };
    const { components, $defs, $id, ...alone } = rest;
    const beside = Object.fromEntries(
      Object.entries({ components, $defs, $id }).filter(([, value]) => value !== undefined),
    );
    return { ...beside, anyOf: [alone, { type: "null" }] };
  });

/**
 * Returns the schema with each `contains` in a part of its own in `allOf`, and with `maxContains`. Otherwise ajv 8.20 judges no
 * `contains` of an empty list after `prefixItems`, and gives an empty list in a list the result of the list before it.
 *
 * @param {unknown} schema
 */
export const withContainsApart = (schema) =>
  mapped(schema, ({ contains, minContains = 1, maxContains = 2 ** 32, ...rest }) =>
    contains === undefined ? rest : { ...rest, allOf: [...(rest.allOf ?? []), { contains, minContains, maxContains }] },
  );

/** Returns the schema with each of its subschemas, and then itself, changed by `change`. */
function mapped(schema, change) {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const copy = { ...schema };
  const inner = (part) => mapped(part, change);
  for (const name of ONE) if (copy[name] !== undefined) copy[name] = inner(copy[name]);
  for (const name of LISTS) if (Array.isArray(copy[name])) copy[name] = copy[name].map(inner);
  for (const name of OBJECTS) if (isObject(copy[name])) copy[name] = mapValues(copy[name], inner);
  if (isObject(copy.components?.schemas)) copy.components = { schemas: mapValues(copy.components.schemas, inner) };
  return change(copy);
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
