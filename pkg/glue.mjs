// Writes the JavaScript that instantiates a wasm module.
//
// wasm-bindgen's own glue converts strings and objects, keeps one instance and fetches the file. Only numbers cross
// this boundary, so this glue only passes the imported functions of src/wasm/host.rs.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An imported snippet function, `__wbg_name_hash`. Other functions are imported by their plain name. */
const PREFIXED = /^__wbg_(\w+)_[0-9a-f]{16}$/;
/** Fills wasm-bindgen's table of JavaScript objects. No objects cross the boundary, so it does nothing here. */
const INIT_OBJECT_TABLE = "__wbindgen_init_externref_table";

/**
 * @param {string} out the folder with wasm-bindgen's files
 * @param {string} file the finished module
 */
export function writeGlue(out, file) {
  const path = snippet(out);
  const known = path === undefined ? [] : readFileSync(join(out, path), "utf8").match(/(?<=export const )\w+/g);
  const member = (name) => {
    if (name === INIT_OBJECT_TABLE) return `${name}() {}`;
    const own = PREFIXED.exec(name)?.[1] ?? name;
    if (!known.includes(own)) throw new Error(`the module imports ${name}, which is not a function of src/wasm/host.rs`);
    return `${name}: host.${own}`;
  };
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(file)));
  const modules = [...new Set(imports.map(({ module }) => module))].map((module) => {
    const members = imports.filter((item) => item.module === module).map(({ name }) => member(name));
    return `${JSON.stringify(module)}: { ${members.join(", ")} }`;
  });
  const lines = [
    ...(path === undefined ? [] : [`import * as host from "./${path}";`]),
    `export const instantiate = (module) => new WebAssembly.Instance(module, { ${modules.join(", ")} }).exports;`,
  ];
  writeFileSync(join(out, "glue.js"), `${lines.join("\n")}\n`);
  const types = ['import type { InitOutput } from "./unanimous.js";', "export declare function instantiate(module: WebAssembly.Module): InitOutput;"];
  writeFileSync(join(out, "glue.d.ts"), `${types.join("\n")}\n`);
}

/** Returns the file that wasm-bindgen wrote for `inline_js`, or undefined. */
function snippet(out) {
  const folder = join(out, "snippets");
  if (!existsSync(folder)) return undefined;
  const found = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
  if (found.length > 1) throw new Error(`the crate has more than one block of inline_js: ${found.join(", ")}`);
  return `snippets/${found[0]}`;
}
