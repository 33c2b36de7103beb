// What every store must do. Each store's test file calls `conforms`.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { idempotent } from "unanimous/server";

/** Short, so that the test can wait for its end. A busy machine may take longer than this between two calls. */
const LEASE_MS = 400;
const ONE = "a".repeat(64);
const OTHER = "b".repeat(64);
const ANSWER = {
  status: 201,
  headers: [
    ["content-type", "application/octet-stream"],
    ["location", "/1"],
    ["set-cookie", "a=1"],
    ["set-cookie", "b=\u00e4"],
  ],
  body: Uint8Array.of(0, 10, 255, 254, 34, 92, 13, 0),
};

let counter = 0;
const claimOf = (fingerprint = ONE, key = `POST /leads "j\u00fcrg" k${process.pid}-${counter++}`) => ({
  key,
  fingerprint,
  token: randomBytes(16).toString("hex"),
});
/** Another claim of the same key. */
const again = ({ key }, fingerprint = ONE) => claimOf(fingerprint, key);
/** Answers in one form, whatever class of bytes a store gives. */
const plain = ({ answer, ...begin }) =>
  answer === undefined
    ? begin
    : {
        ...begin,
        answer: { status: answer.status, headers: answer.headers.map((pair) => [...pair]), body: [...answer.body] },
      };

/**
 * Tests a store.
 *
 * @param {string} name
 * @param {(options: { leaseMs?: number }) => object} make makes a store
 * @param {{ isShared?: boolean, pass?: (ms: number) => unknown }} more whether all stores that it makes have the same keys,
 *   and how time passes for it
 */
