import { LUA } from "../generated/stores.js";
import { textOption } from "../options.js";
import { equalBytes } from "./bytes.js";
import { doneRecord, parseRecord, runningRecord } from "./record.js";
import { type RedisClient, type RunScript, scriptRunner } from "./redis-clients.js";
import {
  type Answer,
  type Begin,
  type Claim,
  judge,
  KEPT_MS,
  type Store,
  type StoreOptions,
  storeOptions,
  within,
} from "./store.js";

/**
 * How many times `begin` tries to claim a key that other processes change at the same time. Each time, one of them
 * succeeds.
 */
const TURNS = 16;

/** The options of a {@link RedisStore}. */
export interface RedisStoreOptions extends StoreOptions {
  /** The prefix of each name in Redis; `unanimous:` by default. Servers that share keys must have the same prefix. */
  readonly prefix?: string | undefined;
}

/**
 * A store in Redis 7.0 or later, or Valkey, shared by any number of processes, also by those that use the Rust crate's
 * `RedisStore`: scripts and records are the same.
 *
 * It takes a connected client of node-redis 5, ioredis 5 or `@upstash/redis`, or a function that runs a script; also a
 * client of a cluster or of Sentinel, because each script has one key. Redis's own clock decides when a lease ends.
 * Give the store a Redis of its own, with `maxmemory-policy` `volatile-ttl` or `noeviction`: under others it may forget
 * a request that runs.
 *
 * @example
 * const store = new RedisStore(await createClient({ url }).connect());
 */
export class RedisStore implements Store {
  readonly leaseMs: number;
  readonly #run: RunScript;
  readonly #prefix: string;
  readonly #answerBytes: number;

  /** @throws TypeError if the client is of an unknown kind, or an option is wrong */
  constructor(client: RedisClient, options: RedisStoreOptions = {}) {
    this.#run = scriptRunner(client);
    ({ leaseMs: this.leaseMs, answerBytes: this.#answerBytes } = storeOptions("RedisStore", options));
    this.#prefix = textOption("RedisStore", "prefix", options.prefix) ?? "unanimous:";
  }

  async begin(claim: Claim): Promise<Begin> {
    const ours = runningRecord(claim);
    let replaced: Uint8Array = new Uint8Array(0);
    for (let turn = 0; turn < TURNS; turn++) {
      const mostMs = turn === 0 ? "0" : String(KEPT_MS);
      const reply = await this.#call("claim", claim, [replaced, mostMs, ours, this.#ttl()]);
      const [value, leftMs] = reply as [Uint8Array | null, number | string];
      // The claim is stored: now, or by an attempt that the client repeated.
      if (value === null || equalBytes(value, ours)) return { state: "run" };
      const stored = parseRecord(value);
      if (stored === undefined) throw new Error("Redis: the key holds a value that this store did not write");
      const begin = judge({ ...stored, isLeased: Number(leftMs) > KEPT_MS }, claim.fingerprint);
      if (begin !== undefined) return begin;
      replaced = value;
    }
    throw new Error("Redis: too many processes claim the key at once");
  }

  async renew(claim: Claim): Promise<boolean> {
    return Number(await this.#call("renew", claim, [runningRecord(claim), this.#ttl()])) === 1;
  }

  async finish(claim: Claim, answer: Answer): Promise<boolean> {
    const done = doneRecord(claim, within(answer, this.#answerBytes));
    return Number(await this.#call("finish", claim, [runningRecord(claim), done, String(KEPT_MS)])) === 1;
  }

  async abandon(claim: Claim): Promise<void> {
    await this.#call("abandon", claim, [runningRecord(claim)]);
  }

  /** The time to live of a claim: it outlives its lease by 24 hours, in which another body is still a conflict. */
  #ttl(): string {
    return String(KEPT_MS + this.leaseMs);
  }

  #call(script: keyof typeof LUA, { key }: Claim, args: readonly (string | Uint8Array)[]): Promise<unknown> {
    return this.#run(LUA[script], this.#prefix + key, args);
  }
}
