import { countOption, functionOption } from "../options.js";
import {
  type Answer,
  type Begin,
  type Claim,
  judge,
  KEPT_MS,
  sizeOf,
  type Store,
  type StoreOptions,
  storeOptions,
  within,
} from "./store.js";

/** The most expired keys that one request deletes. */
const MAX_DELETED = 64;
/** The bytes of an entry beside its key and its answer. An estimate is enough to bound the memory. */
const ENTRY_BYTES = 1024;

/** The options of a {@link MemoryStore}. Their defaults are those of the Rust crate's `idempotency::Limits`. */
export interface MemoryStoreOptions extends StoreOptions {
  /** The most keys; 50,000 by default. */
  readonly maxKeys?: number | undefined;
  /** The most bytes of keys and answers; 64 MiB by default. */
  readonly maxBytes?: number | undefined;
  /** The time in milliseconds since 1970; `Date.now` by default. */
  readonly now?: (() => number) | undefined;
}

/** Thrown by a store that is full of requests that run. The server answers 503 with `Retry-After`. */
export class StoreFullError extends Error {
  override readonly name = "StoreFullError";
  constructor(
    /** The time until the first lease ends. There may be room earlier, because most requests end before that. */
    readonly retryAfterMs: number,
  ) {
    super("the store of idempotency keys is full of requests that run");
  }
}

interface Entry {
  readonly claim: Claim;
  /** When the request began, or when it ended. */
  readonly since: number;
  leaseUntil: number;
  answer: Answer | undefined;
  bytes: number;
}

/** Whether a key is as good as new. A request that runs keeps its key, however long it runs. */
const isExpired = ({ since, leaseUntil, answer }: Entry, time: number): boolean =>
  time - since >= KEPT_MS && (answer !== undefined || time >= leaseUntil);

/**
 * A store in the memory of this process. Several processes need one of the shared stores.
 *
 * A full store forgets the oldest finished keys, so that a stranger who fills it locks nobody out. A retry with a
 * forgotten key runs again. A request that runs keeps its key.
 */
export class MemoryStore implements Store {
  readonly leaseMs: number;
  /** The entries of running requests, by key, in the order in which their leases end. */
  readonly #running = new Map<string, Entry>();
  /** The entries of finished requests, by key, the oldest first. */
  readonly #finished = new Map<string, Entry>();
  #bytes = 0;
  readonly #now: () => number;
  readonly #limits: { readonly keys: number; readonly bytes: number; readonly answerBytes: number };

