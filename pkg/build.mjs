// Builds the package: the crate to wasm (in full and lite), its glue, and the TypeScript around it, into dist/.
//
//   node build.mjs               builds all
//   node build.mjs --if-missing  builds only where there is no dist/ yet
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { writeGlue } from "./glue.mjs";
import { snip } from "./snip.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(here, "dist");
const generated = join(here, "src", "generated");

if (process.argv.includes("--if-missing") && existsSync(join(dist, "esm", "index.js"))) process.exit(0);

const run = (command, args, options = {}) => {
  console.log(`$ ${command} ${args.join(" ")}`);
  execFileSync(command, args, { cwd: root, stdio: "inherit", ...options });
};

/** A tool of node_modules: the workspace's, or this package's own. */
const bin = (name) => {
  const found = [root, here].map((at) => join(at, "node_modules", ".bin", name)).find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not installed: run \`npm ci\` in the repository's root first`);
  return found;
};

/** The crate is built three times: each entry has a module that validates, and both have the one for error bodies. */
const PARTS = [
  // Made for speed. Wherever Unicode's tables have some zeros, wasm-opt would cut them in two: fewer bytes, and more of them
  // compressed.
  { name: "full", features: "fast-paths,idn,safe-url", wasm: "unanimous.wasm", level: "3", passes: ["-O2", "--skip-pass=memory-packing"] },
  // Users choose lite for its size, so it has no fast paths.
  { name: "lite", features: "", wasm: "lite.wasm", level: "z" },
  { name: "errors", features: "api-error", wasm: "errors.wasm", cfg: ['unanimous_part="errors"'] },
];
const ENTRIES = [
  { name: "index", part: "full" },
  { name: "lite", part: "lite" },
];

/** Twice, and over code without nested expressions at first: what binaryen's own guide has for the smallest code. */
const SMALLEST = ["--flatten", "--rereloop", "-Oz", "-Oz", "--converge"];

// The features named here are those that rustc turns on by default, and SIMD, all of them in Node 20 and in every browser
// since 2023; `--all-features` would use some that Node 20 cannot load.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext", "simd"];

rmSync(dist, { recursive: true, force: true });
rmSync(generated, { recursive: true, force: true });
mkdirSync(dist);

/**
 * What turns the crate into the package's. Panics name their place, so the paths of this machine are taken out: they are
 * nobody's business.
 */
const REGISTRY = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
const LIBRARY = execFileSync("rustc", ["--print", "target-libdir"], { encoding: "utf8" }).replace(/rustlib.*\s*$/, "rustlib/src/rust/");
const PATHS = [LIBRARY, ...(existsSync(REGISTRY) ? readdirSync(REGISTRY) : []).map((name) => join(REGISTRY, name, "/"))];
const RUSTFLAGS = [process.env.RUSTFLAGS ?? "", "-C target-feature=+simd128", "--cfg unanimous_npm", "--cfg sha2_backend=\"soft\"", "--cfg sha2_backend_soft=\"compact\"", ...PATHS.map((path) => `--remap-path-prefix=${path}=`)].join(" ");

function buildPart({ name, features, cfg = [], level, passes = SMALLEST, wasm: file }) {
  const out = join(generated, name);
  mkdirSync(out, { recursive: true });
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const env = { ...process.env, RUSTFLAGS, ...(level ? { CARGO_PROFILE_WASM_OPT_LEVEL: level } : {}) };
  const cargo = [
    ...["rustc", "--lib", "--crate-type", "cdylib", "--target", "wasm32-unknown-unknown", "--profile", "wasm"],
    ...["--no-default-features", "--features", features, "--", ...cfg.flatMap((name) => ["--cfg", name])],
    ...["-C", "link-arg=--emit-relocs"],
  ];
  run("cargo", cargo, { env });
  const snipped = join(out, "snipped.wasm");
  writeFileSync(snipped, snip(readFileSync(join(target, "wasm32-unknown-unknown", "wasm", "unanimous.wasm"))));
  run("wasm-bindgen", [
    snipped,
    // `--omit-default-module-path`: the glue never fetches anything.
    ...["--target", "web", "--out-dir", out, "--out-name", "unanimous", "--omit-default-module-path"],
    ...["--remove-name-section", "--remove-producers-section"],
  ]);
  const wasm = join(dist, file);
  run(bin("wasm-opt"), [join(out, "unanimous_bg.wasm"), "-o", wasm, ...passes, "--strip-target-features", ...FEATURES.map((name) => `--enable-${name}`)]);
  // Hex: after gzip or brotli it is smaller than base64, for it keeps the bytes aligned.
  writeFileSync(join(out, "wasm.js"), `export default "${readFileSync(wasm).toString("hex")}";\n`);
  writeFileSync(join(out, "wasm.d.ts"), "declare const hex: string;\nexport default hex;\n");
  writeGlue(out, wasm);
}

