// Runs the Rust blocks of the READMEs and of docs/, each as a test of its own.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PAGES, snippets } from "../tools/snippets.mjs";
import { ROOT } from "../tools/tarball.mjs";
import { cargoOutput } from "./cargo.mjs";

/** Blocks that are no program: a row of a table, and a crate that another test builds. */
const OTHER = {
  "docs/adding-a-reason.md": "a row of a table",
  "docs/rust-wasm.md": "tests/wasm/docs.test.mjs builds it",
};

/** What blocks use without declaring it: the reader's own value, and the file of the schema. */
const BODY =
  'let body: unanimous::Json = r#"{ "email": "ann", "phone": "%" }"#.replace(\'%\', &"0".repeat(51)).parse()?;';
const LEAD = {
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, phone: { type: "string", format: "phone" } },
};

const blocks = PAGES.flatMap(snippets).filter(
  ({ language, page }) => language === "rust" && !Object.hasOwn(OTHER, page),
);

test("every Rust block compiles and runs", () => {
  const functions = blocks.map(
    ({ page, line, code }) => `
#[test]
#[allow(unused)]
fn ${page.replace(/\W/g, "_").toLowerCase()}_${line}() -> Result<(), Box<dyn std::error::Error>> {
${code.includes("&body") ? BODY : ""}
${code}
Ok(())
}
`,
  );
  const src = join(ROOT, "tests", "downstream", "docs", "src");
  writeFileSync(join(src, "lead.schema.json"), JSON.stringify(LEAD));
  writeFileSync(join(src, "blocks.rs"), functions.join(""));
  const output = cargoOutput("docs", "test", "--lib");
  assert.ok(blocks.length >= 10);
  assert.ok(output.includes(`test result: ok. ${blocks.length} passed; 0 failed`), output);
});
