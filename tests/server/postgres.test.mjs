// The store in PostgreSQL, through pg and postgres.js, over a real server.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import postgres from "postgres";
import { idempotent, idempotentInTransaction, PostgresStore } from "unanimous/server";
import { conforms, slug } from "./conformance.mjs";
import { POSTGRES_JS, STORES } from "./make-store.mjs";
import { startPostgres } from "./services.mjs";
import { runsOnceOverTwoProcesses } from "./two-processes.mjs";

const NAMES = ["pg", "postgres.js"];
const ANSWER = { status: 201, headers: [], body: new Uint8Array(0) };
let server;
const open = {};

before(async () => {
  server = await startPostgres();
  for (const name of NAMES) open[name] = await STORES[name](server.url);
  // Many at once, by both clients, and again.
  for (let round = 0; round < 2; round++)
    await Promise.all(Array.from({ length: 12 }, (_, at) => open[NAMES[at % 2]].make().createTable()));
});
after(async () => {
  for (const { close } of Object.values(open)) await close();
  await server?.stop();
});

for (const name of NAMES) conforms(name, (options) => open[name].make(options));
for (const name of NAMES) runsOnceOverTwoProcesses([name, name], () => server.url);
runsOnceOverTwoProcesses(NAMES, () => server.url);

test("a claim that is not committed yet cannot be abandoned", async () => {
  const store = open.pg.make();
  const claim = { key: "uncommitted", fingerprint: "0".repeat(64), token: "0".repeat(31) + "7" };
  const client = await open.pg.pool.connect();
  await client.query("BEGIN");
  assert.deepEqual(await store.claimIn(client, claim), { state: "run" });
  await assert.rejects(store.abandon(claim), /not committed yet/);
  await client.query("COMMIT");
  client.release();
  await store.abandon(claim);
  assert.deepEqual(await store.begin({ ...claim, token: "0".repeat(31) + "8" }), { state: "run" });
  await store.abandon({ ...claim, token: "0".repeat(31) + "8" });
  // Nothing is there, and nothing is on its way.
  await store.abandon(claim);
});

for (const name of NAMES) {
  test(`${name}: more expired rows than one statement deletes are deleted`, async (context) => {
    const { pool } = open.pg;
    const expire = (count) =>
      pool.query(
        `INSERT INTO unanimous_idempotency_keys (key, fingerprint, token, lease_until, expires_at)
          SELECT 'expired-' || n, '', '', now(), now() - interval '1 second' FROM generate_series(1, $1) AS n`,
        [count],
      );
    const left = async () => {
      const { rows } = await pool.query("SELECT FROM unanimous_idempotency_keys WHERE expires_at <= now()");
      return rows.length;
    };
    const store = open[name].make();
    await expire(2_500);
    await store.sweep();
    assert.equal(await left(), 0);
    // The store does it by itself once a minute.
    await expire(2_500);
    const now = Date.now();
    context.mock.method(Date, "now", () => now + 60_000);
    await store.begin({
      key: `${slug(name)}-sweep`,
      fingerprint: "0".repeat(64),
      token: randomBytes(16).toString("hex"),
    });
    for (let tries = 0; tries < 1200 && (await left()) > 0; tries++) await sleep(50);
    assert.equal(await left(), 0);
  });

  test(`${name}: renewals and answers do not wait behind claims`, async () => {
    // Claims of these keys take long.
    await open.pg.pool.query(`CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.key LIKE '%slow-%' THEN PERFORM pg_sleep(1); END IF;
        RETURN NEW;
      END $$`);
    const on = "unanimous_idempotency_keys FOR EACH ROW EXECUTE FUNCTION slow()";
    await open.pg.pool.query(`CREATE TRIGGER slow BEFORE INSERT ON ${on}`);
    const store = open[name].make();
    const claimOf = (key) => ({ key, fingerprint: "0".repeat(64), token: randomBytes(16).toString("hex") });
    const claims = Array.from({ length: 10 }, (_, n) => claimOf(`${slug(name)}-quick-${n}`));
    for (const claim of claims) assert.deepEqual(await store.begin(claim), { state: "run" });
    // 300 clients send their requests again and again, as `idempotent` does.
    let [isOver, ran] = [false, 0];
    const client = async (_, n) => {
      while (!isOver) {
        const call = { isOver: false };
        const begin = store.begin(claimOf(`${slug(name)}-slow-${n}`), call).then(
          () => ran++,
          () => {},
        );
        await Promise.race([begin, sleep(2000)]);
        call.isOver = true;
      }
    };
    const clients = Array.from({ length: 300 }, client);
    // As `idempotent` does: again if the store does not answer in time, but not for long.
    const answered = async (call) => {
      for (let tries = 0; tries < 5; tries++) {
        const late = new AbortController();
        const answer = await Promise.race([call(), sleep(2000, "late", { signal: late.signal }).catch(() => {})]);
        late.abort();
        if (answer !== "late") return answer;
      }
      throw new Error("the store does not answer");
    };
    try {
      for (const [n, claim] of claims.entries()) {
        assert.equal(await answered(() => store.renew(claim)), true);
        if (n % 2 === 0) assert.equal(await answered(() => store.finish(claim, ANSWER)), true);
        else await answered(() => store.abandon(claim));
      }
      // Claims go on, too. Those for which nobody waits any more are not sent.
      while (ran < 20) await sleep(50);
    } finally {
      isOver = true;
      await Promise.all(clients);
      await open.pg.pool.query("DROP TRIGGER slow ON unanimous_idempotency_keys");
    }
  });
}

