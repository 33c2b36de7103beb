import { bytesOfHex, hexOf } from "./bytes.js";
import { SQL } from "../generated/stores.js";
import { countOption, textOption } from "../options.js";
import { parseHeaders } from "./record.js";
import {
  type Answer,
  type Begin,
  type Call,
  type Claim,
  type Store,
  type StoreOptions,
  storeOptions,
  within,
} from "./store.js";
import { Turns } from "./turns.js";

/**
 * How many times `begin` tries to claim a key that other processes change at the same time. Each time, one of them
 * succeeds.
 */
const CLAIM_TRIES = 16;
/** How many connections of a pool claims leave to renewals and answers. */
const RESERVED = 2;
/** The most connections of a pool of `pg` or postgres.js, if its options do not say. */
const POOL_SIZE = 10;
/** The time between two deletions of expired rows. */
const SWEEP_EVERY_MS = 60_000;
/** The most rows that one statement deletes, as in `sweep.sql`. */
const SWEPT_AT_ONCE = 1000;
/** The most bytes of a name as it is. An entry of PostgreSQL's indexes may have 2,704 bytes. */
const LONGEST_NAME = 1024;
/** How long `finish` waits for a row that another transaction has changed. */
const LOCK_TIMEOUT = "1s";

/** A pool, a client or a transaction's client of `pg`. */
export interface PgClient {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** The `sql` of postgres.js, or that of its transaction. */
export interface PostgresJs {
  unsafe(text: string, values?: never[]): PromiseLike<readonly unknown[]>;
}

/** The clients that run statements: `pg` or postgres.js. */
export type PostgresClient = PgClient | PostgresJs;

/** The options of a {@link PostgresStore}. */
export interface PostgresStoreOptions extends StoreOptions {
  /**
   * The prefix of each key in the table; `unanimous:` by default. Servers that share keys must have the same prefix.
   */
  readonly prefix?: string | undefined;
  /**
   * How many claims use a connection of the pool at the same time; by default two fewer than it has, and at least one.
   * So renewals and answers do not wait behind the claims of a busy server, while their own leases end.
   */
  readonly claimsAtOnce?: number | undefined;
}

interface Row {
  readonly verdict: string;
  readonly status: number | null;
  readonly headers: string | null;
  readonly body: Uint8Array | null;
}

/** Two processes that create the table at once would fail. The store in Rust takes the same lock. */
const LOCK_TABLE = "SELECT pg_advisory_xact_lock(hashtextextended('unanimous', 0))";

/**
 * A store in PostgreSQL 12 or later, through `pg` or postgres.js, shared by any number of processes, also by those that
 * use the Rust crate's `PostgresStore`: table and statements are the same.
 *
 * Each call is one statement. PostgreSQL's own clock decides when a lease ends. Expired rows are deleted once a minute
 * while keys are claimed.
 *
 * By default, claims leave two connections of the pool to renewals and answers.
 *
 * {@link claimIn} and {@link finishIn} work in a transaction of the caller, so that the key and the effect of the
 * request are stored as one: `idempotentInTransaction` does that for a handler.
 *
 * @example
 * const store = new PostgresStore(new pg.Pool({ connectionString }));
 * await store.createTable();
 */
export class PostgresStore implements Store {
  /** The SQL that creates the table `unanimous_idempotency_keys` and its index, if they do not exist. */
  static readonly TABLE: string = SQL.table;
  readonly leaseMs: number;
  readonly #client: PostgresClient;
  readonly #prefix: string;
  readonly #answerBytes: number;
  readonly #turns: Turns;
  #sweptAt = Date.now();

