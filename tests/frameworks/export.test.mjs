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

/** A schema with a reference from `q` to a part of what `p` judges. */
const at = (p, $ref) => ({ properties: { p, q: { $ref: `#/properties/p/${$ref}` } } });
const tuple = { prefixItems: [{ type: "string" }], items: { type: "number" } };
const inner = { $id: "https://example.com/a", properties: { s: { type: "string" }, r: { $ref: "#/properties/s" } } };

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
  [
    {
      $defs: { a: { type: "object" } },
      $ref: "#/$defs/a",
      allOf: [{ required: ["n"] }],
      properties: { x: { $ref: "#/allOf/0" } },
    },
    "draft-07",
    {
      $defs: { a: { type: "object" } },
      allOf: [{ required: ["n"] }, { $ref: "#/$defs/a" }],
      properties: { x: { $ref: "#/allOf/0" } },
    },
    [{ n: 1, x: { n: 1 } }],
    [{ n: 1, x: {} }, {}, 1],
  ],
  // References to what does not move, in lists too, and to what is named like a keyword.
  [
    { prefixItems: [{ type: "string" }, { $ref: "#/prefixItems/0" }] },
    "draft-2020-12",
    undefined,
    [["a", "b"]],
    [["a", 1]],
  ],
  [
    { $schema: DRAFTS["draft-07"], items: [{ type: "string" }, { $ref: "#/items/0" }] },
    "draft-07",
    undefined,
    [["a", "b"]],
    [["a", 1]],
  ],
  [
    { dependencies: { a: { type: "object" } }, properties: { "b/~%": { $ref: "#/dependencies/a" } } },
    "draft-07",
    undefined,
    [{ "b/~%": {} }],
    [{ "b/~%": 1 }],
  ],
  [
    {
      properties: {
        dependents: { properties: { "a/é": { type: "string" } } },
        prefixItems: { $ref: "#/properties/dependents/properties/a~1%C3%A9" },
      },
    },
    "openapi-3.0",
    undefined,
    [{ prefixItems: "a" }],
    [{ prefixItems: 1 }],
  ],
  [
    {
      $id: "https://example.com/x",
      components: { schemas: { S: { type: "string" } } },
      properties: { a: { $ref: "#/components/schemas/S" }, b: { $ref: "#" } },
    },
    "openapi-3.0",
    {
      components: { schemas: { S: { type: "string" } } },
      properties: { a: { $ref: "#/components/schemas/S" }, b: { $ref: "#" } },
    },
    [{ a: "a", b: { a: "b" } }],
    [{ a: 1 }, { b: { a: 1 } }],
  ],
  // A reference starts at the nearest `$id`, which may move.
  [
    {
      prefixItems: [
        { $id: "https://example.com/p", properties: { s: { type: "string" }, r: { $ref: "#/properties/s" } } },
      ],
      properties: { p: { $ref: "https://example.com/p" } },
    },
    "draft-07",
    undefined,
    [[{ r: "a" }], { p: { r: "a" } }],
    [[{ r: 1 }], { p: { r: 1 } }],
  ],
  // A reference to what moves.
  [
    at({ items: [{ type: "string" }] }, "items/0"),
    "draft-2020-12",
    at({ prefixItems: [{ type: "string" }] }, "prefixItems/0"),
    [{ q: "a" }],
    [{ q: 1 }],
  ],
  [at({ items: [{ type: "string" }] }, "items/0"), "openapi-3.1", undefined, [{ q: "a" }], [{ q: 1 }]],
  [
    at(tuple, "items"),
    "draft-07",
    at({ items: tuple.prefixItems, additionalItems: tuple.items }, "additionalItems"),
    [{ q: 1 }],
    [{ q: "a" }],
  ],
  [at(tuple, "prefixItems/0"), "draft-07", undefined, [{ q: "a" }], [{ q: 1 }]],
  [
    at({ items: [{}], additionalItems: { type: "string" } }, "additionalItems"),
    "draft-2020-12",
    at({ prefixItems: [{}], items: { type: "string" } }, "items"),
    [{ q: "a" }],
    [{ q: 1 }],
  ],
  [
    at({ dependencies: { "a b#%": { type: "object" } } }, "dependencies/a%20b%23%25"),
    "draft-2020-12",
    at({ dependentSchemas: { "a b#%": { type: "object" } } }, "dependentSchemas/a%20b%23%25"),
    [{ q: {} }],
    [{ q: 1 }],
  ],
  [
    at({ dependentSchemas: { "~/": { type: "object" } } }, "dependentSchemas/~0~1"),
    "draft-07",
    at({ dependencies: { "~/": { type: "object" } } }, "dependencies/~0~1"),
    [{ q: {} }],
    [{ q: 1 }],
  ],
  [
    { properties: { a: { $id: "https://example.com/p", items: [{ type: "string" }, { $ref: "#/items/0" }] } } },
    "draft-2020-12",
    {
      properties: {
        a: { $id: "https://example.com/p", prefixItems: [{ type: "string" }, { $ref: "#/prefixItems/0" }] },
      },
    },
    [{ a: ["a", "b"] }],
    [{ a: ["a", 1] }],
  ],
  // OpenAPI 3.0 has no `$id` and no anchors.
  [
    { properties: { a: inner, s: { type: "number" } } },
    "openapi-3.0",
    {
      properties: {
        a: { properties: { s: { type: "string" }, r: { $ref: "#/properties/a/properties/s" } } },
        s: { type: "number" },
      },
    },
    [{ a: { r: "a" } }],
    [{ a: { r: 1 } }],
  ],
  [
    { properties: { a: { $anchor: "name", type: "string" }, b: { $ref: "#name" } } },
    "openapi-3.0",
    { properties: { a: { type: "string" }, b: { $ref: "#/properties/a" } } },
    [{ b: "b" }],
    [{ b: 1 }],
  ],
  // A schema where no keyword expects one.
  [
    { "x-a": { b: { type: "string", nullable: true } }, $ref: "#/x-a/b" },
    "draft-07",
    { "x-a": { b: { type: ["string", "null"] } }, allOf: [{ $ref: "#/x-a/b" }] },
    ["a", null],
    [1],
  ],
  // A percent sign that begins no character in UTF-8 stands for itself.
  [{ $ref: "#/$defs/a%", $defs: { "a%": { type: "string" } } }, "openapi-3.1", undefined, ["a"], [1]],
  [{ $ref: "#/$defs/%FF", $defs: { "%FF": { type: "string" } } }, "openapi-3.1", undefined, ["a"], [1]],
  // What a string holds is described in the language of the target, too.
  [
    { contentSchema: { items: [{ type: "string", nullable: true }, { $ref: "#/contentSchema/items/0" }] } },
    "draft-2020-12",
    { contentSchema: { prefixItems: [{ type: ["string", "null"] }, { $ref: "#/contentSchema/prefixItems/0" }] } },
    ["a"],
    [],
  ],
  [{ type: "string", contentSchema: { $ref: "#/x", const: 1 } }, "openapi-3.0", { type: "string" }, ["a"], [1]],
  // An anchor.
  [
    {
      $schema: DRAFTS["draft-07"],
      definitions: { a: { $id: "#name", type: "string" } },
      properties: { p: { $ref: "#name" } },
    },
    "draft-2020-12",
    { definitions: { a: { $anchor: "name", type: "string" } }, properties: { p: { $ref: "#name" } } },
    [{ p: "a" }],
    [{ p: 1 }],
  ],
  [
    { $defs: { a: { $anchor: "name", type: "string" } }, properties: { p: { $ref: "#name" } } },
    "draft-07",
    { $defs: { a: { $id: "#name", type: "string" } }, properties: { p: { $ref: "#name" } } },
    [{ p: "a" }],
    [{ p: 1 }],
  ],
  [
    { dependentRequired: { constructor: ["x"] }, dependentSchemas: { a: { maxProperties: 1 } } },
    "draft-07",
    { dependencies: { constructor: ["x"], a: { maxProperties: 1 } } },
    [{ constructor: 1, x: 1 }],
    [{ constructor: 1 }, { a: 1, b: 1 }],
  ],
  // An empty tuple says nothing, and 2020-12 does not allow it.
  [{ items: [] }, "draft-2020-12", {}, [[1]], []],
  [{ items: [], additionalItems: false }, "openapi-3.1", { items: false }, [[]], [[1]]],
  [{ items: [], additionalItems: false }, "draft-07", { items: false }, [[]], [[1]]],
  // In OpenAPI 3.0, an array must have `items`.
  [{ type: "array" }, "openapi-3.0", { type: "array", items: {} }, [[1]], [1]],
  [{ enum: [1], nullable: true }, "draft-07", { anyOf: [{ enum: [1] }, { type: "null" }] }, [1, null], [2]],
  [
    { enum: [1], nullable: true, title: "N" },
    "openapi-3.0",
    { title: "N", anyOf: [{ enum: [1] }, { type: "string", nullable: true, enum: [null] }] },
    [1, null],
    [2, "a"],
  ],
  [
    { properties: { a: { $ref: "#", nullable: true }, b: { $ref: "#/properties/a" } }, required: ["a"] },
    "openapi-3.0",
    {
      properties: {
        a: { anyOf: [{ $ref: "#" }, { type: "string", nullable: true, enum: [null] }] },
        b: { $ref: "#/properties/a" },
      },
      required: ["a"],
    },
    [{ a: null }, { a: { a: null }, b: null }],
    [{}, { a: {} }, { a: null, b: {} }],
  ],
  [
    { nullable: true, minimum: 1, $ref: "#/$defs/n", $defs: { n: { type: "number" } } },
    "draft-07",
    {
      anyOf: [{ minimum: 1, allOf: [{ $ref: "#/$defs/n" }] }, { type: "null" }],
      $defs: { n: { type: "number" } },
    },
    [1, null],
    [0, "a"],
  ],
  // The anchor names the union with null, too.
  ...["draft-2020-12", "draft-07"].map((target) => [
    {
      properties: {
        a: { $anchor: "n", nullable: true, enum: [1], readOnly: true, default: null },
        b: { $ref: "#n" },
      },
    },
    target,
    {
      properties: {
        a: {
          [target === "draft-07" ? "$id" : "$anchor"]: target === "draft-07" ? "#n" : "n",
          readOnly: true,
          default: null,
          anyOf: [{ enum: [1] }, { type: "null" }],
        },
        b: { $ref: "#n" },
      },
    },
    [{ a: null, b: null }, { b: 1 }],
    [{ b: 2 }],
  ]),
  [{ type: "null" }, "openapi-3.0", { type: "string", nullable: true, enum: [null] }, [null], ["null", 1]],
  [{ type: ["null"], const: null }, "openapi-3.0", { type: "string", nullable: true, enum: [null] }, [null], ["a"]],
  [{ type: "null", enum: ["a", null] }, "openapi-3.0", { type: "string", nullable: true, enum: [null] }, [null], ["a"]],
  [
    { anyOf: [{ type: "number" }, { type: "null" }] },
    "openapi-3.0",
    { anyOf: [{ type: "number" }, { type: "string", nullable: true, enum: [null] }] },
    [1, null],
    ["a"],
  ],
  [{ $defs: { a: { type: "string" } }, $ref: "#/$defs/a" }, "openapi-3.0", { type: "string" }, ["a"], [1]],
  [
    {
      definitions: { a: { type: "object", properties: { b: { $ref: "#/definitions/b" } } }, b: { type: "string" } },
      properties: { p: { $ref: "#/definitions/a", title: "P" }, q: { $ref: "#/definitions/b" } },
    },
    "openapi-3.0",
    {
      properties: {
        p: { title: "P", allOf: [{ type: "object", properties: { b: { type: "string" } } }] },
        q: { type: "string" },
      },
    },
    [{ p: { b: "x" }, q: "y" }],
    [{ p: { b: 1 } }, { q: 1 }],
  ],
  [
    {
      $defs: { a: { $anchor: "name", items: { $ref: "#/properties/n" } } },
      properties: { p: { $ref: "#name" }, n: { type: "number" }, q: { $ref: "#/$defs/a/items" }, $defs: {} },
    },
    "openapi-3.0",
    {
      properties: {
        p: { items: { $ref: "#/properties/n" } },
        n: { type: "number" },
        q: { $ref: "#/properties/n" },
        $defs: {},
      },
    },
    [{ p: [1], q: 2, $defs: "x" }],
    [{ p: ["a"] }, { q: "a" }],
  ],
  [
    { type: ["array", "string"], items: { type: "string" } },
    "openapi-3.0",
    { allOf: [{ anyOf: [{ type: "array", items: {} }, { type: "string" }] }], items: { type: "string" } },
    [["a"], "a"],
    [[1], 1],
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
    [{ items: { $id: "https://example.com/x", nullable: true } }, "draft-07", 'nullable" beside "$id', "/items"],
    [{ contains: {}, minContains: 2 }, "draft-07", "minContains"],
    [
      { $schema: DRAFTS["draft-07"], additionalItems: { $id: "#a" }, properties: { p: { $ref: "#a" } } },
      "draft-2020-12",
      "additionalItems",
    ],
    [{ $anchor: "a", $id: "https://example.com/x" }, "draft-07", "$anchor"],
    [{ $schema: DRAFTS["draft-07"], $id: "#a", $anchor: "b" }, "draft-2020-12", "$id"],
    [{ properties: { a: { patternProperties: { "^a": {} } } } }, "openapi-3.0", "patternProperties"],
    [{ if: {}, else: {} }, "openapi-3.0", "if"],
    [{ dependentRequired: { a: ["b"] } }, "openapi-3.0", "dependentRequired"],
    [
      { dependentRequired: { a: ["b"] }, dependentSchemas: { a: {} } },
      "draft-07",
      'dependentRequired" beside "dependentSchemas',
    ],
    [
      { dependencies: { a: ["b"] }, dependentRequired: { a: ["c"] } },
      "draft-2020-12",
      'dependencies" beside "dependentRequired',
    ],
    [{ dependencies: { a: {} }, dependentSchemas: { a: {} } }, "draft-07", 'dependencies" beside "dependentSchemas'],
  ];
  for (const [json, target, keyword, at = ""] of refused) {
    assert.throws(
      () => written(json, target),
      (error) => error.message.includes(`as ${target}, which has no equivalent of "${keyword}" at ${at}`),
      JSON.stringify(json),
    );
  }
});

