// One database, four server processes, many clients and one fault.
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { PostgresStore } from "unanimous/server";
import { documentedAs } from "./documented.mjs";
import { ServerProcess } from "./processes.mjs";

/** The keys of a round. Some are sent by two clients. */
const KEYS = 60;
/** The clients come within this time. */
const ARRIVALS_MS = 800;
/** Longer than any client may wait. */
const HOPELESS_MS = 60_000;
/**
 * A key is locked for no longer than this after the fault, unless a lease must end first: 2 s until the next attempt, 2 s
 * for a call that gets no answer, 1 s for a new connection, and 3 s for a busy machine.
 */
const LOCKED_MS = 8000;

/**
 * Runs a round.
 *
 * @param {object} fault one of FAULTS
 * @param {() => number} random
 * @param {string} [broken] a mistake of the store, which the round must find
 */
export async function runRound(fault, random, broken) {
  const folder = mkdtempSync(join(tmpdir(), "unanimous-faults-"));
  const stores = Array.from({ length: 4 }, (_, n) => fault.stores[n % fault.stores.length]);
  const databases = await fault.start(stores.length);
  const servers = stores.map((store, n) => {
    const language = store.endsWith("Store") ? "Rust" : "Node";
    const url = databases.url(n);
    const { leaseMs } = fault;
    const journal = join(folder, `journal-${n}`);
    return new ServerProcess({ name: String(n), language, store, url, leaseMs, journal, broken });
  });
  const round = new Round(fault, servers, random, folder);
  try {
    if (fault.database === "Postgres") await createTable(databases.database);
    await Promise.all(servers.map((server) => server.start()));
    return await round.run(databases);
  } finally {
    await Promise.all(servers.map((server) => server.end()));
    await databases.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function createTable({ url }) {
  const client = new pg.Client(url);
  await client.connect();
  await new PostgresStore(client).createTable();
  await client.end();
}

class Round {
  #attempts = new Map();
  #failures = [];
  #requests = 0;
  #faulted = new Set();
  #longestMs = 0;
  #bodies = new Map();
  #from = Infinity;
  #to = Infinity;

  constructor(fault, servers, random, folder) {
    Object.assign(this, { fault, servers, random, folder });
  }

  #between = (from, to) => Math.floor(from + this.random() * (to - from));

  async run(databases) {
    const keys = Array.from({ length: KEYS }, (_, n) => `k${n}`);
    const clients = keys.flatMap((key) => (this.random() < 0.4 ? [key, key] : [key]));
    const running = clients.map((key) => this.#client(key));
    await sleep(this.#between(50, ARRIVALS_MS));
    this.#from = Date.now();
    const pause = (from, to) => sleep(this.#between(from, to));
    const events = await this.fault.strike({ ...databases, servers: this.servers, pause });
    this.#to = Date.now();
    await Promise.all(running);
    await Promise.all(keys.map((key) => this.#again(key)));
    return this.#judge(keys, events);
  }

  /** A client that sends its request until its answer is final. */
  async #client(key) {
    await sleep(this.#between(0, ARRIVALS_MS));
    const begunAt = Date.now();
    const last = await this.#finalAnswer(key, { isUnruly: true });
    const endedAt = Date.now();
    if (last.status !== 201) this.#failures.push(`${key} is locked: ${last.status} ${last.body}`);
    const lockedMs = Math.max(endedAt - Math.max(this.#to, begunAt), 0);
    const longest = LOCKED_MS + (this.fault.leavesClaims ? this.fault.leaseMs : 0);
    if (lockedMs > longest) this.#failures.push(`${key} is locked for ${lockedMs} ms`);
    if (endedAt > this.#from && begunAt < this.#to) {
      this.#faulted.add(key);
      this.#longestMs = Math.max(this.#longestMs, lockedMs);
    }
  }

  /** Sends a key that has its answer. */
  async #again(key) {
    const last = await this.#finalAnswer(key, { isUnruly: false });
    if (last.status !== 201) this.#failures.push(`${key} is locked afterwards: ${last.status} ${last.body}`);
  }

  async #finalAnswer(key, { isUnruly }) {
    const begunAt = Date.now();
    let last = { status: 0, body: "" };
    while (Date.now() - begunAt < HOPELESS_MS) {
      last = await this.#send(key, isUnruly);
      if (last.status === 201) {
        this.#bodies.set(key, (this.#bodies.get(key) ?? new Set()).add(last.body));
        break;
      }
      await sleep(100);
    }
    return last;
  }

  /** One request. One operation in ten fails, and one in twenty panics, before it has done anything. */
  async #send(key, isUnruly) {
    const server = this.servers[this.#between(0, this.servers.length)];
    const most = this.random() < 1 / 6 ? 800 : 60;
    const work = [this.#between(0, most), this.#between(0, most)];
    const luck = isUnruly ? this.random() : 1;
    const end = luck < 0.05 ? "panic" : luck < 0.15 ? "503" : "201";
    const attempt = { id: randomUUID(), work, sentAt: Date.now() };
    this.#attempts.set(attempt.id, attempt);
    this.#requests++;
    // One client in ten hangs up early.
    const patienceMs = isUnruly && this.random() < 0.1 ? this.#between(50, 550) : 15_000;
    const headers = { "x-attempt": attempt.id, "x-work": work.join(" "), "x-end": end };
    const answer = await server.send(key, headers, patienceMs);
    attempt.status = answer.status;
    attempt.isRefused = answer.body.includes("SERVICE_UNAVAILABLE");
    if (![0, 201, 409, 503].includes(answer.status) && !(answer.status === 500 && end === "panic"))
      this.#failures.push(`${key}: a client saw ${answer.status} ${answer.body}`);
    return answer;
  }

  /** The runs of each key, from the journals of the server processes. */
  #runs() {
    const runs = new Map();
    for (const { options } of this.servers) {
      if (!existsSync(options.journal)) continue;
      for (const text of readFileSync(options.journal, "utf8").split("\n").filter(Boolean)) {
        const line = JSON.parse(text);
        const attempt = this.#attempts.get(line.attempt);
        const [before, after] = attempt.work;
        const run = { ...line, sentAt: attempt.sentAt, claimedAt: line.at - before, endedAt: line.at + after };
        if (attempt.isRefused) this.#failures.push(`${line.key} ran, but its client saw 503`);
        runs.set(line.key, [...(runs.get(line.key) ?? []), run]);
      }
    }
    return runs;
  }

  #judge(keys, events) {
    const documented = {};
    let doubles = 0;
    let undocumented = 0;
    const all = this.#runs();
    for (const key of keys) {
      const runs = (all.get(key) ?? []).sort((one, other) => one.at - other.at);
      if (runs.length === 0) this.#failures.push(`${key} was not done`);
      if (runs.length === 1 && this.#bodies.get(key)?.size !== 1) this.#failures.push(`${key} has several answers`);
      for (const [n, run] of runs.entries()) {
        if (n === 0) continue;
        doubles++;
        const rows = runs.slice(0, n).map((earlier) => documentedAs(events, earlier, run, this.fault.leaseMs));
        const row = rows.find((row) => row !== undefined);
        if (row !== undefined) {
          documented[row] = (documented[row] ?? 0) + 1;
          continue;
        }
        undocumented++;
        this.#failures.push(`${key} was done again: ${JSON.stringify({ runs, events })}`);
      }
    }
    const name = `${this.fault.database}: ${this.fault.name}`;
    return {
      operations: keys.length,
      faulted: this.#faulted.size,
      requests: this.#requests,
      doubles,
      documented,
      undocumented,
      longestMs: this.#longestMs,
      failures: this.#failures.map((failure) => `${name}: ${failure}`),
    };
  }
}
