// `withRetry` loads what reads errors when a request has failed, and not before. A bundler makes a chunk of it.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { checkIdempotencyKey } from "unanimous";
import { ROOT } from "../tools/tarball.mjs";

const dirs = [];
after(() => dirs.forEach((dir) => rmSync(dir, { recursive: true })));

/** Bundles a program, and returns the folder of its chunks. The program is `app.js`. */
async function bundled(code) {
  const dir = mkdtempSync(join(ROOT, "pkg", "lazy-"));
  dirs.push(dir);
  const { warnings } = await build({
    stdin: { contents: code, resolveDir: ROOT },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    outdir: dir,
    entryNames: "app",
    outExtension: { ".js": ".mjs" },
  });
  assert.deepEqual(warnings, []);
  return dir;
}

const importApp = (dir) => import(pathToFileURL(join(dir, "app.mjs")));
const chunks = (dir) => readdirSync(dir).filter((name) => name !== "app.mjs");
const answering = (...statuses) => {
  const fetch = async () => new Response(null, { status: statuses[fetch.calls++] });
  fetch.calls = 0;
  return fetch;
};
const sleep = async () => {};

for (const entry of ["unanimous/retry", "unanimous/errors", "unanimous", "unanimous/lite"]) {
  test(`withRetry of ${entry} is small, and loads the rest after the first failure`, async () => {
    const dir = await bundled(`export { withRetry } from "${entry}";`);
    assert.ok(statSync(join(dir, "app.mjs")).size < 20_000);
    assert.ok(chunks(dir).length > 0);
    const { withRetry } = await importApp(dir);
    // What is needed after a failure cannot be loaded.
    const hidden = join(dir, "hidden");
    const names = chunks(dir);
    mkdirSync(hidden);
    for (const name of names) renameSync(join(dir, name), join(hidden, name));
    const good = answering(200);
    assert.equal((await withRetry(good)("https://api.example")).status, 200);
    const bad = answering(503, 200);
    assert.equal((await withRetry(bad, { sleep })("https://api.example")).status, 503, "it is not there: no retry");
    assert.equal(bad.calls, 1);
    // A connection that is lost must not keep a request from being sent again.
    let calls = 0;
    const offline = async () => {
      if (++calls < 3) throw new TypeError("fetch failed");
      return new Response("here");
    };
    assert.equal(await (await withRetry(offline, { sleep })("https://api.example")).text(), "here");
    assert.equal(calls, 3);
  });

  test(`withRetry of ${entry} tries again after a failure`, async () => {
    const { withRetry } = await importApp(await bundled(`export { withRetry } from "${entry}";`));
    const fetch = answering(503, 200);
    assert.equal((await withRetry(fetch, { sleep })("https://api.example")).status, 200);
  });
}

test("unanimous/server loads what reads keys and writes errors when it is needed, and not before", async () => {
  const dir = await bundled('export { idempotent, MemoryStore } from "unanimous/server";');
  assert.ok(statSync(join(dir, "app.mjs")).size < 39_000);
  const { idempotent, MemoryStore } = await importApp(dir);
  for (const name of chunks(dir)) rmSync(join(dir, name));
  const handle = idempotent(() => new Response("ok"), { store: new MemoryStore(), required: false });
  const request = (headers) => new Request("https://api.example/", { method: "POST", headers });
  assert.equal((await handle(request({}))).status, 200);
  await assert.rejects(handle(request({ "idempotency-key": "k" })), /Cannot find module/);
});

test("a key of the caller's is what checkIdempotencyKey accepts, and begins with no quotation mark", async () => {
  const { withRetry } = await import("unanimous/retry");
  for (const key of [
    "",
    "k",
    "!~",
    "a b",
    "a\tb",
    "\u{7f}",
    "clé",
    "k".repeat(255),
    "k".repeat(256),
    "a\n",
    '"a"',
    "a;b",
    1,
  ]) {
    const send = withRetry(answering(200), { idempotencyKey: () => key });
    const sent = send("https://api.example", { method: "POST" });
    if (checkIdempotencyKey(key).ok) await sent;
    else await assert.rejects(sent, /invalid key: use 1 to 255 visible ASCII characters/);
  }
});

test("unanimous/errors can be loaded lazily, and require finds both entries", async () => {
  const { readError } = await import("unanimous/errors");
  assert.equal(readError({ status: 404 }).message, "404 Not Found");
  const require = createRequire(import.meta.url);
  const { withRetry } = require("unanimous/retry");
  assert.equal((await withRetry(answering(503, 200), { sleep })("https://api.example")).status, 200);
  assert.equal(require("unanimous/errors").readError({ status: 404 }).message, "404 Not Found");
});
