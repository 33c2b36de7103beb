// This file is compiled but not run. It tests which mistakes in a schema the compiler refuses, and what it leaves alone.
import { schema, type JsonSchema, type KnownKeywords } from "unanimous";

// Unknown keywords, in every place that holds a schema
// @ts-expect-error
schema({ properties: { a: { minLenght: 1 } } });
// @ts-expect-error
schema({ patternProperties: { a: { minLenght: 1 } } });
// @ts-expect-error
schema({ additionalProperties: { minLenght: 1 } });
// @ts-expect-error
schema({ propertyNames: { minLenght: 1 } });
// @ts-expect-error
schema({ dependentSchemas: { a: { minLenght: 1 } } });
// @ts-expect-error
schema({ dependencies: { b: ["a"], a: { minLenght: 1 } } });
// @ts-expect-error
schema({ items: { minLenght: 1 } });
// @ts-expect-error
schema({ items: [{}, { minLenght: 1 }] });
// @ts-expect-error
schema({ additionalItems: { minLenght: 1 } });
// @ts-expect-error
schema({ prefixItems: [{}, { minLenght: 1 }] });
// @ts-expect-error
schema({ contains: { minLenght: 1 } });
// @ts-expect-error
schema({ allOf: [true, { minLenght: 1 }] });
// @ts-expect-error
schema({ anyOf: [{}, { minLenght: 1 }] });
// @ts-expect-error
schema({ oneOf: [{}, { minLenght: 1 }] });
// @ts-expect-error
schema({ not: { minLenght: 1 } });
// @ts-expect-error
schema({ if: { minLenght: 1 } });
// @ts-expect-error
// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
schema({ then: { minLenght: 1 } });
// @ts-expect-error
schema({ else: { minLenght: 1 } });
// @ts-expect-error
schema({ $defs: { a: { minLenght: 1 } } });
// @ts-expect-error
schema({ definitions: { a: { minLenght: 1 } } });
// @ts-expect-error
schema({ components: { schemas: { a: { minLenght: 1 } } } });
// @ts-expect-error: `schemas` is all of OpenAPI's components that a schema may hold
schema({ components: { responses: {} } });
// @ts-expect-error: six levels down
schema({ allOf: [{ properties: { a: { items: { anyOf: [{ not: { minLenght: 1 } }] } } } }] });
// @ts-expect-error: refused by name until somebody builds it
schema({ $dynamicRef: "#node" });
// Annotations and extensions may stand anywhere, and hold anything.
schema({
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Lead",
  "x-internal": { minLenght: 1 },
  example: { minLenght: 1 },
  examples: [{ minLenght: 1 }],
  contentSchema: { minLenght: 1 },
  externalDocs: { url: "https://example.com" },
  xml: { name: "lead" },
  dependencies: { a: ["b"], c: { properties: { d: true } } },
  discriminator: { propertyName: "kind", mapping: { a: "#/$defs/A" }, "x-more": 1 },
});

// Formats
schema({ format: "uri" });
schema({ type: "integer", format: "uint16" });
schema({ type: ["string", "null"], format: "byte" });
schema({ type: "string", format: "int64" });
// @ts-expect-error: no such format
schema({ format: "iri" });
schema({
  properties: { a: { type: "string", format: "iri" } },
  $defs: { b: { format: "phone-no" } },
  "x-unanimous": { annotationFormats: ["iri", "phone-no"] },
});
schema({
  // @ts-expect-error: another format than those that the root lists
  properties: { a: { type: "string", format: "iri-reference" } },
  "x-unanimous": { annotationFormats: ["iri"] },
});
// @ts-expect-error: at the root only
schema({ properties: { a: { "x-unanimous": { annotationFormats: ["iri"] } } } });

// Options
schema({ format: "email", "x-unanimous": { rule: "html", reason: "No", reasons: { required: "Tell us" } } });
schema({ format: "idempotency-key", "x-unanimous": { form: "sf-string" } });
schema({ format: "safe-url", "x-unanimous": { schemes: ["https"], ports: [443], maxLength: 2000 } });
// @ts-expect-error: misspelt
schema({ format: "email", "x-unanimous": { rul: "html" } });
// @ts-expect-error: misspelt, two levels down
schema({ properties: { a: { format: "email", "x-unanimous": { rul: "html" } } } });
// @ts-expect-error: no such rule
schema({ format: "email", "x-unanimous": { rule: "htm" } });
// @ts-expect-error: an option of another format
schema({ format: "email", "x-unanimous": { form: "bare" } });
// @ts-expect-error: an option without a format
schema({ type: "string", "x-unanimous": { rule: "html" } });
// @ts-expect-error: no code of an issue
schema({ format: "email", "x-unanimous": { reasons: { requird: "Tell us" } } });
// @ts-expect-error: a text
schema({ format: "email", "x-unanimous": { reason: 5 } });

