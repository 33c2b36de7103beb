// Tests hostile values: each one gives a clear issue or a clear TypeError, never a trap, and none is wrongly accepted.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { test } from "node:test";
import vm from "node:vm";
import fc from "fast-check";
import {
  checkAddresses,
  checkEmail,
  checkIdempotencyKey,
  checkPhone,
  checkUrl,
  dedupeKey,
  formatMessage,
  parseMessage,
  readError,
  schema,
} from "unanimous";
import { ANYTHING, NOT_STRINGS, throwing } from "../tools/hostile-values.mjs";

const lead = schema({
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, tags: { type: "array", items: { type: "string" } } },
});
const GOOD = { email: "ann@example.com" };

/** Checks that the next verdicts are correct. */
function stillRight() {
  assert.equal(lead.validate(GOOD).ok, true);
  assert.equal(lead.validate({ email: "ann" }).message, "Validation error: email: Invalid email");
}

const cyclic = { ...GOOD };
cyclic.self = cyclic;
const cyclicTags = { ...GOOD, tags: [] };
cyclicTags.tags.push(cyclicTags.tags);
class Lead {
  email = "ann@example.com";
}
const sparse = { ...GOOD, tags: Array(2) };
const manyFaults = (from) => Array.from({ length: 256 }, (_, at) => `tags.${at}: ${from}`).join("; ");

const ISSUES = [
  ["undefined", undefined, "$: Required"],
  ["null", null, "$: Expected object, received null"],
  ["a BigInt", 1n, "$: Expected object, received bigint"],
  ["a symbol", Symbol("s"), "$: Expected object, received symbol"],
  ["a function", () => GOOD, "$: Expected object, received function"],
  ["a class", class {}, "$: Expected object, received function"],
  ["NaN", NaN, "$: Expected object, received NaN"],
  ["-Infinity", -Infinity, "$: Expected object, received Infinity"],
  ["a Date", new Date(0), "$: Expected object, received Date"],
  ["a Map", new Map([["email", "ann@example.com"]]), "$: Expected object, received Map"],
  ["a Set", new Set(), "$: Expected object, received Set"],
  ["a RegExp", /x/, "$: Expected object, received RegExp"],
  ["a Promise", Promise.resolve(GOOD), "$: Expected object, received Promise"],
  ["an Error", new TypeError("x"), "$: Expected object, received Error"],
  ["a FormData", new FormData(), "$: Expected object, received FormData"],
  ["a class instance", new Lead(), "$: Expected object, received class instance"],
  ["a String object", Object("ann@example.com"), "$: Expected object, received class instance"],
  ["a typed array", new Uint8Array(3), "$: Expected object, received class instance"],
  ["inherited properties", Object.create(GOOD), "$: Expected object, received class instance"],
  [
    "a property that is not enumerable",
    Object.defineProperty({}, "email", { value: "ann@example.com" }),
    "email: Required",
  ],
  ["a symbol as a value", { email: Symbol("x") }, "email: Expected string, received symbol"],
  [
    "a String object as a value",
    { email: Object("ann@example.com") },
    "email: Expected string, received class instance",
  ],
  [
    "an object with toString",
    { email: { toString: () => "ann@example.com" } },
    "email: Expected string, received object",
  ],
  ["a value in an array", { email: ["ann@example.com"] }, "email: Expected string, received array"],
  ["a lone surrogate", { email: "\ud800@example.com" }, "email: Must be Unicode text"],
  ["a lone surrogate in a key", { email: "a@b.example", "\ud800": 1 }, '["\ufffd"]: Must be Unicode text'],
  ["a cycle", cyclic, "self: Nested too deeply"],
  ["a cycle in a described list", cyclicTags, "tags.0: Expected string, received array"],
  ["holes in a list", sparse, "tags.0: Required; tags.1: Required"],
  ["a 10 MB string", { email: "a".repeat(10_000_000) }, "email: Invalid email"],
  ["a 10 MB string of wide characters", { email: "💚".repeat(2_500_000) }, "email: Invalid email"],
  [
    "100,000 bad items",
    { ...GOOD, tags: Array(100_000).fill(1) },
    `${manyFaults("Expected string, received number")}; $: 99744 more issues not shown`,
  ],
];

