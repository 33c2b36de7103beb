// Runs the tests of this folder in a temporary project, with the locked versions of the frameworks and the package's
// tarball.
//
//   node tests/frameworks/run.mjs        needs the built package
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { lockedProject, ROOT } from "../tools/tarball.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));
const project = lockedProject(here);
try {
  const env = { ...process.env, TSC: join(ROOT, "node_modules", ".bin", "tsc") };
  const { status } = spawnSync(process.execPath, ["--test", "--test-timeout=900000", ...tests], {
    cwd: project.dir,
    env,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  project.remove();
}
