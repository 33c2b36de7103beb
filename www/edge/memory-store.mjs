// Keeps idempotency keys and their answers in the memory of this process, within limits.
//
// This is enough for a demo. A platform runs many instances and stops them at any time: there, keep the keys in one store
// with atomic updates, such as a Durable Object (Cloudflare) or Redis. An eventually consistent KV store would let two
// first requests run.
//
// A full store forgets the oldest finished keys, so that a stranger who fills it locks nobody out. The price: a request
// whose key was forgotten runs again. A running request keeps its key.
import { judgeReplay } from "unanimous";

const KEEP_MS = 24 * 60 * 60 * 1000;
/** The most expired keys that one request deletes. */
const MAX_DELETED = 64;
/** The bytes of an entry beside its key and its answer. An estimate is enough to bound the memory. */
const ENTRY_BYTES = 1024;

export class MemoryStore {
  /** The entries of running requests, by key, in the order in which their leases end. */
  #running = new Map();
  /** The entries of finished requests, by key, the oldest first. */
  #finished = new Map();
  #bytes = 0;
  #limits;

  /**
   * @param {{ now?: () => number, maxKeys?: number, maxBytes?: number, maxAnswerBytes?: number, leaseMs?: number }} limits
   *   `maxBytes` counts keys and answers. `maxAnswerBytes` is the longest answer that is kept. `leaseMs` is how long a
   *   request holds its key unless its lease is renewed
   */
  constructor({
    now = Date.now,
    maxKeys = 10_000,
    maxBytes = 32 * 1024 * 1024,
    maxAnswerBytes = 256 * 1024,
    leaseMs = 60_000,
  } = {}) {
    this.#limits = { now, maxKeys, maxBytes, maxAnswerBytes, leaseMs };
  }

  get leaseMs() {
    return this.#limits.leaseMs;
  }

  /** How much is kept, for tests. */
  get size() {
    return { keys: this.#running.size + this.#finished.size, bytes: this.#bytes };
  }

  /**
   * Claims a key, or says what became of the first request with it.
   *
   * @returns {{ state: "run", claim: object } | { state: "replay", answer?: object } | { state: "in_progress" } |
   *   { state: "conflict" } | { state: "full", retryAfterMs: number }} `replay` without an answer: the request is done, but
   *   its answer was too long to keep. `full`: every key belongs to a running request, and the first lease ends after
   *   `retryAfterMs`
   */
  begin(key, fingerprint) {
    const time = this.#limits.now();
    this.#deleteExpired(time);
    const known = this.#running.get(key) ?? this.#finished.get(key);
    const state = judgeReplay(known, fingerprint, time);
    if (state === "replay") return { state, answer: known.answer };
    if (state === "in_progress" || state === "conflict") return { state };
    if (known !== undefined) this.#delete(known);
    // A character of a JavaScript string takes up to two bytes.
    const claim = { key, fingerprint, since: time, done: false, leaseUntil: 0, bytes: ENTRY_BYTES + 2 * key.length };
    if (!this.#makeRoom(1, claim.bytes, time)) {
      const [first] = this.#running.values();
      return { state: "full", retryAfterMs: (first?.leaseUntil ?? time) - time };
    }
    this.#bytes += claim.bytes;
    this.#lease(claim, time);
    return { state: "run", claim };
  }

  /** Lengthens the lease of a running request. Returns whether the request still holds its key. */
  renew(claim) {
    if (!this.#holds(claim)) return false;
    this.#lease(claim, this.#limits.now());
    return true;
  }

  /** Keeps the answer of a request that was told to run. */
  finish(claim, answer) {
    if (!this.#holds(claim)) return;
    this.#running.delete(claim.key);
    claim.done = true;
    const bytes = sizeOf(answer);
    // The entry is not in a map yet, so making room does not delete it.
    if (bytes <= this.#limits.maxAnswerBytes && this.#makeRoom(0, bytes, this.#limits.now())) {
      claim.answer = answer;
      claim.bytes += bytes;
      this.#bytes += bytes;
    }
    this.#finished.set(claim.key, claim);
  }

  /** Frees the key of a request that was told to run and has no answer to keep, so that a retry runs. */
  abandon(claim) {
    if (this.#holds(claim)) this.#delete(claim);
  }

  /** If its lease has ended, another request may have claimed the key. Then the claim has no effect any more. */
  #holds(claim) {
    return this.#running.get(claim.key) === claim;
  }

  #lease(claim, time) {
    claim.leaseUntil = time + this.#limits.leaseMs;
    // Deleting first moves the key to the end, so the map stays in the order in which leases end.
    this.#running.delete(claim.key);
    this.#running.set(claim.key, claim);
  }

  #delete({ key, bytes }) {
    if (this.#running.delete(key) || this.#finished.delete(key)) this.#bytes -= bytes;
  }

  #deleteExpired(time) {
    let left = MAX_DELETED;
    for (const entries of [this.#finished, this.#running]) {
      for (const entry of entries.values()) {
        if (time - entry.since < KEEP_MS || left-- === 0) break;
        this.#delete(entry);
      }
    }
  }

  /** Forgets the oldest finished keys until there is room for more keys and bytes. Returns whether there is. */
  #makeRoom(keys, bytes, time) {
    const { maxKeys, maxBytes } = this.#limits;
    while (this.size.keys + keys > maxKeys || this.#bytes + bytes > maxBytes) {
      const oldest = this.#oldestNotRunning(time);
      if (oldest === undefined) return false;
      this.#delete(oldest);
    }
    return true;
  }

  /** A request whose lease has ended does not run any more: it died. */
  #oldestNotRunning(time) {
    const [finished] = this.#finished.values();
    if (finished !== undefined) return finished;
    const [first] = this.#running.values();
    return first !== undefined && first.leaseUntil <= time ? first : undefined;
  }
}

const sizeOf = ({ headers, body }) =>
  headers.reduce((sum, [name, value]) => sum + 2 * (name.length + value.length), body.byteLength);
