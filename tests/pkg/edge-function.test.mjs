// Tests of the edge function alone, which is called directly, without a server.
//
//   node --test tests/pkg/edge-function.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEdge } from "../../www/edge.mjs";
import { until } from "../tools/until.mjs";
import { LEAD } from "./edge-requests.mjs";

const LEAD_SCHEMA = { type: "object", required: ["email"], properties: { email: { type: "string", format: "email" } } };
const URL_OF_LEADS = "https://edge.example/api/leads";
const request = (headers, body) => new Request(URL_OF_LEADS, { method: "POST", headers, body, duplex: "half" });

test("only pages on this machine may read the answers from another origin", async () => {
  const edge = createEdge(LEAD_SCHEMA);
  const ask = async (origin) => {
    const preflight = new Request(URL_OF_LEADS, { method: "OPTIONS", headers: { origin } });
    const response = await edge.fetch(preflight);
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("vary"), "origin");
    return response.headers.get("access-control-allow-origin");
  };
  for (const origin of ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:8080", "https://localhost"]) {
    assert.equal(await ask(origin), origin);
  }
  for (const origin of ["https://example.com", "http://127.0.0.1.example.com", "http://localhost.example", "null"]) {
    assert.equal(await ask(origin), null);
  }
});

test("a body that never ends times out, and the rest of a too large body is not read", async () => {
  const edge = createEdge(LEAD_SCHEMA, { bodyTimeoutMs: 50 });
  const headers = { "content-type": "application/json", "idempotency-key": "k" };
  const late = await edge.fetch(request(headers, new ReadableStream({ pull: () => new Promise(() => {}) })));
  assert.equal(late.status, 408);
  assert.equal(
    await late.text(),
    '{"error":{"message":"Request body took too long to arrive","code":"REQUEST_TIMEOUT"}}',
  );

  const patient = createEdge(LEAD_SCHEMA);
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(1024));
    },
  });
  assert.equal((await patient.fetch(request(headers, endless))).status, 413);
  assert.ok(pulled < 70, `${pulled} KiB pulled`);
});

test("worker.mjs exports the edge function", async () => {
  const { default: worker } = await import("../../www/worker.mjs");
  const response = await worker.fetch(request({ "content-type": "application/json", "idempotency-key": "k" }, LEAD));
  assert.equal(response.status, 201);
});

const KEYED = { "content-type": "application/json", "idempotency-key": "k" };

const GOOD = '{"email":"a@example.com"}';

/** Makes an edge function, and a function that sends it a body with a key. */
const makeEdge = (options, leadSchema = LEAD_SCHEMA) => {
  const edge = createEdge(leadSchema, options);
  return async (key, body = GOOD) => {
    const response = await edge.fetch(request({ ...KEYED, "idempotency-key": key }, body));
    return [response.status, response.headers.get("idempotent-replayed"), response.headers.get("retry-after")];
  };
};
const [RAN, REPLAYED] = [
  [201, null, null],
  [201, "true", null],
];

test("a key expires after 24 hours", async () => {
  let time = 1_000;
  const ask = makeEdge({ now: () => time });
  assert.deepEqual(await ask("k"), RAN);
  time += 24 * 60 * 60 * 1000 - 1;
  assert.deepEqual(await ask("k"), REPLAYED);
  time++;
  assert.deepEqual(await ask("k", '{"email":"b@example.com"}'), RAN);
});

test("a full store forgets the oldest finished keys", async () => {
  const ask = makeEdge({ maxKeys: 2 });
  for (const key of ["k", "l"]) assert.deepEqual(await ask(key), RAN);
  assert.deepEqual(await ask("k"), REPLAYED);
  assert.deepEqual(await ask("m"), RAN);
  assert.deepEqual(await ask("l"), REPLAYED);
  assert.deepEqual(await ask("m"), REPLAYED);
  assert.deepEqual(await ask("k"), RAN, "forgotten");
});

const WORK_MS = 12_345;

/** Holds all work on leads until it is let go. */
function holdWork(mock) {
  const real = globalThis.setTimeout;
  const held = [];
  const { mock: calls } = mock.method(globalThis, "setTimeout", (run, ms, ...rest) =>
    ms === WORK_MS ? void held.push(run) : real(run, ms, ...rest),
  );
  return {
    held,
    letGo() {
      calls.restore();
      for (const run of held) run();
    },
  };
}

test("a store full of running requests refuses until the first lease ends", async ({ mock }) => {
  const now = () => 1_000;
  const work = holdWork(mock);
  const ask = makeEdge({ now, maxKeys: 2, workMs: WORK_MS, leaseMs: 4_500 });
  const running = [ask("k"), ask("l")];
  await until(() => work.held.length === 2);
  assert.deepEqual(await ask("m"), [503, null, "5"]);
  assert.deepEqual(await ask("k"), [409, null, "1"]);
  // A running request mostly ends long before its lease.
  const ask60 = makeEdge({ now, maxKeys: 1, workMs: WORK_MS, leaseMs: 60_000 });
  const first = ask60("k");
  await until(() => work.held.length === 3);
  assert.deepEqual(await ask60("m"), [503, null, "5"]);

  work.letGo();
  assert.deepEqual(await Promise.all([...running, first]), [RAN, RAN, RAN]);
  // There is room again. Its work would take twelve seconds.
  const next = holdWork(mock);
  const asked = ask("m");
  await until(() => next.held.length === 1);
  next.letGo();
  assert.deepEqual(await asked, RAN);
});

test("1,000 concurrent requests with 50 keys run 50 operations", async () => {
  const edge = createEdge(LEAD_SCHEMA, { workMs: 5, bodyTimeoutMs: 60_000 });
  const counts = new Map();
  await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => {
      const body = JSON.stringify({ email: `ann${n % 50}@example.com` });
      // Longer each time, because the requests of so many clients keep the machine busy.
      for (let pause = 2; ; pause = Math.min(2 * pause, 500)) {
        const response = await edge.fetch(request({ ...KEYED, "idempotency-key": `k${n % 50}` }, body));
        if (response.status === 409) await new Promise((resolve) => setTimeout(resolve, pause));
        else {
          const { id } = await response.json();
          const name = `${id} ${response.status} ${response.headers.get("idempotent-replayed")}`;
          return void counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      }
    }),
  );
  assert.deepEqual([counts.size, new Set(counts.values())], [100, new Set([1, 19])]);
});
