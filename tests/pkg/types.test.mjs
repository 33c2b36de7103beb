// Compiles against the tarball's types with each module resolution, as a user's compiler does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { freshProject, ROOT } from "../tools/tarball.mjs";

const project = freshProject(["@types/node@20.19.43"]);
after(() => project.remove());

const tsc = (file, options) =>
  execFileSync(
    join(ROOT, "node_modules", ".bin", "tsc"),
    ["--ignoreConfig", "--noEmit", "--strict", "--target", "es2022", "--types", "", ...options, file],
    {
      cwd: project.dir,
      encoding: "utf8",
    },
  );

for (const [file, module, resolution] of [
  ["types.mts", "node16", "node16"],
  ["types.mts", "nodenext", "nodenext"],
  ["types.cts", "nodenext", "nodenext"],
  ["types.mts", "esnext", "bundler"],
  ["form.mts", "nodenext", "nodenext"],
  ["form.cts", "nodenext", "nodenext"],
  ["form.mts", "esnext", "bundler"],
]) {
  test(`${file} with module ${module} and moduleResolution ${resolution}`, () => {
    copyFileSync(join(ROOT, "tests", "pkg", "types", file.replace(".cts", ".mts")), join(project.dir, file));
    try {
      assert.equal(tsc(file, ["--module", module, "--moduleResolution", resolution]), "");
    } catch (error) {
      assert.fail(error.stdout || error.message);
    }
  });
}

test("the error for an unknown keyword is at the keyword and names it", () => {
  const lines = [
    'import { schema } from "unanimous";',
    "schema({",
    '  type: "object",',
    "  properties: {",
    '    a: { type: "string",',
    "      minLenght: 5 } },",
    "});",
  ];
  writeFileSync(join(project.dir, "wrong.mts"), lines.join("\n"));
  assert.throws(
    () => tsc("wrong.mts", ["--module", "nodenext", "--moduleResolution", "nodenext"]),
    (error) => /^wrong\.mts\(6,7\): error .*UnknownKeyword<"minLenght">/.test(error.stdout),
  );
});

test("unanimous/node with @types/node, with and without undici", () => {
  copyFileSync(join(ROOT, "tests", "pkg", "types", "node.mts"), join(project.dir, "node.mts"));
  const options = ["--module", "nodenext", "--moduleResolution", "nodenext", "--types", "node"];
  try {
    assert.equal(tsc("node.mts", options), "");
    symlinkSync(join(ROOT, "node_modules", "undici"), join(project.dir, "node_modules", "undici"));
    assert.equal(tsc("node.mts", options), "");
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
});
