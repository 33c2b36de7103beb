// Builds the package into dist/: compiles the crate to wasm four times, writes the glue, and bundles the TypeScript.
//
//   node build.mjs               builds everything
//   node build.mjs --if-missing  builds only if dist/ does not exist yet
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { constantsModule } from "./constants.mjs";
import { writeGlue } from "./glue.mjs";
import { englishModule, writeLocales } from "./locales.mjs";
import { PARTS } from "./parts.mjs";
import { withNamesToSort } from "./sort-functions.mjs";
import { storesModule } from "./stores.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(here, "dist");
const generated = join(here, "src", "generated");

if (process.argv.includes("--if-missing") && existsSync(join(dist, "esm", "index.js"))) process.exit(0);

const run = async (command, args, options = {}) => {
  console.log(`$ ${command} ${args.join(" ")}`);
  const [code, signal] = await once(spawn(command, args, { cwd: root, stdio: "inherit", ...options }), "close");
  if (code !== 0) throw new Error(`${command} ended with ${signal ?? `status ${code}`}`);
};

/** Returns the path of a tool in node_modules, of the workspace or of this package. */
const bin = (name) => {
  const found = [root, here]
    .map((folder) => join(folder, "node_modules", ".bin", name))
    .find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not installed: run \`npm ci\` in the repository's root first`);
  return found;
};

const ENTRIES = [
  { name: "index", part: "full" },
  { name: "lite", part: "lite" },
  { name: "reader", part: "errors" },
  { name: "writer", part: "writer" },
  { name: "with-retry", part: "errors" },
  { name: "api-errors", part: "errors" },
  { name: "server", part: "errors" },
];

/**
 * The passes that binaryen's guide recommends for the smallest code. The stack lies below the data, so nothing uses the
 * lowest addresses. `memory-packing` would split tables at every run of zeros, which makes the file smaller but its compressed
 * form larger.
 */
const PASSES = [
  ...["--flatten", "--rereloop", "-Oz", "-Oz", "--converge"],
  ...["--low-memory-unused", "--skip-pass=memory-packing"],
  // It keeps repeated values in locals: fewer bytes, but the compressed form is larger.
  "--skip-pass=local-cse",
  // A copy of a function of a few instructions takes no more bytes than the call of it, and less time.
  "--always-inline-max-function-size=8",
];
/** The passes of a second run, which sorts the functions by name. */
const SORT = ["-Oz", "--low-memory-unused", "--skip-pass=memory-packing", "--skip-pass=local-cse"];

// rustc's default wasm features, and SIMD. Node 20 and every browser since 2023 have all of them. `--all-features`
// would use features that Node 20 cannot load.
const FEATURES = [
  "bulk-memory",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
  "simd",
];

const ENABLED = FEATURES.map((feature) => `--enable-${feature}`);

rmSync(dist, { recursive: true, force: true });
rmSync(generated, { recursive: true, force: true });
mkdirSync(dist);
mkdirSync(generated);

const CONSTANTS = join(root, "wasm", "src", "packed", "constants.rs");
writeFileSync(join(generated, "constants.ts"), constantsModule(readFileSync(CONSTANTS, "utf8")));
writeFileSync(join(generated, "english.ts"), englishModule(join(root, "locales")));
writeFileSync(join(generated, "stores.ts"), storesModule(join(root, "src", "idempotency")));

/** Flags that take the paths of this machine out of the locations of panics. */
const REGISTRY = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
const LIBRARY = execFileSync("rustc", ["--print", "target-libdir"], { encoding: "utf8" }).replace(
  /rustlib.*\s*$/,
  "rustlib/src/rust/",
);
const PATHS = [
  LIBRARY,
  ...(existsSync(REGISTRY) ? readdirSync(REGISTRY) : []).map((name) => join(REGISTRY, name, "/")),
];

/**
 * Tells LLVM that no function loops for ever without an effect. The modules for errors never free memory, so what drops a
 * value has no effect there, and with this flag LLVM removes it. Rust does not promise it by itself.
 */
const NO_ENDLESS_LOOPS = "-C llvm-args=-force-attribute=mustprogress";
/**
 * Keeps the index of a loop as it is written. LLVM would add a pointer for each array that the loop reads, which makes the
 * code larger, and no faster once the engine has compiled it.
 */
const NO_POINTERS_FOR_LOOPS = "-C llvm-args=-disable-lsr";

function rustFlags(simd) {
  return [
    process.env.RUSTFLAGS ?? "",
    ...(simd ? ["-C target-feature=+simd128"] : [NO_ENDLESS_LOOPS, NO_POINTERS_FOR_LOOPS]),
    // The small implementation of SHA-256.
    '--cfg sha2_backend="soft"',
    '--cfg sha2_backend_soft="compact"',
    ...PATHS.map((path) => `--remap-path-prefix=${path}=`),
  ].join(" ");
}

/**
 * Removes wasm-bindgen's own exports and all that only they need. They serve glue for JavaScript objects, and no objects
 * cross this boundary.
 */
