// The Lua and the SQL of the stores: one source for Rust and JavaScript.
//
//   node --test tests/pkg/stores-module.test.mjs          needs the built package
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { storesModule } from "../../pkg/stores.mjs";
import { ROOT } from "../tools/tarball.mjs";

const FOLDER = join(ROOT, "src", "idempotency");

test("the built package has every script of the Rust crate", () => {
  const built = readFileSync(join(ROOT, "pkg", "src", "generated", "stores.ts"), "utf8");
  assert.equal(built, storesModule(FOLDER), "run `node pkg/build.mjs`");
  for (const [folder, extension] of [
    ["redis", ".lua"],
    ["postgres", ".sql"],
  ]) {
    const files = readdirSync(join(FOLDER, folder)).filter((name) => name.endsWith(extension));
    assert.ok(files.length >= 4);
    for (const file of files) assert.match(built, new RegExp(`\n  ${file.slice(0, -extension.length)}: "`));
  }
});

test("comments are left out, and the flags of a Lua script stay first", () => {
  const built = storesModule(FOLDER);
  assert.doesNotMatch(built, /(?:"|\\n)\s*--/);
  assert.match(built, /finish: "#!lua flags=allow-oom\\nlocal /);
});

test("a folder without scripts is refused", () => {
  assert.throws(() => storesModule(join(ROOT, "locales")), /ENOENT|holds no/);
});