for (const [name, value, expected] of ISSUES) {
  test(`${name} is an issue`, () => {
    const result = lead.validate(value);
    assert.equal(result.ok, false);
    assert.equal(result.message, `Validation error: ${expected}`);
    assert.equal(formatMessage(result.issues), result.message);
    stillRight();
  });
}

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const ERRORS = [
  [
    "a getter that throws",
    {
      get email() {
        throw new Error("not today");
      },
    },
    /could not read the value at email: not today/,
  ],
  [
    "a getter that throws no Error",
    {
      get email() {
        throw null;
      },
    },
    /could not read the value at email/,
  ],
  [
    "a getter that throws what cannot be printed",
    {
      get email() {
        throw {
          toString() {
            throw 1;
          },
        };
      },
    },
    /could not read the value at email: it threw/,
  ],
  [
    "a getter in a list",
    {
      ...GOOD,
      tags: Object.defineProperty(["x"], 0, {
        get() {
          throw new Error("gone");
        },
      }),
    },
    /could not read the value at tags.0: gone/,
  ],
  ["a proxy that throws on get", throwing("get", GOOD), /no get/],
  ["a proxy that throws on ownKeys", throwing("ownKeys", GOOD), /no ownKeys/],
  ["a proxy that throws on getPrototypeOf", throwing("getPrototypeOf", GOOD), /no getPrototypeOf/],
  [
    "a proxy that throws on getOwnPropertyDescriptor",
    throwing("getOwnPropertyDescriptor", GOOD),
    /no getOwnPropertyDescriptor/,
  ],
  ["a revoked proxy", revoked(), /could not read the value/],
];

for (const [name, value, expected] of ERRORS) {
  test(`${name} is a TypeError that names the path`, () => {
    assert.throws(
      () => lead.validate(value),
      (error) => error instanceof TypeError && expected.test(error.message),
    );
    stillRight();
  });
}

test("the memory for a large schema grows in few steps, because each step may collect all garbage", async () => {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    const major = list.getEntries().filter((entry) => entry.detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
    collections += major.length;
  });
  observer.observe({ entryTypes: ["gc"] });
  const oneOf = Array.from({ length: 60_000 }, () => ({ enum: Array.from({ length: 20 }, (_, at) => at) }));
  assert.throws(() => schema({ oneOf }), /more than 10,000 schemas judge one value/);
  await new Promise((done) => setTimeout(done, 50));
  observer.disconnect();
  assert.ok(collections < 40, `${collections} collections`);
});

test("a schema that is deeper than JSON.stringify reads is a SchemaError that says so", () => {
  let deep = {};
  for (let depth = 0; depth < 20_000; depth++) deep = { items: deep };
  const message = /^schema error at the root: nested too deeply, or too long: Maximum call stack size exceeded$/;
  assert.throws(() => schema(deep), { name: "SchemaError", message });
  stillRight();
});

test("a schema with 3^40 paths is a SchemaError and does not hang", () => {
  let wide = { type: "string" };
  for (let depth = 0; depth < 40; depth++) wide = { allOf: [wide, wide], not: wide };
  const message = "schema error at the root: more than 16 MiB of JSON";
  assert.throws(() => schema(wide), { name: "SchemaError", message });
  stillRight();
});

test("a value with 2^40 paths ends in an error and does not hang", () => {
  const nested = schema({
    type: "array",
    items: { type: "array", items: { type: "array", items: { items: { items: {} } } } },
  });
  let wide = Array(200).fill("x");
  for (let level = 0; level < 4; level++) wide = Array(200).fill(wide);
  assert.throws(() => nested.validate(wide), /stopped reading after 5,000,000 properties and items/);
  // In a part that no schema describes, each object is visited once, however many references it has.
  let shared = {};
  for (let level = 0; level < 40; level++) shared = { one: shared, other: shared };
  assert.equal(lead.validate({ ...GOOD, shared }).ok, true);
  stillRight();
});

/** An array of this length that has no items. */
function holes(length) {
  const list = [];
  list.length = length;
  return list;
}

/** Fails if `run` takes longer than any of these inputs may take on a slow machine. */
function quickly(name, run) {
  const start = performance.now();
  run();
  const took = performance.now() - start;
  assert.ok(took < 20_000, `${name} took ${took} ms`);
}

const atMost5 = schema({ type: "array", maxItems: 5 });
const LENGTHS = [1e8, 2 ** 32 - 1];

