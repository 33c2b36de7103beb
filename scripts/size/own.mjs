// Measures the entries of this package.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { measure, sum } from "./measure.mjs";

const pkg = fileURLToPath(new URL("../../pkg", import.meta.url));

const ALL = "*";
const bundled = async (text, options) => measure(await bundle({ text, dir: pkg }, options));
const js = (names, entry, options) => bundled(`export ${names} from "${entry}";`, options);
// For runtimes that cannot compile wasm: the JavaScript imports the wasm files, which stay separate.
const SEPARATE_WASM = { conditions: ["workerd"], external: ["*.wasm"] };
const wasm = (name) => measure(readFileSync(join(pkg, "dist", name)));

/** Measures an entry with all its exports, and with `schema` alone, which needs one wasm module. */
async function entry(name, module) {
  const [all, schema] = [await js(ALL, name, SEPARATE_WASM), await js("{ schema }", name, SEPARATE_WASM)];
  return {
    [`${name}: all, wasm inline`]: await js(ALL, name),
    [`${name}: all, JS`]: all,
    [`${name}: all, JS and wasm`]: sum(all, wasm(module), wasm("errors.wasm"), wasm("writer.wasm")),
    [`${name}: schema, wasm inline`]: await js("{ schema }", name),
    [`${name}: schema, JS`]: schema,
    [`${name}: schema, JS and wasm`]: sum(schema, wasm(module)),
    [module]: wasm(module),
  };
}

/** Measures an app that binds a schema of the small entry to a form. */
async function litePage() {
  const text = 'export { schema } from "unanimous/lite"; export { bindForm } from "unanimous/form";';
  const name = "unanimous/lite: schema, with bindForm";
  const app = await bundled(text, SEPARATE_WASM);
  return {
    [`${name}, wasm inline`]: await bundled(text),
    [`${name}, JS and wasm`]: sum(app, wasm("lite.wasm")),
  };
}

/** Returns the sizes of every entry, by name. */
export async function ownSizes() {
  return {
    ...(await entry("unanimous", "unanimous.wasm")),
    ...(await entry("unanimous/lite", "lite.wasm")),
    ...(await litePage()),
    "errors.wasm": wasm("errors.wasm"),
    "writer.wasm": wasm("writer.wasm"),
    "unanimous/errors: all, wasm inline": await js(ALL, "unanimous/errors"),
    "unanimous/errors: readResponse, wasm inline": await js("{ readResponse }", "unanimous/errors"),
    "unanimous/retry: before a request fails": await js(ALL, "unanimous/retry", { external: ["*/reader.js"] }),
    "unanimous/server: all, before an error": await js(ALL, "unanimous/server", { external: ["*/writer.js"] }),
    "unanimous/server: idempotent, MemoryStore, before an error": await js(
      "{ idempotent, MemoryStore }",
      "unanimous/server",
      { external: ["*/writer.js"] },
    ),
    "unanimous/adapters/*: JS of one for a form": await js(ALL, "unanimous/adapters/tanstack-form"),
    // The reader is loaded when a response has failed.
    "unanimous/adapters/*: JS of one for HTTP": await js(ALL, "unanimous/adapters/axios", {
      external: ["unanimous/errors"],
    }),
    "unanimous/mcp: JS": await js(ALL, "./dist/esm/mcp.js", { external: ["unanimous"] }),
    "unanimous/form: JS": await js(ALL, "unanimous/form"),
    "unanimous/locales: JS": await js(ALL, "unanimous/locales"),
    "unanimous/locales/*: one, JS": await js("{ default }", "unanimous/locales/de"),
    // `unanimous/node` imports the main entry by its name.
    "unanimous/node: JS": await js(ALL, "./dist/esm/node.js", { platform: "node", external: ["undici", "unanimous"] }),
  };
}
