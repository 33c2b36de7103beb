// The modules hold nothing that only a panic's message would need: pkg/snip.mjs took it out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { snip } from "../../pkg/snip.mjs";

const read = (name) => readFileSync(new URL(`../../pkg/dist/${name}`, import.meta.url));

for (const name of ["unanimous.wasm", "lite.wasm", "errors.wasm"]) {
  test(`${name}: no file of Rust's is named, and no panic is told`, () => {
    assert.doesNotMatch(read(name).toString("latin1"), /\w\.rs\b|panicked at|index out of bounds/);
  });
}

test("a module that the linker says nothing about is not guessed at", () => {
  assert.throws(() => snip(read("lite.wasm")), /--emit-relocs/);
});
