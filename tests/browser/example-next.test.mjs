// The example Next.js app, started as its README says: its route, and its form in Chromium.
//
//   node --test tests/browser/example-next.test.mjs          needs the built package
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startExample } from "../tools/example.mjs";
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

const post = (body, key) =>
  fetch(`${example.url}/api/leads`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(body),
  });

test("a lead is created once for its key", async () => {
  const ann = { name: "Ann", email: "ann@example.com" };
  const responses = await Promise.all(Array.from({ length: 20 }, () => post(ann, "k1")));
  const created = responses.filter(({ status }) => status === 201);
  assert.ok(responses.every(({ status }) => status === 201 || status === 409));
  const again = await post(ann, "k1");
  assert.deepEqual([again.status, again.headers.get("idempotent-replayed")], [201, "true"]);
  const ids = await Promise.all([...created, again].map(async (response) => (await response.json()).id));
  assert.equal(new Set(ids).size, 1);
  assert.deepEqual(
    await (await post({ name: "Ann", email: "ann" }, "k2")).text(),
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
