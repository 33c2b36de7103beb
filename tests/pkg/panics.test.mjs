// Tests that the wasm modules contain no panic messages: pkg/snip.mjs removes them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { snip } from "../../pkg/snip.mjs";

const read = (name) => readFileSync(new URL(`../../pkg/dist/${name}`, import.meta.url));

for (const name of ["unanimous.wasm", "lite.wasm", "errors.wasm"]) {
  test(`${name} contains no Rust file names and no panic messages`, () => {
    assert.doesNotMatch(read(name).toString("latin1"), /\w\.rs\b|panicked at|index out of bounds/);
  });
}

test("snip rejects a module without relocations", () => {
  assert.throws(() => snip(read("lite.wasm")), /--emit-relocs/);
});
