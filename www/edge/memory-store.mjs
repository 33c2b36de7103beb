// Keeps idempotency keys and their answers in the memory of this process, within limits.
//
// This is enough for a demo. A platform runs many instances and stops them at any time: there, keep the keys in one store
// with atomic updates, such as a Durable Object (Cloudflare) or Redis. An eventually consistent KV store would let two
// first requests run.
//
// The policy is that of the Rust library's `MemoryStore`. A full store forgets the oldest finished keys, so that a stranger
// who fills it locks nobody out. A retry with a forgotten key runs again. A request that runs keeps its key.
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
   *   `maxBytes` counts keys and answers. Of an answer above `maxAnswerBytes` the body is not kept. `leaseMs` is how long a
   *   request holds its key after its beginning or after a renewal
   */
  constructor({
    now = Date.now,
    maxKeys = 10_000,
    maxBytes = 32 * 1024 * 1024,
    maxAnswerBytes = 64 * 1024,
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
   * @returns {{ state: "run", claim: object } | { state: "replay", answer: object } | { state: "in_progress" } |
   *   { state: "conflict" } | { state: "full", retryAfterMs: number }} `full`: the store is full of requests that run, and
   *   the first of their leases ends after `retryAfterMs`
   */
  begin(key, fingerprint) {
    const time = this.#limits.now();
    this.#deleteExpired(time);
    const known = this.#get(key);
    const state = judgeReplay(known, fingerprint, time);
    if (state === "replay") return { state, answer: known.answer };
    if (state === "in_progress" || state === "conflict") return { state };
    if (known !== undefined) this.#delete(known);
    // A character of a JavaScript string takes up to two bytes.
    const claim = { key, fingerprint, since: time, done: false, leaseUntil: 0, bytes: ENTRY_BYTES + 2 * key.length };
    if (!this.#makeRoom(claim.bytes, time)) {
      const [first] = this.#running.values();
      return { state: "full", retryAfterMs: (first?.leaseUntil ?? time) - time };
    }
    this.#add(this.#running, claim);
    this.#lease(claim, time);
    return { state: "run", claim };
  }

  /**
   * Extends the lease of a request that was told to run, and returns whether it holds its key. A key that the store has
   * lost is claimed anew.
   */
  renew(claim) {
    const time = this.#limits.now();
    if (this.#get(claim.key) === undefined && this.#makeRoom(claim.bytes, time)) this.#add(this.#running, claim);
    if (this.#running.get(claim.key) !== claim) return false;
    this.#lease(claim, time);
    return true;
  }

  /** Keeps the answer of a request that was told to run, unless another request has the key by now. */
  finish(claim, answer) {
    const known = this.#get(claim.key);
    if (claim.done || (known !== undefined && known !== claim)) return;
    if (known !== undefined) this.#delete(claim);
    claim.done = true;
    const [time, keyBytes] = [this.#limits.now(), claim.bytes];
    // If the running requests leave no room, only the status is kept.
    for (const kept of [within(answer, this.#limits.maxAnswerBytes), within(answer, 0)]) {
      claim.answer = kept;
      claim.bytes = keyBytes + sizeOf(kept);
      if (this.#makeRoom(claim.bytes, time)) return this.#add(this.#finished, claim);
    }
    // A claim that was in the store stays there. The mark may exceed the limit by a few bytes.
    if (known !== undefined) this.#add(this.#finished, claim);
  }

  /** Frees the key of a request that was told to run and has no answer to keep, so that a retry runs. */
  abandon(claim) {
    if (this.#running.get(claim.key) === claim) this.#delete(claim);
  }

  #get(key) {
    return this.#running.get(key) ?? this.#finished.get(key);
  }

  #add(entries, entry) {
    entries.set(entry.key, entry);
    this.#bytes += entry.bytes;
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

  /** Forgets the oldest finished keys until there is room for a new key of `bytes` bytes. Returns whether there is. */
  #makeRoom(bytes, time) {
    const { maxKeys, maxBytes } = this.#limits;
    while (this.size.keys >= maxKeys || this.#bytes + bytes > maxBytes) {
      const oldest = this.#oldestNotRunning(time);
      if (oldest === undefined) return false;
      this.#delete(oldest);
    }
    return true;
  }

  /** The oldest finished entry, or else the first whose lease has ended: its request died. */
  #oldestNotRunning(time) {
    const [finished] = this.#finished.values();
    if (finished !== undefined) return finished;
    const [first] = this.#running.values();
    return first !== undefined && first.leaseUntil <= time ? first : undefined;
  }
}

/**
 * What is kept of an answer: all of it if it has at most `max` bytes, and else its status and the headers that do not
 * describe the body. A retry must learn that the request is done.
 */
function within(answer, max) {
  if (sizeOf(answer) <= max) return answer;
  const mark = ["idempotent-body-omitted", "true"];
  const headers = answer.headers.filter(([name]) => !/^(?:content-.*|etag|digest|repr-digest)$/i.test(name));
  const short = { status: answer.status, headers: [...headers, mark], body: new ArrayBuffer(0) };
  return sizeOf(short) <= max ? short : { ...short, headers: [mark] };
}

const sizeOf = ({ headers, body }) =>
  headers.reduce((sum, [name, value]) => sum + 2 * (name.length + value.length), body.byteLength);
