// The root package is a library alone: `wasm-pack build` there must fail, say why, and leave nothing behind.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../tools/tarball.mjs";

const gitStatus = () => execFileSync("git", ["status", "--porcelain"], { cwd: ROOT, encoding: "utf8" });

test("wasm-pack build at the root fails before it writes anything", () => {
  const before = gitStatus();
  const { status, stderr } = spawnSync("wasm-pack", ["build"], { cwd: ROOT, encoding: "utf8" });
  assert.notEqual(status, 0);
  assert.match(stderr, /crate-type must be cdylib/);
  assert.equal(gitStatus(), before);
});

test("both packages start Chromium with the same arguments", () => {
  const [root, wasm] = ["", "wasm"].map((folder) => readFileSync(join(ROOT, folder, "webdriver.json"), "utf8"));
  assert.equal(wasm, root);
});
