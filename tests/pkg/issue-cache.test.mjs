// Tests the caches of issue texts and of verdicts: entries are never mixed up, and users cannot change them.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatMessage, SchemaError, schema } from "unanimous";

const people = () =>
  schema({
    type: "object",
    required: ["people", "0"],
    properties: {
      people: {
        type: "array",
        items: {
          type: "object",
          properties: {
            email: { format: "email" },
            tags: { items: { enum: [{ a: [1] }, "x"] } },
            "a b": { maxLength: 1 },
          },
        },
      },
    },
  });
const VALUE = { people: [{}, { email: "ann" }, { email: "a@b", tags: ["x", "y"] }, { "a b": "💚💚", tags: [1] }] };
const MESSAGE =
  'Validation error: people.1.email: Invalid email; people.2.email: Invalid email; people.2.tags.1: Expected one of {"a":[1]}, "x"; ' +
  'people.3.tags.0: Expected one of {"a":[1]}, "x"; people.3["a b"]: String must be at most 1 character; ["0"]: Required';

test("issues that differ only in an index have the same texts", () => {
  const one = people();
  for (let round = 0; round < 3; round++) {
    const { message, issues } = one.validate(VALUE);
    assert.equal(message, MESSAGE);
    assert.deepEqual(issues[2], {
      path: "people.2.tags.1",
      segments: ["people", 2, "tags", 1],
      code: "invalid_enum",
      reason: 'Expected one of {"a":[1]}, "x"',
      params: { options: [{ a: [1] }, "x"] },
    });
    assert.deepEqual(
      issues.slice(0, 2).map(({ path, detail }) => [path, detail]),
      [
        ["people.1.email", "missing_at"],
        ["people.2.email", "single_label"],
      ],
    );
  }
});

test("shared results are frozen", () => {
  const one = people();
  const isFrozen = (part) => typeof part !== "object" || (Object.isFrozen(part) && Object.values(part).every(isFrozen));
  const expected = structuredClone(one.validate(VALUE));
  for (let round = 0; round < 3; round++) {
    const result = one.validate(VALUE);
    assert.deepEqual(result, expected);
    assert.ok(isFrozen(result), "paths with and without indices");
    assert.throws(() => result.issues.push("more"), TypeError);
    assert.throws(() => result.issues[2].params.options[0].a.push(2), TypeError);
  }
});

test("values with the same faults share one result, and other values do not", () => {
  const one = schema({
    type: "object",
    required: ["a"],
    properties: { a: { type: "string", maxLength: 2 }, b: { format: "email" }, c: { maxLength: 1 } },
  });
  const values = [
    { a: "long" },
    { a: "long", b: "ann" },
    { b: "ann" },
    { b: "a@b" },
    { a: 1 },
    { a: "long", c: "xx" },
    { a: "long", b: "ann", c: "xx" },
    {},
  ];
  const first = values.map((value) => one.validate(value));
  assert.equal(new Set(first.map(({ message }) => message)).size, values.length - 1);
  values.forEach((value, at) => assert.equal(one.validate(structuredClone(value)), first[at]));
  const many = schema({
    properties: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`p${at}`, { maxLength: 0 }])),
  });
  const wrong = Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`p${at}`, "x"]));
  assert.deepEqual(many.validate(wrong), many.validate(wrong));
  assert.equal(many.validate(wrong).issues.length, 17);
});

test("schemas with issues at the same paths keep their own texts", () => {
  const make = (limit, reason) =>
    schema({ properties: { name: { type: "string", maxLength: limit, "x-unanimous": reason ? { reason } : {} } } });
  const schemas = [make(1), make(2), make(3, "Too long for us")];
  const reasons = ["String must be at most 1 character", "String must be at most 2 characters", "Too long for us"];
  for (let round = 0; round < 3; round++) {
    schemas.forEach((one, at) => {
      assert.equal(one.validate({ name: "xxxxx" }).issues[0].reason, reasons[at]);
      assert.equal(
        one.validate({ name: 5 }).issues[0].reason,
        at === 2 ? reasons[2] : "Expected string, received number",
      );
    });
  }
});

