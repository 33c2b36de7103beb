// Writes the code that makes an instance of a module.
//
// What wasm-bindgen writes itself serves any module: it converts strings and objects, keeps one instance, fetches. Numbers
// alone cross this boundary, so all that is left to do is to hand in the host's functions of src/wasm/host.rs.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A function of a snippet, behind wasm-bindgen's prefix and before its hash; others are imported by their bare name. */
const PREFIXED = /^__wbg_(\w+)_[0-9a-f]{16}$/;
/** Fills the table of JavaScript's objects, of which none cross. */
const OF_OBJECTS = "__wbindgen_init_externref_table";

/**
 * @param {string} out the folder with wasm-bindgen's files
 * @param {string} file the finished module
 */
export function writeGlue(out, file) {
  const path = snippet(out);
  const known = path === undefined ? [] : readFileSync(join(out, path), "utf8").match(/(?<=export const )\w+/g);
  const member = (name) => {
    if (name === OF_OBJECTS) return `${name}() {}`;
    const own = PREFIXED.exec(name)?.[1] ?? name;
    if (!known.includes(own)) throw new Error(`the module imports ${name}, which is no function of src/wasm/host.rs`);
    return `${name}: host.${own}`;
  };
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(file)));
  const modules = [...new Set(imports.map(({ module }) => module))].map((module) => {
    const members = imports.filter((one) => one.module === module).map(({ name }) => member(name));
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

/** The file of `inline_js`, if there is one. */
function snippet(out) {
  const folder = join(out, "snippets");
  if (!existsSync(folder)) return undefined;
  const found = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
  if (found.length > 1) throw new Error(`more than one block of JavaScript in the crate: ${found.join(", ")}`);
  return `snippets/${found[0]}`;
}
