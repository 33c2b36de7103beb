// Tests that the small wasm modules contain no panic messages. unanimous.wasm does: it is compiled with SIMD, where the
// compiler does not remove them (see pkg/parts.mjs).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

for (const name of ["lite.wasm", "errors.wasm", "writer.wasm"]) {
  test(`${name} contains no Rust file names and no panic messages`, () => {
    const wasm = readFileSync(new URL(`../../pkg/dist/${name}`, import.meta.url)).toString("latin1");
    assert.doesNotMatch(wasm, /\w\.rs\b|panicked at|index out of bounds/);
  });
}
