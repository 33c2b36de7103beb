// Tests which code Node and bundlers get from the tarball: Node's code reads the wasm from files, and the code for
// bundlers contains it.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import * as esbuild from "esbuild";
import { freshProject } from "../tools/tarball.mjs";

const project = freshProject();
after(() => project.remove());
const dist = join(project.dir, "node_modules", "unanimous", "dist");

/** Runs a program in the project, and parses its output as JSON. */
function run(name, code, options = []) {
  writeFileSync(join(project.dir, name), code);
  return JSON.parse(execFileSync(process.execPath, [...options, name], { cwd: project.dir, encoding: "utf8" }));
}

const RESOLVE = {
  "a.mjs": 'console.log(JSON.stringify(["unanimous", "unanimous/lite"].map((name) => import.meta.resolve(name))));',
  "a.cjs": 'console.log(JSON.stringify(["unanimous", "unanimous/lite"].map((name) => require.resolve(name))));',
};
/** Returns the files of both entries that Node resolves with these extra conditions, relative to dist. */
const resolved = (program, ...conditions) =>
  run(
    program,
    RESOLVE[program],
    conditions.map((name) => `--conditions=${name}`),
  ).map((file) => file.slice(file.indexOf("/dist/") + 6));

test("Node gets the code that reads files", () => {
  assert.deepEqual(resolved("a.mjs"), ["esm/index.node.js", "esm/lite.node.js"]);
  // Jest uses the same conditions.
  assert.deepEqual(resolved("a.cjs"), ["cjs/index.node.js", "cjs/lite.node.js"]);
});

test("it works in a Node without process.getBuiltinModule", () => {
  const code =
    'process.getBuiltinModule = undefined;\nconst { checkEmail } = await import("unanimous");\nconsole.log(JSON.stringify(checkEmail("ann").detail));';
  assert.equal(run("older.mjs", code), "missing_at");
});

for (const condition of ["module", "production", "development", "bun", "deno"]) {
  test(`with the condition "${condition}", the code contains the wasm`, () => {
    assert.deepEqual(resolved("a.mjs", condition), ["esm/index.js", "esm/lite.js"]);
    assert.deepEqual(resolved("a.cjs", condition), ["cjs/index.js", "cjs/lite.js"]);
  });
}

test("that code works without Buffer and Uint8Array.fromHex", () => {
  const code = `
    delete globalThis.Buffer;
    delete Uint8Array.fromHex;
    const { checkUrl, readError } = await import("unanimous");
    console.log(JSON.stringify([checkUrl("https://127.0.0.1/").detail, readError({ status: 404 }).category]));`;
  assert.deepEqual(run("plain.mjs", code, ["--conditions=module"]), ["loopback", "not_found"]);
});

/** Code that counts the compiled modules. */
const COUNT = `
const { Module } = WebAssembly;
let compiled = 0;
WebAssembly.Module = class extends Module { constructor(bytes) { super(bytes); compiled++; } };`;
const STEPS = `
const steps = [];
const step = (use) => { use?.(); steps.push(compiled); };
step();
step(() => unanimous.schema({ type: "object" }).validate({}));
step(() => node.safeLookup());
step(() => unanimous.readError({ status: 500 }));
step(() => unanimous.checkUrl("https://example.com/"));
console.log(JSON.stringify(steps));`;

test("each module is compiled once for all entries, when it is first needed: by import", () => {
  const imports = 'const unanimous = await import("unanimous");\nconst node = await import("unanimous/node");';
  assert.deepEqual(run("count.mjs", COUNT + imports + STEPS), [0, 1, 1, 2, 2]);
});

test("each module is compiled once: by require", () => {
  const imports = 'const unanimous = require("unanimous");\nconst node = require("unanimous/node");';
  assert.deepEqual(run("count.cjs", COUNT + imports + STEPS), [0, 1, 1, 2, 2]);
});

test("each module is compiled once: in a bundle", async () => {
  const imports = 'import * as unanimous from "unanimous";\nimport * as node from "unanimous/node";';
  const [entry, outfile] = ["bundle.mjs", "bundled.mjs"].map((name) => join(project.dir, name));
  writeFileSync(entry, imports + COUNT + STEPS);
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  assert.deepEqual(run("bundled.mjs", readFileSync(outfile, "utf8")), [0, 1, 1, 2, 2]);
});

const MISSING =
  /^unanimous cannot read its file lite\.wasm \(.+\): copy it there from "dist" of the package, or have the bundler take the export condition "module", which needs no file$/;

test("the error for a missing file names it and the remedy, and goes away when the file is there", () => {
  const twice = (load) => `
    const { existsSync, renameSync } = require("node:fs");
    ${load}
    const results = [];
    try { checkEmail("ann"); } catch (error) { results.push(error.message, error.cause.code); }
    renameSync("lite.wasm", ${JSON.stringify(join(dist, "lite.wasm"))});
    results.push(checkEmail("ann").detail);
    console.log(JSON.stringify(results));`;
  const loads = {
    "missing.cjs": twice('const { checkEmail } = require("unanimous/lite");'),
    "missing.mjs": `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);${twice('const { checkEmail } = await import("unanimous/lite");')}`,
  };
  for (const [name, code] of Object.entries(loads)) {
    renameSync(join(dist, "lite.wasm"), join(project.dir, "lite.wasm"));
    const [message, causeCode, detail] = run(name, code);
    assert.match(message, MISSING);
    assert.ok(message.includes(join("node_modules", "unanimous")), "the message has the path");
    assert.equal(causeCode, "ENOENT");
    assert.equal(detail, "missing_at");
  }
});

for (const format of ["esm", "cjs"]) {
  test(`a bundle of the code that reads files gives the same error, ${format}`, async () => {
    const [entry, outfile] = [
      join(project.dir, "lost.mjs"),
      join(project.dir, "out", `lost.${format === "esm" ? "mjs" : "cjs"}`),
    ];
    writeFileSync(
      entry,
      'import { checkEmail } from "unanimous/lite";\ntry { checkEmail("ann"); } catch ({ message }) { console.log(message); }',
    );
    await esbuild.build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      conditions: ["other"],
      format,
      logLevel: "silent",
    });
    const { stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: "utf8" });
    assert.equal(stderr, "");
    assert.match(stdout.trim(), MISSING);
  });
}