test("a reference that would name another schema, or none, is refused", () => {
  const refers = (p) => at(p, "");
  const refused = [
    // A boolean cannot be told from another one.
    [refers({ items: [{}], additionalItems: false }), "draft-2020-12", "#/properties/p/additionalItems"],
    // Beside one schema in `items` it says nothing.
    [
      { $schema: DRAFTS["draft-07"], ...refers({ items: {}, additionalItems: { type: "string" } }) },
      "draft-2020-12",
      "#/properties/p/additionalItems",
    ],
    // What is no schema is not rewritten.
    [{ ...refers({}), const: { a: { type: "string", nullable: true } } }, "draft-07", "#/const/a"],
    [{ ...refers({}), enum: [{ type: "string" }] }, "draft-07", "#/enum/0"],
    // OpenAPI 3.0 does not have it.
    [{ ...refers({}), contentSchema: { type: "string" } }, "openapi-3.0", "#/contentSchema"],
    // OpenAPI 3.0 has no `$id`, so a reference starts from the root.
    [
      { ...refers({}), $id: "https://example.com/x", components: { schemas: { A: {} } } },
      "openapi-3.0",
      "x#/components/schemas/A",
    ],
  ];
  for (const [json, target, $ref] of refused) {
    const own = structuredClone(json);
    own.properties.q.$ref = $ref;
    assert.throws(() => written(own, target), {
      message: `unanimous cannot write this schema as ${target}, where "$ref": "${$ref}" at /properties/q would name another schema, or none`,
    });
  }
  const other = schema({ $ref: "x.json" }, { documents: { "x.json": { type: "string" } } });
  assert.throws(() => other["~standard"].jsonSchema.input({ target: "draft-07" }), /"x.json" at the root would name/);
  const unused = schema({ $ref: "#/$defs/a", $defs: { a: {} } }, { documents: { "x.json": { type: "string" } } });
  assert.equal(unused["~standard"].jsonSchema.input({ target: "draft-07" }).allOf.length, 1);
});