test("key order, proxies and null prototypes do not change the verdict", () => {
  const closed = schema({
    type: "object",
    additionalProperties: false,
    required: ["a"],
    properties: { a: { type: "string" }, b: { type: "number" }, c: { type: "string" } },
  });
  const entries = [
    ["a", "x"],
    ["b", 1],
    ["c", "y"],
    ["d", 2],
  ];
  const orders = (list) =>
    list.length < 2 ? [list] : list.flatMap((one, at) => orders(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
  for (let mask = 0; mask < 16; mask++) {
    const chosen = entries.filter((_, at) => (mask >> at) & 1);
    const expected = [mask & 1 ? null : "a: Required", mask & 8 ? "d: Unrecognized key" : null]
      .filter(Boolean)
      .join("; ");
    for (const order of orders(chosen)) {
      for (const value of [
        Object.fromEntries(order),
        new Proxy(Object.fromEntries(order), {}),
        Object.assign(Object.create(null), Object.fromEntries(order)),
      ]) {
        assert.equal(closed.validate(value).message ?? "", expected && `Validation error: ${expected}`);
      }
    }
  }
});

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "ann@example.com", "ann", "a".repeat(60), "💚".repeat(30), "\ud800", "\udc00"),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, new Date(0), 1n),
);
const name = fc.constantFrom("a", "b", "10", "2", "x y", "__proto__", "é");
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 5 }),
  ),
})).value;
const limits = fc.record(
  {
    minLength: fc.nat(3),
    maxLength: fc.integer({ min: 3, max: 40 }),
    minimum: fc.nat(5),
    exclusiveMaximum: fc.integer({ min: 6, max: 50 }),
    minItems: fc.nat(2),
    maxItems: fc.integer({ min: 2, max: 3 }),
    additionalProperties: fc.boolean(),
  },
  { requiredKeys: [] },
);
const json = fc.letrec((tie) => ({
  schema: fc.oneof({ depthSize: "xsmall", withCrossShrink: true }, limits, tie("full")),
  full: fc
    .tuple(
      limits,
      fc.record(
        {
          type: fc.constantFrom("string", "object", "array", ["string", "null"], "integer"),
          format: fc.constantFrom("email", "phone", "idempotency-key", "uuid", "e164", "safe-url"),
          enum: fc.constant(["ann", 1, [1], { a: null }]),
          properties: fc.dictionary(name, tie("schema"), { maxKeys: 4, depthSize: "small", noNullPrototype: true }),
          items: tie("schema"),
          required: fc.uniqueArray(name, { maxLength: 2 }),
          "x-unanimous": fc.constant({ reason: "Because; of this" }),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([limits, rest]) => ({ ...limits, ...rest })),
})).schema;

/** Returns undefined for a schema whose limits contradict each other. */
function compiledOrNone(json) {
  try {
    return schema(json);
  } catch (error) {
    if (error instanceof SchemaError) return undefined;
    throw error;
  }
}

test("a cached result equals that of a fresh schema, for any schema and value", () => {
  fc.assert(
    fc.property(json, fc.array(value, { minLength: 1, maxLength: 6 }), (json, values) => {
      const one = compiledOrNone(json);
      fc.pre(one !== undefined);
      for (const value of [...values, ...values]) {
        const result = one.validate(value);
        assert.deepEqual(result, schema(json).validate(value));
        if (!result.ok) assert.equal(formatMessage(result.issues), result.message);
      }
    }),
    { numRuns: 1000 },
  );
});

test("more combinations of faults than the cache holds keep their own texts", () => {
  const names = Array.from({ length: 11 }, (_, at) => `p${at}`);
  const string = { type: "string" };
  const one = schema({
    properties: { ...Object.fromEntries(names.map((name) => [name, string])), list: { items: string } },
  });
  for (const round of ["first", "second"]) {
    for (let faults = 0; faults < 2 ** names.length; faults++) {
      const wrong = names.filter((_, at) => faults & (1 << at));
      const list = faults % 3 === 0 ? ["x", faults] : [];
      const paths = list.length > 0 ? [...wrong, "list.1"] : wrong;
      const { ok, message } = one.validate({ ...Object.fromEntries(wrong.map((name) => [name, 1])), list });
      const lines = paths.map((path) => `${path}: Expected string, received number`);
      assert.equal(
        ok ? undefined : message,
        paths.length > 0 ? `Validation error: ${lines.join("; ")}` : undefined,
        `${round} round, ${faults}`,
      );
    }
  }
});

test("texts are not joined if a surrogate pair is split between them, or if one is not ASCII", () => {
  const constant = (text) => ({ const: text });
  const texts = ["x\ud83d", "\ude00y", "\ude00", "\ud83d", "\ud83d\ude00", "é", "日本", "", "plain"];
  const wellFormed = texts.map((text) => text.replace(/[\ud800-\udfff]/gu, "\ufffd"));
  const pairs = texts.flatMap((_, one) => texts.map((_, other) => [one, other]));
  // With many more texts after them, the input no longer fits into its buffer.
  for (const filler of [[], Array(20_000).fill("plain text")]) {
    for (const [one, other] of filler.length > 0
      ? [
          [0, 1],
          [3, 2],
          [5, 8],
        ]
      : pairs) {
      const properties = {
        a: constant(wellFormed[one]),
        b: constant(wellFormed[other]),
        rest: { items: { const: "plain text" } },
      };
      const { message } = schema({ properties }).validate({ a: texts[one], b: texts[other], rest: filler });
      const issues = [
        ["a", one],
        ["b", other],
      ]
        .filter(([, at]) => texts[at] !== wellFormed[at])
        .map(([name]) => `${name}: Must be Unicode text`);
      const expected = issues.length === 0 ? undefined : `Validation error: ${issues.join("; ")}`;
      assert.equal(message, expected, JSON.stringify([texts[one], texts[other]]));
    }
  }
});

test("any text crosses the boundary and comes back unchanged, and one with a lone surrogate equals no other", () => {
  const texts = fc.array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.string({ unit: fc.constantFrom("a", "é", "\ud83d", "\ude00", "日", "\u07ff", "\u0800", "\uffff") }),
    ),
  );
  fc.assert(
    fc.property(texts, (texts) => {
      const wellFormed = texts.map((text) => text.replace(/[\ud800-\udfff]/gu, "\ufffd"));
      const compiled = schema({ enum: [wellFormed] });
      assert.deepEqual(compiled.validate(0).issues[0].params.options, [wellFormed]);
      assert.equal(compiled.validate(texts).ok, String(texts) === String(wellFormed));
    }),
    { numRuns: 2000 },
  );
});

test("the longest answers are complete: 257 issues with up to 8 list indices each", () => {
  for (const depth of [8, 9]) {
    const nest = (inner, wrap) => Array.from({ length: depth - 1 }).reduce(wrap, inner);
    const one = schema(nest({ items: { type: "number" } }, (items) => ({ items })));
    const value = nest(Array(300).fill("x"), (item) => [item]);
    const prefix = "0.".repeat(depth - 1);
    for (let round = 0; round < 3; round++) {
      const { issues } = one.validate(value);
      const expected = [...Array.from({ length: 256 }, (_, at) => `${prefix}${at}`), ""];
      assert.deepEqual(
        issues.map(({ path }) => path),
        expected,
      );
      assert.deepEqual(issues[256].params, { count: 44 });
    }
  }
});