  /** @throws TypeError if an option is wrong */
  constructor(options: MemoryStoreOptions = {}) {
    const count = (name: "maxKeys" | "maxBytes") => countOption("MemoryStore", name, options[name]);
    const { leaseMs, answerBytes } = storeOptions("MemoryStore", options);
    this.leaseMs = leaseMs;
    functionOption("MemoryStore", "now", options.now);
    this.#now = options.now ?? Date.now;
    this.#limits = {
      keys: count("maxKeys") ?? 50_000,
      bytes: count("maxBytes") ?? 64 * 1024 * 1024,
      answerBytes,
    };
  }

  /** The number of keys, and the bytes of keys and answers. */
  get size(): { readonly keys: number; readonly bytes: number } {
    return { keys: this.#running.size + this.#finished.size, bytes: this.#bytes };
  }

  begin(claim: Claim): Begin {
    const time = this.#now();
    this.#deleteExpired(time);
    let known = this.#get(claim.key);
    if (known !== undefined && isExpired(known, time)) {
      this.#delete(known);
      known = undefined;
    }
    // The claim is stored already: its first answer was lost.
    if (known?.claim.token === claim.token && known.answer === undefined) return { state: "run" };
    if (known !== undefined) {
      const isLeased = time < known.leaseUntil;
      const begin = judge({ fingerprint: known.claim.fingerprint, answer: known.answer, isLeased }, claim.fingerprint);
      if (begin !== undefined) return begin;
      this.#delete(known);
    }
    const entry = this.#newEntry(claim, time);
    if (!this.#makeRoom(entry.bytes, time)) throw this.#full(time);
    this.#add(this.#running, entry);
    return { state: "run" };
  }

  renew(claim: Claim): boolean {
    const time = this.#now();
    let entry = this.#get(claim.key);
    if (entry === undefined) {
      entry = this.#newEntry(claim, time);
      if (!this.#makeRoom(entry.bytes, time)) throw this.#full(time);
      this.#add(this.#running, entry);
    }
    if (entry.claim.token !== claim.token || entry.answer !== undefined) return false;
    entry.leaseUntil = time + this.leaseMs;
    // Deleting first moves the key to the end, so the map stays in the order in which leases end.
    this.#running.delete(claim.key);
    this.#running.set(claim.key, entry);
    return true;
  }

  finish(claim: Claim, answer: Answer): boolean {
    const time = this.#now();
    const known = this.#get(claim.key);
    if (known !== undefined && known.claim.token !== claim.token) return false;
    if (known?.answer !== undefined) return true;
    if (known !== undefined) this.#delete(known);
    // The answer of a request that ran for long is kept for as long as any other.
    const entry = this.#newEntry(claim, time);
    const keyBytes = entry.bytes;
    // If the running requests leave no room, only the status is kept.
    for (const kept of [within(answer, this.#limits.answerBytes), within(answer, 0)]) {
      entry.answer = { ...kept, body: kept.body.slice() };
      entry.bytes = keyBytes + sizeOf(kept);
      if (this.#makeRoom(entry.bytes, time)) {
        this.#add(this.#finished, entry);
        return true;
      }
    }
    // A claim that was in the store stays there. The mark may exceed the limit by a few bytes.
    if (known !== undefined) this.#add(this.#finished, entry);
    return known !== undefined;
  }

  abandon(claim: Claim): void {
    const known = this.#running.get(claim.key);
    if (known?.claim.token === claim.token) this.#delete(known);
  }

  /** A character of a JavaScript string takes up to two bytes. */
  #newEntry(claim: Claim, since: number): Entry {
    const leaseUntil = this.#now() + this.leaseMs;
    return { claim, since, leaseUntil, answer: undefined, bytes: ENTRY_BYTES + 2 * claim.key.length };
  }

  #get(key: string): Entry | undefined {
    return this.#running.get(key) ?? this.#finished.get(key);
  }

  #add(entries: Map<string, Entry>, entry: Entry): void {
    entries.set(entry.claim.key, entry);
    this.#bytes += entry.bytes;
  }

  #delete({ claim, bytes }: Entry): void {
    if (this.#running.delete(claim.key) || this.#finished.delete(claim.key)) this.#bytes -= bytes;
  }

  #deleteExpired(time: number): void {
    let left = MAX_DELETED;
    for (const entries of [this.#finished, this.#running]) {
      for (const entry of entries.values()) {
        if (!isExpired(entry, time) || left-- <= 0) break;
        this.#delete(entry);
      }
    }
  }

  /** Forgets the oldest finished keys until there is room for a new key of `bytes` bytes. Returns whether there is. */
  #makeRoom(bytes: number, time: number): boolean {
    while (this.size.keys >= this.#limits.keys || this.#bytes + bytes > this.#limits.bytes) {
      const oldest = this.#oldestNotRunning(time);
      if (oldest === undefined) return false;
      this.#delete(oldest);
    }
    return true;
  }

  /** The oldest finished entry, or else the first whose lease has ended: its request died. */
  #oldestNotRunning(time: number): Entry | undefined {
    const [finished] = this.#finished.values();
    if (finished !== undefined) return finished;
    const [first] = this.#running.values();
    return first !== undefined && first.leaseUntil <= time ? first : undefined;
  }

  #full(time: number): StoreFullError {
    const [first] = this.#running.values();
    return new StoreFullError(Math.max(0, (first?.leaseUntil ?? time) - time));
  }
}
