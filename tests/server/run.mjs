// Runs the tests of this folder in a temporary project, with the locked versions of the clients and the package's tarball:
// every store of `unanimous/server` over its real database, over two processes, and beside the Rust server.
//
//   node tests/server/run.mjs        needs the built package, redis-server, PostgreSQL and cargo
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lockedProject, ROOT } from "../tools/tarball.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));
const cargo = ["build", "--quiet", "-p", "unanimous-example-server", "--features", "redis"];
execFileSync("cargo", cargo, { cwd: ROOT, stdio: "inherit" });
const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
const env = { ...process.env, RUST_SERVER: join(target, "debug", "unanimous-example-server"), WWW_ROOT: ROOT };
const project = lockedProject(here);
const run = (program, args) => spawnSync(program, args, { cwd: project.dir, env, stdio: "inherit" }).status ?? 1;
try {
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
  const modules = ["--module", "nodenext", "--moduleResolution", "nodenext", "--types", "node"];
  const compiled = run(join(ROOT, "node_modules", ".bin", "tsc"), [...options, ...modules, "types.mts"]);
  // One file after the other: each starts a database, and loads all cores.
  process.exitCode =
    compiled || run(process.execPath, ["--test", "--test-timeout=900000", "--test-concurrency=1", ...tests]);
} finally {
  project.remove();
}
