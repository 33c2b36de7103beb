// The time that a handler of `idempotent` may take, and stores that fail or are full.
//
//   node --test tests/pkg/server-leases.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MemoryStore } from "unanimous/server";
import { turn, until } from "../tools/until.mjs";
import { ANN, counted, errorOf, keyed, shown } from "./keyed-requests.mjs";

/** Lets virtual time pass, and all that is due happen. */
async function pass(timers, ms) {
  for (let at = 0; at < ms; at += 10) {
    timers.tick(10);
    await turn();
  }
}

test("the lease is renewed while the handler runs, and a client that hangs up does not stop it", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const store = new MemoryStore({ leaseMs: 60 });
  const gone = new AbortController();
  let end;
  const { handle, runs } = counted({ store }, async (n, request) => {
    if (n === 1) await new Promise((resolve) => (end = resolve));
    return Response.json({ aborted: request.signal.aborted });
  });
  const request = new Request(keyed(ANN), { signal: gone.signal });
  const first = handle(request);
  await until(() => end);
  gone.abort();
  await pass(mock.timers, 120);
  assert.equal((await handle(keyed(ANN))).status, 409);
  end();
  assert.equal(await (await first).text(), '{"aborted":false}');
  assert.equal(runs.length, 1);
});

test("a renewal that is under way when the handler ends is the last one", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const goOn = {};
  const wait = (name) => new Promise((resolve) => (goOn[name] = resolve));
  const memory = new MemoryStore({ leaseMs: 150 });
  const store = {
    leaseMs: memory.leaseMs,
    begin: (claim) => memory.begin(claim),
    renew: async (claim) => {
      await wait("renewal");
      return memory.renew(claim);
    },
    finish: (claim, response) => memory.finish(claim, response),
    abandon: (claim) => memory.abandon(claim),
  };
  const { handle } = counted({ store }, async (n) => {
    if (n === 1) await wait("handler");
    return new Response(null, { status: n === 1 ? 503 : 201 });
  });
  const first = handle(keyed(ANN));
  await until(() => goOn.handler);
  // The first renewal begins after 50 ms.
  await pass(mock.timers, 50);
  goOn.handler();
  await turn();
  goOn.renewal();
  delete goOn.renewal;
  assert.equal((await first).status, 503);
  await pass(mock.timers, 60);
  goOn.renewal?.();
  await turn();
  // Another renewal would have claimed the key that is free.
  assert.equal((await handle(keyed(ANN))).status, 201);
});

test("a handler that runs for too long gets an aborted signal, and the client 503", async () => {
  const store = new MemoryStore({ leaseMs: 60 });
  const seen = [];
  const { handle } = counted({ store, maxRunMs: 30 }, async (n, request) => {
    request.signal.addEventListener("abort", () => seen.push(n));
    await sleep(n === 1 ? 150 : 0);
    return new Response("late");
  });
  const response = await handle(keyed(ANN));
  assert.equal(response.headers.get("retry-after"), "1");
  assert.deepEqual(await errorOf(response), [503, "SERVICE_UNAVAILABLE"]);
  assert.deepEqual(seen, [1]);
  await sleep(100);
  // The lease has ended, so the key is free.
  assert.equal((await handle(keyed(ANN))).status, 200);
});

test("503 while the store cannot answer; nothing runs, and the key is free afterwards", async () => {
  const memory = new MemoryStore();
  let fault;
  const store = {
    leaseMs: 60_000,
    begin: async (claim) => {
      const begun = memory.begin(claim);
      if (fault === "lost answer") throw new Error("connection lost");
      return begun;
    },
    renew: (claim) => memory.renew(claim),
    finish: (claim, response) => {
      if (fault === "finish") throw new Error("away");
      return memory.finish(claim, response);
    },
    abandon: (claim) => memory.abandon(claim),
  };
  const errors = [];
  const { handle, runs } = counted({ store, onStoreError: ({ message }) => errors.push(message) });
  fault = "lost answer";
  const response = await handle(keyed(ANN));
  assert.equal(response.headers.get("retry-after"), "1");
  assert.deepEqual(await errorOf(response), [503, "SERVICE_UNAVAILABLE"]);
  assert.equal(runs.length, 0);
  fault = "finish";
  // The claim of the first attempt is in the store. A retry in this process takes it over.
  assert.equal((await handle(keyed(ANN))).status, 201);
  assert.deepEqual(errors, ["connection lost", "away"]);
  assert.equal((await handle(keyed(ANN))).status, 409);
  fault = undefined;
  let again = await handle(keyed(ANN));
  for (let tries = 0; again.status === 409 && tries < 1200; tries++) {
    await sleep(50);
    again = await handle(keyed(ANN));
  }
  assert.equal(again.headers.get("idempotent-replayed"), "true");
  assert.equal(runs.length, 1);
});

test("a claim that cannot be abandoned does not keep others from being abandoned", async () => {
  for (const order of [
    ["away", "here"],
    ["here", "away"],
  ]) {
    const memory = new MemoryStore();
    let isFrozen = true;
    // As in a Redis Cluster: the node of one key stays away, the node of the other one answered too late.
    const store = {
      leaseMs: 60_000,
      begin: async (claim) => {
        const begun = memory.begin(claim);
        if (isFrozen) await new Promise(() => {});
        return begun;
      },
      renew: (claim) => memory.renew(claim),
      finish: (claim, response) => memory.finish(claim, response),
      abandon: async (claim) => {
        if (claim.key.endsWith("away")) throw new Error("the node is away");
        memory.abandon(claim);
      },
    };
    const { handle } = counted({ store, storeTimeoutMs: 30, onStoreError: () => {} });
    for (const key of order) assert.equal((await handle(keyed(ANN, key))).status, 503);
    isFrozen = false;
    for (let tries = 0; tries < 1200 && memory.size.keys > 1; tries++) await sleep(50);
    assert.equal(memory.size.keys, 1, order.join());
  }
});

test("a full store answers 503 for new keys, at most 5 seconds of waiting, and still replays", async () => {
  const store = new MemoryStore({ maxKeys: 1 });
  let end;
  const { handle } = counted({ store }, (n) =>
    n === 1 ? new Response("1") : new Promise((resolve) => (end = resolve)),
  );
  await handle(keyed(ANN, "done"));
  assert.equal((await handle(keyed(ANN, "done"))).headers.get("idempotent-replayed"), "true");
  const running = handle(keyed(ANN, "running"));
  await until(() => end);
  const full = await handle(keyed(ANN, "another"));
  assert.deepEqual([full.status, full.headers.get("retry-after")], [503, "5"]);
  end(new Response("2"));
  assert.equal((await running).status, 200);
});

test("an answer above the limit is stored without its body", async () => {
  const store = new MemoryStore({ answerBytes: 100 });
  const { handle } = counted(
    { store },
    () => new Response("x".repeat(200), { status: 201, headers: { location: "/1" } }),
  );
  assert.equal((await (await handle(keyed(ANN))).text()).length, 200);
  const again = await shown(await handle(keyed(ANN, "k1", { "x-request-id": "r" })));
  assert.deepEqual(again, {
    status: 201,
    headers: { "idempotent-body-omitted": "true", "idempotent-replayed": "true", location: "/1", "x-request-id": "r" },
    body: "",
  });
});

test("the platform is asked to wait for the handler", async () => {
  const waits = [];
  const { handle } = counted();
  await handle(keyed(ANN), { KEYS: {} }, { waitUntil: (task) => waits.push(task) });
  assert.equal(waits.length, 1);
  await Promise.all(waits);
});
