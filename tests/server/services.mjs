// Starts the databases of the tests on free loopback ports, from Debian's packages.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const isRoot = process.getuid() === 0;

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Waits until a port accepts connections. */
async function listening(port, child) {
  for (let tries = 0; tries < 200 && child.exitCode === null; tries++) {
    const isOpen = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.end());
    });
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`${child.spawnfile} does not listen`);
}

/** A `redis-server` that keeps nothing on disk. */
export async function startRedis(port) {
  port ??= await freePort();
  const args = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", args.map(String), { stdio: "ignore" });
  await listening(port, child);
  return { url: `redis://127.0.0.1:${port}`, port, child, stop: () => child.kill("SIGKILL") };
}

/** The folder of PostgreSQL's programs. */
export function postgresBin() {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(root, version, "bin")).find((path) => existsSync(join(path, "initdb")));
  if (!found) throw new Error("PostgreSQL is not installed: apt-get install postgresql");
  return found;
}

/** A PostgreSQL server in a temporary folder. PostgreSQL refuses to run as root, so root runs it as `postgres`. */
export async function startPostgres() {
  const bin = postgresBin();
  const folder = mkdtempSync(join(tmpdir(), "unanimous-postgres-"));
  if (isRoot) execFileSync("chown", ["postgres", folder]);
  const as = (program, args) =>
    isRoot ? ["setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", program, ...args]] : [program, args];
  const data = join(folder, "data");
  execFileSync(...as(join(bin, "initdb"), ["-D", data, "-U", "test", "-A", "trust", "-N"]), { stdio: "ignore" });
  const port = await freePort();
  const options = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"];
  const child = spawn(...as(join(bin, "postgres"), [...options, "-c", "max_connections=200"]), { stdio: "ignore" });
  await listening(port, child);
  await sleep(200);
  return {
    url: `postgres://test@127.0.0.1:${port}/postgres`,
    port,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
