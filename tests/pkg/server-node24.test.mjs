// The tests of `unanimous/server` that depend on Node's own `Request` and `Response`, in Node 24.
//
//   node --test tests/pkg/server-node24.test.mjs          needs the built package
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { program } from "../runtimes/project.mjs";

const FILES = ["server-light", "server-json", "server-bodies", "server-http", "server-written-errors", "server-sends"];
for (const name of FILES) {
  test(`Node 24: ${name}.test.mjs`, () => {
    const node = program("node");
    const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout;
    assert.match(version, /^v24\./);
    const file = fileURLToPath(new URL(`${name}.test.mjs`, import.meta.url));
    // With the variable, the inner runner would report to this one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status, stdout } = spawnSync(node, ["--test", "--test-reporter=tap", file], { encoding: "utf8", env });
    assert.equal(status, 0, stdout);
  });
}
