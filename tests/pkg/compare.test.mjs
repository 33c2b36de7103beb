// What tests/unanimity/table.mjs compares: one byte more or less in any output is a difference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../tools/tarball.mjs";
import { compare, EQUAL } from "../unanimity/compare.mjs";

const record = (name) =>
  readFileSync(join(ROOT, "tests", "cases", `${name}.txt`), "utf8")
    .trimEnd()
    .split("\n");
const native = { lines: record("outputs"), localized: record("localized"), texts: record("locales") };

test("what native Rust wrote has no difference", () => assert.deepEqual(compare(native), EQUAL));

for (const name of Object.keys(native)) {
  test(`another byte in ${name} is a difference`, () => {
    const changed = native[name].with(3, `${native[name][3]} `);
    const { differences, first } = compare({ ...native, [name]: changed });
    assert.deepEqual([differences, first[0]], [1, changed[3]]);
  });
}

test("a line that is missing is a difference, or is not counted", () => {
  assert.notEqual(compare({ ...native, lines: native.lines.slice(0, -1) }).differences, 0);
  assert.notEqual(compare({ ...native, texts: native.texts.slice(0, -1) }).differences, 0);
  assert.equal(compare({ ...native, localized: native.localized.slice(0, -1) }).localized, EQUAL.localized - 21);
});
