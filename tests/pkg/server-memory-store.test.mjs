// The limits and the decisions of the `MemoryStore` of `unanimous/server`. tests/server/memory.test.mjs has what every store must do.
//
//   node --test tests/pkg/server-memory-store.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { fingerprint, judgeReplay } from "unanimous";
import { MemoryStore, StoreFullError } from "unanimous/server";

const BODY = "a".repeat(64);
const DAY_MS = 24 * 60 * 60 * 1000;
const answerOf = (bytes, headers = []) => ({ status: 201, headers, body: new Uint8Array(bytes) });

/** A store with a clock that a test moves. */
function makeStore(limits) {
  const clock = { ms: 1_000 };
  const store = new MemoryStore({ now: () => clock.ms, ...limits });
  let token = 0;
  const newClaim = (key) => ({ key, fingerprint: BODY, token: String(token++) });
  const claim = (key) => {
    const made = newClaim(key);
    assert.deepEqual(store.begin(made), { state: "run" });
    return made;
  };
  const begin = (key) => store.begin(newClaim(key));
  const state = (key) => begin(key).state;
  return { clock, store, claim, begin, state };
}

const full = (retryAfterMs) => (error) => error instanceof StoreFullError && error.retryAfterMs === retryAfterMs;

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
  const { clock, store, claim, begin, state } = makeStore({ maxKeys: 2, leaseMs: 60_000 });
  const one = claim("one");
  clock.ms += 1_000;
  claim("two");
  clock.ms += 1_000;
  assert.throws(() => begin("three"), full(58_000));
  store.renew(one);
  assert.throws(() => begin("three"), full(59_000));
  clock.ms += 59_000;
  // The request of "two" has died.
  assert.equal(state("three"), "run");
  assert.equal(state("one"), "in_progress");
});

// src/idempotency/memory.rs asserts the same of the store in Rust.
test("by default a store keeps 50,000 keys and 64 MiB", () => {
  const many = makeStore();
  for (let n = 0; n <= 50_000; n++) many.store.finish(many.claim(`k${n}`), answerOf(10));
  assert.equal(many.store.size.keys, 50_000);
  const large = makeStore();
  for (let n = 0; n < 1_100; n++) large.store.finish(large.claim(`k${n}`), answerOf(64_000));
  const { bytes } = large.store.size;
  assert.ok(bytes >= 64_000_000 && bytes <= 64 * 1024 * 1024, String(bytes));
});

test("the body of an answer above the limit is not kept, and its request does not run again", () => {
  const { store, claim, begin } = makeStore({ answerBytes: 100 });
  const [location, type, omitted] = [
    ["location", "/1"],
    ["content-type", "text/plain"],
    ["idempotent-body-omitted", "true"],
  ];
  const table = [
    [answerOf(100), [[], 100]],
    [answerOf(101), [[omitted], 0]],
    [answerOf(99, [location, type]), [[location, omitted], 0]],
    [answerOf(0, [["location", "x".repeat(100)]]), [[omitted], 0]],
    // The upper half of a header's characters takes two bytes in a store.
    [answerOf(90, [["a", "\u00e4".repeat(5)]]), [[["a", "\u00e4".repeat(5)], omitted], 0]],
  ];
  for (const [n, [answer, expected]] of table.entries()) {
    store.finish(claim(`k${n}`), answer);
    const { headers, body } = begin(`k${n}`).answer;
    assert.deepEqual([headers, body.byteLength], expected);
  }
});

test("a key that was forgotten after its lease is kept again when its request ends", () => {
  const { clock, store, claim, state } = makeStore({ maxKeys: 1, leaseMs: 100 });
  const slow = claim("slow");
  clock.ms += 100;
  const other = claim("other");
  assert.throws(() => store.renew(slow), StoreFullError);
  store.finish(other, answerOf(1));
  assert.equal(store.renew(slow), true);
  assert.equal(state("slow"), "in_progress");
  store.finish(slow, answerOf(2));
  assert.equal(state("slow"), "replay");
});

test("if running requests leave no room for an answer, its status is kept", () => {
  for (const maxBytes of [2 * 1_026, 3 * 1_026]) {
    const { store, claim, begin } = makeStore({ maxBytes });
    const claims = ["a", "b"].map(claim);
    store.finish(claims[0], answerOf(2_000));
    const { headers, body } = begin("a").answer;
    assert.deepEqual([headers, body.byteLength], [[["idempotent-body-omitted", "true"]], 0]);
  }
});

test("a request that runs for more than a day keeps its key, and its answer is kept for a day", () => {
  const { clock, store, claim, state } = makeStore();
  const long = claim("long");
  const died = claim("died");
  for (let passed = 0; passed <= DAY_MS + 60_000; passed += 20_000) {
    assert.equal(store.renew(long), true);
    clock.ms += 20_000;
  }
  assert.equal(state("long"), "in_progress");
  const other = { ...long, fingerprint: "b".repeat(64), token: "other" };
  assert.equal(store.begin(other).state, "conflict");
  // A key whose lease has ended is free for any body after a day.
  assert.equal(store.begin({ ...died, fingerprint: "b".repeat(64), token: "other" }).state, "run");
  assert.equal(store.finish(long, answerOf(1)), true);
  clock.ms += DAY_MS - 1;
  assert.equal(state("long"), "replay");
  clock.ms += 1;
  assert.equal(state("long"), "run");
});

test("one request deletes at most 64 expired keys, finished and running ones together", () => {
  const { clock, store, claim } = makeStore();
  for (let n = 0; n < 100; n++) store.finish(claim(`finished${n}`), answerOf(1));
  for (let n = 0; n < 100; n++) claim(`running${n}`);
  clock.ms += DAY_MS;
  const sizes = [];
  for (let n = 0; n < 4; n++) {
    claim(`k${n}`);
    sizes.push(store.size.keys);
  }
  assert.deepEqual(sizes, [137, 74, 11, 4]);
});

test("a claim keeps a copy of the answer's body", () => {
  const { store, claim, begin } = makeStore();
  const answer = answerOf(3);
  store.finish(claim("k"), answer);
  answer.body[0] = 7;
  assert.deepEqual([...begin("k").answer.body], [0, 0, 0]);
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

test("the store decides as judgeReplay does", () => {
  const [one, other] = [fingerprint("{}"), fingerprint("[]")];
  const names = { new: "run", expired: "run", replay: "replay", in_progress: "in_progress", conflict: "conflict" };
  for (const done of [false, true])
    for (const body of [one, other])
      for (const now of [0, 1_000, 60_999, 61_000, 999 + DAY_MS, 1_000 + DAY_MS]) {
        let time = 1_000;
        const store = new MemoryStore({ now: () => time });
        const first = { key: "k", fingerprint: one, token: "1" };
        store.begin(first);
        if (done) store.finish(first, { status: 201, headers: [], body: new Uint8Array(0) });
        time = now;
        const stored = { fingerprint: one, since: 1_000, done, leaseUntil: 61_000 };
        const expected = names[judgeReplay(stored, body, now)];
        assert.equal(store.begin({ key: "k", fingerprint: body, token: "2" }).state, expected, `${done} ${now}`);
      }
});
