// Runs cargo for the crates of this folder, which are workspaces of their own. Their dependencies have the versions that
// the root's Cargo.lock has.
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tools/tarball.mjs";

const TARGET = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "downstream");

/** Runs cargo in a crate's folder and returns what it prints. */
export function cargoOutput(crate, command, ...args) {
  const cwd = join(ROOT, "tests", "downstream", crate);
  copyFileSync(join(ROOT, "Cargo.lock"), join(cwd, "Cargo.lock"));
  // Flags of the developer's shell would make another build.
  const env = { ...process.env, RUSTFLAGS: "", CARGO_TARGET_DIR: TARGET };
  return execFileSync("cargo", [command, ...args], {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Runs cargo in a crate's folder and returns the folder of what it builds. */
export function cargo(crate, ...args) {
  cargoOutput(crate, ...args);
  return TARGET;
}
