// Builds the package: the crate to wasm (in full and lite), its glue, and the TypeScript around it, into dist/.
//
//   node build.mjs               builds all
//   node build.mjs --if-missing  builds only where there is no dist/ yet
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

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

/** The crate is built twice: with all there is, and without what is large. */
const FLAVOURS = [
  { name: "full", entry: "index", cargo: [], wasm: "unanimous.wasm" },
  // Lite is chosen for its size, so size comes before speed.
  { name: "lite", entry: "lite", cargo: ["--no-default-features", "--features", "api-error"], wasm: "lite.wasm", level: "z" },
];

// The features named here are those that rustc turns on by default, all of them in Node 20 and in every browser since
// 2023; `--all-features` would use some that Node 20 cannot load.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];

rmSync(dist, { recursive: true, force: true });
rmSync(generated, { recursive: true, force: true });
mkdirSync(dist);

function buildWasm({ name, cargo, wasm: file, level }) {
  const out = join(generated, name);
  mkdirSync(out, { recursive: true });
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const env = level ? { ...process.env, CARGO_PROFILE_WASM_OPT_LEVEL: level } : process.env;
  run("cargo", ["build", "--lib", "--target", "wasm32-unknown-unknown", "--profile", "wasm", ...cargo], { env });
  // `--omit-default-module-path`: the glue never fetches anything.
  // `--experimental-reset-state-function`: a fault inside is answered with a fresh instance.
  run("wasm-bindgen", [
    join(target, "wasm32-unknown-unknown", "wasm", "unanimous.wasm"),
    ...["--target", "web", "--out-dir", out, "--omit-default-module-path", "--experimental-reset-state-function"],
    ...["--remove-name-section", "--remove-producers-section"],
  ]);
  const wasm = join(dist, file);
  run(bin("wasm-opt"), [join(out, "unanimous_bg.wasm"), "-o", wasm, "-Oz", ...FEATURES.map((name) => `--enable-${name}`)]);
  // Hex: after gzip or brotli it is smaller than base64, for it keeps the bytes aligned.
  writeFileSync(join(out, "wasm.js"), `export default "${readFileSync(wasm).toString("hex")}";\n`);
  writeFileSync(join(out, "wasm.d.ts"), "declare const hex: string;\nexport default hex;\n");
}

/**
 * How an entry gets its wasm: `inline`, compiled at the first call, works wherever compiling is allowed; Cloudflare's
 * and Vercel's runtimes allow none, and take a module by import.
 */
const SOURCES = {
  inline: { suffix: "", file: "wasm-inline.ts" },
  workerd: { suffix: ".workerd", file: "wasm-workerd.ts" },
  "edge-light": { suffix: ".edge-light", file: "wasm-edge-light.ts" },
};

/** Points the imports of generated files to this flavour, and that of the wasm to this source. */
const choose = (flavour, source) => ({
  name: "choose",
  setup(build) {
    build.onResolve({ filter: /\/generated\/full\// }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace("/full/", `/${flavour.name}/`)),
    }));
    build.onResolve({ filter: /\/wasm-inline\.js$/ }, ({ resolveDir }) => ({ path: join(resolveDir, source.file) }));
    build.onResolve({ filter: /\/unanimous\.wasm(\?module)?$/ }, ({ path }) => ({
      path: path.replace("unanimous.wasm", flavour.wasm),
      external: true,
    }));
    // The other entries import the main one as it lies beside them, so that there is one wasm instance and not two.
    build.onResolve({ filter: /^\.\.?\/index\.js$/ }, () => ({ path: "./index.js", external: true }));
  },
});

async function bundle(entry, outfile, format, flavour, source) {
  await esbuild.build({
    entryPoints: [join(here, "src", `${entry}.ts`)],
    outfile: join(dist, format, outfile),
    bundle: true,
    external: ["node:*"],
    plugins: [choose(flavour, source)],
    // Where the file is, in either format's words.
    define: format === "cjs" ? { "import.meta.url": "__filename" } : {},
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

for (const flavour of FLAVOURS) buildWasm(flavour);
for (const flavour of FLAVOURS) {
  for (const source of Object.values(SOURCES)) {
    await bundle(flavour.entry, `${flavour.entry}${source.suffix}.js`, "esm", flavour, source);
  }
  await bundle(flavour.entry, `${flavour.entry}.js`, "cjs", flavour, SOURCES.inline);
}
for (const entry of ["node", "form"]) {
  for (const format of ["esm", "cjs"]) await bundle(entry, `${entry}.js`, format, FLAVOURS[0], SOURCES.inline);
}

// Types for `import`, and the same files again for `require`: under a package.json of their own, or TypeScript would
// take the CommonJS entry for an ES module.
const INTERNAL = [
  ...["engine", "pack", "utf8", "wasm-inline", "wasm-workerd", "wasm-edge-light"],
  ...["controls", "convert", "marks", "messages", "path", "places", "read", "tree"].map((name) => `form/${name}`),
];
for (const format of ["esm", "cjs"]) {
  run(bin("tsc"), ["-p", "tsconfig.json", "--outDir", join(dist, format)], { cwd: here });
  for (const name of INTERNAL) rmSync(join(dist, format, `${name}.d.ts`), { force: true });
}
writeFileSync(join(dist, "cjs", "package.json"), '{ "type": "commonjs" }\n');
for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, license), join(here, license));

for (const file of ["unanimous.wasm", "esm/index.js", "lite.wasm", "esm/lite.js", "esm/node.js", "esm/form.js"]) {
  console.log(`dist/${file}  ${statSync(join(dist, file)).size} bytes`);
}