test("OpenAPI 3.0 refuses a definition that refers to itself, and definitions that would be too large", () => {
  const tree = { $defs: { tree: { properties: { left: { $ref: "#/$defs/tree" } } } }, $ref: "#/$defs/tree" };
  assert.throws(() => written(tree, "openapi-3.0"), {
    message:
      'unanimous cannot write this schema as openapi-3.0, where "$ref": "#/$defs/tree" leads back to itself: OpenAPI 3.0 has no "$defs"',
  });
  const twice = (name) => ({ properties: { a: { $ref: `#/$defs/${name}` }, b: { $ref: `#/$defs/${name}` } } });
  const $defs = { d0: {} };
  for (let level = 1; level <= 20; level++) $defs[`d${level}`] = twice(`d${level - 1}`);
  assert.throws(
    () => written({ ...twice("d20"), $defs }, "openapi-3.0"),
    /which would have more than 100,000 parts: OpenAPI 3.0 has no "\$defs"/,
  );
  const chain = { d0: {} };
  for (let level = 1; level <= 3000; level++) chain[`d${level}`] = { items: { $ref: `#/$defs/d${level - 1}` } };
  assert.throws(
    () => written({ $ref: "#/$defs/d3000", $defs: chain }, "openapi-3.0"),
    /where definitions lead through 100 others: OpenAPI 3.0 has no "\$defs"/,
  );
  // The root is no definition, so it may refer to itself.
  const root = {
    properties: { next: { $ref: "#" }, name: { $ref: "#/$defs/name" } },
    $defs: { name: { minLength: 1 } },
  };
  assert.deepEqual(written(root, "openapi-3.0"), { properties: { next: { $ref: "#" }, name: { minLength: 1 } } });
});