// Names in `required`
// @ts-expect-error: not declared
schema({ type: "object", required: ["emial"], properties: { email: {} } });
// @ts-expect-error: a closed object refuses the name
schema({ type: "object", required: ["emial"], properties: { email: {} }, additionalProperties: false });
// @ts-expect-error: a closed object refuses the name, beside other schemas too
schema({ allOf: [{ required: ["emial"], properties: { email: {} }, additionalProperties: false }] });
// @ts-expect-error: one of two, three levels down
schema({ $defs: { A: { items: { required: ["email", "nmae"], properties: { email: {}, name: {} } } } } });
schema({ required: ["email"] });
schema({ required: ["email"], properties: { email: {} } });
schema({ required: ["0"], properties: { 0: {} } });
schema({ required: ["emial"], properties: { email: {} }, additionalProperties: true });
schema({ required: ["emial"], properties: { email: {} }, additionalProperties: { type: "string" } });
schema({ required: ["emial"], properties: { email: {} }, patternProperties: { "^e": {} } });
// Another schema may declare the name.
schema({ required: ["id", "email"], properties: { email: {} }, allOf: [{ properties: { id: {} } }] });
schema({ required: ["id"], properties: { email: {} }, $ref: "#/$defs/A", $defs: { A: { properties: { id: {} } } } });
schema({ allOf: [{ properties: { id: {} } }, { required: ["id", "email"], properties: { email: {} } }] });
schema({ if: { required: ["id"], properties: { kind: { const: "a" } } } });

// Values without the type
// @ts-expect-error
schema({ type: "number", enum: ["a"] });
// @ts-expect-error
schema({ type: ["string", "null"], enum: [1, true] });
// @ts-expect-error
schema({ type: "object", enum: [[1], "a"] });
// @ts-expect-error
schema({ type: "integer", const: "5" });
// @ts-expect-error
schema({ type: "integer", enum: [-0.5, 1.05] });
schema({ type: "integer", enum: [0.5, 1] });
schema({ type: "integer", enum: [1e300] });
schema({ type: "integer", const: 1.5e300 });
schema({ type: "number", const: 0.5 });
schema({ type: "number", enum: ["a", 1] });
schema({ type: "string", nullable: true, enum: [null] });
schema({ type: ["string", "null"], const: null });
schema({ type: "array", enum: [[1]] });
schema({ type: "object", const: { a: 1 } });
schema({ type: "boolean", enum: [true] });

// Keywords that no allowed type uses
// @ts-expect-error
schema({ type: "string", minimum: 3 });
// @ts-expect-error
schema({ type: "integer", maxLength: 3 });
// @ts-expect-error
schema({ type: ["string", "null"], items: {} });
// @ts-expect-error
schema({ type: "array", properties: { a: {} } });
// @ts-expect-error
schema({ type: "string", required: ["a"] });
// @ts-expect-error
schema({ type: "object", uniqueItems: true });
// @ts-expect-error
schema({ type: "number", format: "email" });
// @ts-expect-error
schema({ type: "boolean", format: "int32" });
schema({ type: ["string", "integer"], minimum: 3, minLength: 1 });
schema({ type: "string", nullable: true, minLength: 1 });
schema({ minimum: 3, minLength: 1 });

// Bounds that leave no value
// @ts-expect-error
schema({ type: "string", minLength: 5, maxLength: 4 });
// @ts-expect-error
schema({ minLength: 100000, maxLength: 99999 });
// @ts-expect-error
schema({ minItems: 2, maxItems: 1 });
// @ts-expect-error
schema({ minProperties: 2, maxProperties: 1 });
// @ts-expect-error
schema({ contains: {}, minContains: 2, maxContains: 1 });
// @ts-expect-error
schema({ minimum: 9007199254740991, maximum: 9007199254740990 });
// @ts-expect-error
schema({ minimum: -1, maximum: -2 });
// @ts-expect-error
schema({ minimum: 0, maximum: -10 });
// @ts-expect-error
schema({ minimum: 5, exclusiveMaximum: 5 });
// @ts-expect-error
schema({ exclusiveMinimum: 0.5, maximum: 0.5 });
// @ts-expect-error
schema({ exclusiveMinimum: 6, exclusiveMaximum: 5 });
schema({ minLength: 5, maxLength: 5 });
schema({ minLength: 9, maxLength: 10 });
schema({ minimum: -10, maximum: -9 });
schema({ minimum: -10, maximum: 0 });
schema({ minimum: 5, maximum: 5 });
schema({ minimum: 5, exclusiveMaximum: 6 });
// OpenAPI 3.0
schema({ minimum: 5, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false });
// Fractions and exponents are compared at run time only.
schema({ minimum: 1.5, maximum: 1.25 });
schema({ minimum: 1e30, maximum: 1e21 });

// What the compiler does not know is checked at run time.
declare const type: "string" | "number";
declare const names: string[];
declare const count: number;
declare const format: string;
declare const loaded: JsonSchema;
schema({ type, minLength: 5, maxLength: count });
schema({ properties: { a: { format }, b: loaded, c: { anyOf: [loaded] } }, required: names });
schema({ format, "x-unanimous": { rul: 1 } });
schema({ type: "number", enum: names.map(Number) as readonly unknown[] });
const checked = <const S extends JsonSchema>(json: S & KnownKeywords<S>) => schema<S>(json);
// @ts-expect-error: through a function
checked({ type: "string", minimum: 3 });
const constant = { type: "string", minLength: 5, maxLength: 4 } as const satisfies JsonSchema;
// @ts-expect-error: in a constant
schema(constant);
