// The example Worker, started as its README says, with wrangler and workerd.
//
//   node --test tests/pkg/example-worker.test.mjs          needs the built package
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertCreatesOnce, post, startExample } from "../tools/example.mjs";
import { ROOT } from "../tools/tarball.mjs";

let example;
let url;

before(async () => {
  example = await startExample("worker", (port) => ["--port", String(port), "--ip", "127.0.0.1"]);
  url = example.url;
});
after(() => example?.stop());

test("a lead is created once for its key", async () => {
  await assertCreatesOnce(`${url}/leads`);
  assert.equal((await post(`${url}/leads`, { name: "Bob", email: "ann@example.com" }, "k1")).status, 422);
});

test("what is refused has one form", async () => {
  const text = async (response) => [response.status, await response.text()];
  assert.deepEqual(await text(await post(`${url}/leads`, { name: "Ann", email: "ann" }, "k2")), [
    400,
    '{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}',
  ]);
  assert.deepEqual(await text(await fetch(`${url}/leads`)), [
    405,
    '{"error":{"message":"Method GET is not allowed here","code":"METHOD_NOT_ALLOWED"}}',
  ]);
});

test("its types hold", () => {
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--target", "es2022", "--module", "esnext"];
  const types = ["--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable,esnext.disposable", "--types", ""];
  const tsc = join(ROOT, "node_modules", ".bin", "tsc");
  try {
    execFileSync(tsc, [...options, ...types, "src/worker.ts"], { cwd: example.folder, encoding: "utf8" });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
});
