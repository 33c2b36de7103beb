// How often the handler of `idempotent` runs, and which keys it takes.
//
//   node --test tests/pkg/server-idempotent.test.mjs          needs the built package
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { idempotent, isKept, MemoryStore } from "unanimous/server";
import { signal, until } from "../tools/until.mjs";
import { ANN, counted, errorOf, keyed, post, shown, URL_ } from "./keyed-requests.mjs";

test("a key runs once, and its response is replayed with an id of the new request", async () => {
  const { handle, runs } = counted();
  const first = await shown(await handle(keyed(ANN, "k1", { "x-request-id": "one" })));
  assert.equal(first.headers["x-request-id"], "one");
  assert.deepEqual([first.status, first.body, first.headers.location], [201, '{"n":1}', "/1"]);
  const again = await shown(await handle(keyed(ANN, "k1", { "x-request-id": "two" })));
  assert.deepEqual(again, {
    ...first,
    headers: { ...first.headers, "idempotent-replayed": "true", "x-request-id": "two" },
  });
  assert.equal(runs.length, 1);
  assert.equal(runs[0].body, ANN);
  assert.equal(runs[0].request.headers.get("x-request-id"), "one");
});

test("another body is a conflict, byte for byte, and a request that runs is in progress", async () => {
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  const { handle, runs } = counted({}, async () => {
    await ended;
    return new Response(null, { status: 204 });
  });
  const running = handle(keyed(ANN));
  await until(() => runs.length === 1);
  const progress = await handle(keyed(ANN));
  assert.equal(progress.headers.get("retry-after"), "1");
  assert.deepEqual(await errorOf(progress), [409, "IDEMPOTENCY_IN_PROGRESS"]);
  assert.deepEqual(await errorOf(await handle(keyed(` ${ANN}`))), [422, "IDEMPOTENCY_CONFLICT"]);
  end();
  assert.equal((await running).status, 204);
  assert.deepEqual(await errorOf(await handle(keyed(` ${ANN}`))), [422, "IDEMPOTENCY_CONFLICT"]);
  const replay = await handle(keyed(ANN));
  assert.deepEqual([replay.status, await replay.text(), runs.length], [204, "", 1]);
});

test("another query is another request", async () => {
  const { handle, runs } = counted();
  const send = (query) =>
    handle(
      new Request(`https://api.example.com/leads${query}`, {
        method: "POST",
        body: ANN,
        headers: { "idempotency-key": "k1" },
      }),
    );
  await send("?name='Ann'");
  assert.equal((await send("?name='Ann'")).headers.get("idempotent-replayed"), "true");
  for (const query of ["?name=Bob", "", "?"])
    assert.deepEqual(await errorOf(await send(query)), [422, "IDEMPOTENCY_CONFLICT"]);
  assert.equal(runs.length, 1);

  let fingerprint;
  const store = new MemoryStore();
  store.begin = (claim) => {
    fingerprint = claim.fingerprint;
    return MemoryStore.prototype.begin.call(new MemoryStore(), claim);
  };
  await counted({ store }).handle(
    new Request(`https://api.example.com/leads?name='Ann'`, {
      method: "POST",
      body: "{}",
      headers: { "idempotency-key": "k1" },
    }),
  );
  const expected = createHash("sha256").update("?name=%27Ann%27\n{}").digest("hex");
  assert.equal(fingerprint, expected, "as Fingerprint::of_request");
});

test("method, path and account belong to the key", async () => {
  const { handle, runs } = counted({ scope: (request) => request.headers.get("x-account") });
  await handle(keyed(ANN, "k1", { "x-account": "ann" }));
  await handle(keyed(ANN, "k1", { "x-account": "bob" }));
  await handle(
    new Request("https://api.example.com/other", {
      method: "POST",
      headers: { "idempotency-key": "k1", "x-account": "ann" },
    }),
  );
  await handle(
    new Request(URL_, { method: "PUT", body: ANN, headers: { "idempotency-key": "k1", "x-account": "ann" } }),
  );
  assert.equal(runs.length, 4);
  const seen = [];
  const store = new MemoryStore();
  store.begin = (claim) => {
    seen.push(claim.key);
    return MemoryStore.prototype.begin.call(new MemoryStore(), claim);
  };
  await counted({ store }).handle(keyed(ANN));
  await counted({ store, scope: () => "an n%" }).handle(keyed(ANN));
  assert.deepEqual(seen, ["POST /leads k1", "POST /leads an%20n%25 k1"]);
  for (const account of ["", null, undefined])
    await assert.rejects(counted({ scope: () => account }).handle(keyed(ANN)), /scope must return the account/);
  const refused = counted({
    scope: () => {
      throw new Response("who?", { status: 401 });
    },
  });
  assert.equal((await refused.handle(keyed(ANN))).status, 401);
  assert.equal(refused.runs.length, 0);
});

