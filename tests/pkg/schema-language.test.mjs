// Tests what a JavaScript caller sees of the schema language beyond the cases in tests/cases: documents, warnings, boolean
// schemas, and hostile values under a schema that looks at a value in any order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMessage, SchemaError, schema } from "unanimous";
import { schema as liteSchema, SchemaError as LiteSchemaError } from "unanimous/lite";
import { cpuMs } from "../tools/cpu-time.mjs";

const address = { type: "object", required: ["city"], properties: { city: { type: "string" } } };
const URI = "https://schemas.example/parts/address.json";
const NO_CITY = "Validation error: city: Required";

/** Asserts that a schema is refused at this pointer with a message that matches. */
function refuses(compile, pointer, message) {
  assert.throws(compile, (error) => {
    assert.ok(error instanceof SchemaError, error.stack);
    assert.equal(error.pointer, pointer);
    assert.match(error.message, message);
    return true;
  });
}

test("a reference names a document by its absolute URI", () => {
  const home = schema({ $ref: URI }, { documents: { [URI]: address } });
  assert.equal(home.validate({}).message, NO_CITY);
  assert.equal(home.validate({ city: "Bern" }).ok, true);
});

test("a reference names a document by a relative name, with and without an $id at the root", () => {
  for (const $id of [undefined, "https://schemas.example/parts/person.json"]) {
    const home = schema({ $id, $ref: "address.json" }, { documents: { "address.json": address } });
    assert.equal(home.validate({}).message, NO_CITY);
  }
  const root = { $id: "https://schemas.example/parts/person.json", $ref: "address.json#/$defs/a" };
  assert.equal(schema(root, { documents: { [URI]: { $defs: { a: address } } } }).validate({}).message, NO_CITY);
});

test("documents refer to each other and back to the root", () => {
  const documents = {
    "list.json": { type: "array", items: { $ref: "node.json#" } },
    "node.json": { $ref: "#/$defs/n" },
  };
  documents["node.json"].$defs = { n: { type: "object", properties: { kids: { $ref: "list.json" }, v: address } } };
  const tree = schema({ $ref: "list.json" }, { documents });
  assert.equal(
    tree.validate([{ kids: [{ v: {} }, { kids: 1 }] }]).message,
    "Validation error: 0.kids.0.v.city: Required; 0.kids.1.kids: Expected array, received number",
  );
});

test("each document has the draft of its own $schema", () => {
  const draft07 = { $schema: "http://json-schema.org/draft-07/schema#", items: [{ type: "string" }] };
  const pair = schema({ items: { $ref: "pair.json" } }, { documents: { "pair.json": draft07 } });
  assert.equal(pair.validate([[1]]).message, "Validation error: 0.0: Expected string, received number");
  const root = { ...draft07, items: [{ $ref: "pair.json" }] };
  const later = { $schema: "https://json-schema.org/draft/2020-12/schema", items: [{}] };
  refuses(() => schema(root, { documents: { "pair.json": later } }), "pair.json#/items", /use "prefixItems"/);
});

test("the id of draft-04 is written as $id, and an $id of a location is left out", () => {
  const draft04 = {
    $schema: "http://json-schema.org/draft-04/schema#",
    id: "https://example.com/a",
    properties: { id: { id: "#/properties/id", type: "string" } },
  };
  assert.deepEqual(schema(draft04)["~standard"].jsonSchema.input({ target: "draft-2020-12" }), {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    properties: { id: { type: "string" } },
    $id: "https://example.com/a",
  });
});

test("documents that are no object are refused", () => {
  for (const documents of ["a", ["a"], 1]) {
    assert.throws(() => schema({}, { documents }), { name: "TypeError", message: /^documents must be an object/ });
  }
});

