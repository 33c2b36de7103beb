// One database, four server processes, many clients and one fault.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { documentedAs } from "./documented.mjs";
import { journalOf, withServers } from "./set-up.mjs";

/** The keys of a round. Some are sent by two clients. */
const KEYS = 60;
/** The clients come within this time, unless the fault needs them for longer. */
const ARRIVALS_MS = 800;
/** Longer than any client may wait. */
const HOPELESS_MS = 60_000;
/**
 * A key is locked for no longer than this after the fault, unless a lease must end first: 2 s until the next attempt, 2 s
 * for a call that gets no answer, 1 s for a new connection, and 7 s for a busy machine.
 */
const LOCKED_MS = 12_000;
/** In a transaction, a request waits for a connection of a pool, and then for its time limit. */
const LOCKED_IN_TRANSACTION_MS = 40_000;

/**
 * Runs a round.
 *
 * @param {object} fault one of FAULTS
 * @param {() => number} random
 * @param {string} [broken] a mistake of the store, which the round must find
 */
export const runRound = (fault, random, broken) =>
  withServers(fault, broken, (databases, servers) => {
    // A mistake must show: each key is sent twice, and clients still come if the machine is slow to apply the fault.
    const more = broken ? { fault: { arrivalsMs: 2500, ...fault }, twins: 1, strikeMs: 200 } : { fault, twins: 0.4 };
    return new Round({ servers, random, ...more }).run(databases);
  });

class Round {
  #attempts = new Map();
  #failures = [];
  #requests = 0;
  #faulted = new Set();
  #longestMs = 0;
  #bodies = new Map();
  #from = Infinity;
  #to = Infinity;

  /** @param {object} options `twins`: the part of the keys that two clients send; `strikeMs`: when the fault comes */
  constructor({ fault, servers, random, twins, strikeMs }) {
    Object.assign(this, { fault, servers, random, twins });
    this.strikeMs = strikeMs ?? this.#between(50, 600);
  }

  #between = (from, to) => Math.floor(from + this.random() * (to - from));

  async run(databases) {
    const keys = Array.from({ length: KEYS }, (_, n) => `k${n}`);
    const clients = keys.flatMap((key) => (this.random() < this.twins ? [key, key] : [key]));
    const running = clients.map((key) => this.#client(key));
    await sleep(this.strikeMs);
    this.#from = Date.now();
    const pause = (from, to) => sleep(this.#between(from, to));
    const events = await this.fault.strike({ ...databases, servers: this.servers, pause });
    this.#to = Date.now();
    await Promise.all(running);
    await Promise.all(keys.map((key) => this.#again(key)));
    return this.#judge(keys, await this.#runs(databases.live()), events);
  }

  /** A client that sends its request until its answer is final. */
  async #client(key) {
    await sleep(this.#between(0, this.fault.arrivalsMs ?? ARRIVALS_MS));
    const begunAt = Date.now();
    const last = await this.#finalAnswer(key, { isUnruly: true });
    const endedAt = Date.now();
    if (last.status !== 201) this.#failures.push(`${key} is locked: ${last.status} ${last.body}`);
    const lockedMs = Math.max(endedAt - Math.max(this.#to, begunAt), 0);
    const atMost = this.fault.isInTransaction ? LOCKED_IN_TRANSACTION_MS : LOCKED_MS;
    const longest = atMost + (this.fault.leavesClaims ? this.fault.leaseMs : 0);
    if (lockedMs > longest) this.#failures.push(`${key} is locked for ${lockedMs} ms: ${this.#historyOf(key)}`);
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
    const attempt = { key, server: server.name, work, end, sentAt: Date.now() };
    const id = randomUUID();
    this.#attempts.set(id, attempt);
    this.#requests++;
    // One client in ten hangs up early.
    const patienceMs = isUnruly && this.random() < 0.1 ? this.#between(50, 550) : 15_000;
    const headers = { "x-attempt": id, "x-work": work.join(" "), "x-end": end };
    const answer = await server.send(key, headers, patienceMs);
    attempt.status = answer.status;
    attempt.ms = Date.now() - attempt.sentAt;
    attempt.isRefused = answer.body.includes("SERVICE_UNAVAILABLE");
    // The error of a handler whose transaction is gone is the handler's.
    const mayFail = end === "panic" || this.fault.isInTransaction;
    if (![0, 201, 409, 503].includes(answer.status) && !(answer.status === 500 && mayFail))
      this.#failures.push(`${key}: a client saw ${answer.status} ${answer.body}`);
    return answer;
  }

  /** The requests with a key, with their times after the fault. */
  #historyOf(key) {
    const attempts = [...this.#attempts.values()].filter((attempt) => attempt.key === key);
    const told = ({ server, sentAt, ms, status, end }) =>
      `at ${sentAt - this.#to} to ${server}: ${status} after ${ms} (${end})`;
    return attempts.map(told).join("; ");
  }

  /** The runs of each key. */
  async #runs(database) {
    const runs = new Map();
    for (const line of await journalOf(this.fault, this.servers, database)) {
      const attempt = this.#attempts.get(line.attempt);
      // The client is answered after the first attempt to store the answer. Nobody sees it if the client has gone.
      const settledBy = attempt.status === 201 ? attempt.sentAt + attempt.ms : Infinity;
      // The handler is called after the claim.
      const run = { ...line, sentAt: attempt.sentAt, settledBy };
      // The answer to COMMIT may be lost.
      if (attempt.isRefused && !this.fault.isInTransaction) {
        this.#failures.push(`${line.key} ran, but its client saw 503`);
      }
      runs.set(line.key, [...(runs.get(line.key) ?? []), run]);
    }
    return runs;
  }

  #judge(keys, all, events) {
    const documented = {};
    let doubles = 0;
    let undocumented = 0;
    // What a database lost, it lost together with its answer.
    const losesEffects = this.fault.isInTransaction && events.some(({ cause }) => cause === "changes lost");
    for (const key of keys) {
      const runs = (all.get(key) ?? []).sort((one, other) => one.at - other.at);
      if (runs.length === 0) this.#failures.push(`${key} was not done`);
      if (runs.length === 1 && this.#bodies.get(key)?.size !== 1 && !losesEffects)
        this.#failures.push(`${key} has several answers`);
      for (const [n, run] of runs.entries()) {
        if (n === 0) continue;
        doubles++;
        const allowed = this.fault.isInTransaction ? [] : events;
        const rows = runs.slice(0, n).map((earlier) => documentedAs(allowed, earlier, run, this.fault.leaseMs));
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
