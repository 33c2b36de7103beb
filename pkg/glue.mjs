// Writes the code that makes an instance of a module.
//
// wasm-bindgen's own glue serves any module: it converts strings and objects, keeps one instance, and fetches. Only
// numbers cross this boundary, so a module imports nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} out the folder with wasm-bindgen's files
 * @param {string} file the finished module
 */
export function writeGlue(out, file) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(file))).map(({ name }) => name);
  if (imports.length > 0)
    throw new Error(`the module ${file} must import nothing, but it imports ${imports.join(", ")}`);
  const code = "export const instantiate = (module) => new WebAssembly.Instance(module).exports;\n";
  writeFileSync(join(out, "glue.js"), code);
  const types = [
    'import type { InitOutput } from "./unanimous.js";',
    "export declare function instantiate(module: WebAssembly.Module): InitOutput;",
  ];
  writeFileSync(join(out, "glue.d.ts"), `${types.join("\n")}\n`);
}
