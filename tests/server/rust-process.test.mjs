// A process of Rust and one of Node share a Redis, and a PostgreSQL: each key runs once in either, and both get its answer.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { randomBytes } from "node:crypto";
import { STORES } from "./make-store.mjs";
import { startPostgres, startRedis } from "./services.mjs";

const run = promisify(execFile);
const KEYS = 50;
const REQUESTS = 500;
const FINGERPRINT = "07".repeat(32);
let program;

/** Builds the test program of Rust's stores, whose test `serve` is a process that sends requests. */
before(async () => {
  const arguments_ = ["test", "--features", "redis,postgres", "--test", "stores", "--no-run", "--message-format=json"];
  const root = process.env.WWW_ROOT ?? fileURLToPath(new URL("../..", import.meta.url));
  const { stdout } = await run("cargo", arguments_, { cwd: root, maxBuffer: 64 << 20 });
  const messages = stdout.split("\n").filter((line) => line.startsWith("{"));
  const built = messages
    .map((line) => JSON.parse(line))
    .find(({ target, executable }) => executable && target?.name === "stores");
  program = built.executable;
});

/**
 * Runs the process of Rust. Returns the keys that ran there, and the answers that it got for each key. Calls `begun` when the
 * process runs its first key.
 */
async function rust(url, begun) {
  const env = { ...process.env, TEST_STORE_URL: url };
  const running = run(program, ["serve", "--exact", "--ignored", "--nocapture", "--quiet"], { env });
  let said = "";
  running.child.stdout.on("data", (chunk) => {
    if (said.includes("\nran ")) return;
    said += chunk;
    if (said.includes("\nran ")) begun();
  });
  const { stdout } = await running;
  const lines = stdout.split("\n");
  return {
    runs: lines.filter((line) => line.startsWith("ran ")).map((line) => line.slice(4)),
    answers: lines.filter((line) => line.startsWith("got ")).map((line) => line.slice(4)),
  };
}

/** Sends the same requests from this process, and starts the process of Rust after the first of them. */
async function node(store, startRust) {
  const [runs, answers] = [[], []];
  const request = async (number) => {
    const key = String(number % KEYS);
    for (;;) {
      const claim = { key, fingerprint: FINGERPRINT, token: randomBytes(16).toString("hex") };
      const begin = await store.begin(claim);
      if (begin.state === "in_progress") {
        await sleep(20);
        continue;
      }
      let { answer } = begin;
      if (begin.state === "run") {
        runs.push(key);
        await sleep(5);
        answer = { status: 201, headers: [["location", `/é"n${number}`]], body: Buffer.from(`node ${number}`) };
        assert.equal(await store.finish(claim, answer), true);
      }
      assert.ok(answer, begin.state);
      answers.push(`${key} ${answer.status} ${answer.headers[0][1]} ${Buffer.from(answer.body)}`);
      return;
    }
  };
  const requests = Array.from({ length: REQUESTS }, (_, number) => () => request(number));
  const send = (some) => Promise.all(some.map((request) => request()));
  // So that either process has keys of its own.
  await send(requests.slice(0, 10));
  let started;
  await new Promise((begun, failed) => {
    started = startRust(begun);
    started.catch(failed);
  });
  await send(requests.slice(10));
  return { there: await started, here: { runs, answers } };
}

async function check(name, url, { createTable = false } = {}) {
  const { make, close } = await STORES[name](url);
  const store = make();
  if (createTable) await store.createTable();
  const { there, here } = await node(store, (begun) => rust(url, begun));
  await close();
  const runs = [...there.runs, ...here.runs].sort();
  assert.deepEqual(runs, Array.from({ length: KEYS }, (_, key) => String(key)).sort());
  const answers = [...there.answers, ...here.answers];
  assert.equal(answers.length, 2 * REQUESTS);
  // One answer for each key, and each process got all of them.
  assert.equal(new Set(answers).size, KEYS);
  assert.deepEqual(new Set(there.answers), new Set(here.answers));
  assert.ok(here.runs.length >= 10 && there.runs.length > 0);
  return `${there.runs.length} keys ran in Rust, ${here.runs.length} in Node`;
}

let redis;
let postgres;
before(async () => {
  [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
});
after(async () => {
  redis?.stop();
  await postgres?.stop();
});

test("Rust and Node share a Redis", async (t) => {
  t.diagnostic(await check("node-redis 6", redis.url));
});

test("Rust and Node share a PostgreSQL", async (t) => {
  t.diagnostic(await check("pg", postgres.url, { createTable: true }));
});