  /** @throws TypeError if the client is of an unknown kind, or an option is wrong */
  constructor(client: PostgresClient, options: PostgresStoreOptions = {}) {
    if (!isPostgresJs(client) && typeof (client as PgClient | null)?.query !== "function") {
      throw new TypeError("PostgresStore: client must be a pool or client of pg, or the sql of postgres.js");
    }
    this.#client = client;
    ({ leaseMs: this.leaseMs, answerBytes: this.#answerBytes } = storeOptions("PostgresStore", options));
    this.#prefix = textOption("PostgresStore", "prefix", options.prefix) ?? "unanimous:";
    const claimsAtOnce = countOption("PostgresStore", "claimsAtOnce", options.claimsAtOnce);
    this.#turns = new Turns(Math.max(claimsAtOnce ?? poolSize(client) - RESERVED, 1));
  }

  /** Creates the table if it does not exist. */
  async createTable(): Promise<void> {
    // PostgreSQL runs statements that come together in one transaction, so the lock holds until the table is there.
    await rows(this.#client, `${LOCK_TABLE};\n${SQL.table}`);
  }

  /** Deletes all expired rows. The store does this by itself. */
  async sweep(): Promise<void> {
    let swept = SWEPT_AT_ONCE;
    while (swept >= SWEPT_AT_ONCE) {
      const [row] = await this.#turns.run(undefined, () => rows(this.#client, SQL.sweep, []));
      swept = Number((row as { count: number | string }).count);
    }
  }

  async begin(claim: Claim, call?: Call): Promise<Begin> {
    const begin = await this.#turns.run(call, () => this.#beginOrLook(claim));
    if (begin.state === "run" && Date.now() - this.#sweptAt >= SWEEP_EVERY_MS) {
      this.#sweptAt = Date.now();
      // A later `begin` deletes them.
      this.sweep().catch(() => {});
    }
    return begin;
  }

  async renew(claim: Claim): Promise<boolean> {
    const found = await rows(this.#client, SQL.renew, [...(await this.#claimed(claim)), this.leaseMs]);
    return found.length > 0;
  }

  finish(claim: Claim, answer: Answer): Promise<boolean> {
    return this.#finish(this.#client, claim, answer, LOCK_TIMEOUT);
  }

  async abandon(claim: Claim): Promise<void> {
    const values = [await nameOf(this.#prefix, claim.key), bytesOfHex(claim.token)];
    const [row] = (await rows(this.#client, SQL.abandon, values)) as { settled: boolean }[];
    if (row?.settled !== true) throw new Error("PostgreSQL: a claim of the key is not committed yet");
  }

  /**
   * Claims a key in a transaction of the caller, which also has the effect of the request and ends with {@link
   * finishIn} and a commit. Until then, another request with the key gets `in_progress`, without waiting. If the
   * transaction is rolled back, the key is free.
   */
  claimIn(transaction: PostgresClient, claim: Claim): Promise<Begin> {
    return this.#claim(transaction, claim, false);
  }

  /**
   * Stores the answer in a transaction of the caller. If it returns false, another request has the key: roll the
   * transaction back.
   */
  async finishIn(transaction: PostgresClient, claim: Claim, answer: Answer): Promise<boolean> {
    // From now on a request with this key need not wait for the commit.
    await rows(transaction, SQL.lock, [await nameOf(this.#prefix, claim.key)]);
    return this.#finish(transaction, claim, answer, null);
  }

  async #beginOrLook(claim: Claim): Promise<Begin> {
    try {
      return await this.#claim(this.#client, claim, true);
    } catch (error) {
      // Stored answers are given even when nothing can be written.
      if (!REFUSED_WRITES.includes(codeOf(error) ?? "")) throw error;
      const [name, fingerprint] = await this.#claimed(claim);
      const [row] = (await rows(this.#client, SQL.look, [name, fingerprint])) as Row[];
      const begin = row && beginOf(row);
      if (begin === undefined) throw error;
      return begin;
    }
  }

  /** @param repeats whether a statement that failed because of a conflict runs again */
  async #claim(client: PostgresClient, claim: Claim, repeats: boolean): Promise<Begin> {
    const values = [...(await this.#claimed(claim)), this.leaseMs, null];
    for (let tries = 0; tries < CLAIM_TRIES; tries++) {
      try {
        const found = await rows(client, SQL.begin, values);
        const begin = beginOf(found[0] as Row);
        if (begin !== undefined) return begin;
      } catch (error) {
        if (!repeats || !CONFLICTS.includes(codeOf(error) ?? "")) throw error;
      }
    }
    throw new Error("PostgreSQL: too many processes claim the key at once");
  }

  async #finish(client: PostgresClient, claim: Claim, answer: Answer, wait: string | null): Promise<boolean> {
    const { status, headers, body } = within(answer, this.#answerBytes);
    const values = [...(await this.#claimed(claim)), status, JSON.stringify(headers), body, wait];
    const [row] = (await rows(client, SQL.finish, values)) as { stored: boolean }[];
    return row?.stored === true;
  }

  /** The first parameters of most statements: the key, the fingerprint and the token. */
  async #claimed({ key, fingerprint, token }: Claim): Promise<[string, Uint8Array, Uint8Array]> {
    // `pg` and postgres.js write any `Uint8Array` as bytea.
    return [await nameOf(this.#prefix, key), bytesOfHex(fingerprint), bytesOfHex(token)];
  }
}

/**
 * Returns the name of a key in the table: prefix and key. If that has more than 1,024 bytes, or the key a NUL, which
 * PostgreSQL's texts cannot hold, the name is the prefix and the SHA-256 of the key. The store in Rust does the same.
 */
async function nameOf(prefix: string, key: string): Promise<string> {
  const name = prefix + key;
  const isShort = name.length * 3 <= LONGEST_NAME || encoder.encode(name).length <= LONGEST_NAME;
  if (isShort && !key.includes("\0")) return name;
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(key));
  return `${prefix}sha256:${hexOf(new Uint8Array(digest))}`;
}

const encoder = new TextEncoder();

/** `serialization_failure`, `deadlock_detected`, `lock_not_available`. */
const CONFLICTS = ["40001", "40P01", "55P03"];
/** `read_only_sql_transaction`, `disk_full`, `out_of_memory`: nothing can be written. */
const REFUSED_WRITES = ["25006", "53100", "53200"];

const codeOf = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;

const isPostgresJs = (client: unknown): client is PostgresJs =>
  typeof (client as PostgresJs | null | undefined)?.unsafe === "function";

/** The most connections that a pool opens. */
function poolSize(client: PostgresClient): number {
  const { max } = (client as { options?: { max?: unknown } }).options ?? {};
  return typeof max === "number" ? max : POOL_SIZE;
}

/** Runs a statement. Without values it may be several. */
async function rows(client: PostgresClient, text: string, values?: unknown[]): Promise<readonly unknown[]> {
  if (isPostgresJs(client)) return client.unsafe(text, values as never[] | undefined);
  return (await client.query(text, values)).rows;
}

/** Reads a row of `begin` or `look`; undefined if `begin` must run again. */
function beginOf({ verdict, status, headers, body }: Row): Begin | undefined {
  switch (verdict) {
    case "run":
    case "in_progress":
    case "conflict":
      return { state: verdict };
    case "replay":
      return {
        state: "replay",
        answer: { status: Number(status), headers: parseHeaders(headers ?? ""), body: body ?? new Uint8Array(0) },
      };
    case "again":
      return undefined;
    default:
      throw new Error("PostgreSQL: the table holds a row that this store did not write");
  }
}
