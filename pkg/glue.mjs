// Writes the code that makes an instance of a module.
//
// wasm-bindgen's own glue serves any module: it converts strings and objects, keeps one instance, and fetches. Only
// numbers cross this boundary, so a module imports one function of that glue, and that one has nothing to do.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Fills the table of JavaScript objects. No objects cross, so the table stays empty. */
const INIT_TABLE = "__wbindgen_init_externref_table";

/**
 * @param {string} out the folder with wasm-bindgen's files
 * @param {string} file the finished module
 */
export function writeGlue(out, file) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(file)));
  const unknown = imports.filter(({ name }) => name !== INIT_TABLE).map(({ name }) => name);
  if (unknown.length > 0)
    throw new Error(`the module ${file} must import nothing, but it imports ${unknown.join(", ")}`);
  const members = imports.map(({ module, name }) => `${JSON.stringify(module)}: { ${name}() {} }`).join(", ");
  const code = `export const instantiate = (module) => new WebAssembly.Instance(module, { ${members} }).exports;\n`;
  writeFileSync(join(out, "glue.js"), code);
  const types = [
    'import type { InitOutput } from "./unanimous.js";',
    "export declare function instantiate(module: WebAssembly.Module): InitOutput;",
  ];
  writeFileSync(join(out, "glue.d.ts"), `${types.join("\n")}\n`);
}
