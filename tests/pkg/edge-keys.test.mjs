// The edge function's store of idempotency keys, and the runner that uses it.
//
//   node --test tests/pkg/edge-keys.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fingerprint } from "unanimous";
import { createIdempotentRunner } from "../../www/edge/idempotency.mjs";
import { MemoryStore } from "../../www/edge/memory-store.mjs";

const BODY = fingerprint("{}");
const OTHER = fingerprint("[]");
const DAY_MS = 24 * 60 * 60 * 1000;
const answerOf = (bytes, headers = []) => ({ status: 201, headers, body: new ArrayBuffer(bytes) });

/** A store with a clock that a test moves. */
function makeStore(limits) {
  const clock = { ms: 1_000 };
  const store = new MemoryStore({ now: () => clock.ms, ...limits });
  const claim = (key) => {
    const begun = store.begin(key, BODY);
    assert.equal(begun.state, "run");
    return begun.claim;
  };
  const state = (key, body = BODY) => store.begin(key, body).state;
  return { clock, store, claim, state };
}

test("a lease that is renewed holds its key, and one that ends frees it for the same body", () => {
  const { clock, store, claim, state } = makeStore({ leaseMs: 100 });
  const first = claim("k");
  clock.ms += 99;
  assert.equal(store.renew(first), true);
  clock.ms += 99;
  assert.equal(state("k"), "in_progress");
  clock.ms += 1;
  assert.equal(state("k", OTHER), "conflict");
  const second = claim("k");
  // The first request ends late: its claim has no effect any more.
  assert.equal(store.renew(first), false);
  store.finish(first, answerOf(1));
  store.abandon(first);
  assert.equal(state("k"), "in_progress");
  store.finish(second, answerOf(2));
  assert.equal(store.begin("k", BODY).answer.body.byteLength, 2);
  store.abandon(second);
  assert.equal(state("k"), "replay");
});

test("a full store forgets the oldest finished keys, in keys and in bytes, and no running one", () => {
  for (const limits of [{ maxKeys: 3 }, { maxBytes: 3 * 1100 }]) {
    const { store, claim, state } = makeStore(limits);
    const running = claim("running");
    for (let n = 0; n < 50; n++) store.finish(claim(`k${n}`), answerOf(10));
    assert.equal(store.size.keys, 3);
    assert.equal(state("running"), "in_progress");
    assert.deepEqual([state("k48"), state("k49")], ["replay", "replay"]);
    store.finish(running, answerOf(0));
    // The one that finished last is the last to be forgotten.
    store.finish(claim("k50"), answerOf(10));
    assert.deepEqual([state("running"), state("k50")], ["replay", "replay"]);
  }
});

test("a store full of running requests says when the first lease ends, and then takes a new key", () => {
  const { clock, store, claim, state } = makeStore({ maxKeys: 2, leaseMs: 60_000 });
  const [one] = [claim("one"), (clock.ms += 1_000) && claim("two")];
  clock.ms += 1_000;
  assert.deepEqual(store.begin("three", BODY), { state: "full", retryAfterMs: 58_000 });
  store.renew(one);
  assert.deepEqual(store.begin("three", BODY), { state: "full", retryAfterMs: 59_000 });
  clock.ms += 59_000;
  // The request of "two" has died.
  assert.equal(state("three"), "run");
  assert.equal(state("one"), "in_progress");
});

test("the body of an answer above the limit is not kept, and its request does not run again", () => {
  const { store, claim } = makeStore({ maxAnswerBytes: 100 });
  const [location, type, omitted] = [
    ["location", "/1"],
    ["content-type", "text/plain"],
    ["idempotent-body-omitted", "true"],
  ];
  const table = [
    [answerOf(100), [[], 100]],
    [answerOf(101), [[omitted], 0]],
    [answerOf(99, [location, type]), [[location, omitted], 0]],
    [answerOf(0, [["location", "x".repeat(50)]]), [[omitted], 0]],
  ];
  for (const [n, [answer, expected]] of table.entries()) {
    const begun = claim(`k${n}`);
    store.finish(begun, answer);
    const { headers, body } = store.begin(`k${n}`, BODY).answer;
    assert.deepEqual([headers, body.byteLength], expected);
  }
});

test("a key that was forgotten after its lease is kept again when its request ends", () => {
  const { clock, store, claim, state } = makeStore({ maxKeys: 1, leaseMs: 100 });
  const slow = claim("slow");
  clock.ms += 100;
  const other = claim("other");
  assert.equal(store.renew(slow), false, "no room");
  store.finish(other, answerOf(1));
  assert.equal(store.renew(slow), true);
  assert.equal(state("slow"), "in_progress");
  store.finish(slow, answerOf(2));
  assert.equal(state("slow"), "replay");
});

