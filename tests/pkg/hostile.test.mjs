// Tests hostile values: each one gives a clear issue or a clear TypeError, never a trap, and none is wrongly accepted.
// hostile-limits.test.mjs tests how much time and memory they take.
import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import fc from "fast-check";
import {
  checkAddresses,
  checkEmail,
  checkIdempotencyKey,
  checkPhone,
  checkUrl,
  formatMessage,
  parseMessage,
  schema,
} from "unanimous";
import { ANYTHING, NOT_STRINGS, throwing } from "../tools/hostile-values.mjs";
import { GOOD, lead, stillRight } from "./hostile-lead.mjs";

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
