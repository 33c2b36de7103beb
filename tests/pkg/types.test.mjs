// Compiles against the tarball's types with each module resolution, as a user's compiler does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { freshProject, ROOT } from "../tools/tarball.mjs";
import { bigProgram, bigSchema, deepProgram, deepSchemas } from "./types/big-schema.mjs";

// The oldest compiler that docs/types.md promises.
const OLDEST = "typescript-oldest";
const project = freshProject([
  ...["@types/node@20.19.43", `${OLDEST}@npm:typescript@5.4.5`, "@cloudflare/workers-types@5.20261117.1"],
]);
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

const NODE_NEXT = ["--module", "nodenext", "--moduleResolution", "nodenext"];
const STRICTER = ["--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];

function compiles(file, options) {
  try {
    assert.equal(tsc(file, options), "");
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
}

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
    compiles(file, ["--module", module, "--moduleResolution", resolution]);
  });
}

for (const file of ["types.mts", "infer.mts", "misuse.mts"]) {
  for (const options of [[], STRICTER]) {
    test(`${file} with ${["--strict", ...options].join(" ")}`, () => {
      copyFileSync(join(ROOT, "tests", "pkg", "types", file), join(project.dir, file));
      compiles(file, [...NODE_NEXT, ...options]);
    });
  }
}

test("a schema of 60 definitions, written inline and imported from a JSON file", () => {
  const schema = bigSchema(60);
  writeFileSync(join(project.dir, "big.json"), JSON.stringify(schema));
  writeFileSync(join(project.dir, "big.mts"), bigProgram(schema));
  compiles("big.mts", [...NODE_NEXT, ...STRICTER, "--resolveJsonModule"]);
});

test("schemas that are deep or wide", () => {
  writeFileSync(join(project.dir, "deep.mts"), deepProgram(deepSchemas()));
  compiles("deep.mts", [...NODE_NEXT, ...STRICTER]);
});

test("the types with the oldest compiler", () => {
  const files = ["types.mts", "infer.mts", "misuse.mts"];
  for (const file of files) copyFileSync(join(ROOT, "tests", "pkg", "types", file), join(project.dir, file));
  const tsc = join(project.dir, "node_modules", OLDEST, "bin", "tsc");
  const options = ["--noEmit", "--strict", "--target", "es2022", "--typeRoots", "none", ...NODE_NEXT, ...STRICTER];
  // The library of 5.4 has no `Disposable`, which the package's own types name.
  const args = [tsc, ...options, "--lib", "es2022,dom,esnext.disposable", ...files];
  try {
    assert.equal(execFileSync(process.execPath, args, { cwd: project.dir, encoding: "utf8" }), "");
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
});

test("the error for a mistake in a schema is at the mistake and names it", () => {
  const mistakes = [
    ['type: "string",', "minLenght: 5", 'UnknownKeyword<"minLenght">'],
    ['type: "string",', 'format: "emial"', 'UnknownFormat<"emial">'],
    ['format: "email", "x-unanimous":', '{ rul: "html" }', 'UnknownOption<"rul">', 2],
    ['type: "number",', 'enum: ["a"]', 'NoValueOfType<"number">'],
    ['type: "string",', "minimum: 3", 'UnusedKeyword<"minimum", "string">'],
    ["maxLength: 4,", "minLength: 5", "AboveUpperBound<4>"],
    ["properties: { email: {} }, required:", '["emial"]', 'UndeclaredName<"emial">', 1],
  ];
  const lines = ['import { schema } from "unanimous";'];
  for (const [before, mistake] of mistakes) {
    lines.push("schema({ properties: { a: { items: {", `  ${before}`, mistake, "} } } });");
  }
  writeFileSync(join(project.dir, "wrong.mts"), lines.join("\n"));
  const { stdout } = (() => {
    try {
      return { stdout: tsc("wrong.mts", NODE_NEXT) };
    } catch (error) {
      return error;
    }
  })();
  const errors = stdout.split("\n").filter((line) => line.startsWith("wrong.mts("));
  assert.equal(errors.length, mistakes.length, stdout);
  for (const [at, [, , name, column = 0]] of mistakes.entries()) {
    assert.ok(errors[at].startsWith(`wrong.mts(${4 + 4 * at},${column + 1}): error `), errors[at]);
    assert.ok(errors[at].includes(name), errors[at]);
  }
});

test("an imported JSON file is a JsonSchema", () => {
  // The compiler gives a member that only one branch has to the other branches, too: as one that is undefined.
  const branch = (tag, name, keywords) => ({
    type: "object",
    required: ["tag", name],
    properties: { tag: { const: tag }, [name]: { type: "string" } },
    ...keywords,
  });
  const file = {
    oneOf: [
      branch("a", "x", { additionalProperties: false, dependentRequired: { x: ["tag"] } }),
      branch("b", "y", { dependentRequired: { y: ["tag"] }, patternProperties: { "^z": { type: "number" } } }),
      {
        items: { $ref: "#/$defs/a" },
        dependencies: { u: ["v"] },
        discriminator: { propertyName: "t", mapping: { a: "A" } },
      },
      { items: true, dependencies: { w: {} }, discriminator: { propertyName: "t", mapping: { b: "B" } } },
    ],
    $defs: { a: { type: ["string", "null"] } },
  };
  writeFileSync(join(project.dir, "union.schema.json"), JSON.stringify(file));
  const lines = [
    'import { schema, type Infer, type JsonSchema } from "unanimous";',
    'import file from "./union.schema.json" with { type: "json" };',
    "const union = schema(file as JsonSchema);",
    "export const value: Infer<typeof union> = 5;",
  ];
  writeFileSync(join(project.dir, "union.mts"), lines.join("\n"));
  for (const options of [[], STRICTER]) compiles("union.mts", [...NODE_NEXT, "--resolveJsonModule", ...options]);
});

test("the types of the whole package hold without those of a browser, and with none of Node", () => {
  const all = ["unanimous", "unanimous/lite", "unanimous/server", "unanimous/node"].map(
    (name, at) => `export * as a${at} from "${name}";`,
  );
  writeFileSync(join(project.dir, "server.mts"), all.join("\n"));
  compiles("server.mts", [...NODE_NEXT, "--lib", "es2022,esnext.disposable", "--types", "node"]);
  writeFileSync(join(project.dir, "page.mts"), all.slice(0, 3).join("\n") + 'export * as form from "unanimous/form";');
  compiles("page.mts", [...NODE_NEXT, "--lib", "es2022,dom,esnext.disposable"]);
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

test("unanimous/server with Cloudflare's own types", () => {
  copyFileSync(join(ROOT, "tests", "pkg", "types", "worker.mts"), join(project.dir, "worker.mts"));
  compiles("worker.mts", [...NODE_NEXT, "--lib", "es2022", "--types", "@cloudflare/workers-types"]);
});

test("a result can be read without --strict, which Next leaves off in the tsconfig.json that it writes", () => {
  const lines = [
    'import { checkEmail, formSchema, schema } from "unanimous";',
    'const lead = schema({ type: "object", required: ["email"], properties: { email: { type: "string" } } });',
    "const result = formSchema(lead).validate(new FormData());",
    "export const state = result.ok ? { email: result.value.email } : { issues: result.issues };",
    'const email = checkEmail("ann");',
    "export const text: string = email.ok ? email.value : email.reason;",
  ];
  writeFileSync(join(project.dir, "loose.mts"), lines.join("\n"));
  compiles("loose.mts", [...NODE_NEXT, "--strict", "false"]);
});