test("if running requests leave no room for an answer, its status is kept", () => {
  for (const maxBytes of [2 * 1_026, 3 * 1_026]) {
    const { store, claim } = makeStore({ maxBytes });
    const claims = ["a", "b"].map(claim);
    store.finish(claims[0], answerOf(2_000));
    const { headers, body } = store.begin("a", BODY).answer;
    assert.deepEqual([headers, body.byteLength], [[["idempotent-body-omitted", "true"]], 0]);
  }
});

test("the bytes are those of the entries", () => {
  const { clock, store, claim } = makeStore({ maxKeys: 5, maxBytes: 10_000 });
  for (let n = 0; n < 300; n++) {
    const begun = claim(`k${n % 7}`);
    if (n % 3 === 0) store.abandon(begun);
    else {
      store.finish(begun, answerOf(n * 10));
      store.finish(begun, answerOf(5));
    }
    clock.ms += DAY_MS;
  }
  for (let n = 0; n < 300; n++) {
    const begun = claim(`l${n}`);
    store.finish(begun, answerOf(n * 20));
    assert.ok(store.size.bytes <= 10_000 && store.size.keys <= 5);
  }
  clock.ms += DAY_MS;
  store.abandon(claim("last"));
  assert.deepEqual(store.size, { keys: 0, bytes: 0 });
});

const body = new TextEncoder().encode("{}");
const respond = (text, init) => async () => new Response(text, init);

test("every end of an operation ends its claim", async () => {
  const runOnce = createIdempotentRunner();
  const failing = [
    () => {
      throw new Error("at once");
    },
    async () => {
      await sleep(1);
      throw new Error("later");
    },
    async () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("in the body")) })),
    async () => undefined,
  ];
  for (const [n, operation] of failing.entries()) {
    await assert.rejects(runOnce(`k${n}`, body, operation));
    assert.equal((await runOnce(`k${n}`, body, respond("ok"))).status, 200);
  }
  for (const status of [400, 401, 405, 408, 409, 413, 415, 422, 425, 429, 431, 500, 503]) {
    assert.equal((await runOnce(`s${status}`, body, respond("no", { status }))).status, status);
    assert.equal((await runOnce(`s${status}`, body, respond("ok"))).headers.get("idempotent-replayed"), null);
  }
  for (const status of [200, 204, 303, 402, 404, 410]) {
    const text = status === 204 ? null : "final";
    assert.equal((await runOnce(`s${status}`, body, respond(text, { status }))).status, status);
    const again = await runOnce(`s${status}`, body, respond("ok"));
    assert.deepEqual([again.status, again.headers.get("idempotent-replayed")], [status, "true"]);
  }
});

test("the lease is renewed while the operation runs", async () => {
  const runOnce = createIdempotentRunner({ leaseMs: 60 });
  const slow = runOnce("k", body, async () => {
    await sleep(250);
    return new Response("done");
  });
  for (let n = 0; n < 4; n++) {
    await sleep(50);
    await assert.rejects(runOnce("k", body, respond("twice")), { status: 409, code: "IDEMPOTENCY_IN_PROGRESS" });
  }
  assert.equal(await (await slow).text(), "done");
  assert.equal(await (await runOnce("k", body, respond("twice"))).text(), "done");
});

test("an operation that takes too long is aborted, and its key is free at the latest when its lease ends", async () => {
  const runOnce = createIdempotentRunner({ leaseMs: 90, maxRunMs: 50 });
  const obedient = (signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await assert.rejects(runOnce("obedient", body, obedient), { status: 503, headers: { "retry-after": "1" } });
  assert.equal((await runOnce("obedient", body, respond("ok"))).status, 200);

  await assert.rejects(
    runOnce("deaf", body, () => new Promise(() => {})),
    { status: 503 },
  );
  await assert.rejects(runOnce("deaf", body, respond("twice")), { status: 409 });
  await sleep(130);
  assert.equal((await runOnce("deaf", body, respond("ok"))).status, 200);
});

test("an answer that is too large to keep is sent once, and a retry gets its status", async () => {
  const runOnce = createIdempotentRunner({ maxAnswerBytes: 100 });
  const long = "a".repeat(200);
  assert.equal(await (await runOnce("k", body, respond(long))).text(), long);
  const again = await runOnce("k", body, respond("twice"));
  assert.equal(await again.text(), "");
  assert.deepEqual(
    [again.status, ...["idempotent-replayed", "idempotent-body-omitted"].map((name) => again.headers.get(name))],
    [200, "true", "true"],
  );
});

test("the platform is asked to wait for the operation", async () => {
  const runOnce = createIdempotentRunner();
  const waits = [];
  await runOnce("k", body, respond("ok"), (running) => waits.push(running));
  await runOnce("k", body, respond("ok"), (running) => waits.push(running));
  assert.equal(waits.length, 1);
  await Promise.all(waits);
});
