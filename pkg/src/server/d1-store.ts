import { parseHeaders } from "./record.js";
import {
  type Answer,
  type Begin,
  type Claim,
  judge,
  type Store,
  type StoreOptions,
  storeOptions,
  within,
} from "./store.js";

/** A prepared statement of D1, as far as it is needed. */
export interface D1Statement {
  bind(...values: unknown[]): D1Statement;
}

/** A D1 database in the `env` of a Worker, as far as it is needed. */
export interface D1 {
  prepare(sql: string): D1Statement;
  /** Runs statements in one transaction. */
  batch(statements: never[]): Promise<{ readonly results?: unknown }[]>;
}

interface Row {
  readonly fingerprint: string;
  readonly token: string;
  readonly status: number | null;
  readonly headers: string | null;
  readonly body: ArrayBuffer | readonly number[] | null;
  readonly leased: number;
}

/** The time of the database in milliseconds since 1970. */
const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const KEPT = "86400000";
const REPLACE = `ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, token = excluded.token,
  status = excluded.status, headers = excluded.headers, body = excluded.body,
  lease_until = excluded.lease_until, expires_at = excluded.expires_at`;
/** `WHERE true` tells SQLite that `ON CONFLICT` is no join. */
const CLAIM = `INSERT INTO unanimous_idempotency_keys AS k (key, fingerprint, token, lease_until, expires_at)
  SELECT ?1, ?2, ?3, t.now + ?4, t.now + ?4 + ${KEPT} FROM (SELECT ${NOW} AS now) AS t WHERE true ${REPLACE}`;

const BEGIN = `${CLAIM} WHERE k.expires_at <= ${NOW} OR k.status IS NULL
  AND (k.token = excluded.token OR k.fingerprint = excluded.fingerprint AND k.lease_until <= ${NOW})`;
const RENEW = `${CLAIM} WHERE k.expires_at <= ${NOW} OR k.token = excluded.token AND k.status IS NULL`;
const FINISH = `INSERT INTO unanimous_idempotency_keys AS k
  (key, fingerprint, token, status, headers, body, lease_until, expires_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, t.now, t.now + ${KEPT} FROM (SELECT ${NOW} AS now) AS t WHERE true ${REPLACE}
  WHERE k.expires_at <= ${NOW} OR k.token = excluded.token AND k.status IS NULL`;
const LOOK = `SELECT fingerprint, token, status, headers, body, lease_until > ${NOW} AS leased
  FROM unanimous_idempotency_keys WHERE key = ?1`;
/** What `renew` and `finish` need to know: not the answer. */
const LOOK_AT_CLAIM = "SELECT token, status FROM unanimous_idempotency_keys WHERE key = ?1";
const ABANDON = "DELETE FROM unanimous_idempotency_keys WHERE key = ?1 AND token = ?2 AND status IS NULL";
/** The most rows that one statement deletes. */
const SWEPT_AT_ONCE = 1000;
const SWEEP = `DELETE FROM unanimous_idempotency_keys WHERE key IN (
  SELECT key FROM unanimous_idempotency_keys WHERE expires_at <= ${NOW} ORDER BY expires_at LIMIT ${SWEPT_AT_ONCE})
  RETURNING 1`;
const TABLE = [
  `CREATE TABLE IF NOT EXISTS unanimous_idempotency_keys (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  token TEXT NOT NULL,
  status INTEGER,
  headers TEXT,
  body BLOB,
  lease_until INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID`,
  "CREATE INDEX IF NOT EXISTS unanimous_idempotency_keys_expires_at ON unanimous_idempotency_keys (expires_at)",
];

/**
 * A store in D1, the SQLite of Cloudflare Workers. Each call is one transaction, so a claim is atomic. The database's
 * own clock decides when a lease ends.
 *
 * Every key goes to one database, so a busy API does better with a `DurableObjectStore`.
 *
 * @example
 * const handle = idempotent(create, { store: (_request, env: Env) => new D1Store(env.DB) });
 */
export class D1Store implements Store {
  /** The SQL that creates the table and its index, if they do not exist: a migration. */
  static readonly TABLE: string = `${TABLE.join(";\n")};\n`;
  readonly leaseMs: number;
  readonly #db: D1;
  readonly #answerBytes: number;

  /** @throws TypeError if an option is wrong, or `db` is no D1 database */
  constructor(db: D1, options: StoreOptions = {}) {
    const given = db as D1 | null | undefined;
    if (typeof given?.prepare !== "function" || typeof given.batch !== "function") {
      throw new TypeError("D1Store: expected a D1 database, such as env.DB");
    }
    this.#db = db;
    ({ leaseMs: this.leaseMs, answerBytes: this.#answerBytes } = storeOptions("D1Store", options));
  }

  /** Creates the table if it does not exist. */
  async createTable(): Promise<void> {
    await this.#batch(TABLE.map((sql) => [sql]));
  }

  /** Deletes all expired rows, 1,000 with each query: for a cron trigger. */
  async sweep(): Promise<void> {
    let swept = SWEPT_AT_ONCE;
    while (swept >= SWEPT_AT_ONCE) {
      const [deleted] = await this.#batch([[SWEEP]]);
      swept = (deleted?.results as unknown[] | undefined)?.length ?? 0;
    }
  }

  async begin(claim: Claim): Promise<Begin> {
    const row = await this.#changed([BEGIN, ...claimed(claim), this.leaseMs], [LOOK, claim.key]);
    const { fingerprint, token, status, headers, body, leased } = row as Row;
    if (token === claim.token && status === null) return { state: "run" };
    const answer = status === null ? undefined : { status, headers: parseHeaders(headers ?? ""), body: bytesOf(body) };
    // A lease that ended between the two statements still counts.
    return judge({ fingerprint, answer, isLeased: leased !== 0 }, claim.fingerprint) ?? { state: "in_progress" };
  }

  async renew(claim: Claim): Promise<boolean> {
    const row = await this.#changed([RENEW, ...claimed(claim), this.leaseMs], [LOOK_AT_CLAIM, claim.key]);
    return row?.token === claim.token && row.status === null;
  }

  async finish(claim: Claim, answer: Answer): Promise<boolean> {
    const { status, headers, body } = within(answer, this.#answerBytes);
    // D1 takes an ArrayBuffer in every version.
    const bytes = body.slice().buffer;
    const values = [...claimed(claim), status, JSON.stringify(headers), bytes];
    const row = await this.#changed([FINISH, ...values], [LOOK_AT_CLAIM, claim.key]);
    return row?.token === claim.token && row.status !== null;
  }

  async abandon(claim: Claim): Promise<void> {
    await this.#batch([[ABANDON, claim.key, claim.token]]);
  }

  /** Runs a change, and returns the row that is there then. */
  async #changed(change: readonly unknown[], look: readonly unknown[]): Promise<Row | undefined> {
    const [, seen] = await this.#batch([change, look]);
    return (seen?.results as Row[] | undefined)?.[0];
  }

  /** Runs statements, each with its values, in one transaction. */
  #batch(statements: readonly (readonly unknown[])[]): ReturnType<D1["batch"]> {
    return this.#db.batch(
      statements.map(([sql, ...values]) => this.#db.prepare(sql as string).bind(...values) as never),
    );
  }
}

/** The first values of most statements. */
const claimed = ({ key, fingerprint, token }: Claim): string[] => [key, fingerprint, token];

const bytesOf = (body: Row["body"]): Uint8Array => new Uint8Array((body ?? []) as ArrayBuffer);