test("a document that was not given, and a mistake in one, are refused with their location", () => {
  const wrong = { properties: { x: { $ref: "b.json" } } };
  const documents = { "a.json": address };
  refuses(() => schema(wrong), "/properties/x/$ref", /no document "b.json" was given/);
  refuses(() => schema(wrong, { documents }), "/properties/x/$ref", /no document "b.json" was given/);
  const inDocument = (json) => () => schema({ $ref: "a.json" }, { documents: { "a.json": json } });
  refuses(
    inDocument({ properties: { y: { format: "emial" } } }),
    "a.json#/properties/y/format",
    /unknown format "emial"/,
  );
  refuses(inDocument({ const: NaN }), "a.json#/const", /schema error at a.json#\/const: NaN is no JSON value/);
  refuses(inDocument(undefined), "a.json#", /schema error at a.json#: a schema must be an object or a boolean/);
});

test("later changes of a document do not change the compiled schema", () => {
  const mine = structuredClone(address);
  const home = schema({ $ref: URI }, { documents: { [URI]: mine } });
  mine.required.push("street");
  assert.equal(home.validate({}).message, NO_CITY);
});

test("the lite entry refuses documents", () => {
  assert.throws(
    () => liteSchema({ $ref: "a.json" }, { documents: { "a.json": address } }),
    (error) => error instanceof LiteSchemaError && /"unanimous\/lite" takes no documents/.test(error.message),
  );
  assert.equal(liteSchema({ $ref: "#/$defs/a", $defs: { a: address } }).validate({}).message, NO_CITY);
});

test("warnings are a frozen list of pointers and messages", () => {
  const { warnings } = schema({ type: "string", minimum: 3 });
  assert.deepEqual(warnings, [{ pointer: "/minimum", message: '"minimum" has no effect: the type is string' }]);
  for (const part of [warnings, warnings[0]]) assert.ok(Object.isFrozen(part));
  assert.deepEqual(schema(address).warnings, []);
});

test("a boolean schema accepts every value or none", () => {
  for (const value of [1, "x", null, [], {}]) assert.equal(schema(true).validate(value).ok, true);
  assert.equal(schema(false).validate(1).message, "Validation error: $: Not allowed");
  assert.equal(schema(true).validate(undefined).message, "Validation error: $: Required");
  assert.equal(schema(false)["~standard"].jsonSchema.input({ target: "draft-2020-12" }).not !== undefined, true);
});

const described = {
  type: "object",
  properties: {
    a: { type: "object", properties: { b: { type: "string" } } },
    list: { type: "array", items: { type: "number" } },
  },
};
/** The same schema, once plain, and once so that the value crosses whole. */
const BOTH = {
  plain: schema(described),
  graph: schema({ ...described, oneOf: [{ type: "object" }], not: { required: ["!"] } }),
};
const throwing = () => {
  throw new Error("boom");
};
const sparse = [1];
sparse[2] = 2;

for (const [name, value, message] of [
  ["a Date", new Date(0), "$: Expected object, received Date"],
  ["a BigInt", { a: 1n }, "a: Expected object, received bigint"],
  ["a symbol", { a: { b: Symbol("s") } }, "a.b: Expected string, received symbol"],
  ["a function", { a: throwing }, "a: Expected object, received function"],
  [
    "NaN",
    { list: [NaN, -Infinity] },
    "list.0: Expected number, received NaN; list.1: Expected number, received Infinity",
  ],
  ["a hole", { list: sparse }, "list.1: Required"],
  ["undefined", undefined, "$: Required"],
  ["a lone surrogate", { a: { b: "\ud800" } }, "a.b: Must be Unicode text"],
  [
    "an object without a prototype",
    Object.assign(Object.create(null), { a: 1 }),
    "a: Expected object, received number",
  ],
  ["a proxy", new Proxy({ a: { b: 1 } }, {}), "a.b: Expected string, received number"],
]) {
  test(`${name} is the same issue under a plain schema and any other`, () => {
    for (const compiled of Object.values(BOTH)) {
      const result = compiled.validate(value);
      assert.equal(result.message, `Validation error: ${message}`);
      assert.equal(formatMessage(result.issues), result.message);
    }
  });
}

const either = { anyOf: [{ type: "string" }, { type: "number" }] };
for (const [name, json, value, message] of [
  [
    "allOf, one with a type",
    { allOf: [{ type: "object" }, { required: ["a"] }] },
    new Date(0),
    "object, received Date",
  ],
  ["allOf, none with a type", { allOf: [{}, { minLength: 2 }] }, 1n, "JSON value, received bigint"],
  [
    "a type beside a reference without one",
    { type: "object", $ref: "#/$defs/a", $defs: { a: {} } },
    NaN,
    "object, received NaN",
  ],
  ["nested allOf", { allOf: [{ allOf: [{}, { allOf: [{ type: "array" }] }] }, {}] }, new Map(), "array, received Map"],
  ["a union", either, NaN, "string or number, received NaN"],
  ["a union below allOf", { allOf: [{}, either] }, new Date(0), "string or number, received Date"],
  ["not", { not: {} }, new Date(0), "JSON value, received Date"],
  ["if", { if: { type: "string" }, else: { type: "number" } }, NaN, "JSON value, received NaN"],
  ["const in allOf", { allOf: [{ const: 1 }, { enum: [1, 2] }] }, Symbol("s"), "JSON value, received symbol"],
]) {
  test(`one issue tells of a value that JSON does not have: ${name}`, () => {
    assert.equal(schema(json).validate(value).message, `Validation error: $: Expected ${message}`);
  });
}

test("one issue tells of a string that is not Unicode text", () => {
  for (const json of [
    { allOf: [{}, { type: "string" }, { minLength: 2 }] },
    { if: { type: "string" }, else: { type: "number" } },
    { anyOf: [{ minLength: 2 }, { minimum: 4 }] },
    { not: { type: "string" } },
  ]) {
    assert.equal(schema(json).validate("\ud800").message, "Validation error: $: Must be Unicode text");
  }
});

test("a value that is nested too deeply is one issue of a recursive schema", () => {
  let deep = 1;
  for (let level = 0; level < 70; level++) deep = [deep];
  const lists = schema({ anyOf: [{ type: "array", items: { $ref: "#" } }, { type: "number" }] });
  assert.equal(lists.validate(deep).message, "Validation error: 0: Nested too deeply");
  assert.equal(schema({ allOf: [{}, { items: {} }] }).validate(deep).message, "Validation error: 0: Nested too deeply");
  const twice = schema({ items: { anyOf: [{ type: "array" }, { type: "number" }] } });
  assert.equal(twice.validate([deep, 1, deep]).issues.length, 2);
});

test("a member that is undefined counts as missing, also for the number of members", () => {
  for (const compiled of Object.values(BOTH)) assert.equal(compiled.validate({ a: undefined }).ok, true);
  const few = schema({ maxProperties: 1, dependentRequired: { gone: ["x"] }, anyOf: [true] });
  assert.equal(few.validate({ gone: undefined, a: 1 }).ok, true);
});

test("a value that throws when it is read is a TypeError that names the path", () => {
  const getter = Object.defineProperty({}, "b", { get: throwing, enumerable: true });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const compiled of Object.values(BOTH)) {
    assert.throws(
      () => compiled.validate({ a: getter }),
      /^TypeError: unanimous could not read the value at a.b: boom/,
    );
    assert.throws(() => compiled.validate(proxy), /^TypeError: unanimous could not read the value/);
    assert.throws(() => compiled.validate(new Proxy({}, { ownKeys: throwing })), /could not read the value: boom/);
  }
});

const node = { type: "object", required: ["v"], properties: { v: { type: "integer" }, next: { $ref: "#/$defs/n" } } };
node.properties.kids = { type: "array", items: { $ref: "#/$defs/n" } };
const tree = schema({ $ref: "#/$defs/n", $defs: { n: node } });

test("a recursive schema judges every level", () => {
  const { message } = tree.validate({ v: 1, kids: [{ v: 2 }, { v: "x", next: {} }] });
  assert.equal(message, "Validation error: kids.1.v: Expected integer, received string; kids.1.next.v: Required");
});

test("a value that contains itself ends with an issue or a TypeError", () => {
  const next = { v: 1 };
  next.next = next;
  assert.equal(tree.validate(next).issues[0].code, "too_deep");
  const kids = { v: 1 };
  kids.kids = [kids, kids];
  const list = [];
  list.push(list, list);
  for (const value of [kids, list, { other: list }]) {
    let code;
    try {
      code = tree.validate(value).issues[0].code;
    } catch (error) {
      assert.ok(error instanceof TypeError);
      code = error.message;
    }
    assert.match(code, /^(too_deep|required|invalid_type|unanimous stopped reading after 5,000,000)/);
  }
  assert.equal(tree.validate({ v: 1 }).ok, true);
});

test("a string of 10,000,000 characters is judged by a pattern", () => {
  const text = schema({ anyOf: [{ type: "string", pattern: "^a*b?$" }, { type: "integer" }] });
  const long = "a".repeat(10_000_000);
  assert.equal(text.validate(long).ok, true);
  assert.equal(text.validate(`${long}c`).issues[0].code, "invalid_pattern");
  assert.equal(text.validate("a".repeat(2 ** 24 + 1)).issues[0].code, "invalid_pattern", "longer than what is read");
});

test("100,000 keys are judged by patterns, and 100,000 items compared, in little time", () => {
  const numbers = Array.from({ length: 100_000 }, (_, at) => at);
  const keys = Object.fromEntries(numbers.map((at) => [`key${at}`, at]));
  const byPattern = schema({
    patternProperties: { "^k.*[0-9]$": { type: "integer" }, "5$": { minimum: 0 } },
    additionalProperties: false,
  });
  const unique = schema({ uniqueItems: true });
  const start = cpuMs();
  assert.equal(byPattern.validate(keys).ok, true);
  assert.equal(byPattern.validate({ ...keys, x: 1 }).message, "Validation error: x: Unrecognized key");
  assert.equal(unique.validate(numbers.map((at) => ({ at }))).ok, true);
  assert.equal(unique.validate([...numbers, 7]).issues[0].code, "not_unique");
  const took = cpuMs() - start;
  // It takes a second; the limit is for a slow machine.
  assert.ok(took < 20_000, `${took} ms`);
});

test("many schemas that ignore the same keys, and a long enum of objects, take little time", () => {
  const many = (count, make) => Array.from({ length: count }, (_, at) => make(at));
  const ignoring = schema({ allOf: many(2000, (at) => ({ properties: { [`p${at}`]: { type: "string" } } })) });
  const keys = Object.fromEntries(many(50_000, (at) => [`key${at}`, [at]]));
  const objects = many(50_000, (a) => ({ a }));
  const either = schema({ items: { anyOf: [{ enum: objects }, { type: "string" }] } });
  const start = cpuMs();
  assert.equal(ignoring.validate(keys).ok, true);
  assert.equal(either.validate(objects).ok, true);
  assert.match(
    either.validate(objects.map(({ a }) => ({ b: a }))).message,
    /^Validation error: 0: Expected one of {"a":0}/,
  );
  const took = cpuMs() - start;
  // It takes a second; each of the first and the last took 40 when the work was not shared.
  assert.ok(took < 20_000, `${took} ms`);
});

test("a getter may validate with another schema", () => {
  const inner = schema({ anyOf: [{ required: ["x"] }, { required: ["y"] }] });
  const seen = [];
  const value = {
    get v() {
      seen.push(inner.validate({ z: 1 }).issues[0].code, tree.validate({ v: "x" }).ok, BOTH.plain.validate({}).ok);
      return 1;
    },
    kids: [{ v: 2 }],
  };
  assert.equal(tree.validate(value).ok, true);
  assert.deepEqual(seen, ["no_match", false, true]);
});