test("a list of holes is as quick as a short list", () => {
  const described = schema({ type: "array", items: { type: "string" } });
  const listOrObject = schema({ enum: [[1], { a: 1 }] });
  for (const length of LENGTHS) {
    quickly(`${length} holes`, () => {
      assert.equal(atMost5.validate(holes(length)).message, "Validation error: $: List must have at most 5 items");
      assert.equal(schema({}).validate(holes(length)).ok, true);
      assert.equal(lead.validate({ ...GOOD, other: [holes(length)] }).ok, true);
      assert.equal(schema({ type: "string", items: {} }).validate(holes(length)).issues[0].code, "invalid_type");
      assert.equal(listOrObject.validate(holes(length)).issues[0].code, "invalid_enum");
      assert.throws(() => described.validate(holes(length)), /stopped reading after 5,000,000 properties and items/);
    });
  }
  const far = holes(1e8);
  let deep = [];
  for (let level = 0; level < 70; level++) deep = [deep];
  far[99_999_998] = deep;
  far[99_999_999] = 1;
  far.name = deep;
  assert.equal(schema({}).validate(far).message, "Validation error: 99999998: Nested too deeply");
  stillRight();
});

test("a list that occurs many times is looked at once", () => {
  const lists = schema({ items: { type: "array" } });
  for (const list of [holes(2 ** 32 - 1), Array(100_000).fill(1)]) {
    quickly("a list of one list", () => assert.equal(lists.validate(Array(100_000).fill(list)).ok, true));
  }
  const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`key${at}`, 1]));
  const objects = schema({ items: { type: "object" } });
  quickly("a list of one object", () => assert.equal(objects.validate(Array(100_000).fill(keys)).ok, true));
  const closed = schema({ items: { additionalProperties: false } });
  assert.equal(closed.validate([keys]).issues.length, 257);
  assert.throws(() => closed.validate(Array(100).fill(keys)), /stopped reading after 5,000,000 properties and items/);
});

test("a proxy may lie about its length", () => {
  const lying = (length) => new Proxy([], { get: (list, key) => (key === "length" ? length : list[key]) });
  let asked = 0;
  const changing = new Proxy(["x", "y"], {
    get: (list, key) => (key === "length" ? (asked++ % 2 === 0 ? 2 : 1) : list[key]),
  });
  const two = schema({ const: ["x", "y"] });
  quickly("a lying proxy", () => {
    for (const length of [2 ** 53, Infinity, 2 ** 32]) {
      assert.equal(atMost5.validate(lying(length)).ok, length === Infinity, `${length}`);
    }
    for (const length of [NaN, -1, 1.5, "5", null, {}, 5n]) assert.equal(atMost5.validate(lying(length)).ok, true);
    two.validate(changing);
    const endless = Object.assign([1], {
      *[Symbol.iterator]() {
        for (;;) yield 1;
      },
    });
    assert.equal(schema({}).validate([endless]).ok, true);
  });
  stillRight();
});

test("nothing is read of a value that has the wrong type", () => {
  const parts = {
    get email() {
      return assert.fail("the getter was called");
    },
  };
  const text = schema({ type: "string", properties: { email: { enum: [{}, 1], properties: { a: {} } }, b: {} } });
  assert.equal(text.validate(parts).message, "Validation error: $: Expected string, received object");
  assert.equal(text.validate([parts]).message, "Validation error: $: Expected string, received array");
  const either = schema({ type: ["string", "array"], properties: { a: { properties: { b: {} } } }, required: ["c"] });
  assert.equal(schema({ items: either.json }).validate([{ a: 1 }, ["x"], "y"]).issues.length, 1);
});

