// Tests how the constants of the boundary are read from Rust.
import assert from "node:assert/strict";
import { test } from "node:test";
import { constantsModule } from "../../pkg/constants.mjs";

test("constants become TypeScript, with their comments and values", () => {
  const rust = `//! A file.
#![allow(dead_code, reason = "a const for JavaScript alone")]

/// The size
/// in bytes.
pub(super) const SIZE: u32 = 48 * 1024;
/// A mask.
pub const MASK: u32 = (1 << (32 - 3)) - 1 | SIZE;
/// The largest.
pub const LARGEST: u32 = 4_294_967_295;
`;
  const [, ...lines] = constantsModule(rust).trimEnd().split("\n");
  assert.deepEqual(lines, [
    "",
    "/** The size in bytes. */",
    "export const SIZE = 49152;",
    "",
    "/** A mask. */",
    "export const MASK = 536870911;",
    "",
    "/** The largest. */",
    "export const LARGEST = 4294967295;",
  ]);
});

test("a constant that cannot be read fails the build", () => {
  for (const [line, message] of [
    ["const SIZE: usize = 1;", /not a constant of the form/],
    ["pub const SIZE: u32 = size_of::<u64>();", /SIZE is not integer arithmetic/],
    ["pub const SIZE: u32 = OTHER + 1;", /SIZE names OTHER, which is not an earlier constant/],
    ["pub const SIZE: u32 = 1 << 32;", /SIZE is not a u32/],
    ["pub const SIZE: u32 = 1 - 2;", /SIZE is not a u32/],
    ["", /holds no constant/],
  ]) {
    assert.throws(() => constantsModule(line), message, line);
  }
});
