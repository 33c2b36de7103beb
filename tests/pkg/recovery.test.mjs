// Tests that neither a trap inside wasm nor memory grown for a large value outlives its call.
import assert from "node:assert/strict";
import { test } from "node:test";

// A module with one function, `unreachable`. It replaces one of the package's exports to cause a real trap.
const TRAP = new WebAssembly.Instance(
  new WebAssembly.Module(
    new Uint8Array([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11,
    ]),
  ),
).exports.t;

const Instance = WebAssembly.Instance;
const instances = [];
let trapIn = null;
let failure = null;
WebAssembly.Instance = class {
  constructor(module, imports) {
    if (failure !== null) throw failure;
    const { exports } = new Instance(module, imports);
    instances.push(exports);
    const run =
      (name, real) =>
      (...args) =>
        trapIn === name ? TRAP() : real(...args);
    this.exports = Object.fromEntries(
      Object.entries(exports).map(([name, real]) => [name, typeof real === "function" ? run(name, real) : real]),
    );
  }
};
const { checkEmail, schema } = await import("unanimous");

const lead = schema({ type: "object", properties: { email: { format: "email" } } });
const checkVerdicts = () => {
  assert.equal(lead.validate({ email: "ann@example.com" }).ok, true);
  assert.equal(lead.validate({ email: "ann" }).message, "Validation error: email: Invalid email");
  assert.equal(checkEmail("ann").detail, "missing_at");
};

test("nothing is compiled before the first call, and all calls share one instance", () => {
  checkVerdicts();
  assert.equal(instances.length, 1);
});

for (const name of ["checkSchema", "checkBlock", "newIssues", "checkEmail"]) {
  test(`a trap in ${name} fails that call, and the next calls use a new instance`, () => {
    checkVerdicts();
    const before = instances.length;
    trapIn = name;
    try {
      // A new kind of issue, so that its text must be fetched from wasm.
      const value = { email: (name === "checkBlock" ? "x".repeat(100_000) : "x") + "@" };
      assert.throws(() => (name === "checkEmail" ? checkEmail("x") : lead.validate(value)), WebAssembly.RuntimeError);
    } finally {
      trapIn = null;
    }
    checkVerdicts();
    assert.equal(instances.length, before + 1);
  });
}

// A recursive schema with a union: its nodes are a graph, and its values cross whole.
const node = {
  type: "object",
  required: ["v"],
  properties: { v: { anyOf: [{ type: "integer" }, { $ref: "#/$defs/u" }] } },
};
node.properties.kids = { type: "array", items: { $ref: "#/$defs/n" } };
const defs = { n: node, u: { type: "string", pattern: "^[a-z]+$" } };
const tree = schema({ $ref: "#/$defs/n", $defs: defs });
const documented = schema({ items: { $ref: "tree.json" } }, { documents: { "tree.json": { ...node, $defs: defs } } });
const checkTrees = () => {
  const wrong = { v: 1, kids: [{ v: "ab" }, { v: "A" }, {}] };
  const issues = "kids.1.v: Must match ^[a-z]+$; kids.2.v: Required";
  assert.equal(tree.validate(wrong).message, `Validation error: ${issues}`);
  assert.equal(documented.validate([wrong]).message, `Validation error: 0.${issues.replace("; ", "; 0.")}`);
  assert.equal(tree.validate({ v: 1, kids: [{ v: "ab" }] }).ok, true);
};

for (const name of ["checkSchema", "checkBlock", "newIssues", "compileSchema"]) {
  test(`a trap in ${name} leaves schemas with references, unions and documents right`, () => {
    checkTrees();
    const before = instances.length;
    trapIn = name;
    try {
      // A new location, so that the text of the issue must be fetched from wasm.
      const text = name === "checkBlock" ? "x".repeat(100_000) : "x";
      const value = { v: 1, kids: [{ v: `${text}!`, kids: [{ kids: before }] }] };
      const act =
        name === "compileSchema"
          ? () => schema({ anyOf: [{ minLength: before }, { const: 1 }] })
          : () => tree.validate(value);
      assert.throws(act, WebAssembly.RuntimeError);
    } finally {
      trapIn = null;
    }
    checkTrees();
    checkVerdicts();
    assert.equal(instances.length, before + 1);
  });
}

