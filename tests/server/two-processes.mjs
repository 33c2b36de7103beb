// 1,000 concurrent requests with 50 keys over two processes that share a store.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { slug } from "./conformance.mjs";

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL("hammer-process.mjs", import.meta.url));

/** Tests that two processes with the stores of these names run each key once. `url` is a function, called in the test. */
export function runsOnceOverTwoProcesses(names, url) {
  test(`${names.join(" and ")}: 1,000 requests with 50 keys over two processes run 50 times`, async () => {
    const results = await Promise.all(
      names.map(async (name) => {
        const load = { name, url: url(), requests: 500, keys: 50, prefix: `${slug(names.join())}-` };
        return JSON.parse((await run(process.execPath, [PROGRAM, JSON.stringify(load)])).stdout);
      }),
    );
    const runs = {};
    for (const result of results)
      for (const [key, count] of Object.entries(result.runs)) runs[key] = (runs[key] ?? 0) + count;
    assert.equal(Object.keys(runs).length, 50);
    assert.deepEqual(new Set(Object.values(runs)), new Set([1]));
    const statuses = results.flatMap((result) => Object.keys(result.statuses));
    assert.deepEqual(
      statuses.filter((status) => !["200", "409"].includes(status)),
      [],
    );
  });
}