test("a POST and a PATCH need a key, and a malformed key is refused", async () => {
  const { handle, runs } = counted();
  for (const [headers, code] of [
    [{}, "IDEMPOTENCY_KEY_REQUIRED"],
    [{ "idempotency-key": "k".repeat(256) }, "IDEMPOTENCY_KEY_TOO_LONG"],
    [{ "idempotency-key": "a b" }, "IDEMPOTENCY_KEY_INVALID"],
    [{ "idempotency-key": "a, b" }, "IDEMPOTENCY_KEY_INVALID"],
    [{ "idempotency-key": '"quoted"' }, "IDEMPOTENCY_KEY_INVALID"],
  ])
    assert.deepEqual(await errorOf(await handle(post(ANN, headers))), [400, code]);
  assert.equal(runs.length, 0);
  const free = ["PUT", "DELETE", "GET", "HEAD", "OPTIONS"];
  for (const method of free) await handle(new Request(URL_, { method }));
  assert.equal(runs.length, free.length);
  for (const _ of [1, 2]) await handle(new Request(URL_, { method: "GET", headers: { "idempotency-key": "k" } }));
  assert.equal(runs.length, free.length + 2);

  const optional = counted({ required: false });
  for (const n of [1, 2]) assert.equal(await (await optional.handle(post(ANN))).text(), `{"n":${n}}`);
  for (const _ of [1, 2]) assert.equal(await (await optional.handle(keyed(ANN))).text(), '{"n":3}');

  const sf = counted({ form: "sf-string" });
  assert.equal((await sf.handle(keyed(ANN, '"a,b"'))).status, 201);
  assert.deepEqual(await errorOf(await sf.handle(keyed(ANN, "a"))), [400, "IDEMPOTENCY_KEY_INVALID"]);
});

test("a temporary and a refusing response free the key, a final one keeps it, and `keep` may decide otherwise", async () => {
  for (const [status, runs] of [
    ...[200, 201, 204, 303, 402, 403, 404, 410].map((status) => [status, 1]),
    ...[400, 401, 408, 409, 413, 415, 422, 425, 429, 500, 503].map((status) => [status, 2]),
  ]) {
    const all = counted({}, () => new Response(null, { status }));
    for (const n of [1, 2]) assert.equal((await all.handle(keyed(ANN))).status, status, n);
    assert.equal(all.runs.length, runs, status);
    assert.equal(isKept(status), runs === 1);
  }
  const keep = ({ status, headers }) => status === 500 && headers.get("x-final") === "yes";
  const own = counted({ keep }, () => new Response(null, { status: 500, headers: { "x-final": "yes" } }));
  for (const _ of [1, 2]) await own.handle(keyed(ANN));
  assert.equal(own.runs.length, 1);
});

test("an error of the handler frees the key and is passed on; a thrown Response is the answer", async () => {
  const { handle, runs } = counted({}, (n) => {
    if (n === 1) throw new RangeError("broken");
    throw new Response("gone", { status: 410 });
  });
  await assert.rejects(async () => handle(keyed(ANN)), RangeError);
  for (const replayed of [null, "true"]) {
    const response = await handle(keyed(ANN));
    assert.deepEqual(
      [response.status, await response.text(), response.headers.get("idempotent-replayed")],
      [410, "gone", replayed],
    );
  }
  assert.equal(runs.length, 2);
});

test("a body that is too large or too slow runs nothing, and the body is read for the handler", async () => {
  const { handle, runs } = counted({ maxBytes: 10, bodyTimeoutMs: 30 });
  const refused = await handle(keyed("x".repeat(11)));
  assert.match(await refused.clone().text(), /at most 10 bytes/);
  assert.deepEqual(await errorOf(refused), [413, "PAYLOAD_TOO_LARGE"]);
  const never = new ReadableStream({ pull: () => new Promise(() => {}) });
  const slow = new Request(URL_, { method: "POST", body: never, duplex: "half", headers: { "idempotency-key": "k" } });
  assert.deepEqual(await errorOf(await handle(slow)), [408, "REQUEST_TIMEOUT"]);
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  const cut = new Request(URL_, { method: "POST", body: broken, duplex: "half", headers: { "idempotency-key": "k" } });
  assert.deepEqual(await errorOf(await handle(cut)), [400, "BAD_REQUEST"]);
  assert.equal(runs.length, 0);
  assert.equal((await handle(keyed("x".repeat(10)))).status, 201);
});

