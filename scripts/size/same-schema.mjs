// Bundles the same schema in each library: an email address, an optional phone number of up to 50 characters, a URL,
// and a key of up to 255 characters.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";
import { lead } from "./libraries/ajv-schema.mjs";
import { measure, sum } from "./measure.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const library = (name) => ({ file: join(here, "libraries", `${name}.mjs`) });

const GOOD = { email: "ann@example.com", phone: "+49 30 123456", url: "https://hooks.example.com/lead", key: "k-1" };
const BAD = [
  { ...GOOD, email: "ann" },
  { ...GOOD, phone: "5".repeat(51) },
  { ...GOOD, key: "" },
  { ...GOOD, key: "k".repeat(256) },
  {},
];

// joi's browser bundle reads `self`, which Node does not define.
globalThis.self ??= globalThis;

/** Runs a bundle on valid and invalid values: a bundle that accepts everything would be small but wrong. */
async function testVerdicts(name, js) {
  const dir = mkdtempSync(join(tmpdir(), "unanimous-size-"));
  try {
    writeFileSync(join(dir, "bundle.mjs"), js);
    const { accepts } = await import(pathToFileURL(join(dir, "bundle.mjs")).href);
    const wrong = [accepts(GOOD) !== true && GOOD, ...BAD.filter((value) => accepts(value))].filter(Boolean);
    if (wrong.length > 0) throw new Error(`${name} gives wrong verdicts for ${JSON.stringify(wrong)}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The validator that ajv compiles ahead of time. */
async function ajvStandalone() {
  const require = createRequire(import.meta.url);
  const { Ajv } = require("ajv");
  const ajv = new Ajv({ allErrors: true, code: { source: true, esm: true } });
  require("ajv-formats")(ajv, ["email", "uri"]);
  const text = require("ajv/dist/standalone").default(ajv, ajv.compile(lead));
  return { text: `${text}\nexport const accepts = (value) => validate(value);`, dir: here };
}

async function inline(name, source) {
  const js = await bundle(source);
  await testVerdicts(name, js);
  return measure(js);
}

/** Measures the JavaScript and the wasm file, for runtimes that import wasm. */
async function withSeparateWasm(name, wasm) {
  const js = await bundle(library(name), { conditions: ["workerd"], external: ["*.wasm"] });
  return sum(measure(js), measure(readFileSync(join(here, "..", "..", "pkg", "dist", wasm))));
}

/** Returns the sizes by name, the smallest last. */
export async function sameSchemaSizes() {
  const version = (name) => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8")).version;
  const sizes = {
    "unanimous, wasm inline": await inline("unanimous", library("unanimous")),
    "unanimous, JS and wasm": await withSeparateWasm("unanimous", "unanimous.wasm"),
    "unanimous/lite, wasm inline": await inline("unanimous/lite", library("unanimous-lite")),
    "unanimous/lite, JS and wasm": await withSeparateWasm("unanimous-lite", "lite.wasm"),
    [`zod ${version("zod")}`]: await inline("zod", library("zod")),
    [`zod/mini ${version("zod")}`]: await inline("zod/mini", library("zod-mini")),
    [`valibot ${version("valibot")}`]: await inline("valibot", library("valibot")),
    [`ajv ${version("ajv")}`]: await inline("ajv", library("ajv")),
    [`ajv ${version("ajv")}, standalone`]: await inline("ajv standalone", await ajvStandalone()),
    [`yup ${version("yup")}`]: await inline("yup", library("yup")),
    [`joi ${version("joi")}`]: await inline("joi", library("joi")),
  };
  return Object.fromEntries(Object.entries(sizes).sort(([, one], [, other]) => other.brotli - one.brotli));
}
