// The Rust server and a fetch handler in Node share one Redis: a key that one has run is replayed by the other.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "redis";
import { idempotent, RedisStore } from "unanimous/server";
import { startRedis } from "./services.mjs";

const LEAD = '{"name":"Ann","email":"ann@example.com"}';
let redis;
let client;
let server;
let url;
let handle;
/** How often each key ran in either language. */
const runs = new Map();
const count = (key) => runs.set(key, (runs.get(key) ?? 0) + 1);
let rustRuns = 0;
/** How long a request runs: long enough for a second one with its key to come meanwhile. */
const WORK_MS = 1000;

before(async () => {
  redis = await startRedis();
  client = await createClient({ url: redis.url }).connect();
  handle = makeHandler();
  const args = ["--port", "0", "--redis-url", redis.url, "--root", process.env.WWW_ROOT, "--work-ms", String(WORK_MS)];
  const env = { ...process.env, RUST_LOG: "info", NO_COLOR: "1" };
  server = spawn(process.env.RUST_SERVER, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const output of [server.stdout, server.stderr])
    createInterface(output).on("line", (line) => {
      url ??= /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (line.includes("created lead_")) rustRuns++;
    });
  for (let tries = 0; url === undefined && tries < 1200; tries++) await sleep(50);
  assert.ok(url, "the Rust server listens");
});
after(() => {
  server?.kill();
  client?.destroy();
  redis?.stop();
});

const makeHandler = () =>
  idempotent(
    async (request) => {
      const key = request.headers.get("idempotency-key");
      count(key);
      await sleep(WORK_MS);
      return new Response(Uint8Array.of(110, 0, 10, 255), { status: 201, headers: { location: `/node/${key}` } });
    },
    { store: new RedisStore(client), storeTimeoutMs: 60_000 },
  );

const init = (key, body = LEAD) => ({
  method: "POST",
  headers: { "content-type": "application/json", "idempotency-key": key },
  body,
});
const rust = (key, body) => fetch(`${url}/api/leads`, init(key, body));
const node = (key, body) => handle(new Request("http://localhost/api/leads", init(key, body)));
/**
 * Sends a request to Rust, again if its connection broke: the server closes a connection if no request comes in time.
 */
async function rustWithRetries(key) {
  for (let tries = 0; ; tries++) {
    try {
      return await rust(key);
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(100);
    }
  }
}
/** Waits until somebody runs a key. Fails if nobody does within a minute. */
async function claimed(key) {
  for (const hopeless = Date.now() + 60_000; Date.now() < hopeless; await sleep(5))
    if ((await client.exists(`unanimous:POST /api/leads ${key}`)) !== 0) return;
  assert.fail(`nobody runs ${key}`);
}
const shown = async (response) => ({
  status: response.status,
  location: response.headers.get("location"),
  type: response.headers.get("content-type"),
  replayed: response.headers.get("idempotent-replayed"),
  body: Buffer.from(await response.arrayBuffer()).toString("latin1"),
});

test("what one has run, the other replays, byte for byte", async () => {
  for (const [key, first, second] of [
    ["rust-first", rust, node],
    ["node-first", node, rust],
  ]) {
    const answered = await shown(await first(key));
    assert.equal(answered.status, 201);
    assert.deepEqual(await shown(await second(key)), { ...answered, replayed: "true" });
    const conflict = await second(key, LEAD.replace("Ann", "Bob"));
    assert.equal(conflict.status, 422);
    assert.match(await conflict.text(), /IDEMPOTENCY_CONFLICT/);
  }
});

test("while one runs a key, it is in progress for the other", async () => {
  for (const [key, first, second] of [
    ["rust-runs", rust, node],
    ["node-runs", node, rust],
  ]) {
    const running = first(key);
    await claimed(key);
    assert.equal((await second(key)).status, 409);
    assert.equal((await running).status, 201);
  }
});

test("1,000 concurrent requests with 50 keys to both run 50 times", async () => {
  runs.clear();
  rustRuns = 0;
  const bodies = new Map();
  const send = async (n) => {
    const key = `many-${n % 50}`;
    await sleep(Math.random() * 300);
    const answer = await shown(await (n % 3 === 0 ? rustWithRetries : node)(key));
    if (answer.status !== 409) bodies.set(key, (bodies.get(key) ?? new Set()).add(answer.status + answer.body));
  };
  // Each of the two is the first for one key; the others run where their first request happens to come.
  const first = [node("many-0"), rust("many-1")];
  await Promise.all([claimed("many-0"), claimed("many-1")]);
  await Promise.all(Array.from({ length: 1000 }, (_, n) => send(n)));
  await Promise.all(first);
  await Promise.all(Array.from({ length: 50 }, (_, n) => send(n)));
  assert.deepEqual(new Set([...bodies.values()].map(({ size }) => size)), new Set([1]));
  const nodeRuns = [...runs.values()].reduce((sum, times) => sum + times, 0);
  // What the process says comes through a pipe, some time after its answers.
  for (let tries = 0; nodeRuns + rustRuns < 50 && tries < 1200; tries++) await sleep(50);
  assert.deepEqual([nodeRuns + rustRuns, Math.max(...runs.values())], [50, 1], `${nodeRuns} in Node`);
  assert.ok(nodeRuns > 0 && rustRuns > 0, `${nodeRuns} in Node, ${rustRuns} in Rust`);
});
