// `~standard.jsonSchema`: each target accepts the same values, as its own validator reads it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { schema } from "unanimous";

import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

const DRAFTS = {
  "draft-2020-12": "https://json-schema.org/draft/2020-12/schema",
  "draft-07": "http://json-schema.org/draft-07/schema#",
};
const written = (json, target) => schema(json)["~standard"].jsonSchema.input({ target });

const lead = {
  type: "object",
  title: "Lead",
  required: ["email"],
  additionalProperties: false,
  properties: { email: { type: "string", format: "email" }, tags: { type: "array", items: { enum: ["a", "b"] } } },
};

test("a plain schema is written as it is", () => {
  for (const target of ["draft-2020-12", "draft-07", "openapi-3.0", "openapi-3.1"]) {
    const $schema = DRAFTS[target];
    assert.deepEqual(written(lead, target), $schema ? { ...lead, $schema } : lead);
    const { input, output } = schema(lead)["~standard"].jsonSchema;
    assert.deepEqual(output({ target }), input({ target }));
  }
  assert.throws(() => written(lead, "draft-04"), /draft-04: use draft-2020-12, draft-07, openapi-3.0, openapi-3.1/);
  assert.throws(() => written(lead, "constructor"), /cannot write JSON Schema constructor/);
});

test("the written schema is a copy that the caller may change", () => {
  const compiled = schema(lead);
  compiled["~standard"].jsonSchema.input({ target: "draft-07" }).properties.email.format = "uri";
  assert.equal(compiled.validate({ email: "ann" }).message, "Validation error: email: Invalid email");
});

/** A schema, what a target makes of it, and values that it must accept and refuse. */
const FORMS = [
  [{ type: "string", nullable: true }, "draft-2020-12", { type: ["string", "null"] }, ["a", null], [1]],
  [{ type: "string", nullable: true }, "draft-07", { type: ["string", "null"] }, ["a", null], [1]],
  [{ type: ["string", "null"] }, "openapi-3.0", { type: "string", nullable: true }, ["a", null], [1]],
  [{ type: ["string", "null"] }, "openapi-3.1", { type: ["string", "null"] }, ["a", null], [1]],
  [{ type: ["string"] }, "openapi-3.0", { type: "string" }, ["a"], [1]],
  [
    { type: ["string", "integer", "null"] },
    "openapi-3.0",
    {
      allOf: [
        {
          anyOf: [
            { type: "string", nullable: true },
            { type: "integer", nullable: true },
          ],
        },
      ],
    },
    ["a", 1, null],
    [1.5, true],
  ],
  [{ const: "a" }, "openapi-3.0", { enum: ["a"] }, ["a"], ["b"]],
  [{ minimum: 1, exclusiveMinimum: true }, "draft-2020-12", { exclusiveMinimum: 1 }, [2], [1]],
  [{ minimum: 1, exclusiveMinimum: true }, "openapi-3.0", { minimum: 1, exclusiveMinimum: true }, [2], [1]],
  [{ exclusiveMaximum: 9 }, "openapi-3.0", { maximum: 9, exclusiveMaximum: true }, [8], [9]],
  [{ maximum: 9, exclusiveMaximum: false }, "draft-07", { maximum: 9 }, [9], [10]],
  [
    { prefixItems: [{ type: "string" }], items: { type: "number" } },
    "draft-07",
    { items: [{ type: "string" }], additionalItems: { type: "number" } },
    [["a"], ["a", 1]],
    [[1], ["a", "b"]],
  ],
  [
    { $schema: DRAFTS["draft-07"], items: [{ type: "string" }], additionalItems: false },
    "draft-2020-12",
    { prefixItems: [{ type: "string" }], items: false },
    [["a"]],
    [[1], ["a", "b"]],
  ],
  [
    { dependencies: { a: ["b"], c: { minProperties: 2 } } },
    "draft-2020-12",
    { dependentRequired: { a: ["b"] }, dependentSchemas: { c: { minProperties: 2 } } },
    [{ a: 1, b: 1 }],
    [{ a: 1 }, { c: 1 }],
  ],
  [{ dependentRequired: { a: ["b"] } }, "draft-07", { dependencies: { a: ["b"] } }, [{ a: 1, b: 1 }], [{ a: 1 }]],
  [
    { $ref: "#/$defs/a", minLength: 2, $defs: { a: { type: "string" } } },
    "draft-07",
    { allOf: [{ $ref: "#/$defs/a" }], minLength: 2, $defs: { a: { type: "string" } } },
    ["ab"],
    ["a", 1],
  ],
  // A keyword's name inside a value is no keyword.
  [{ const: { nullable: true, $anchor: "a" } }, "draft-07", undefined, [{ nullable: true, $anchor: "a" }], [{}]],
  [{ properties: { nullable: { type: "string" } } }, "draft-07", undefined, [{ nullable: "a" }], [{ nullable: 1 }]],
  [true, "draft-07", {}, [1], []],
  [false, "draft-07", { not: {} }, [], [1]],
  [
    { properties: { a: true, b: false } },
    "openapi-3.0",
    { properties: { a: {}, b: { not: {} } } },
    [{ a: 1 }],
    [{ b: 1 }],
  ],
  [
    { properties: { a: { additionalProperties: false } } },
    "openapi-3.0",
    { properties: { a: { additionalProperties: false } } },
    [{ a: {} }],
    [{ a: { b: 1 } }],
  ],
  [{ type: "string", examples: ["a"], $comment: "c" }, "openapi-3.0", { type: "string", example: "a" }, ["a"], [1]],
];

