// Handlers whose effects are rows, in the transaction that claims the key and stores the answer.
import pg from "pg";
import postgres from "postgres";
import { idempotentInTransaction, PostgresStore } from "unanimous/server";

/** postgres.js 3.4.9 may leave a statement without an end. */
const storeTimeoutMs = 3000;

/** Each takes the database's URL, the lease and `work(request, record)`. */
export const TRANSACTIONS = {
  "pg in a transaction"(url, leaseMs, work) {
    const pool = new pg.Pool({ connectionString: url, max: 20 });
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    const transaction = async (run) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await run(client);
        await client.query("COMMIT");
        client.release();
      } catch (error) {
        // The server rolls back what a closed connection began.
        client.release(true);
        throw error;
      }
    };
    return idempotentInTransaction(
      (request, tx) => work(request, (line) => tx.query("INSERT INTO effects VALUES ($1)", [JSON.stringify(line)])),
      { store: new PostgresStore(pool, { leaseMs }), transaction, storeTimeoutMs, onStoreError: () => {} },
    );
  },
  "postgres.js in a transaction"(url, leaseMs, work) {
    // By default it waits for up to 20 s before it connects again.
    const sql = postgres(url, { max: 20, backoff: () => 0.5, onnotice: () => {} });
    return idempotentInTransaction(
      (request, tx) => work(request, (line) => tx`INSERT INTO effects VALUES (${JSON.stringify(line)})`),
      {
        store: new PostgresStore(sql, { leaseMs }),
        transaction: (run) => begin(sql, run),
        storeTimeoutMs,
        onStoreError: () => {},
      },
    );
  },
};

/**
 * Runs a transaction of postgres.js, and refuses its statements after the connection was lost. postgres.js 3.4.9 would send
 * them over the next connection, outside of the transaction.
 */
function begin(sql, run) {
  let hasEnded = false;
  const guarded = (tx) =>
    new Proxy(tx, {
      apply(target, self, args) {
        if (hasEnded) throw new Error("the transaction has ended");
        return Reflect.apply(target, self, args);
      },
    });
  return sql
    .begin((tx) => run(guarded(tx)))
    .finally(() => {
      hasEnded = true;
    });
}
