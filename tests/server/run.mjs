// Runs the tests of this folder in a temporary project, with the locked versions of the clients and the package's tarball:
// every store of `unanimous/server` over its real database, and over two processes.
//
//   node tests/server/run.mjs        needs the built package, redis-server and PostgreSQL
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lockedProject, ROOT } from "../tools/tarball.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));
const project = lockedProject(here);
// The test of Rust and Node builds a program there.
const env = { ...process.env, UNANIMOUS_ROOT: ROOT };
const run = (program, args) => spawnSync(program, args, { cwd: project.dir, stdio: "inherit", env }).status ?? 1;
try {
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
  const modules = ["--module", "nodenext", "--moduleResolution", "nodenext", "--types", "node"];
  const compiled = run(join(ROOT, "node_modules", ".bin", "tsc"), [...options, ...modules, "types.mts"]);
  // One file after the other: each starts a database, and loads all cores.
  process.exitCode = compiled || run(process.execPath, ["--test", "--test-concurrency=1", ...tests]);
} finally {
  project.remove();
}