async function keepOwnExports(file) {
  const names = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(file))).map(({ name }) => name);
  const own = names.filter((name) => !name.startsWith("__"));
  const graph = `${file}.exports.json`;
  writeFileSync(graph, JSON.stringify(own.map((name) => ({ name, export: name, root: true }))));
  await run(bin("wasm-metadce"), [file, "-o", file, "--graph-file", graph, ...ENABLED], {
    stdio: ["inherit", "ignore", "inherit"],
  });
}

/** Compiles a part, and writes the module that the linker makes and its glue. */
async function compilePart({ name, features, level, simd = false }) {
  // Cargo keeps the dependencies of one set of RUSTFLAGS in a folder. With a folder for each set, a second build compiles
  // nothing that has not changed.
  const target = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), simd ? "simd" : "");
  const env = { ...process.env, RUSTFLAGS: rustFlags(simd), CARGO_PROFILE_WASM_OPT_LEVEL: level };
  const cargo = [
    ...["rustc", "-p", "unanimous-wasm", "--lib", "--crate-type", "cdylib"],
    ...["--target", "wasm32-unknown-unknown", "--profile", "wasm", "--no-default-features", "--features", features],
    ...["--target-dir", target],
  ];
  await run("cargo", cargo, { env });
  await run("wasm-bindgen", [
    join(target, "wasm32-unknown-unknown", "wasm", "unanimous_wasm.wasm"),
    // With `--omit-default-module-path` the glue contains no code that fetches the wasm.
    ...["--target", "web", "--out-dir", join(generated, name), "--out-name", "unanimous", "--omit-default-module-path"],
    ...["--remove-name-section", "--remove-producers-section"],
  ]);
}

/** Makes the linked module of a part as small as it gets, and writes it into dist/. */
async function shrinkPart({ name, wasm: file }) {
  const out = join(generated, name);
  const linked = join(out, "unanimous_bg.wasm");
  await keepOwnExports(linked);
  const wasm = join(dist, file);
  await run(bin("wasm-opt"), [linked, "-o", wasm, ...PASSES, "--strip-target-features", ...ENABLED]);
  writeFileSync(wasm, withNamesToSort(readFileSync(wasm)));
  await run(bin("wasm-opt"), [wasm, "-o", wasm, ...SORT, "--reorder-functions-by-name", ...ENABLED]);
  // Hex is smaller than base64 after gzip or brotli, because it keeps the bytes aligned.
  writeFileSync(join(out, "wasm.js"), `export default "${readFileSync(wasm).toString("hex")}";\n`);
  writeFileSync(join(out, "wasm.d.ts"), "declare const hex: string;\nexport default hex;\n");
  writeGlue(out, wasm);
}

/**
 * How an entry gets its wasm. `inline` holds the wasm in the JavaScript and works in bundles and wherever compiling is
 * allowed. Node reads the wasm files beside the code. Cloudflare's and Vercel's runtimes forbid compiling, so their
 * entries import the wasm as a module.
 *
 * In package.json, the condition `node` lists conditions first whose tools lose the wasm files or may not read them:
 * `module` (most bundlers), `production` and `development` (Bun's bundler, ncc), `bun` (its executables), `deno` (its
 * permissions).
 */
const SOURCES = [
  { suffix: "", file: "inline.ts", formats: ["esm", "cjs"] },
  { suffix: ".node", file: "node.ts", formats: ["esm"] },
  { suffix: ".node", file: "node-require.ts", formats: ["cjs"] },
  { suffix: ".workerd", file: "workerd.ts", formats: ["esm"] },
  { suffix: ".edge-light", file: "edge-light.ts", formats: ["esm"] },
];

/**
 * Files that the entries share, so that an app has each of them once. The code that reads error responses needs errors.wasm,
 * and `withRetry` loads it by `import()`. The code that writes them needs writer.wasm, and so does `unanimous/server`.
 */
const SHARED = ["reader", "with-retry", "writer"];

/** Returns the wasm file of a part. */
const wasmOf = (part) => PARTS.find(({ name }) => name === part).wasm;

/** An esbuild plugin that resolves generated files to this part, and the wasm to this source. */
const selectPart = (entry, part, source) => ({
  name: "select-part",
  setup(build) {
    build.onResolve({ filter: /\/generated\/full\// }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace("/full/", `/${part}/`)),
    }));
    build.onResolve({ filter: /\/inline\.js$/ }, ({ resolveDir }) => ({ path: join(resolveDir, source.file) }));
    build.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path }) => ({
      path: path.replace("../..", "..").replace("unanimous.wasm", wasmOf(part)),
      external: true,
      // An entry imports the modules that it uses alone.
      sideEffects: false,
    }));
    for (const shared of SHARED.filter((name) => name !== entry)) {
      const path = `./${shared}${source.suffix}.js`;
      build.onResolve({ filter: new RegExp(`^\\.\\.?/${shared}\\.js$`) }, () => ({ path, external: true }));
    }
    // The other entries import the main entry by its package name. So they get the same file as the user's own import,
    // and there is only one wasm instance.
    build.onResolve({ filter: /^\.\.?\/index\.js$/ }, () => ({ path: "unanimous", external: true }));
    // Adapters load the reader of errors when the first response has failed.
    build.onResolve({ filter: /^\.\.\/api-errors\.js$/ }, () => ({ path: "unanimous/errors", external: true }));
  },
});

