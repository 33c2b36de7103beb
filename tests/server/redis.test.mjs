// The store in Redis, through each client, over a real redis-server.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { idempotent, RedisStore } from "unanimous/server";
import { conforms } from "./conformance.mjs";
import { STORES } from "./make-store.mjs";
import { startRedis } from "./services.mjs";
import { runsOnceOverTwoProcesses } from "./two-processes.mjs";

const NAMES = Object.keys(STORES).filter((name) => /redis|function/.test(name));
let redis;
const open = {};

before(async () => {
  redis = await startRedis();
  for (const name of NAMES) open[name] = await STORES[name](redis.url);
});
after(async () => {
  for (const { close } of Object.values(open)) await close();
  redis.stop();
});

for (const name of NAMES) conforms(name, (options) => open[name].make(options));
for (const name of NAMES) runsOnceOverTwoProcesses([name, name], () => redis.url);
runsOnceOverTwoProcesses(["node-redis 6", "ioredis 6"], () => redis.url);

test("the record is that of the Rust crate, byte for byte", async () => {
  const { createClient } = await import("redis");
  const client = await createClient({ url: redis.url }).connect();
  const buffers = client.withTypeMapping({ 36: Buffer });
  const claim = { key: "POST /leads ann k1", fingerprint: "0".repeat(64), token: "00000000000000000000000000000007" };
  for (const name of NAMES) {
    const store = open[name].make();
    await store.begin(claim);
    const line = `2 ${"0".repeat(64)} 00000000000000000000000000000007\n`;
    assert.equal((await buffers.get("unanimous:POST /leads ann k1")).toString(), line);
    assert.ok((await client.pTTL("unanimous:POST /leads ann k1")) > 86_400_000);
    await store.finish(claim, {
      status: 201,
      headers: [["location", "/1"]],
      body: Buffer.from("a\nb\0\xff", "latin1"),
    });
    const done = Buffer.from(`${line}{"status":201,"headers":[["location","/1"]]}\na\nb\0\xff`, "latin1");
    assert.ok((await buffers.get("unanimous:POST /leads ann k1")).equals(done));
    await client.del("unanimous:POST /leads ann k1");
  }
  await client.set("unanimous:other", "hello");
  await assert.rejects(open[NAMES[0]].make().begin({ ...claim, key: "other" }), /did not write/);
  client.destroy();
});

test("a stored header that cannot be sent is left out of the answer", async () => {
  const { createClient } = await import("redis");
  const client = await createClient({ url: redis.url }).connect();
  const hash = createHash("sha256").update("{}").digest("hex");
  const pairs = [
    ["x-latin", "Zo\u00eb \u0080\u00ff"],
    ["x-file", "\u65e5\u672c.pdf"],
    ["x-control", "a\u0000b"],
    ["x-lines", "a\r\nb: c"],
    ["no name", "a"],
    ["location", "/1"],
  ];
  await client.set(
    "unanimous:POST /leads foreign",
    `2 ${hash} ${"0".repeat(32)}\n${JSON.stringify({ status: 201, headers: pairs })}\nok`,
  );
  for (const name of NAMES) {
    const handle = idempotent(() => assert.fail("it has run"), { store: open[name].make() });
    const headers = { "idempotency-key": "foreign" };
    const response = await handle(new Request("http://localhost/leads", { method: "POST", body: "{}", headers }));
    const kept = [...response.headers].filter(([header]) => header !== "x-request-id");
    assert.deepEqual([response.status, await response.text()], [201, "ok"]);
    assert.deepEqual(kept, [
      ["idempotent-replayed", "true"],
      ["location", "/1"],
      ["x-latin", "Zo\u00eb \u0080\u00ff"],
    ]);
  }
  client.destroy();
});

test("a value that is not a client is refused", () => {
  for (const client of [undefined, null, {}, { eval() {}, sendCommand() {} }, "redis://127.0.0.1"])
    assert.throws(() => new RedisStore(client), /client must be one of/);
});