test("many keys are compared with many properties in little time", () => {
  const properties = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`p${at}`, { type: "integer" }]));
  const value = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${at}`, 1]));
  const open = schema({ properties, required: ["p0", "p1999"] });
  const closed = schema({ properties, additionalProperties: false });
  quickly("many keys", () => {
    const { message } = open.validate({ ...value, p5: "x" });
    assert.equal(message, "Validation error: p0: Required; p5: Expected integer, received string; p1999: Required");
    assert.equal(closed.validate({ ...value, p7: 7 }).issues.length, 257);
  });
  assert.equal(open.validate(Object.create(null, { p0: { value: 1 } })).issues.length, 2, "p0 is not enumerable");
});

/** The most UTF-16 units of a text that a rule reads. */
const MAX_TEXT = 2 ** 24;

test("a text that is longer than a rule reads is never valid", () => {
  // The HTML standard sets no limit: up to here this address is valid.
  const address = `a@b${".b".repeat(MAX_TEXT / 2 - 2)}`;
  const html = schema({ format: "email", "x-unanimous": { rule: "html" } });
  assert.equal(address.length, MAX_TEXT - 1);
  assert.equal(html.validate(address).ok, true);
  assert.equal(checkEmail(address, { rule: "html" }).ok, true);
  for (const more of [`${address}bb`, `${address} b`, `${address}${"b".repeat(99)}`]) {
    assert.equal(html.validate(more).issues[0].code, "invalid_email");
    assert.equal(checkEmail(more, { rule: "html" }).code, "invalid_email");
  }
  // A length is right all the same.
  const mixed = "💚".repeat(MAX_TEXT / 2) + "a".repeat(MAX_TEXT / 2);
  assert.equal(schema({ maxLength: MAX_TEXT }).validate(mixed).ok, true);
  assert.equal(schema({ maxLength: MAX_TEXT }).validate(`${mixed}a`).issues[0].code, "too_long");
  const key = "k".repeat(MAX_TEXT + 1);
  const maxLength = 2 ** 32 - 1;
  for (const text of [key, "é".repeat(MAX_TEXT + 1), "💚".repeat(MAX_TEXT)]) {
    assert.equal(checkIdempotencyKey(text, { maxLength }).code, "too_long");
    assert.equal(checkPhone(text, { maxLength }).code, "too_long");
    assert.equal(checkPhone(text).params.max, 50);
    assert.equal(checkUrl(text).code, "url_too_long");
    assert.equal(checkUrl(text, { schemes: ["https"] }).code, "url_too_long");
    assert.equal(dedupeKey(text), null);
    assert.equal(schema({ const: "k" }).validate(text).issues[0].code, "invalid_enum");
    assert.equal(schema({ enum: ["k", {}] }).validate(text).issues[0].code, "invalid_enum");
    assert.equal(schema({ type: "string" }).validate(text).ok, true, "only its length counts");
    assert.throws(() => schema({ const: text }), /more than 16 MiB of JSON/);
  }
  stillRight();
});

test("texts of 512 MiB, the longest of V8, give issues", () => {
  const text = "a".repeat(2 ** 29 - 24);
  assert.equal(lead.validate({ email: text }).message, "Validation error: email: Invalid email");
  assert.equal(checkEmail(text).detail, "missing_at");
  const closed = schema({ additionalProperties: false });
  assert.throws(() => closed.validate({ [text]: 1 }), {
    name: "TypeError",
    message: /stopped reading after 67,108,864 characters/,
  });
  assert.equal(readError({ status: 400, body: { message: text }, prefixes: [text] }).warnings[0], "too_large");
  stillRight();
});

test("readError stops at a bound, whatever it is given", () => {
  const nothing = (value) => ({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value }) }) });
  quickly("readError", () => {
    for (const length of LENGTHS) {
      const list = holes(length);
      const error = readError({ status: 400, body: list, headers: { "retry-after": list }, knownPaths: list });
      assert.deepEqual([error.dialect, error.warnings], ["unreadable", ["too_large"]]);
      for (const headers of [nothing(null), nothing(undefined), nothing({}), nothing([list, list]), [[list, list]]]) {
        assert.equal(readError({ status: 400, headers, prefixes: list }).dialect, "empty");
      }
    }
    const body = Object.fromEntries(Array.from({ length: 300_000 }, (_, at) => [`k${at}`, undefined]));
    assert.equal(readError({ status: 400, body: { ...body, message: "No" } }).message, "No");
  });
});

test("the first calls work near the end of the stack", () => {
  const program = `
    import { checkEmail, formatMessage, schema } from "unanimous";
    const messages = new Set();
    const calls = [
      () => checkEmail("ann").detail,
      () => schema({ format: "email" }).validate("x").message,
      () => formatMessage([{ path: "a", reason: "b" }]),
    ];
    function deep(call) {
      try { deep(call); } catch {}
      try { call(); } catch (error) { messages.add(error.message); throw error; }
    }
    for (const call of calls) try { deep(call); } catch {}
    console.log(JSON.stringify([[...messages], calls.map((call) => call())]));`;
  const options = { cwd: import.meta.dirname, encoding: "utf8" };
  const [messages, results] = JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", program], options),
  );
  for (const message of messages) assert.match(message, /^(unanimous could not read the value.*: )?Maximum call stack/);
  assert.deepEqual(results, ["missing_at", "Validation error: $: Invalid email", "Validation error: a: b"]);
});

test("plain objects are accepted, whatever created them", () => {
  const values = [
    Object.assign(Object.create(null), GOOD),
    vm.runInNewContext('({ email: "ann@example.com" })'),
    JSON.parse('{"email":"ann@example.com","__proto__":{"email":5}}'),
    structuredClone(GOOD),
    new Proxy({ ...GOOD }, {}),
    Object.freeze({ ...GOOD }),
    {
      get email() {
        return "ann@example.com";
      },
    },
  ];
  for (const value of values) {
    const result = lead.validate(value);
    assert.equal(result.ok, true);
    assert.equal(result.value, value, "the result holds the same object");
  }
});

test("properties of a polluted Object.prototype are not read", () => {
  Object.prototype.email = "ann@example.com";
  try {
    assert.equal(lead.validate({}).message, "Validation error: email: Required");
  } finally {
    delete Object.prototype.email;
  }
});

test("a getter may call validate", () => {
  const value = {
    get email() {
      return lead.validate(GOOD).ok ? "ann" : "ann@example.com";
    },
  };
  assert.equal(lead.validate(value).message, "Validation error: email: Invalid email");
});

test("a getter may call any function of the package during a validation", () => {
  const pair = schema({
    type: "object",
    properties: { first: { format: "uuid" }, second: { format: "email" }, third: { format: "uuid" } },
  });
  const calls = {
    checkUrl: () => checkUrl("https://example.com/"),
    checkAddresses: () => checkAddresses("example.com", ["192.0.2.1"]),
    schema: () => schema({ properties: { other: { format: "phone" } } }),
    validate: () => lead.validate({ email: "x".repeat(1000) }),
    "a value that replaces the wasm instance": () => lead.validate({ email: "x".repeat(10_000_000) }),
    formatMessage: () => formatMessage([{ path: "a", reason: "b" }]),
    "a text that makes memory grow": () => checkEmail("x".repeat((grown += 700_000))),
  };
  const uuid = "8e03978e-40d5-43e8-bc93-6894a57f9324";
  let grown = 1_000_000;
  for (const [name, inner] of Object.entries(calls)) {
    const value = (second) => ({
      first: uuid,
      get second() {
        inner();
        return second;
      },
      third: uuid,
    });
    assert.equal(pair.validate(value("ann@example.com")).ok, true, name);
    assert.equal(pair.validate(value("ann")).message, "Validation error: second: Invalid email", name);
  }
});

test("the single checks accept any value", () => {
  for (const [value, name] of NOT_STRINGS) {
    for (const check of [checkEmail, checkPhone]) {
      const { ok, reason } = check(value);
      assert.equal(ok, false);
      assert.equal(reason, value === undefined ? "Required" : `Expected string, received ${name}`);
    }
    const isMissing = value === undefined || value === null;
    assert.equal(checkIdempotencyKey(value).code, isMissing ? "idempotency_key_required" : "invalid_type");
  }
  stillRight();
});

test("any value gives a result or a TypeError, and the same one twice", () => {
  const value = fc.anything({ ...ANYTHING, withNullPrototype: true });
  const schemas = [
    lead,
    schema({}),
    schema({ additionalProperties: false }),
    schema({ enum: [{ a: [1] }, "x", null] }),
    schema({ items: { type: "integer" }, minItems: 1 }),
  ];
  fc.assert(
    fc.property(value, fc.constantFrom(...schemas), (value, one) => {
      const [first, second] = [one.validate(value), one.validate(value)];
      assert.deepEqual(first, second);
      if (!first.ok) assert.equal(formatMessage(first.issues), first.message);
    }),
    { numRuns: 3000 },
  );
});

test("a formatted message parses back to the same issues", () => {
  const key = fc.oneof(fc.string(), fc.constantFrom("; ", ": ", "$", "", "0", "a.b", "é", "\u2028"), fc.nat(1000));
  const issue = fc.record({
    segments: fc.array(key, { maxLength: 3 }),
    reason: fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("a; b: c", "Required")),
  });
  fc.assert(
    fc.property(fc.array(issue, { maxLength: 5 }), (issues) => {
      const read = parseMessage(formatMessage(issues));
      assert.deepEqual(
        read.map(({ segments }) => segments),
        issues.map(({ segments }) => segments),
      );
      assert.equal(formatMessage(read), formatMessage(issues));
    }),
    { numRuns: 3000 },
  );
});
