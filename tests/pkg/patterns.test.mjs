// Holds the cases of patterns against the `RegExp` of this runtime.
//
//   node --test tests/pkg/patterns.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import file from "../cases/patterns.json" with { type: "json" };

/** The pattern as the runtime compiles it; none if it refuses it. */
const compiled = (pattern) => {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
};

test("RegExp answers as the cases say", () => {
  for (const { id, pattern, matches = [], misses = [], regex = true, es2025 } of file.cases) {
    const regexp = compiled(pattern);
    if (!es2025) {
      assert.equal(regexp !== undefined, regex, `case ${id}: ${pattern}`);
    }
    for (const text of matches) {
      assert.ok(regexp.test(text), `case ${id}: ${pattern} must match ${JSON.stringify(text)}`);
    }
    for (const text of misses) {
      assert.ok(!regexp.test(text), `case ${id}: ${pattern} must not match ${JSON.stringify(text)}`);
    }
  }
});
