// A Rust application for wasm that uses one function of ours gets that function, and nothing else of ours.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cargo } from "./cargo.mjs";

const MOST_BYTES = 20 * 1024;

test("a module with `is_email` alone is small and exports nothing of ours", () => {
  const target = cargo("is-email", "build", "--release", "--target", "wasm32-unknown-unknown");
  const bytes = readFileSync(`${target}/wasm32-unknown-unknown/release/is_email.wasm`);
  assert.ok(bytes.length <= MOST_BYTES, `${bytes.length} bytes, of at most ${MOST_BYTES}`);

  const module = new WebAssembly.Module(bytes);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  // All but the first are the linker's.
  assert.deepEqual(exported.sort(), ["__data_end", "__heap_base", "is_email", "memory"]);

  const { is_email, memory, __heap_base } = new WebAssembly.Instance(module).exports;
  const isEmail = (text) => {
    const { written } = new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, __heap_base.value));
    return is_email(__heap_base.value, written) === 1;
  };
  for (const address of ["ann@example.com", "o'brien@example.com"]) assert.ok(isEmail(address), address);
  for (const text of ["ann", "ann@localhost", "a..b@example.com", ""]) assert.ok(!isEmail(text), text);
});