export function conforms(name, make, { isShared = true, pass = sleep } = {}) {
  const makeStore = () => make({});
  /** A store with the same keys and long leases, if there can be one; else the store itself. */
  const withLongLease = (store) => (isShared ? make({}) : store);
  const makeShort = () => make({ leaseMs: LEASE_MS });
  const begin = async (store, claim) => plain(await store.begin(claim));
  const replay = plain({ state: "replay", answer: ANSWER });

  test(`${name}: a key runs once, is in progress, and then has its answer, byte for byte`, async () => {
    const store = makeStore();
    const claim = claimOf();
    assert.deepEqual(await begin(store, claim), { state: "run" });
    assert.deepEqual(await begin(store, again(claim)), { state: "in_progress" });
    assert.deepEqual(await begin(store, again(claim, OTHER)), { state: "conflict" });
    assert.equal(await store.finish(claim, ANSWER), true);
    assert.deepEqual(await begin(store, again(claim)), replay);
    assert.deepEqual(await begin(store, again(claim, OTHER)), { state: "conflict" });
    // A second answer, a renewal and freeing the key change nothing.
    assert.equal(await store.finish(claim, { ...ANSWER, status: 200 }), true);
    assert.equal(await store.renew(claim), false);
    await store.abandon(claim);
    assert.deepEqual(await begin(store, again(claim)), replay);
  });

  test(`${name}: an answer without a body and headers`, async () => {
    const store = makeStore();
    const claim = claimOf();
    await store.begin(claim);
    const empty = { status: 204, headers: [], body: new Uint8Array(0) };
    assert.equal(await store.finish(claim, empty), true);
    assert.deepEqual(await begin(store, again(claim)), plain({ state: "replay", answer: empty }));
  });

  test(`${name}: a key that is freed runs again, also with another body`, async () => {
    const store = makeStore();
    const claim = claimOf();
    await store.begin(claim);
    await store.abandon(claim);
    const next = again(claim, OTHER);
    assert.deepEqual(await begin(store, next), { state: "run" });
    // The older claim has no effect any more.
    await store.abandon(claim);
    assert.equal(await store.renew(claim), false);
    assert.equal(await store.finish(claim, ANSWER), false);
    assert.deepEqual(await begin(store, again(claim, OTHER)), { state: "in_progress" });
  });

  test(`${name}: the longest lease and the shortest`, async () => {
    const claim = claimOf();
    const store = make({ leaseMs: 1e300 });
    assert.deepEqual(await begin(store, claim), { state: "run" });
    assert.equal(await store.renew(claim), true);
    assert.deepEqual(await begin(store, again(claim)), { state: "in_progress" });
    assert.equal(await store.finish(claim, ANSWER), true);
    assert.deepEqual(await begin(store, again(claim)), replay);
    assert.deepEqual(await begin(make({ leaseMs: 50 }), claimOf()), { state: "run" });
  });

  test(`${name}: a key may be long, and may have a NUL`, async () => {
    const store = makeStore();
    // Text that does not compress: PostgreSQL would store it in fewer bytes.
    const long = randomBytes(4_500).toString("hex");
    const keys = ["", "\0", "a\0b", "a\0c", "\u00e9".repeat(600), `${long}1`, `${long}2`];
    const claims = keys.map((key) => claimOf(ONE, `POST /leads ${process.pid}-${counter++} ${key}`));
    for (const [n, claim] of claims.entries()) {
      assert.deepEqual(await begin(store, claim), { state: "run" }, String(n));
      assert.equal(await store.renew(claim), true);
      if (n % 2 === 0) assert.equal(await store.finish(claim, ANSWER), true);
    }
    for (const [n, claim] of claims.entries()) {
      assert.deepEqual(await begin(store, again(claim)), n % 2 === 0 ? replay : { state: "in_progress" });
      await store.abandon(claim);
      if (n % 2 !== 0) assert.deepEqual(await begin(store, again(claim)), { state: "run" });
    }
  });

  test(`${name}: a claim whose answer was lost runs when it is sent again`, async () => {
    const store = makeStore();
    const claim = claimOf();
    for (let n = 0; n < 2; n++) assert.deepEqual(await begin(store, claim), { state: "run" });
  });

  test(`${name}: after its lease a key is free for the same body only`, async () => {
    const store = makeShort();
    const claim = claimOf();
    await store.begin(claim);
    await pass(LEASE_MS + 50);
    assert.deepEqual(await begin(store, again(claim, OTHER)), { state: "conflict" });
    const next = again(claim);
    assert.deepEqual(await begin(store, next), { state: "run" });
    assert.equal(await store.renew(claim), false);
    assert.equal(await store.finish(claim, ANSWER), false);
    assert.equal(await store.finish(next, ANSWER), true);
    assert.deepEqual(await begin(store, again(claim)), replay);
  });

  test(`${name}: a lease that is renewed holds`, async () => {
    const store = makeShort();
    const claim = claimOf();
    await store.begin(claim);
    await pass(LEASE_MS / 2);
    assert.equal(await withLongLease(store).renew(claim), true);
    await pass(isShared ? LEASE_MS + 50 : LEASE_MS * 0.7);
    assert.deepEqual(await begin(store, again(claim)), { state: "in_progress" });
  });

  test(`${name}: a lease that has ended can be renewed while nobody else has the key`, async () => {
    const store = makeShort();
    const claim = claimOf();
    await store.begin(claim);
    await pass(LEASE_MS + 50);
    assert.equal(await withLongLease(store).renew(claim), true);
    assert.deepEqual(await begin(store, again(claim)), { state: "in_progress" });
  });

  test(`${name}: a key that the store has lost is claimed and answered anew`, async () => {
    const store = makeStore();
    const [renewed, finished] = [claimOf(), claimOf()];
    assert.equal(await store.renew(renewed), true);
    assert.deepEqual(await begin(store, again(renewed)), { state: "in_progress" });
    assert.equal(await store.finish(finished, ANSWER), true);
    assert.deepEqual(await begin(store, again(finished)), replay);
  });

  test(`${name}: of a large answer the body is left out; one of 64 KiB is whole`, async () => {
    const store = makeStore();
    const [large, whole] = [claimOf(), claimOf()];
    await store.begin(large);
    await store.finish(large, { ...ANSWER, body: new Uint8Array(70_000) });
    const { answer } = await begin(store, again(large));
    const headers = [...ANSWER.headers.slice(1), ["idempotent-body-omitted", "true"]];
    assert.deepEqual(answer, { status: 201, headers, body: [] });
    await store.begin(whole);
    const body = new Uint8Array(randomBytes(65_536));
    await store.finish(whole, { status: 200, headers: [], body });
    const kept = await store.begin(again(whole));
    assert.ok(Buffer.from(body).equals(Buffer.from(kept.answer.body)));
  });

  test(`${name}: of 40 claims of one key, exactly one runs`, async () => {
    // On a slow machine the 40 claims may take longer than a short lease, and a claim after its end runs again.
    const store = make({});
    for (let round = 0; round < 5; round++) {
      const first = claimOf();
      const begun = await Promise.all(Array.from({ length: 40 }, () => begin(store, again(first))));
      assert.equal(begun.filter(({ state }) => state === "run").length, 1);
      assert.equal(begun.filter(({ state }) => state === "in_progress").length, 39);
    }
  });

  test(`${name}: 1,000 concurrent requests with 50 keys run 50 times`, async () => {
    const { runs, statuses } = await hammer(make({}), { requests: 1000, keys: 50, prefix: `${slug(name)}-` });
    assert.deepEqual(new Set(Object.values(runs)), new Set([1]));
    assert.equal(Object.keys(runs).length, 50);
    assert.deepEqual(
      Object.keys(statuses).filter((status) => !["200", "409"].includes(status)),
      [],
    );
  });
}

/** Sends keyed requests to a handler with a store, and counts the runs of each key and the answers. */
export async function hammer(store, { requests, keys, prefix = "" }) {
  const [runs, statuses] = [{}, {}];
  const handle = idempotent(
    async (request) => {
      const key = request.headers.get("idempotency-key");
      runs[key] = (runs[key] ?? 0) + 1;
      await sleep(5);
      return new Response(key);
    },
    // Long, because a busy machine runs the database, too.
    { store, storeTimeoutMs: 60_000, bodyTimeoutMs: 60_000 },
  );
  await Promise.all(
    Array.from({ length: requests }, async (_, n) => {
      const headers = { "idempotency-key": `${prefix}${n % keys}` };
      const { status } = await handle(new Request("http://localhost/hammer", { method: "POST", body: "{}", headers }));
      statuses[status] = (statuses[status] ?? 0) + 1;
    }),
  );
  return { runs, statuses };
}

/** Makes a name a part of a key. */
export const slug = (name) => name.replace(/\W+/g, "-");
