// pkg/THIRD-PARTY.md against the crates that the WebAssembly is made of now.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NOTICES, wasmCrates } from "../../scripts/notices/graph.mjs";

const text = readFileSync(NOTICES, "utf8");
const crates = wasmCrates();
const AGAIN = "`make notices` writes pkg/THIRD-PARTY.md anew";

test("the notices list every crate in the WebAssembly, by name and version, and no other", () => {
  const listed = [...text.matchAll(/^- (\S+ \S+) \(/gm)].map(([, crate]) => crate);
  assert.deepEqual(listed.sort(), crates, AGAIN);
});

test("every crate has a licence with its whole text", () => {
  const users = [...text.matchAll(/^Used by: (.+)$/gm)].flatMap(([, names]) => names.split(", "));
  assert.deepEqual([...new Set(users)].sort(), crates, AGAIN);
  for (const sign of ["Permission is hereby granted", "UNICODE LICENSE V3", "This software is provided 'as-is'"]) {
    assert.ok(text.includes(sign), sign);
  }
  assert.doesNotMatch(text, /<year>|<copyright holders>|\[yyyy\]/, "a text with a name to fill in: see about.toml");
});
