// Runs two package linters on the tarball: publint, and `attw`, which resolves every entry's types with every module
// resolution of TypeScript.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { freshProject, ROOT } from "../tools/tarball.mjs";

const project = freshProject();
after(() => project.remove());

const manifest = JSON.parse(readFileSync(join(project.dir, "node_modules", "unanimous", "package.json"), "utf8"));

test("publint reports nothing", async () => {
  const bytes = readFileSync(project.tarball);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, level: "suggestion", strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

test("the types of every entry resolve with every module resolution", () => {
  // The wasm entries contain no JavaScript, so they have no types.
  const args = [
    project.tarball,
    "--exclude-entrypoints",
    "./unanimous.wasm",
    "./lite.wasm",
    "./errors.wasm",
    "./writer.wasm",
    "--format",
    "json",
  ];
  let output;
  try {
    output = execFileSync(join(ROOT, "node_modules", ".bin", "attw"), args, { encoding: "utf8", maxBuffer: 1 << 26 });
  } catch (error) {
    output = error.stdout;
  }
  const { analysis } = JSON.parse(output);
  assert.deepEqual(analysis.problems, []);
  assert.deepEqual(
    Object.keys(analysis.entrypoints),
    Object.keys(manifest.exports).filter((name) => !name.endsWith(".wasm")),
  );
});

test("the manifest has the fields for a release with provenance, except the repository", () => {
  assert.equal(manifest.license, "MIT OR Apache-2.0");
  assert.deepEqual(manifest.publishConfig, { access: "public", provenance: true });
  assert.equal(manifest.engines.node, ">=20");
  // No install script runs on a user's machine.
  assert.deepEqual(
    ["preinstall", "install", "postinstall"].filter((name) => name in manifest.scripts),
    [],
  );
});

test("the tarball contains only files for users", () => {
  const list = execFileSync("tar", ["-tzf", project.tarball], { encoding: "utf8" }).trimEnd().split("\n");
  const unexpected = list.filter(
    (name) =>
      !/^package\/(dist\/.+|README\.md|LICENSE-(MIT|APACHE)|SIZE\.md|THIRD-PARTY\.md|package\.json)$/.test(name),
  );
  assert.deepEqual(unexpected, []);
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.md", "README.md"])
    assert.ok(list.includes(`package/${name}`), name);
});