// tests/postgres.rs asserts the same of the store in Rust.
test("a long key and one with a NUL have the names that the Rust crate gives them", async () => {
  const store = open.pg.make();
  const names = {
    [`kk${"\u00e9".repeat(506)}`]: `unanimous:kk${"\u00e9".repeat(506)}`,
    [`kkk${"\u00e9".repeat(506)}`]: "unanimous:sha256:da0d1d45929ecb6a16ca8f8f18326d1c8ba2119bf30a8153daf6db617c6e6386",
    "a\0b": "unanimous:sha256:59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138",
  };
  for (const [key, name] of Object.entries(names)) {
    const claim = { key, fingerprint: "0".repeat(64), token: randomBytes(16).toString("hex") };
    assert.deepEqual(await store.begin(claim), { state: "run" });
    const { rows } = await open.pg.pool.query("SELECT FROM unanimous_idempotency_keys WHERE key = $1", [name]);
    assert.equal(rows.length, 1, name);
    await store.abandon(claim);
  }
});

test("a value that is not a client is refused", () => {
  for (const client of [undefined, null, {}, "postgres://127.0.0.1"])
    assert.throws(() => new PostgresStore(client), /client must be a pool/);
});

/** How a transaction is run with each client, and a write in it. */
const TRANSACTIONS = {
  pg: {
    transaction: async (run) => {
      const client = await open.pg.pool.connect();
      try {
        await client.query("BEGIN");
        await run(client);
        await client.query("COMMIT");
        client.release();
      } catch (error) {
        // A connection that is only closed is rolled back some time later.
        const isRolledBack = await client.query("ROLLBACK").then(
          () => true,
          () => false,
        );
        client.release(!isRolledBack);
        throw error;
      }
    },
    insert: (client, key) => client.query("INSERT INTO effects (key) VALUES ($1)", [key]),
  },
  "postgres.js": {
    transaction: (run) => open["postgres.js"].sql.begin(run),
    insert: (tx, key) => tx`INSERT INTO effects (key) VALUES (${key})`,
  },
};

const effects = async (prefix) => {
  const { rows } = await open.pg.pool.query("SELECT key FROM effects WHERE key LIKE $1", [`${prefix}%`]);
  return rows.map(({ key }) => key);
};

/** For each key, a function that its handler calls and awaits after it has written. */
const gates = new Map();

/** A handler that writes a row, and then does what the request says. */
function writer(name, options = {}) {
  const { transaction, insert } = TRANSACTIONS[name];
  const create = async (request, tx) => {
    const key = request.headers.get("idempotency-key");
    await insert(tx, key);
    const wanted = request.headers.get("x-then");
    if (wanted === "throw") throw new RangeError("broken");
    if (wanted === "wait") await gates.get(key)();
    return Response.json({ key }, { status: wanted === "500" ? 500 : 201 });
  };
  // Long, because a busy machine runs the database, too.
  const usual = { storeTimeoutMs: 60_000, onStoreError: () => {} };
  return idempotentInTransaction(create, { store: open[name].make(), transaction, ...usual, ...options });
}

const send = (handle, key, then = "") =>
  handle(
    new Request("http://localhost/effects", { method: "POST", headers: { "idempotency-key": key, "x-then": then } }),
  );

