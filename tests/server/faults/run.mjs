// Runs main.mjs in a temporary project, with the locked versions of the clients and the package's tarball, beside the
// processes in Rust.
//
//   node tests/server/faults/run.mjs        needs the built package, redis-server, PostgreSQL and cargo
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lockedProject, ROOT } from "../../tools/tarball.mjs";

const cargo = ["test", "--features", "redis,postgres,tower", "--test", "faults", "--no-run", "--message-format=json"];
const output = execFileSync("cargo", cargo, {
  cwd: ROOT,
  encoding: "utf8",
  maxBuffer: 64 << 20,
  stdio: [0, "pipe", 2],
});
const messages = output.split("\n").filter((line) => line.startsWith("{"));
const built = messages
  .map((line) => JSON.parse(line))
  .find(({ target, executable }) => executable && target?.name === "faults");
const project = lockedProject(fileURLToPath(new URL("..", import.meta.url)));
try {
  const env = { ...process.env, FAULTS_PROGRAM: built.executable };
  const program = join(project.dir, "faults", "main.mjs");
  process.exitCode = spawnSync(process.execPath, [program], { cwd: project.dir, env, stdio: "inherit" }).status ?? 1;
} finally {
  project.remove();
}
