// The package's own entries, with all that each exports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { measure, sum } from "./measure.mjs";

const pkg = fileURLToPath(new URL("../../pkg", import.meta.url));

const ALL = "*";
const js = async (names, entry, options) => measure(await bundle({ text: `export ${names} from "${entry}";`, dir: pkg }, options));
// Those that take the wasm by import are for runtimes that compile nothing; the files lie beside the JavaScript.
const beside = { conditions: ["workerd"], external: ["*.wasm"] };
const wasm = (name) => measure(readFileSync(join(pkg, "dist", name)));

/** An entry as an app bundles it: with all that it exports, and with `schema` alone, which needs one module. */
async function entry(name, module) {
  const [all, schema] = [await js(ALL, name, beside), await js("{ schema }", name, beside)];
  return {
    [`${name}: all, wasm inline`]: await js(ALL, name),
    [`${name}: all, JS`]: all,
    [`${name}: all, JS and wasm`]: sum(all, wasm(module), wasm("errors.wasm")),
    [`${name}: schema, wasm inline`]: await js("{ schema }", name),
    [`${name}: schema, JS`]: schema,
    [`${name}: schema, JS and wasm`]: sum(schema, wasm(module)),
    [module]: wasm(module),
  };
}

/** The sizes of every entry, by name. */
export async function ownSizes() {
  return {
    ...(await entry("unanimous", "unanimous.wasm")),
    ...(await entry("unanimous/lite", "lite.wasm")),
    "errors.wasm": wasm("errors.wasm"),
    "unanimous/form: JS": await js(ALL, "unanimous/form"),
    // It imports the main entry by its name.
    "unanimous/node: JS": await js(ALL, "./dist/esm/node.js", { platform: "node", external: ["undici", "unanimous"] }),
  };
}
