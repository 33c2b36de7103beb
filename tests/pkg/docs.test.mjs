// Compiles or runs every code block of the READMEs and of docs/, against the tarball as users get it.
//
//   ts, tsx   is compiled: strict, with the checks of the libraries' own types. Names that a block does not declare are
//             those of tests/tools/snippet-context.d.ts.
//   js        is run in Node. The comment after an expression is its value: `result.ok; // false`.
//   json      is parsed, and compiled if it is a schema.
//   html      is run by the test that MOVED names.
//   rust      is run by `cargo test`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { schema } from "unanimous";
import { PAGES, snippets } from "../tools/snippets.mjs";
import { checked } from "../tools/snippet-values.mjs";
import { freshProject, ROOT } from "../tools/tarball.mjs";

const LOCKED = JSON.parse(readFileSync(join(ROOT, "tests", "frameworks", "package.json"), "utf8")).dependencies;
/** What the blocks import beside this package. */
const LIBRARIES = [
  ...["hono", "@hono/standard-validator", "react", "react-hook-form", "@hookform/resolvers", "axios", "ky"],
  ...["express", "fastify"],
];
const project = freshProject([
  ...["@types/node@20.19.43", "undici@7.30.2", "@types/react@19.2.2", "@types/express@5.0.6"],
  ...["redis@6.3.1", "postgres@3.4.9"],
  ...LIBRARIES.map((name) => `${name}@${LOCKED[name]}`),
]);
after(() => project.remove());

/** Blocks that another test runs: the page and the heading, and the test. */
const MOVED = {
  "README.md#From Rust to WebAssembly": "tests/wasm/plain.test.mjs",
  "docs/forms.md#Forms": "tests/browser/forms-page.test.mjs",
  "docs/rust-wasm.md#From `cargo new` to a page": "tests/wasm/docs.test.mjs",
  "docs/rust-wasm.md#Without Rust code of your own": "tests/wasm/docs.test.mjs",
};
/** Languages of blocks that are not code of this package. */
const OTHER = ["rust", "sh", "text", "toml", ""];

const blocks = PAGES.flatMap(snippets).filter(({ language }) => !OTHER.includes(language));
const isMoved = ({ page, heading }) => Object.hasOwn(MOVED, `${page}#${heading}`);
const own = blocks.filter((block) => !isMoved(block));
const of = (...languages) => own.filter(({ language }) => languages.includes(language));
const name = ({ page, line }) => `${page}:${line}`;
const fileOf = ({ page, line }, extension) => `${page.replace(/\W/g, "_")}_${line}.${extension}`;

test("each block is in a language that this test knows", () => {
  for (const block of own)
    assert.ok(["ts", "tsx", "js", "json"].includes(block.language), `${name(block)}: ${block.language}`);
  assert.ok(own.length > 20);
});

test("the blocks that other tests run are there, and so are the tests", () => {
  for (const [place, file] of Object.entries(MOVED)) {
    assert.ok(
      blocks.some(({ page, heading }) => place === `${page}#${heading}`),
      place,
    );
    assert.ok(existsSync(join(ROOT, file)), file);
  }
});

test("a block that sends JSON says so, because `validated` and other servers refuse text/plain", () => {
  const sent = blocks.filter(({ code }) => /body: JSON\.stringify/.test(code));
  assert.ok(sent.length > 2);
  for (const block of sent) assert.match(block.code, /\bheaders\b/, name(block));
});

test("every ts block compiles", () => {
  const dir = join(project.dir, "blocks");
  mkdirSync(join(dir, "schemas"), { recursive: true });
  // The files that docs/cli.md has the command write.
  const lead = { type: "object", required: ["email"], properties: { email: { type: "string" } } };
  writeFileSync(join(dir, "schemas", "index.ts"), `export const createLead = ${JSON.stringify(lead)} as const;`);
  writeFileSync(
    join(dir, "schemas", "createLead.schema.d.json.ts"),
    `declare const schema: ${JSON.stringify(lead)};\nexport default schema;`,
  );
  writeFileSync(join(dir, "lead.schema.json"), JSON.stringify(lead));
  const context = readFileSync(join(ROOT, "tests", "tools", "snippet-context.d.ts"), "utf8");
  writeFileSync(join(dir, "context.d.ts"), context);
  writeFileSync(join(dir, "server-context.d.ts"), context.replace(/.*HTMLFormElement.*\n/, ""));
  writeFileSync(
    join(project.dir, "package.json"),
    JSON.stringify({ ...JSON.parse(readFileSync(join(project.dir, "package.json"), "utf8")), type: "module" }),
  );
  const files = of("ts", "tsx").map((block) => {
    const file = fileOf(block, block.language);
    writeFileSync(join(dir, file), `${block.code}\nexport {};\n`);
    return file;
  });
  // Blocks for servers are compiled without the types of a browser, which has another `fetch`.
  const isServer = (file) => /"unanimous\/(?:node|server)"/.test(readFileSync(join(dir, file), "utf8"));
  compile(
    dir,
    ["context.d.ts", ...files.filter((file) => !isServer(file))],
    ["es2022", "dom", "dom.iterable", "esnext.disposable"],
  );
  compile(dir, ["server-context.d.ts", ...files.filter(isServer)], ["es2022", "esnext.disposable"]);
});

function compile(dir, files, lib) {
  writeFileSync(
    join(dir, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        ...{ strict: true, skipLibCheck: false, noEmit: true, target: "es2022", jsx: "react-jsx" },
        ...{ module: "esnext", moduleResolution: "bundler", types: ["node"] },
        ...{ allowArbitraryExtensions: true, resolveJsonModule: true, lib },
      },
      files,
    }),
  );
  try {
    execFileSync(join(ROOT, "node_modules", ".bin", "tsc"), ["-p", dir], { encoding: "utf8" });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
}

for (const block of of("js")) {
  test(`the js block of ${name(block)} runs, and its comments are true`, async () => {
    const file = join(project.dir, fileOf(block, "mjs"));
    writeFileSync(file, checked(block.code));
    const values = [];
    globalThis.checkValue = (line, value) => values.push([line, value]);
    await import(pathToFileURL(file).href);
    for (const [line, mistake] of values) assert.equal(mistake, null, `${name(block)}, "${line}"`);
    assert.ok(values.length > 0, "a block without a value to check is no example: make it a ts block");
  });
}

for (const block of of("json")) {
  test(`the json block of ${name(block)}`, () => {
    const json = JSON.parse(block.code);
    if ("properties" in json || "type" in json) schema(json);
  });
}
