// A process whose handlers lose the connection of postgres.js in the middle of their transactions: `node
// lost-connection-process.mjs <URL>`. It prints a line of JSON for each: what the client, the handler and the table say.
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { idempotentInTransaction, PostgresStore } from "unanimous/server";
import { POSTGRES_JS } from "./make-store.mjs";

process.on("uncaughtException", (error) => {
  // postgres.js 3.4.9 throws where nobody can catch it: its issue 1208.
  if (!error.stack.includes("postgres/src/connection.js")) throw error;
});
// One connection, so that the one that takes the lost one's place is busy.
const options = { ...POSTGRES_JS, backoff: () => 0.05 };
const own = postgres(process.argv[2], { ...options, max: 2 });
const rows = async (name) =>
  (await own`SELECT what FROM lost WHERE name = ${name} ORDER BY what`).map(({ what }) => what);

/** Ends the session of a transaction, from another session. */
async function terminate(tx) {
  const [{ pid }] = await tx`SELECT pg_backend_pid() AS pid`;
  await own`SELECT pg_terminate_backend(${pid})`;
  // Until the socket is closed.
  await sleep(200);
}

/** What a handler does after it has lost its connection. Each tries to write a row. */
const CASES = {
  "a new statement": async (tx, write) => {
    await terminate(tx);
    await write(tx);
  },
  "after the error, at once": async (tx, write) => {
    await tx`SELECT pg_terminate_backend(pg_backend_pid())`.catch(() => {});
    await write(tx);
  },
  "a statement made before": async (tx, write) => {
    const made = { statement: write(tx, (statement) => statement) };
    await terminate(tx);
    await made.statement;
  },
  "a cursor": async (tx, write) => {
    const made = { statement: write(tx, (statement) => statement) };
    await terminate(tx);
    for await (const _ of made.statement.cursor(1));
  },
  "forEach": async (tx, write) => {
    const made = { statement: write(tx, (statement) => statement) };
    await terminate(tx);
    await made.statement.forEach(() => {});
  },
  "unsafe": async (tx, _, name) => {
    const made = { statement: tx.unsafe("INSERT INTO lost VALUES ($1, 'late')", [name]) };
    await terminate(tx);
    await made.statement;
  },
  "a savepoint": (tx, write) =>
    tx.savepoint("own", async (inner) => {
      await inner`SELECT pg_terminate_backend(pg_backend_pid())`.catch(() => {});
      await write(inner);
    }),
  "after a savepoint": async (tx, write) => {
    await tx.savepoint((inner) => inner`SELECT pg_terminate_backend(pg_backend_pid())`).catch(() => {});
    await write(tx);
  },
};

const handlerOf = (sql, create) =>
  idempotentInTransaction(create, {
    store: new PostgresStore(sql),
    transaction: (run) => sql.begin(run),
    onStoreError: () => {},
  });
const request = (key) =>
  new Request("http://localhost/", { method: "POST", headers: { "idempotency-key": key.replaceAll(/\W+/g, "-") } });

for (const [name, lose] of Object.entries(CASES)) {
  const sql = postgres(process.argv[2], { ...options, max: 4 });
  let isOver = false;
  // Others use the pool, so the connection is opened again.
  const others = Array.from({ length: 4 }, async () => {
    while (!isOver) await Promise.race([sql`SELECT 1`.catch(() => {}), sleep(300)]).then(() => sleep(1));
  });
  let running;
  const write = (tx, of = async (statement) => await statement) =>
    of(tx`INSERT INTO lost VALUES (${name}, 'late') RETURNING what`);
  const handle = handlerOf(sql, async (_, tx) => {
    await tx`INSERT INTO lost VALUES (${name}, 'early')`;
    running = lose(tx, write, name);
    await running;
    return new Response(null, { status: 201 });
  });
  const status = await handle(request(name)).then(
    (response) => response.status,
    (error) => error.message,
  );
  const handler = await running.then(
    () => "wrote",
    (error) => error.message,
  );
  isOver = true;
  await Promise.all(others);
  console.log(JSON.stringify({ name, status, handler, rows: await rows(name) }));
}

// A handler that ends after the loss of its connection, while another transaction has the one in its place.
const sql = postgres(process.argv[2], { ...options, max: 1 });
for (const end of ["throws", "returns"]) {
  const name = `a handler that ${end}`;
  let letGo;
  let isLost;
  const lostConnection = new Promise((resolve) => (isLost = resolve));
  const other = handlerOf(sql, async (_, tx) => {
    await tx`INSERT INTO lost VALUES (${name}, 'one')`;
    letGo();
    await sleep(300);
    await tx`INSERT INTO lost VALUES (${name}, 'two')`;
    return new Response(null, { status: 201 });
  });
  const lost = handlerOf(sql, async (_, tx) => {
    await terminate(tx);
    await new Promise((resolve) => {
      letGo = resolve;
      isLost();
    });
    if (end === "throws") throw new Error("it fails");
    return new Response(null, { status: 201 });
  });
  const first = lost(request(`${name} lost`)).catch(() => {});
  await lostConnection;
  const { status } = await other(request(`${name} other`));
  await first;
  console.log(JSON.stringify({ name, status, handler: "", rows: await rows(name) }));
}
process.exit();