const validators = {
  "draft-2020-12": (json) => new Ajv2020({ strict: false }).compile(json),
  "draft-07": (json) => new Ajv({ strict: false }).compile(json),
};

test("keywords that a target spells otherwise are written its way, and accept the same values", () => {
  for (const [json, target, expected, valid, invalid] of FORMS) {
    const out = written(json, target);
    const { $schema, ...members } = out;
    assert.equal($schema, DRAFTS[target]);
    if (expected) assert.deepEqual(members, expected, JSON.stringify(json));
    const judges = [(value) => schema(json).validate(value).ok, (value) => schema(out).validate(value).ok];
    if (validators[target]) judges.push(validators[target](out));
    for (const accepts of judges) {
      for (const value of valid) assert.equal(accepts(value), true, `${JSON.stringify(out)}: ${JSON.stringify(value)}`);
      for (const value of invalid) {
        assert.equal(accepts(value), false, `${JSON.stringify(out)}: ${JSON.stringify(value)}`);
      }
    }
  }
});

test("a schema that a target cannot express is refused, and the error names the keyword", () => {
  const refused = [
    [{ enum: [1], nullable: true }, "draft-07", "nullable"],
    [{ items: { enum: [1], nullable: true } }, "draft-2020-12", "nullable"],
    [{ contains: {}, minContains: 2 }, "draft-07", "minContains"],
    [{ $anchor: "a" }, "draft-07", "$anchor"],
    [{ properties: { a: { patternProperties: { "^a": {} } } } }, "openapi-3.0", "patternProperties"],
    [{ $defs: { a: {} }, $ref: "#/$defs/a" }, "openapi-3.0", "$defs"],
    [{ if: {}, else: {} }, "openapi-3.0", "if"],
    [{ dependentRequired: { a: ["b"] } }, "openapi-3.0", "dependentRequired"],
    [{ type: "null" }, "openapi-3.0", 'type": "null'],
    [
      { properties: { a: { prefixItems: [{}] }, b: { $ref: "#/properties/a/prefixItems/0" } } },
      "draft-07",
      '$ref": ".../prefixItems',
    ],
    [{ dependentRequired: { a: ["b"] }, dependentSchemas: { a: {} } }, "draft-07", "dependentRequired"],
  ];
  for (const [json, target, keyword] of refused) {
    assert.throws(
      () => written(json, target),
      (error) => error.message.includes(`as ${target}, which has no equivalent of "${keyword}"`),
      JSON.stringify(json),
    );
  }
});
