// Handlers whose effects are rows, in the transaction that claims the key and stores the answer.
import pg from "pg";
import postgres from "postgres";
import { idempotentInTransaction, PostgresStore } from "unanimous/server";
import { POSTGRES_JS } from "../make-store.mjs";

/** postgres.js 3.4.9 may leave a statement without an end. */
const storeTimeoutMs = 3000;

/** Each takes the database's URL, the lease and `work(request, record)`. */
export const TRANSACTIONS = {
  "pg in a transaction"(url, leaseMs, work) {
    // As the documentation says: a statement for which nobody waits any more leaves the queue.
    const pool = new pg.Pool({ connectionString: url, max: 20, connectionTimeoutMillis: 2000 });
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
        const isRolledBack = await client.query("ROLLBACK").then(
          () => true,
          () => false,
        );
        // The server rolls back what a closed connection began.
        client.release(!isRolledBack);
        throw error;
      }
    };
    return idempotentInTransaction(
      (request, tx) => work(request, (line) => tx.query("INSERT INTO effects VALUES ($1)", [JSON.stringify(line)])),
      { store: new PostgresStore(pool, { leaseMs }), transaction, storeTimeoutMs, onStoreError: () => {} },
    );
  },
  "postgres.js in a transaction"(url, leaseMs, work) {
    const sql = postgres(url, { max: 20, ...POSTGRES_JS });
    return idempotentInTransaction(
      (request, tx) => work(request, (line) => tx`INSERT INTO effects VALUES (${JSON.stringify(line)})`),
      {
        store: new PostgresStore(sql, { leaseMs }),
        transaction: (run) => sql.begin(run),
        storeTimeoutMs,
        onStoreError: () => {},
      },
    );
  },
};
