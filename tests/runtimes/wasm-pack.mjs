// The module that `wasm-pack build wasm` gives, in Node and in Chromium.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve } from "../tools/serve.mjs";
import { ROOT } from "../tools/tarball.mjs";
import { FILES, outputs } from "../unanimity/run.mjs";
import { page, pageLines } from "./browser.mjs";
import { TAGS } from "./project.mjs";
import { adapt } from "./wasm-pack-adapter.mjs";

/** Builds the module for `target` into a new folder. */
export async function buildWasm(target) {
  const dir = mkdtempSync(join(tmpdir(), "unanimous-wasm-pack-"));
  const args = ["build", "wasm", "--target", target, "--out-dir", join(dir, "pkg")];
  await promisify(execFile)("wasm-pack", args, { cwd: ROOT });
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Loads the module that was built for Node into `dir`. */
export const load = (dir) => createRequire(import.meta.url)(join(dir, "pkg", "unanimous_wasm.js"));

const read = (folder, names) =>
  Object.fromEntries(names.map((name) => [name, readFileSync(join(ROOT, folder, `${name}.json`), "utf8")]));

/** The files of cases, and the catalogues of the locales: this module takes a catalogue for a locale. */
const inputs = () => [read("tests/cases", FILES), read("locales", TAGS)];

async function node() {
  const built = await buildWasm("nodejs");
  try {
    return outputs(adapt(load(built.dir)), ...inputs());
  } finally {
    built.remove();
  }
}

async function chromium() {
  const built = await buildWasm("web");
  try {
    const unanimity = join(ROOT, "tests", "unanimity");
    for (const name of readdirSync(unanimity).filter((name) => !/^(table|compare)\.mjs$|\.rs$/.test(name))) {
      cpSync(join(unanimity, name), join(built.dir, name));
    }
    cpSync(join(ROOT, "tests", "runtimes", "wasm-pack-adapter.mjs"), join(built.dir, "adapter.mjs"));
    writeFileSync(join(built.dir, "inputs.json"), JSON.stringify(inputs()));
    writeFileSync(
      join(built.dir, "start.mjs"),
      `import init, * as module from "./pkg/unanimous_wasm.js";
import { adapt } from "./adapter.mjs";
import { outputs } from "./run.mjs";
await init();
const inputs = await (await fetch("inputs.json")).json();
globalThis.lines = JSON.stringify(outputs(adapt(module), ...inputs));
`,
    );
    writeFileSync(join(built.dir, "index.html"), page("/start.mjs"));
    const server = await serve({ "/": built.dir });
    try {
      return await pageLines(`${server.url}/index.html`);
    } finally {
      await server.close();
    }
  } finally {
    built.remove();
  }
}

export const wasmPack = {
  "unanimous-wasm (wasm-pack build), Node": node,
  "unanimous-wasm (wasm-pack build), Chromium": chromium,
};
