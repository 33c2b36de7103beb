// The crates that the npm package's WebAssembly is compiled from, as cargo resolves them.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PARTS } from "../../pkg/parts.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const NOTICES = join(ROOT, "pkg", "THIRD-PARTY.md");

/** The features of all modules of the package taken together. */
const FEATURES = [...new Set(PARTS.flatMap(({ features }) => features.split(",")))].join(",");

/** Returns cargo's arguments for the crate and the features that pkg/build.mjs compiles. */
export function selection() {
  return ["--manifest-path", "wasm/Cargo.toml", "--no-default-features", "--features", FEATURES];
}

/** @returns {string[]} `name version` of each crate that the WebAssembly depends on, sorted, without our own */
export function wasmCrates() {
  const args = ["tree", ...selection(), "--locked", "--edges", "normal", "--target", "wasm32-unknown-unknown"];
  const tree = execFileSync("cargo", [...args, "--prefix", "none", "--format", "{p}"], { cwd: ROOT, encoding: "utf8" });
  const crates = tree
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("unanimous"))
    .map((line) => line.replace(/^(\S+) v(\S+).*$/, "$1 $2"));
  return [...new Set(crates)].sort();
}
