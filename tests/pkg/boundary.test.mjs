// Tests that docs/boundary.md shows the bytes that really cross: of a value in both forms, and of its answer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const Instance = WebAssembly.Instance;
const calls = [];
WebAssembly.Instance = class {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports);
    let input = 0;
    const bytesAt = (address, length) => Buffer.from(exports.memory.buffer.slice(address, address + length));
    this.exports = {
      ...exports,
      inputReserve: (bytes) => (input = exports.inputReserve(bytes)),
      checkSchema: (id, count) => {
        const before = bytesAt(input, 65_536);
        const words = exports.checkSchema(id, count);
        calls.push({ input: before, count, answer: bytesAt(exports.answerPointer(), words * 4) });
        return words;
      },
    };
  }
};
const { schema } = await import("unanimous");

const page = readFileSync(new URL("../../docs/boundary.md", import.meta.url), "utf8");
/** The rows `byte   bytes   meaning` of a picture: of each text block, the first byte's address and the bytes. */
const pictures = [...page.matchAll(/```text\n(.*?)```/gs)].map(([, picture]) =>
  [...picture.matchAll(/^ {1,5}(\d+) {3}((?:[\da-f]{2} )*[\da-f]{2}) {2,}/gm)].map(([, at, bytes]) => [
    Number(at),
    bytes.trim(),
  ]),
);
const [valueRows, wholeRows, answerRows, indexedRows] = pictures;
const hex = (bytes, at, length) =>
  bytes
    .subarray(at, at + length)
    .toString("hex")
    .match(/../g)
    .join(" ");

/** Checks that the bytes of each row are at its address. */
function assertRows(bytes, rows) {
  for (const [at, row] of rows) assert.equal(hex(bytes, at, row.split(" ").length), row, `byte ${at}`);
}

const email = { type: "string", format: "email" };

test("the page shows the bytes of a value, and of its answer", () => {
  const lead = schema({ type: "object", properties: { email, age: { type: "integer" } } });
  const result = lead.validate({ email: "ann", age: 3 });
  assert.equal(result.message, "Validation error: email: Invalid email");
  const { input, count, answer } = calls.at(-1);
  assert.equal(valueRows.length, 1 + count);
  assertRows(input, valueRows);
  assert.equal(answerRows.length * 4, answer.length);
  assertRows(answer, answerRows);
});

test("the page shows the bytes of a value that can be looked at in any order", () => {
  const properties = { size: { type: "number" }, label: email, inner: { $ref: "#" } };
  const box = schema({ type: "object", required: ["size"], properties });
  const result = box.validate({ size: 1.5, inner: { label: "ann", note: "hi" } });
  assert.equal(result.message, "Validation error: inner.size: Required; inner.label: Invalid email");
  const { input, count } = calls.at(-1);
  assert.equal(wholeRows.length, 1 + count);
  assertRows(input, wholeRows);
});

test("the page shows the answer about an item of a list", () => {
  const contacts = { type: "array", items: { type: "object", properties: { email } } };
  const team = schema({ type: "object", properties: { contacts } });
  const result = team.validate({ contacts: [{ email: "ann@example.com" }, { email: "ann" }] });
  assert.equal(result.message, "Validation error: contacts.1.email: Invalid email");
  const { answer } = calls.at(-1);
  assert.equal(indexedRows.length * 4, answer.length);
  assertRows(answer, indexedRows);
});
