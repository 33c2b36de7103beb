// Builds the package: the crate to wasm, its glue, and the TypeScript around it, into dist/.
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

const entry = join(dist, "esm", "index.js");
if (process.argv.includes("--if-missing") && existsSync(entry)) process.exit(0);

const run = (command, args, cwd = root) => {
  console.log(`$ ${command} ${args.join(" ")}`);
  execFileSync(command, args, { cwd, stdio: "inherit" });
};

/** A tool of node_modules: the workspace's, or this package's own. */
const bin = (name) => {
  const found = [root, here].map((at) => join(at, "node_modules", ".bin", name)).find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not installed: run \`npm ci\` in the repository's root first`);
  return found;
};

rmSync(dist, { recursive: true, force: true });
rmSync(generated, { recursive: true, force: true });
mkdirSync(dist);
mkdirSync(generated);

// The crate. `--omit-default-module-path`: the wasm travels inside the JavaScript, so nothing is ever fetched.
// `--experimental-reset-state-function`: a fault inside is answered with a fresh instance.
run("cargo", ["build", "--lib", "--target", "wasm32-unknown-unknown", "--profile", "wasm"]);
run("wasm-bindgen", [
  "target/wasm32-unknown-unknown/wasm/unanimous.wasm",
  ...["--target", "web", "--out-dir", generated],
  ...["--omit-default-module-path", "--experimental-reset-state-function"],
  ...["--remove-name-section", "--remove-producers-section"],
]);
const wasm = join(generated, "unanimous_bg.wasm");
// The features named here are those that rustc turns on by default, all of them in Node 20 and in every browser since
// 2023; `--all-features` would use some that Node 20 cannot load.
const features = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
run(bin("wasm-opt"), [wasm, "-o", wasm, "-Oz", ...features.map((name) => `--enable-${name}`)]);

// Hex: after gzip or brotli it is smaller than base64, for it keeps the bytes aligned.
writeFileSync(join(generated, "wasm.js"), `export default "${readFileSync(wasm).toString("hex")}";\n`);
writeFileSync(join(generated, "wasm.d.ts"), "declare const hex: string;\nexport default hex;\n");

/** The other entries import the main one as it lies beside them, so that there is one wasm instance and not two. */
const mainIsExternal = {
  name: "main-is-external",
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/index\.js$/ }, () => ({ path: "./index.js", external: true }));
  },
};

for (const [name, format] of [["index", "esm"], ["index", "cjs"], ["node", "esm"], ["node", "cjs"]]) {
  await esbuild.build({
    entryPoints: [join(here, "src", `${name}.ts`)],
    outfile: join(dist, format, `${name}.js`),
    bundle: true,
    external: ["node:*"],
    plugins: [mainIsExternal],
    // Where the file is, in either format's words.
    define: format === "cjs" ? { "import.meta.url": "__filename" } : {},
    format,
    platform: "neutral",
    target: "es2022",
    legalComments: "none",
    sourcemap: false,
    // The package stays readable in a debugger; a user's bundler makes it small.
    minifySyntax: true,
  });
}

// Types for `import`, and the same files again for `require`: under a package.json of their own, or TypeScript would
// take the CommonJS entry for an ES module.
for (const format of ["esm", "cjs"]) {
  run(bin("tsc"), ["-p", "tsconfig.json", "--outDir", join(dist, format)], here);
  for (const inner of ["engine.d.ts", "pack.d.ts"]) rmSync(join(dist, format, inner));
}
writeFileSync(join(dist, "cjs", "package.json"), '{ "type": "commonjs" }\n');
for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, license), join(here, license));

for (const file of ["esm/index.js", "cjs/index.js", "esm/node.js", "cjs/node.js"]) {
  console.log(`dist/${file}  ${statSync(join(dist, file)).size} bytes`);
}
console.log(`wasm inside   ${statSync(wasm).size} bytes`);
