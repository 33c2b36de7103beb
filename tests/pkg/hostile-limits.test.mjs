// Tests the limits of time and memory: no schema, value or error body hangs, fills memory or ends in a trap.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { test } from "node:test";
import { checkEmail, checkIdempotencyKey, checkPhone, checkUrl, dedupeKey, readError, schema } from "unanimous";
import { cpuMs } from "../tools/cpu-time.mjs";
import { GOOD, lead, stillRight } from "./hostile-lead.mjs";

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

test("a schema of 64 nested properties is a SchemaError that names the place, and one of 60 compiles", () => {
  const nested = (levels) => {
    let deep = { type: "string" };
    for (let level = 0; level < levels; level++) deep = { properties: { a: deep } };
    return deep;
  };
  const value = JSON.parse(`${'{"a":'.repeat(60)}5${"}".repeat(60)}`);
  assert.equal(schema(nested(60)).validate(value).issues[0].code, "invalid_type");
  assert.throws(() => schema(nested(64)), {
    name: "SchemaError",
    message: /^schema error at (\/properties\/a){63}\/properties: nested too deeply: /,
    pointer: `${"/properties/a".repeat(63)}/properties`,
  });
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
  const start = cpuMs();
  run();
  const took = cpuMs() - start;
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
