// Compares the built package with its size budget: no entry may be more than 2 % larger than its recorded size.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { overBudget } from "../../scripts/size/budget.mjs";
import { ownSizes } from "../../scripts/size/own.mjs";

const sizes = await ownSizes();

test("every entry of the package is measured", () => {
  const { exports } = JSON.parse(readFileSync(new URL("../../pkg/package.json", import.meta.url), "utf8"));
  const entries = Object.keys(exports).filter((name) => name !== "./package.json");
  const names = entries.map((name) => (name.endsWith(".wasm") ? name.slice(2) : `unanimous${name.slice(1)}:`));
  const missing = names.filter((name) => !Object.keys(sizes).some((measured) => measured.startsWith(name)));
  assert.deepEqual(missing, [], "scripts/size/own.mjs measures them");
});

test("no entry is over its budget", () => {
  const lines = overBudget(sizes);
  assert.equal(
    lines.length,
    0,
    `${lines.join("\n")}\nIf the growth is justified, run \`make size\` to update pkg/size-budget.json.`,
  );
});

/** The sizes that the READMEs name, as patterns of their sentences, and the entries that they are sizes of. */
const NAMED = [
  ["README.md", /`unanimous\/lite` downloads (\d+) KB/, "unanimous/lite: schema, wasm inline"],
  ["README.md", /and (\d+) KB with `bindForm`/, "unanimous/lite: schema, with bindForm, wasm inline"],
  ["pkg/README.md", /`unanimous\/lite` is (\d+) KB/, "unanimous/lite: schema, wasm inline"],
  ["pkg/README.md", /with\s`bindForm` it is (\d+) KB/, "unanimous/lite: schema, with bindForm, wasm inline"],
  ["pkg/README.md", /`schema` of `unanimous` is (\d+) KB/, "unanimous: schema, wasm inline"],
  ["pkg/README.md", /`unanimous\/retry` is (\d+) KB/, "unanimous/retry: before a request fails"],
  ["pkg/README.md", /then loads (\d+) KB/, "unanimous/errors: readResponse, wasm inline"],
  ["pkg/README.md", /has failed: (\d+) KB/, "unanimous/errors: all, wasm inline"],
  ["pkg/README.md", /or (\d+) KB where/, "unanimous/errors: readResponse, wasm inline"],
];

test("the sizes in the READMEs differ from the measured ones by less than 1 KB", () => {
  for (const [page, pattern, entry] of NAMED) {
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
    const named = Number(pattern.exec(text)?.[1]);
    assert.ok(Math.abs(named - sizes[entry].brotli / 1000) < 1, `${page}: ${pattern}, ${sizes[entry].brotli} bytes`);
  }
});

test("2 % of growth passes, one byte more fails; so do an entry without a budget and a budget without an entry", () => {
  const size = (bytes) => ({ raw: bytes, gzip: 500, brotli: 400 });
  const budget = { entry: size(1000) };
  assert.deepEqual(overBudget({ entry: size(1020) }, budget), []);
  assert.deepEqual(overBudget({ entry: size(1021) }, budget), ["entry: 1021 bytes raw, 2.1 % over the recorded 1000"]);
  assert.deepEqual(overBudget({ entry: { ...size(1000), brotli: 409 } }, budget), [
    "entry: 409 bytes brotli, 2.2 % over the recorded 400",
  ]);
  assert.deepEqual(overBudget({ other: size(1) }, budget), [
    "other: not in the budget",
    "entry: in the budget, but the package has no such entry",
  ]);
});