/**
 * How an entry gets its wasm: `inline`, compiled at the first call, works wherever compiling is allowed, and in a bundle;
 * Node reads the files beside the code; Cloudflare's and Vercel's runtimes allow no compiling, and take a module by import.
 *
 * In package.json, `node` begins with what is set by those who would lose the files, or may not read them: `module` by most
 * bundlers, `production` or `development` by Bun's and ncc, `bun` for its executables, `deno` for its permissions.
 */
const SOURCES = [
  { suffix: "", file: "inline.ts", formats: ["esm", "cjs"] },
  { suffix: ".node", file: "node.ts", formats: ["esm"] },
  { suffix: ".node", file: "node-require.ts", formats: ["cjs"] },
  { suffix: ".workerd", file: "workerd.ts", formats: ["esm"] },
  { suffix: ".edge-light", file: "edge-light.ts", formats: ["esm"] },
];

/** The file of a part's module. */
const wasmOf = (part) => PARTS.find(({ name }) => name === part).wasm;

/** Points the imports of generated files to this part, and those of the wasm to this source. */
const choose = (part, source) => ({
  name: "choose",
  setup(build) {
    build.onResolve({ filter: /\/generated\/full\// }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace("/full/", `/${part}/`)),
    }));
    build.onResolve({ filter: /\/inline\.js$/ }, ({ resolveDir }) => ({ path: join(resolveDir, source.file) }));
    build.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path }) => ({
      path: path.replace("../..", "..").replace("unanimous.wasm", wasmOf(part)),
      external: true,
    }));
    // The other entries import the main one by its name, so that whoever resolves it takes the file that the user's own
    // import takes, and there is one wasm instance and not two.
    build.onResolve({ filter: /^\.\.?\/index\.js$/ }, () => ({ path: "unanimous", external: true }));
  },
});

async function bundle(entry, outfile, format, part, source) {
  await esbuild.build({
    entryPoints: [join(here, "src", `${entry}.ts`)],
    outfile: join(dist, format, outfile),
    bundle: true,
    external: ["node:*"],
    plugins: [choose(part, source)],
    define: {
      VALIDATOR: JSON.stringify(`../${wasmOf(part)}`),
      // Where the file is, in either format's words.
      ...(format === "cjs" ? { "import.meta.url": "__filename" } : {}),
    },
    format,
    platform: "neutral",
    target: "es2022",
    legalComments: "none",
    sourcemap: true,
    // The package stays readable in a debugger; a user's bundler makes it small.
    minifySyntax: true,
  });
  forgetWasm(join(dist, format, `${outfile}.map`));
}

/** A source map need not hold the wasm once more. */
function forgetWasm(file) {
  const map = JSON.parse(readFileSync(file, "utf8"));
  map.sourcesContent = map.sources.map((name, at) => (name.endsWith("/wasm.js") ? null : map.sourcesContent[at]));
  writeFileSync(file, JSON.stringify(map));
}

for (const part of PARTS) buildPart(part);
for (const { name, part } of ENTRIES) {
  for (const source of SOURCES) {
    for (const format of source.formats) await bundle(name, `${name}${source.suffix}.js`, format, part, source);
  }
}
const [INLINE] = SOURCES;
for (const entry of ["node", "form"]) {
  for (const format of ["esm", "cjs"]) await bundle(entry, `${entry}.js`, format, "full", INLINE);
}

// Types for `import`, and the same files again for `require`: under a package.json of their own, or TypeScript would
// take the CommonJS entry for an ES module.
const INTERNAL = [
  ...["engine.d.ts", "numbers.d.ts", "pack.d.ts", "packed.d.ts", "text.d.ts", "verdicts.d.ts", "wasm", "words.d.ts"],
  ...["controls", "convert", "marks", "messages", "path", "places", "read", "tree"].map((name) => `form/${name}.d.ts`),
];
for (const format of ["esm", "cjs"]) {
  run(bin("tsc"), ["-p", "tsconfig.json", "--outDir", join(dist, format)], { cwd: here });
  for (const name of INTERNAL) rmSync(join(dist, format, name), { recursive: true });
}
writeFileSync(join(dist, "cjs", "package.json"), '{ "type": "commonjs" }\n');
for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, license), join(here, license));

for (const file of [...PARTS.map(({ wasm }) => wasm), ...["index", "index.node", "lite", "lite.node", "form", "node"].map((name) => `esm/${name}.js`)]) {
  console.log(`dist/${file}  ${statSync(join(dist, file)).size} bytes`);
}
