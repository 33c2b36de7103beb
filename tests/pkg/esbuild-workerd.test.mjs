// Plain esbuild for Cloudflare's runtime: what it says without a loader for wasm, and the remedy of pkg/README.md.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { build } from "esbuild";
import { freshProject, ROOT } from "../tools/tarball.mjs";

const project = freshProject();
after(() => project.remove());

const readme = readFileSync(join(ROOT, "pkg", "README.md"), "utf8");
const ERROR = 'No loader is configured for ".wasm" files';

const bundle = (conditions, options = {}) =>
  build({
    stdin: { contents: 'export { checkEmail } from "unanimous/lite";', resolveDir: project.dir },
    ...{ bundle: true, format: "esm", logLevel: "silent", conditions, outdir: join(project.dir, conditions[0]) },
    ...options,
  });

for (const condition of ["workerd", "edge-light"]) {
  test(`${condition}: without a loader esbuild refuses, with the words of the README`, async () => {
    const { errors } = await bundle([condition]).catch((error) => error);
    assert.ok(errors.length > 0);
    for (const { text } of errors) assert.ok(text.startsWith(ERROR), text);
    assert.ok(readme.includes(ERROR) && readme.includes("--loader:.wasm=copy"));
  });

  test(`${condition}: with the loader the bundle imports the wasm file beside it`, async () => {
    await bundle([condition], { loader: { ".wasm": "copy" } });
    const dir = join(project.dir, condition);
    const code = readFileSync(join(dir, "stdin.js"), "utf8");
    const imported = [...code.matchAll(/from "(\.\/[^"?]+\.wasm)(?:\?module)?"/g)].map(([, path]) => path);
    assert.ok(imported.length > 0, readdirSync(dir).join());
    for (const path of imported) assert.ok(existsSync(join(dir, path)), path);
  });
}