test("a trap while a getter validates with another schema fails that call alone", () => {
  checkTrees();
  const before = instances.length;
  const value = {
    get v() {
      trapIn = "checkSchema";
      assert.throws(() => lead.validate({ email: "x@" }), WebAssembly.RuntimeError);
      trapIn = null;
      return "A";
    },
  };
  assert.equal(tree.validate(value).message, "Validation error: v: Must match ^[a-z]+$");
  checkTrees();
  assert.equal(instances.length, before + 1);
});

test("a RangeError at the start is passed on as it is, and the next call starts again", () => {
  trapIn = "checkEmail";
  assert.throws(() => checkEmail("x"), WebAssembly.RuntimeError);
  trapIn = null;
  // This happens near the end of the stack. A regular expression on the message would throw again there.
  failure = new RangeError("Maximum call stack size exceeded");
  Object.defineProperty(failure, "message", { get: () => assert.fail("the message was read") });
  assert.throws(
    () => checkEmail("x"),
    (error) => error === failure,
  );
  failure = null;
  checkVerdicts();
});

test("memory that grew for a large value is freed", () => {
  checkVerdicts();
  const before = instances.length;
  assert.equal(lead.validate({ email: "a".repeat(10_000_000) }).ok, false);
  checkVerdicts();
  assert.equal(instances.length, before + 1);
  assert.ok(instances.at(-1).memory.buffer.byteLength < 8 * 1024 * 1024);
});

test("1,000,000 verdicts and 2,000 schemas leave the memory size unchanged", () => {
  checkVerdicts();
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

test("40,000 live schemas all work, whichever instance compiled them", () => {
  const kept = Array.from({ length: 40_000 }, (_, at) =>
    schema({ properties: { [`name${at}`]: { maxLength: at % 7 } } }),
  );
  for (const at of [0, 1, 19_999, 39_999]) {
    assert.equal(kept[at].validate({ [`name${at}`]: "1234567" }).ok, false);
    assert.equal(kept[at].validate({ [`name${at}`]: "" }).ok, true);
  }
});

test("a schema that is too large for the kept memory works too", () => {
  const words = Array.from({ length: 200_000 }, (_, at) => `word number ${at}`);
  const large = schema({ type: "object", properties: { word: { enum: words } } });
  for (let round = 0; round < 2; round++) {
    assert.equal(large.validate({ word: "word number 7" }).ok, true);
    assert.equal(large.validate({ word: "no word" }).issues[0].code, "invalid_enum");
    checkVerdicts();
  }
});

test("schemas that take much memory are kept when a large value has been checked, and its memory is freed", () => {
  // The schemas of other tests would take room.
  trapIn = "checkEmail";
  assert.throws(() => checkEmail("x"), WebAssembly.RuntimeError);
  trapIn = null;
  const kept = Array.from({ length: 8 }, (_, at) =>
    schema({ enum: Array.from({ length: 25_000 }, (_, n) => `word number ${n} of ${at}`) }),
  );
  const { memory } = instances.at(-1);
  assert.ok(memory.buffer.byteLength > 8 * 1024 * 1024, `${memory.buffer.byteLength}`);
  const before = instances.length;
  for (let round = 0; round < 20; round++) {
    for (const [at, words] of kept.entries()) assert.equal(words.validate(`word number 7 of ${at}`).ok, true);
    assert.equal(lead.validate({ email: "a".repeat(100_000) }).ok, false);
  }
  assert.equal(instances.length, before);
  assert.equal(lead.validate({ email: "a".repeat(40_000_000) }).ok, false);
  checkVerdicts();
  assert.equal(instances.length, before + 1);
  assert.equal(kept[3].validate("word number 7 of 3").ok, true);
});