test("a discriminator names schemas that are there", () => {
  const mapping = { cat: "#/$defs/cat" };
  const discriminator = { propertyName: "kind", mapping };
  const cat = { properties: { kind: { const: "cat" } }, required: ["kind"] };
  const oneOf = [{ $ref: "#/$defs/cat" }];
  const nullable = { nullable: true, oneOf, discriminator, $defs: { cat } };
  assert.deepEqual(written(nullable, "openapi-3.1"), {
    $defs: { cat },
    anyOf: [{ oneOf, discriminator }, { type: "null" }],
  });
  const { $defs } = nullable;
  // What is inlined has no name. A property may be named like the keywords.
  assert.deepEqual(
    written(
      {
        properties: { discriminator: {}, oneOf: { $ref: "#/$defs/pet" } },
        $defs: { ...$defs, pet: { oneOf, discriminator } },
      },
      "openapi-3.0",
    ),
    {
      properties: {
        discriminator: {},
        oneOf: { oneOf: [{ properties: { kind: { enum: ["cat"] } }, required: ["kind"] }] },
      },
    },
  );
  const components = { schemas: { cat: { properties: { kind: { type: "string" } } } } };
  const named = {
    oneOf: [{ $ref: "#/components/schemas/cat" }],
    discriminator: { propertyName: "kind", mapping: {} },
    components,
  };
  assert.deepEqual(written(named, "openapi-3.0"), named);
});
