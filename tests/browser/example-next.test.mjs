// The example Next.js app, started as its README says: its route, and its form in Chromium.
//
//   node --test tests/browser/example-next.test.mjs          needs the built package
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertCreatesOnce, post, startExample } from "../tools/example.mjs";
import { launch } from "../tools/chromium.mjs";

let example;
let browser;

before(async () => {
  example = await startExample("next", (port) => ["--port", String(port), "--hostname", "127.0.0.1"]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  example?.stop();
});

test("a lead is created once for its key", async () => {
  const route = `${example.url}/api/leads`;
  await assertCreatesOnce(route);
  assert.deepEqual(
    await (await post(route, { name: "Ann", email: "ann" }, "k2")).text(),
    '{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}',
  );
});

test("the form says what the route would say, and creates a lead", async () => {
  const page = await browser.newPage();
  await page.goto(example.url, { waitUntil: "networkidle" });
  const status = page.getByRole("status");
  await page.getByLabel("Name").fill("Ann");
  await page.getByLabel("E-mail").fill("ann");
  await page.getByRole("button", { name: "Create" }).click();
  await status.filter({ hasText: "Validation error: email: Invalid email" }).waitFor();
  await page.getByLabel("E-mail").fill("ann@example.com");
  await page.getByRole("button", { name: "Create" }).click();
  await status.filter({ hasText: /^Created [0-9a-f-]{36}$/ }).waitFor();
});

test("its types hold", () => {
  const tsc = join(example.folder, "node_modules", ".bin", "tsc");
  try {
    execFileSync(tsc, ["--noEmit", "--incremental", "false"], { cwd: example.folder, encoding: "utf8" });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
});
