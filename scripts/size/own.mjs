// The package's own entries, with all that each exports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { measure } from "./measure.mjs";

const pkg = fileURLToPath(new URL("../../pkg", import.meta.url));

const js = async (entry, options) => measure(await bundle({ text: `export * from "${entry}";`, dir: pkg }, options));
// Those that take the wasm by import are for runtimes that compile nothing; the file lies beside the JavaScript.
const beside = { conditions: ["workerd"], external: ["*.wasm"] };
const wasm = (name) => measure(readFileSync(join(pkg, "dist", name)));

/** The sizes of every entry, by name. */
export async function ownSizes() {
  return {
    "unanimous: JS, wasm inline": await js("unanimous"),
    "unanimous: JS, wasm beside": await js("unanimous", beside),
    "unanimous.wasm": wasm("unanimous.wasm"),
    "unanimous/lite: JS, wasm inline": await js("unanimous/lite"),
    "unanimous/lite: JS, wasm beside": await js("unanimous/lite", beside),
    "lite.wasm": wasm("lite.wasm"),
    "unanimous/form: JS": await js("unanimous/form"),
    // It imports the main entry as it is.
    "unanimous/node: JS": await js("unanimous/node", { platform: "node", external: ["undici", "./index.js"] }),
  };
}