async function bundle(entry, outfile, format, part, source) {
  await esbuild.build({
    entryPoints: [join(here, "src", `${entry}.ts`)],
    outfile: join(dist, format, outfile),
    bundle: true,
    external: ["node:*"],
    plugins: [selectPart(entry, part, source)],
    // `require` must do where a bundler knows no `import()` in CommonJS.
    supported: { "dynamic-import": format === "esm" },
    define: {
      VALIDATOR: JSON.stringify(`../${wasmOf(part)}`),
      LITE: String(part === "lite"),
      // CommonJS has no `import.meta.url`.
      ...(format === "cjs" ? { "import.meta.url": "__filename" } : {}),
    },
    format,
    platform: "neutral",
    target: "es2022",
    legalComments: "none",
    sourcemap: true,
    // Names and white space stay, so that the package is readable in a debugger. The user's bundler minifies the rest.
    minifySyntax: true,
  });
  removeWasmSource(join(dist, format, `${outfile}.map`));
}

/** Removes the inlined wasm from a source map, because the bundle already contains it. */
function removeWasmSource(file) {
  const map = JSON.parse(readFileSync(file, "utf8"));
  map.sourcesContent = map.sources.map((name, at) => (name.endsWith("/wasm.js") ? null : map.sourcesContent[at]));
  writeFileSync(file, JSON.stringify(map));
}

// Compiling keeps about one core busy, so a module is made smaller while the next one compiles.
const shrinking = [];
for (const part of PARTS) {
  await compilePart(part);
  const shrunk = shrinkPart(part);
  // `Promise.all` below reports a failure, once no compiler runs.
  shrunk.catch(() => {});
  shrinking.push(shrunk);
}
await Promise.all(shrinking);
for (const { name, part } of ENTRIES) {
  for (const source of SOURCES) {
    for (const format of source.formats) await bundle(name, `${name}${source.suffix}.js`, format, part, source);
  }
}
const [INLINE] = SOURCES;
const ADAPTERS = ["axios", "conform", "ky", "react-hook-form", "tanstack-form"].map((name) => `adapters/${name}`);
for (const entry of ["node", "form", "mcp", "locales", ...ADAPTERS]) {
  for (const format of ["esm", "cjs"]) await bundle(entry, `${entry}.js`, format, "full", INLINE);
}

// Writes the types for `import`, and again for `require`. The CommonJS types need a package.json of their own, or
// TypeScript takes the entry for an ES module.
const INTERNAL = [
  ...[
    "generated",
    "packed",
    "wasm",
    "label.d.ts",
    "path.d.ts",
    "adapters/field-errors.d.ts",
    "adapters/load-reader.d.ts",
  ],
  ...["check", "english", "plural", "template"].map((name) => `locales/${name}.d.ts`),
  ...[
    "announcer",
    "checker",
    "control-changes",
    "control-state",
    "controls",
    "controls-tree",
    "countdown",
    "edit-listeners",
    "error-focus",
    "failure",
    "focus",
    "invalid-controls",
    "isolated",
    "live-region",
    "messages",
    "message-elements",
    "options",
    "page-attributes",
    "page-content",
    "page-messages",
    "readable-problems",
    "read",
    "readings",
    "response-error",
    "root-listeners",
    "shown-problems",
    "submissions",
    "texts",
  ].map((name) => `form/${name}.d.ts`),
  ...["convert", "ignored-names", "kinds", "places", "reader", "references", "tree"].map(
    (name) => `read-form/${name}.d.ts`,
  ),
  ...["body-errors", "bytes", "key", "key-errors", "orphans", "record", "strict-json", "timer"].map(
    (name) => `server/${name}.d.ts`,
  ),
];
for (const format of ["esm", "cjs"]) {
  await run(bin("tsc"), ["-p", "tsconfig.json", "--outDir", join(dist, format)], { cwd: here });
  writeLocales(join(root, "locales"), join(dist, format, "locales"), format);
  for (const name of INTERNAL) rmSync(join(dist, format, name), { recursive: true });
}
writeFileSync(join(dist, "cjs", "package.json"), '{ "type": "commonjs" }\n');
for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, license), join(here, license));

for (const file of [
  ...PARTS.map(({ wasm }) => wasm),
  ...["index", "index.node", "lite", "lite.node", "form", "node"].map((name) => `esm/${name}.js`),
]) {
  console.log(`dist/${file}  ${statSync(join(dist, file)).size} bytes`);
}
