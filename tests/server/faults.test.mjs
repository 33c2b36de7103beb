// What a client sees while Redis is frozen or dies: docs/idempotency.md has the table.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { idempotent } from "unanimous/server";
import { STORES } from "./make-store.mjs";
import { startRedis } from "./services.mjs";

const NAMES = ["node-redis 6", "ioredis 6"];
let redis;
const open = {};

before(async () => {
  redis = await startRedis();
  for (const name of NAMES) {
    open[name] = await STORES[name](redis.url);
    open[name].client.on("error", () => {});
  }
});
after(async () => {
  for (const { close } of Object.values(open)) await close();
  redis.stop();
});

/** A handler with a store of its own, as in a process of its own. */
function makeServer(name, work = async () => {}) {
  const runs = [];
  const handle = idempotent(
    async (request) => {
      runs.push(request.headers.get("idempotency-key"));
      await work();
      return new Response(`run ${runs.length}`, { status: 201 });
    },
    { store: open[name].make(), onStoreError: () => {} },
  );
  const send = async (key) => {
    const headers = { "idempotency-key": key };
    const response = await handle(new Request("http://localhost/", { method: "POST", headers, body: "{}" }));
    return [response.status, response.headers.get("idempotent-replayed")];
  };
  return { runs, send };
}

/** Sends a key until it is answered with another status than these. */
async function until(send, key, ...statuses) {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await send(key);
    if (!statuses.includes(answer[0])) return answer;
    await sleep(100);
  }
  throw new Error(`${key} is still ${statuses}`);
}

for (const [at, name] of NAMES.entries()) {
  test(`${name}: Redis is frozen when a request comes: 503, nothing runs, and the key is free afterwards`, async () => {
    const [one, other] = [makeServer(name), makeServer(name)];
    redis.child.kill("SIGSTOP");
    // Redis does not answer before it goes on.
    assert.deepEqual(await Promise.all([one.send(`frozen-a${at}`), one.send(`frozen-b${at}`)]), [
      [503, null],
      [503, null],
    ]);
    redis.child.kill("SIGCONT");
    // A retry in the same process takes the key over.
    assert.deepEqual(await until(one.send, `frozen-a${at}`, 503), [201, null]);
    // In another process it waits for the background task.
    assert.deepEqual(await until(other.send, `frozen-b${at}`, 409, 503), [201, null]);
    assert.deepEqual([one.runs.length, other.runs.length], [1, 1]);
  });

  test(`${name}: Redis is frozen when the handler ends: the client gets its answer, and a retry the same`, async () => {
    const server = makeServer(name, () => sleep(300));
    const first = server.send(`end-${at}`);
    while (server.runs.length === 0) await sleep(5);
    redis.child.kill("SIGSTOP");
    assert.deepEqual(await first, [201, null]);
    redis.child.kill("SIGCONT");
    assert.deepEqual(await until(makeServer(name).send, `end-${at}`, 409, 503), [201, "true"]);
    assert.equal(server.runs.length, 1);
  });

  test(`${name}: Redis dies while the handler runs, and comes back empty: the answer is stored`, async () => {
    let end;
    const server = makeServer(name, () => new Promise((resolve) => (end = resolve)));
    const first = server.send(`dead-${at}`);
    while (server.runs.length === 0) await sleep(5);
    const ended = once(redis.child, "exit");
    redis.stop();
    await ended;
    redis = await startRedis(redis.port);
    const isBack = () =>
      open[name].client.ping().then(
        () => true,
        () => false,
      );
    for (let tries = 0; !(await isBack()); tries++) {
      assert.ok(tries < 1200, "the client does not connect again");
      await sleep(50);
    }
    end();
    assert.deepEqual(await first, [201, null]);
    assert.deepEqual(await until(makeServer(name).send, `dead-${at}`, 409, 503), [201, "true"]);
    assert.equal(server.runs.length, 1);
  });
}
