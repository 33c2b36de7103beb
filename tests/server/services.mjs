// Starts the databases of the tests on loopback ports, from Debian's packages.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const isRoot = process.getuid() === 0;

/** Listens, and returns the server; undefined if the port is taken. */
const listen = (port, host) =>
  new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(undefined));
    server.listen(port, host, () => resolve(server.unref()));
  });

/**
 * Takes a port of 127.0.0.1 below those that the system gives to connections, which are those from 32768 on Linux. The same
 * port of 127.0.0.2 shows other tests that it is taken, until this process ends.
 */
export async function takePort() {
  for (;;) {
    const port = 10_000 + randomInt(20_000);
    if ((await listen(port, "127.0.0.2")) === undefined) continue;
    const probe = await listen(port, "127.0.0.1");
    if (probe === undefined) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}

/** Waits until a port accepts connections. */
async function listening(port, child) {
  for (let tries = 0; tries < 1200 && child.exitCode === null; tries++) {
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
export async function startRedis(port, more = ["--save", "", "--appendonly", "no"], first = []) {
  port ??= await takePort();
  const args = [...first, "--port", port, "--bind", "127.0.0.1", ...more];
  const child = spawn("redis-server", args.map(String), { stdio: "ignore" });
  await listening(port, child);
  return { url: `redis://127.0.0.1:${port}`, port, child, stop: () => child.kill("SIGKILL") };
}

/** A cluster of three `redis-server`s that share the slots. */
export async function startRedisCluster() {
  const folder = mkdtempSync(join(tmpdir(), "unanimous-cluster-"));
  const nodes = [];
  const stop = () => {
    for (const { child } of nodes) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let n = 0; n < 3; n++) {
      const [port, bus] = [await takePort(), await takePort()];
      const own = ["--cluster-enabled", "yes", "--cluster-config-file", `${n}.conf`, "--cluster-port", bus];
      nodes.push(await startRedis(port, ["--save", "", "--appendonly", "no", "--dir", folder, ...own]));
    }
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    const cli = (...args) => execFileSync("redis-cli", args, { encoding: "utf8" });
    cli("--cluster", "create", ...addresses, "--cluster-yes");
    const isReady = ({ port }) => cli("-p", String(port), "cluster", "info").includes("cluster_state:ok");
    for (let tries = 0; tries < 600 && !nodes.every(isReady); tries++) await sleep(100);
    return { ports: nodes.map(({ port }) => port), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** A `redis-server`, and a sentinel that knows it by a name. */
export async function startRedisSentinel(name) {
  const folder = mkdtempSync(join(tmpdir(), "unanimous-sentinel-"));
  const master = await startRedis();
  const file = join(folder, "sentinel.conf");
  writeFileSync(file, `dir ${folder}\nsentinel monitor ${name} 127.0.0.1 ${master.port} 1\n`);
  const sentinel = await startRedis(undefined, [], [file, "--sentinel"]);
  const stop = () => {
    sentinel.stop();
    master.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port: sentinel.port, stop };
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
  const port = await takePort();
  const options = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"];
  const child = spawn(...as(join(bin, "postgres"), [...options, "-c", "max_connections=200"]), { stdio: "ignore" });
  // It listens before it answers.
  const ask = ["-X", "-h", "127.0.0.1", "-p", String(port), "-U", "test", "-d", "postgres", "-c", "SELECT 1"];
  for (const hopeless = Date.now() + 60_000; ; await sleep(50)) {
    if (spawnSync(join(bin, "psql"), ask, { stdio: "ignore" }).status === 0) break;
    if (child.exitCode !== null || Date.now() > hopeless) throw new Error("PostgreSQL does not start");
  }
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