for (const name of NAMES) {
  test(`${name}: the key, the effect and the answer are one transaction`, async () => {
    await open.pg.pool.query("CREATE TABLE IF NOT EXISTS effects (key text)");
    const handle = writer(name);
    const prefix = slug(name);
    assert.equal((await send(handle, `${prefix}-1`)).status, 201);
    const again = await send(handle, `${prefix}-1`);
    assert.deepEqual([again.status, again.headers.get("idempotent-replayed")], [201, "true"]);
    assert.deepEqual(await effects(`${prefix}-1`), [`${prefix}-1`]);

    // An answer that is not kept, and an error, roll back, and free the key.
    assert.equal((await send(handle, `${prefix}-2`, "500")).status, 500);
    await assert.rejects(send(handle, `${prefix}-2`, "throw"), RangeError);
    assert.deepEqual(await effects(`${prefix}-2`), []);
    assert.equal((await send(handle, `${prefix}-2`)).status, 201);

    // While it runs, another request is told so at once, also by a handler that uses the store alone.
    let letGo;
    let written;
    const isWritten = new Promise((resolve) => (written = resolve));
    gates.set(`${prefix}-3`, () => {
      written();
      return new Promise((resolve) => (letGo = resolve));
    });
    const running = send(handle, `${prefix}-3`, "wait");
    await isWritten;
    assert.equal((await send(handle, `${prefix}-3`)).status, 409);
    const alone = idempotent(() => new Response(), { store: open[name].make(), storeTimeoutMs: 60_000 });
    assert.equal((await send(alone, `${prefix}-3`)).status, 409);
    // They did not wait for the transaction.
    letGo();
    assert.equal((await running).status, 201);

    // A commit that fails leaves nothing.
    const { transaction } = TRANSACTIONS[name];
    const failing = writer(name, {
      transaction: (run) =>
        transaction(async (tx) => {
          await run(tx);
          throw new Error("the connection broke");
        }),
    });
    assert.equal((await send(failing, `${prefix}-4`)).status, 503);
    assert.deepEqual(await effects(`${prefix}-4`), []);
    assert.equal((await send(handle, `${prefix}-4`)).status, 201);
  });

  test(`${name}: a request without a key writes nothing if its response is not kept`, async () => {
    const { transaction, insert } = TRANSACTIONS[name];
    for (const method of ["POST", "GET"]) {
      for (const [status, isKept] of [
        [201, true],
        [404, true],
        [400, false],
        [409, false],
        [500, false],
      ]) {
        const key = `unkeyed-${slug(name)}-${method}-${status}`;
        const create = async (_request, tx) => {
          await insert(tx, key);
          return new Response("text", { status });
        };
        const options = { store: open[name].make(), transaction, required: false };
        const response = await idempotentInTransaction(create, options)(new Request("http://localhost/", { method }));
        assert.deepEqual([response.status, await response.text()], [status, "text"]);
        assert.deepEqual(await effects(key), isKept ? [key] : [], key);
      }
    }
  });

  test(`${name}: a transaction that gives no answer in time is answered with 503, and nothing runs later`, async () => {
    const { transaction } = TRANSACTIONS[name];
    const key = `late-${slug(name)}`;
    const waiting = writer(name, {
      storeTimeoutMs: 50,
      // A pool without a free connection.
      transaction: async (run) => {
        await sleep(150);
        await transaction(run);
      },
    });
    assert.equal((await send(waiting, key)).status, 503);
    await sleep(300);
    assert.deepEqual(await effects(key), []);
    let commit;
    const committing = writer(name, {
      storeTimeoutMs: 1500,
      // A commit whose answer does not come.
      transaction: async (run) => {
        commit = transaction(run);
        await commit;
        await new Promise(() => {});
      },
    });
    let isRun = false;
    gates.set(key, () => {
      isRun = true;
      // The time of the handler does not count.
      return sleep(2000);
    });
    // On a busy machine it may get no transaction in time.
    for (let tries = 0; !isRun && tries < 20; tries++) assert.equal((await send(committing, key, "wait")).status, 503);
    await commit;
    const again = await send(writer(name), key);
    assert.deepEqual([again.status, again.headers.get("idempotent-replayed")], [201, "true"]);
    assert.deepEqual(await effects(key), [key]);
  });

  test(`${name}: 1,000 concurrent requests with 50 keys in transactions write 50 rows`, async () => {
    const handle = writer(name);
    const prefix = `many-${slug(name)}`;
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async (_, n) => (await send(handle, `${prefix}-${n % 50}`)).status),
    );
    assert.deepEqual(
      statuses.filter((status) => status !== 201 && status !== 409),
      [],
    );
    const written = await effects(prefix);
    assert.equal(written.length, 50);
    assert.equal(new Set(written).size, 50);
  });
}

test("postgres.js: a handler that runs longer than its transaction writes nothing more", async () => {
  const { transaction, insert } = TRANSACTIONS["postgres.js"];
  for (const write of [insert, (tx, key) => tx.savepoint((inner) => insert(inner, key))]) {
    const key = `longer-${write === insert}`;
    let running;
    let lose;
    const lost = new Promise((_, reject) => (lose = () => reject(new Error("the connection was lost"))));
    const create = async (tx) => {
      await write(tx, `${key}-0`);
      lose();
      await sleep(100);
      await write(tx, `${key}-1`);
    };
    const handle = idempotentInTransaction(
      async (_, tx) => {
        running = create(tx);
        await running;
        return new Response(null, { status: 201 });
      },
      {
        store: open["postgres.js"].make(),
        // As if the connection were lost. A real loss may end the process: postgres.js's issue 1208.
        transaction: (run) => Promise.race([transaction(run), lost]),
        onStoreError: () => {},
      },
    );
    assert.equal((await send(handle, key)).status, 503);
    await assert.rejects(running, /the transaction has ended/);
    // The client rolls it back: nobody holds the lock of the key.
    const again = writer("postgres.js");
    let last = 409;
    while (last === 409) last = (await send(again, key)).status;
    assert.equal(last, 201);
    assert.deepEqual(await effects(`${key}-`), []);
  }
});

