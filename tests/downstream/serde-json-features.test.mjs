// `&serde_json::Value` gets the same verdicts and the same order of issues, whichever features of serde_json the user's
// own crate turns on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../tools/tarball.mjs";
import { cargoOutput } from "./cargo.mjs";

const record = readFileSync(join(ROOT, "tests", "cases", "outputs.txt"), "utf8").split("\n");
const expected = record.filter((line) => line.startsWith("schemas "));

const ALL = ["arbitrary_precision", "preserve_order", "raw_value"];
for (const features of ["", ...ALL, ALL.join(",")]) {
  test(`serde_json with ${features || "its default features"}`, () => {
    const found = cargoOutput("serde-json-features", "run", "--quiet", "--features", features).trimEnd().split("\n");
    assert.ok(expected.length > 100);
    assert.deepEqual(found, expected);
  });
}
