// A fault inside wasm, and memory that a big value made large: neither outlives the call.
import assert from "node:assert/strict";
import { test } from "node:test";

// A module whose one function is `unreachable`: a real trap, on demand, in place of one of the package's own exports.
const TRAP = new WebAssembly.Instance(
  new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11])),
).exports.t;

const Instance = WebAssembly.Instance;
const instances = [];
let trapIn = null;
WebAssembly.Instance = class {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports);
    instances.push(exports);
    const run = (name, real) => (...args) => (trapIn === name ? TRAP() : real(...args));
    this.exports = Object.fromEntries(Object.entries(exports).map(([name, real]) => [name, typeof real === "function" ? run(name, real) : real]));
  }
};
const { checkEmail, schema } = await import("unanimous");

const lead = schema({ type: "object", properties: { email: { format: "email" } } });
const right = () => {
  assert.equal(lead.validate({ email: "ann@example.com" }).ok, true);
  assert.equal(lead.validate({ email: "ann" }).message, "Validation error: email: Invalid email");
  assert.equal(checkEmail("ann").detail, "missing_at");
};

test("nothing is compiled before the first call, and one instance serves them all", () => {
  right();
  assert.equal(instances.length, 1);
});

for (const name of ["checkSchema", "checkBlock", "tellSchema", "checkEmail"]) {
  test(`a trap in ${name}: that call fails, the next ones have a fresh instance`, () => {
    right();
    const before = instances.length;
    trapIn = name;
    try {
      // An issue of a kind that was not met before: its words have to be told.
      const value = { email: (name === "checkBlock" ? "x".repeat(100_000) : "x") + "@" };
      assert.throws(() => (name === "checkEmail" ? checkEmail("x") : lead.validate(value)), WebAssembly.RuntimeError);
    } finally {
      trapIn = null;
    }
    right();
    assert.equal(instances.length, before + 1);
  });
}

test("memory that a big value made large is given back", () => {
  right();
  const before = instances.length;
  assert.equal(lead.validate({ email: "a".repeat(10_000_000) }).ok, false);
  right();
  assert.equal(instances.length, before + 1);
  assert.ok(instances.at(-1).memory.buffer.byteLength < 8 * 1024 * 1024);
});

test("1,000,000 verdicts and 2,000 schemas leave memory as it was", () => {
  right();
  const { memory } = instances.at(-1);
  const list = schema({ items: { properties: { email: { format: "email" } }, additionalProperties: false } });
  const verdict = (at) => {
    if (at % 10 === 0) return list.validate([{ email: `ann${at}` }, {}, { [`key${at}`]: 1 }]);
    return lead.validate({ email: at % 2 ? `ann${at}@example.com` : `ann${at}` });
  };
  for (let at = 0; at < 10_000; at++) verdict(at);
  const before = memory.buffer.byteLength;
  for (let at = 0; at < 1_000_000; at++) verdict(at);
  for (let at = 0; at < 2000; at++) assert.throws(() => schema({ format: `x${at}` }));
  assert.equal(memory.buffer.byteLength, before);
});

test("40,000 schemas that are all kept: each works, whichever instance it was compiled in", () => {
  const kept = Array.from({ length: 40_000 }, (_, at) => schema({ properties: { [`name${at}`]: { maxLength: at % 7 } } }));
  for (const at of [0, 1, 19_999, 39_999]) {
    assert.equal(kept[at].validate({ [`name${at}`]: "1234567" }).ok, false);
    assert.equal(kept[at].validate({ [`name${at}`]: "" }).ok, true);
  }
});

test("a schema too large for the memory that is kept is right all the same", () => {
  const words = Array.from({ length: 200_000 }, (_, at) => `word number ${at}`);
  const large = schema({ type: "object", properties: { word: { enum: words } } });
  for (let time = 0; time < 2; time++) {
    assert.equal(large.validate({ word: "word number 7" }).ok, true);
    assert.equal(large.validate({ word: "no word" }).issues[0].code, "invalid_enum");
    right();
  }
});