test("postgres.js: a handler can do all that its transaction can", async () => {
  await open.pg.pool.query("CREATE TABLE every (key text)");
  const folder = mkdtempSync(join(tmpdir(), "unanimous-sql-"));
  writeFileSync(join(folder, "insert.sql"), "INSERT INTO every VALUES ('file')");
  const said = {};
  const handler = async (_, tx) => {
    const inserted = [{ key: "one" }, { key: "two" }];
    await tx`INSERT INTO every ${tx(inserted)}`;
    const where = tx`WHERE key = ${"one"}`;
    const values = tx`${tx.json({ a: 1 })}::jsonb AS json, ${tx.array([1, 2])}::int[] AS array, ${tx.typed(5, 23)}::int AS n`;
    said.row = [...(await tx`SELECT ${tx("key")}, ${values} FROM ${tx("every")} ${where}`)];
    await tx.file(join(folder, "insert.sql"));
    await assert.rejects(
      tx.savepoint((own) => own.file(join(folder, "missing.sql"))),
      /ENOENT/,
    );
    said.unsafe = [...(await tx.unsafe("SELECT $1::int AS n", [1], { prepare: true }))];
    said.cursor = [];
    for await (const [{ n }] of tx`SELECT generate_series(1, 3) AS n`.cursor()) said.cursor.push(n);
    await tx`SELECT generate_series(4, 6) AS n`.cursor(2, (rows) => void said.cursor.push(rows.length));
    await tx`SELECT generate_series(7, 8) AS n`.forEach(({ n }) => said.cursor.push(n));
    said.values = [...(await tx`SELECT 1`.values()), (await tx`SELECT 1 AS one`.describe()).columns[0].name];
    const copy = await tx`COPY every FROM STDIN`.writable();
    await new Promise((resolve, reject) => copy.on("finish", resolve).on("error", reject).end("copied\n"));
    const fails = tx.savepoint(async (own) => {
      await own`INSERT INTO every VALUES ('undone')`;
      throw new RangeError("undone");
    });
    await assert.rejects(fails, RangeError);
    const list = (own) => ["three", "four"].map((key) => own`INSERT INTO every VALUES (${key}) RETURNING key`);
    said.list = (await tx.savepoint("list", list)).map(([{ key }]) => key);
    await tx.savepoint((own) => own.savepoint((inner) => inner`INSERT INTO every VALUES ('inner')`));
    await tx.notify("channel", "text");
    return new Response(null, { status: 201 });
  };
  // `tx.array` needs the types.
  const sql = postgres(server.url, { ...POSTGRES_JS, fetch_types: true });
  const handle = idempotentInTransaction(handler, {
    store: open["postgres.js"].make(),
    transaction: (run) => sql.begin(run),
  });
  assert.equal((await send(handle, "every")).status, 201);
  await sql.end();
  assert.deepEqual(said, {
    row: [{ key: "one", json: { a: 1 }, array: [1, 2], n: 5 }],
    unsafe: [{ n: 1 }],
    cursor: [1, 2, 3, 2, 1, 7, 8],
    values: [[1], "one"],
    list: ["three", "four"],
  });
  const { rows } = await open.pg.pool.query("SELECT key FROM every ORDER BY key");
  const expected = ["copied", "file", "four", "inner", "one", "three", "two"];
  assert.deepEqual(
    rows.map(({ key }) => key),
    expected,
  );
  rmSync(folder, { recursive: true });
});

test("postgres.js: a handler that has lost its connection writes nothing, and disturbs nobody", async () => {
  await open.pg.pool.query("CREATE TABLE lost (name text, what text)");
  const program = fileURLToPath(new URL("lost-connection-process.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, server.url]);
  const said = stdout.trim().split("\n");
  assert.equal(said.length, 10);
  for (const line of said) {
    const { name, status, handler, rows } = JSON.parse(line);
    if (name.startsWith("a handler that")) {
      // Its own transaction is gone. That of the other request is whole.
      assert.deepEqual([status, rows], [201, ["one", "two"]], line);
      continue;
    }
    assert.deepEqual([status === 201, handler === "wrote", rows], [false, false, []], line);
  }
});
