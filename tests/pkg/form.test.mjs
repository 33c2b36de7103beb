// Tests the installed `unanimous/form`: it can be imported without a document, and contains no WebAssembly.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { build } from "esbuild";
import { freshProject } from "../tools/tarball.mjs";

const project = freshProject();
after(() => project.remove());

const run = (...args) => execFileSync(process.execPath, args, { cwd: project.dir, encoding: "utf8" });
const PRINT = "console.log(Object.keys(form).join(), typeof form.bindForm)";

test("it can be imported and required in Node", () => {
  assert.equal(
    run("--input-type=module", "-e", `import * as form from "unanimous/form"; ${PRINT}`),
    "bindForm,errorSummary,formSchema,readForm function\n",
  );
  assert.equal(
    run("-e", `const form = require("unanimous/form"); ${PRINT}`),
    "bindForm,errorSummary,formSchema,readForm function\n",
  );
});

test("it bundles no other entry, and an unused import adds no bytes", async () => {
  const bundle = async (contents) => {
    const stdin = { contents, resolveDir: project.dir };
    const { metafile, outputFiles } = await build({
      stdin,
      bundle: true,
      minify: true,
      format: "esm",
      write: false,
      metafile: true,
    });
    return {
      files: Object.keys(metafile.inputs).filter((name) => name !== "<stdin>"),
      bytes: outputFiles[0].contents.length,
    };
  };
  const { files, bytes } = await bundle('export { bindForm } from "unanimous/form";');
  assert.deepEqual(
    files.map((name) => name.slice(name.indexOf("unanimous/"))),
    [join("unanimous", "dist", "esm", "form.js")],
  );
  assert.ok(bytes < 35_500, `${bytes} bytes`);
  assert.equal((await bundle('import { bindForm } from "unanimous/form";')).bytes, 0);
});
