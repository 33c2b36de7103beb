// Bundles the suite into one file, for Node or for a page. ajv and typia compile their validators ahead of time here.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import addFormats from "ajv-formats";
import Ajv2020 from "ajv/dist/2020.js";
import * as esbuild from "esbuild";
import order from "../order-schema.json" with { type: "json" };
import { SCHEMAS } from "./contestants/ajv-schemas.mjs";
import { typia } from "./typia-compiler.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Compiles ajv's validator for a shape: one that stops at the first fault, or one that finds all faults. */
function standaloneCode(shape, all) {
  const Compiler = shape === "order" ? Ajv2020 : Ajv;
  const ajv = addFormats(new Compiler({ allErrors: all, code: { source: true } }));
  return standalone(ajv, ajv.compile(shape === "order" ? order : SCHEMAS[shape]()));
}

const ajvStandalone = {
  name: "ajv-standalone",
  setup(build) {
    build.onResolve({ filter: /^ajv-standalone/ }, ({ path }) => ({ path, namespace: "ajv-standalone" }));
    build.onLoad({ filter: /.*/, namespace: "ajv-standalone" }, ({ path }) => {
      const [, shape, mode] = path.split("/");
      if (shape) return { contents: standaloneCode(shape, mode === "all"), loader: "js", resolveDir: HERE };
      const shapes = [...Object.keys(SCHEMAS), "order"];
      const load = (name, mode) => `import ${name}_${mode} from "ajv-standalone/${name}/${mode}";`;
      const pair = (name) => `${name}: { first: ${name}_first, all: ${name}_all }`;
      const imports = shapes.flatMap((name) => [load(name, "first"), load(name, "all")]);
      const contents = `${imports.join("\n")}\nexport const compiled = { ${shapes.map(pair).join(", ")} };`;
      return { contents, loader: "js", resolveDir: HERE };
    });
  },
};

/** ssrfcheck needs Node's `BlockList`, so it does not race in a page. */
const withoutSsrfcheck = {
  name: "without-ssrfcheck",
  setup(build) {
    build.onResolve({ filter: /^ssrfcheck$/ }, ({ path }) => ({ path, namespace: "nothing" }));
    build.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "export default undefined;" }));
  },
};

const PLATFORMS = {
  node: {
    platform: "node",
    mainFields: ["module", "main"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    plugins: [ajvStandalone, typia],
  },
  chromium: { platform: "browser", plugins: [ajvStandalone, typia, withoutSsrfcheck] },
};

/** Bundles the suite for `node` or `chromium`. All packages, `unanimous` included, resolve as in any project. */
export async function bundle(outfile, platform) {
  await esbuild.build({
    entryPoints: [join(HERE, "suite.mjs")],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    ...PLATFORMS[platform],
  });
  return outfile;
}
