// Redis and PostgreSQL servers that a test kills, freezes and replaces by their replicas.
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { isRoot, postgresBin, takePort } from "../services.mjs";

const run = promisify(execFile);

/** What must end with this process. */
const running = new Set();
process.on("exit", () => {
  for (const server of running) server.killNow();
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** A server process of a database, and the folder of its data. */
class Server {
  constructor(port, folder) {
    Object.assign(this, { port, folder });
    running.add(this);
  }

  /** Starts the process and waits until it answers. Starts it again if it ends, as PostgreSQL does after a kill. */
  async start() {
    for (let tries = 0; tries < 800; tries++) {
      if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null) this.spawn();
      if (await this.answers()) return this;
      await sleep(25);
    }
    throw new Error(`nothing answers on port ${this.port}`);
  }

  /** The server's processes; the first one starts the others. */
  processes() {
    const first = this.child.pid;
    try {
      return [first, ...readFileSync(`/proc/${first}/task/${first}/children`, "utf8").split(" ").filter(Boolean)];
    } catch {
      return [first];
    }
  }

  signal(name) {
    for (const id of this.processes()) {
      try {
        process.kill(Number(id), name);
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  freeze() {
    this.signal("SIGSTOP");
  }

  thaw() {
    this.signal("SIGCONT");
  }

  killNow() {
    if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    // The first process would start others.
    this.freeze();
    this.signal("SIGKILL");
  }

  async kill() {
    const ended = once(this.child, "exit");
    this.killNow();
    await ended;
  }

  async remove() {
    running.delete(this);
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Redis extends Server {
  constructor(port, folder, options) {
    super(port, folder);
    this.options = options;
  }

  /** @param {{ isDurable?: boolean, primaryPort?: number }} options */
  static async start({ isDurable = false, primaryPort } = {}) {
    const folder = mkdtempSync(join(tmpdir(), "unanimous-redis-"));
    const options = ["--save", "", "--appendonly", isDurable ? "yes" : "no", "--appendfsync", "always"];
    // Otherwise a replica waits for 5 s before it gets its first copy.
    options.push("--repl-diskless-sync-delay", "0");
    const redis = new Redis(await takePort(), folder, options);
    if (primaryPort !== undefined) redis.follow(primaryPort);
    return redis.start();
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Makes the next start one of a replica. */
  follow(port) {
    this.primary = ["--replicaof", `127.0.0.1 ${port}`];
  }

  spawn() {
    const args = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.folder, ...this.options];
    this.child = spawn("redis-server", [...args, ...(this.primary ?? [])], { stdio: "ignore" });
  }

  async answers() {
    try {
      return (await this.ask("PING")) === "PONG";
    } catch {
      return false;
    }
  }

  async ask(...command) {
    return (await run("redis-cli", ["-p", String(this.port), ...command])).stdout.trim();
  }

  async must(...command) {
    const answer = await this.ask(...command);
    if (answer !== "OK") throw new Error(`${command.join(" ")}: ${answer}`);
  }

  /** Waits until a replica has a copy. */
  async isFollowed() {
    while (!/slave0:.*state=online/.test(await this.ask("INFO", "replication"))) await sleep(20);
  }

  /** Waits until the replica has what was written until now. `WAIT` asks for the last write of its own connection alone. */
  async replicate() {
    const waits = async () => {
      const asked = run("redis-cli", ["-p", String(this.port)]);
      asked.child.stdin.end("SET probe 1\nWAIT 1 1000\n");
      return /^OK\s+1\s*$/.test((await asked).stdout);
    };
    const end = Date.now() + 30_000;
    while (!(await waits())) {
      if (Date.now() > end) throw new Error("Redis has no replica");
      await sleep(20);
    }
  }

  promote() {
    return this.must("REPLICAOF", "NO", "ONE");
  }
}

const OWNER = isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
/** PostgreSQL refuses to run as root, so root runs it as `postgres`. */
const as = (program, args) => {
  const [first, ...rest] = [...OWNER, join(postgresBin(), program), ...args];
  return [first, rest, { stdio: "ignore", cwd: tmpdir() }];
};

/** The role of the stores. It is no superuser, so that PostgreSQL's limits hold for it. */
const ROLE = "app";
let template;

/** An empty folder that PostgreSQL may use. */
function folderOf(what) {
  const folder = mkdtempSync(join(tmpdir(), `unanimous-${what}-`));
  if (isRoot) execFileSync("chown", ["postgres", folder]);
  return folder;
}

/** A folder of data that each server copies. */
function templateFolder() {
  if (template === undefined) {
    template = folderOf("template");
    const made = template;
    process.on("exit", () => rmSync(made, { recursive: true, force: true }));
    const options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "--wal-segsize=1"];
    execFileSync(...as("initdb", [...options, "-D", join(template, "data")]));
  }
  return join(template, "data");
}

export class Postgres extends Server {
  static async start() {
    const postgres = new Postgres(await takePort(), folderOf("postgres"));
    execFileSync(...cpAs(templateFolder(), join(postgres.folder, "data")));
    await postgres.start();
    await postgres.must(`CREATE ROLE ${ROLE} LOGIN; GRANT CREATE ON SCHEMA public TO ${ROLE}`);
    return postgres;
  }

  /** A replica of the server behind a port. */
  static async follow(port) {
    const postgres = new Postgres(await takePort(), folderOf("postgres"));
    const from = ["-h", "127.0.0.1", "-p", String(port), "-U", "postgres", "-R", "-X", "stream", "-c", "fast"];
    await run(...as("pg_basebackup", [...from, "-D", join(postgres.folder, "data")]));
    return postgres.start();
  }

  get url() {
    return `postgres://${ROLE}@127.0.0.1:${this.port}/postgres`;
  }

  spawn() {
    const settings = [`port=${this.port}`, "listen_addresses=127.0.0.1", "max_connections=100"];
    // The tests kill processes, not the machine: what was written is there after a kill, even without fsync.
    settings.push("fsync=off", `unix_socket_directories=${this.folder}`);
    const args = settings.flatMap((setting) => ["-c", setting]);
    this.child = spawn(...as("postgres", ["-D", join(this.folder, "data"), ...args]));
  }

  async answers() {
    try {
      return (await this.ask("SELECT 1")) === "1";
    } catch {
      return false;
    }
  }

  /** What a superuser is answered. */
  async ask(statement) {
    const args = ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", String(this.port)];
    // The test may have made the other sessions read-only.
    const env = { ...process.env, PGOPTIONS: "-c default_transaction_read_only=off" };
    const psql = join(postgresBin(), "psql");
    return (await run(psql, [...args, "-U", "postgres", "-c", statement], { env })).stdout.trim();
  }

  must(statement) {
    return this.ask(statement);
  }

  async set(setting) {
    await this.must(`ALTER SYSTEM SET ${setting}`);
    await this.reload();
  }

  async reset(setting) {
    await this.must(`ALTER SYSTEM RESET ${setting}`);
    await this.reload();
  }

  /**
   * Makes all sessions read the settings anew before their next statement. PostgreSQL answers `pg_reload_conf()` before its
   * first process has read them and told the sessions. A new session has the time of that process's last reading.
   */
  async reload() {
    const readAt = () => this.ask("SELECT pg_conf_load_time()");
    const before = await readAt();
    await this.must("SELECT pg_reload_conf()");
    const end = Date.now() + 60_000;
    while ((await readAt()) === before) {
      if (Date.now() > end) throw new Error("PostgreSQL does not read its settings");
      await sleep(5);
    }
  }

  limitConnections(limit) {
    return this.must(`ALTER ROLE ${ROLE} CONNECTION LIMIT ${limit}`);
  }

  disconnect() {
    return this.ask(`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '${ROLE}'`);
  }

  /** Waits until the replica has what was written until now. */
  async replicate() {
    const written = await this.ask("SELECT pg_current_wal_lsn()");
    const isThere = `SELECT count(*) FROM pg_stat_replication WHERE flush_lsn >= '${written}'`;
    while ((await this.ask(isThere)) !== "1") await sleep(10);
  }

  promote() {
    return this.must("SELECT pg_promote()");
  }
}

const cpAs = (from, to) => {
  const [first, ...rest] = [...OWNER, "cp", "-r", from, to];
  return [first, rest, { stdio: "ignore" }];
};