test("1,000 concurrent requests with 50 keys run 50 times", async () => {
  const runs = new Map();
  const refused = signal();
  const handle = idempotent(
    async (request) => {
      const key = request.headers.get("idempotency-key");
      runs.set(key, (runs.get(key) ?? 0) + 1);
      // So that a key is in progress when its next request comes.
      await refused.given;
      await sleep(5);
      return new Response(key);
    },
    { store: new MemoryStore(), bodyTimeoutMs: 60_000 },
  );
  const statuses = await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => {
      const { status } = await handle(keyed(ANN, `k${n % 50}`));
      if (status === 409) refused.give();
      return status;
    }),
  );
  assert.deepEqual(new Set(statuses), new Set([200, 409]));
  assert.deepEqual([...runs.values()], Array(50).fill(1));
});

test("an object that is no store is refused; for Workers KV the error says why", () => {
  const kv = { get() {}, put() {}, list() {}, getWithMetadata() {}, delete() {} };
  assert.throws(
    () => idempotent(() => new Response(), { store: kv }),
    /store must be one with an atomic claim: DurableObjectStore or D1Store, not "Workers KV"/,
  );
  for (const store of [undefined, null, {}, "redis"])
    assert.throws(() => idempotent(() => new Response(), { store }), /store must be a store/);
  const late = idempotent(() => new Response(), { store: () => kv });
  return assert.rejects(late(keyed(ANN)), /Workers KV/);
});

test("a stored answer whose status has no body is replayed without the body that a server in Rust may have stored", async () => {
  for (const status of [204, 205, 304]) {
    const answer = { status, headers: [["x-a", "1"]], body: new TextEncoder().encode("null") };
    const store = { leaseMs: 1000, begin: () => ({ state: "replay", answer }), renew() {}, finish() {}, abandon() {} };
    const response = await idempotent(() => new Response(null), { store })(keyed(ANN));
    assert.deepEqual([response.status, await response.text(), response.headers.get("x-a")], [status, "", "1"]);
  }
});

test("an async onStoreError that fails does not end the process", async () => {
  const fail = () => {
    throw new Error("down");
  };
  const store = { leaseMs: 1000, begin: fail, renew: fail, finish: fail, abandon() {} };
  const [logged, rejected, { error }] = [[], [], console];
  const note = (reason) => rejected.push(reason);
  process.on("unhandledRejection", note);
  console.error = ({ message }) => logged.push(message);
  try {
    const onStoreError = async ({ message }) => {
      throw new Error(`cannot log ${message}`);
    };
    const response = await idempotent(() => new Response(null), { store, onStoreError })(keyed(ANN));
    assert.equal(response.status, 503);
    await sleep(5);
  } finally {
    console.error = error;
    process.off("unhandledRejection", note);
  }
  assert.deepEqual([logged, rejected], [["cannot log down"], []]);
});

test("an onStoreError that throws loses no answer and ends no process, and the key is settled", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const rejected = [];
  const note = (reason) => rejected.push(reason);
  process.on("unhandledRejection", note);
  const fail = () => {
    throw new Error("down");
  };
  const failingOnce = (name) => {
    const store = new MemoryStore();
    const method = store[name].bind(store);
    let calls = 0;
    store[name] = (...args) => (calls++ === 0 ? fail() : method(...args));
    return store;
  };
  try {
    for (const [options, statuses, runsExpected] of [
      [{ keep: fail }, [201, 201], 1],
      [{ keep: () => {} }, [201, 201], 1],
      [{ store: failingOnce("finish") }, [201, 201], 1],
      [{ store: failingOnce("abandon"), keep: () => false }, [201, 201], 2],
      [{ store: failingOnce("begin") }, [503, 201], 1],
    ]) {
      const before = logged.mock.callCount();
      const onStoreError = () => {
        throw new Error("the logger is down");
      };
      const { handle, runs } = counted({ ...options, onStoreError });
      const got = [];
      for (let n = 0; n < 2; n++) {
        got.push((await handle(keyed(ANN))).status);
        // The second attempt to store an answer comes after 50 ms.
        await sleep(200);
      }
      assert.deepEqual([got, runs.length], [statuses, runsExpected], String(Object.entries(options)));
      const messages = logged.mock.calls.slice(before).map(({ arguments: [{ message }] }) => message);
      assert.ok(messages.length > 0 && messages.every((message) => message === "the logger is down"), `${messages}`);
    }
  } finally {
    process.off("unhandledRejection", note);
  }
  assert.deepEqual(rejected, []);
});
