// Holds the cases of patterns against the `RegExp` of Chromium, and against the package's verdicts there.
//
//   node --test tests/browser/patterns.test.mjs      needs the built package
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { launch } from "../tools/chromium.mjs";
import { serve } from "../tools/serve.mjs";
import { ROOT } from "../tools/tarball.mjs";

const dir = mkdtempSync(join(tmpdir(), "unanimous-patterns-"));
after(() => rmSync(dir, { recursive: true, force: true }));
writeFileSync(join(dir, "index.html"), "<!doctype html><title>Patterns</title>");

/** Runs in the page: returns how many cases there are, how many texts were compared, and what differs. */
async function compare() {
  const { schema } = await import("/pkg/index.js");
  const { cases } = await (await fetch("/cases/patterns.json")).json();
  const attempt = (run) => {
    try {
      return run();
    } catch {
      return undefined;
    }
  };
  const differences = [];
  let compared = 0;
  for (const { id, pattern, matches = [], misses = [], regex = true, es2025 } of cases) {
    const regexp = attempt(() => new RegExp(pattern, "u"));
    if (!es2025 && (regexp !== undefined) !== regex)
      differences.push(`case ${id}: RegExp compiles ${pattern}: ${!regex}`);
    // The package refuses some patterns that RegExp takes.
    const compiled = attempt(() => schema({ pattern }));
    for (const text of [...matches, ...misses]) {
      const expected = matches.includes(text);
      compared++;
      if (regexp?.test(text) !== expected) differences.push(`case ${id}: RegExp on ${JSON.stringify(text)}`);
      if (compiled?.validate(text).ok === !expected) differences.push(`case ${id}: schema on ${JSON.stringify(text)}`);
    }
  }
  return { cases: cases.length, compared, differences };
}

test("RegExp in Chromium gives the results of the cases, and so does the package", async () => {
  const parts = { "/": dir, "/pkg/": join(ROOT, "pkg", "dist", "esm"), "/cases/": join(ROOT, "tests", "cases") };
  const [server, browser] = await Promise.all([serve(parts), launch()]);
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/index.html`);
    const { cases, compared, differences } = await page.evaluate(compare);
    assert.deepEqual(differences, []);
    assert.ok(cases > 100 && compared > 300, `${cases} cases, ${compared} texts`);
  } finally {
    await browser.close();
    await server.close();
  }
});
