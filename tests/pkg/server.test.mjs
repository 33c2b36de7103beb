// `unanimous/server` with a store in memory.
//
//   node --test tests/pkg/server.test.mjs          needs the built package
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fingerprint, judgeReplay, schema } from "unanimous";
import { answer, idempotent, isKept, json, MemoryStore, validated } from "unanimous/server";

const lead = schema({
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, age: { type: "integer" } },
  additionalProperties: false,
});
const URL_ = "https://api.example.com/leads?x=1";
const ANN = '{"email":"ann@example.com"}';

const post = (body, headers = {}, method = "POST") =>
  new Request(URL_, { method, body, headers: { "content-type": "application/json", ...headers } });
const keyed = (body, key = "k1", headers = {}) => post(body, { "idempotency-key": key, ...headers });
const shown = async (response) => ({
  status: response.status,
  headers: Object.fromEntries(response.headers),
  body: await response.text(),
});
const errorOf = async (response) => [response.status, JSON.parse(await response.text()).error.code];
const silent = { onStoreError: () => {} };

/** A handler that counts its runs. */
function counted(options = {}, respond = (n) => Response.json({ n }, { status: 201, headers: { location: `/${n}` } })) {
  const runs = [];
  const handle = idempotent(
    async (request, ...rest) => {
      const body = await request.text();
      runs.push({ request, rest, body });
      return respond(runs.length, request);
    },
    { store: new MemoryStore(), ...silent, ...options },
  );
  return { handle, runs };
}

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

test("the request id of a handler is sent and not stored, and a wrong id of a client is replaced", async () => {
  const { handle } = counted(
    {},
    () => new Response("ok", { headers: { "x-request-id": "own", date: "x", "set-cookie": "a=1" } }),
  );
  const first = await handle(keyed(ANN));
  assert.equal(first.headers.get("x-request-id"), "own");
  const again = await handle(keyed(ANN, "k1", { "x-request-id": "bad id" }));
  assert.match(again.headers.get("x-request-id"), /^[0-9a-f-]{36}$/);
  assert.deepEqual([again.headers.get("date"), again.headers.getSetCookie()], [null, ["a=1"]]);
});

test("another body is a conflict, byte for byte, and a request that runs is in progress", async () => {
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  const { handle, runs } = counted({}, async () => {
    await ended;
    return new Response(null, { status: 204 });
  });
  const running = handle(keyed(ANN));
  await sleep(20);
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

test("which requests need a key, and which keys are refused", async () => {
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

test("temporary and refusing answers free the key, final ones keep it; `keep` decides otherwise", async () => {
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

test("the lease is renewed while the handler runs, and a client that hangs up does not stop it", async () => {
  const store = new MemoryStore({ leaseMs: 60 });
  const gone = new AbortController();
  const { handle, runs } = counted({ store }, async (_, request) => {
    await sleep(200);
    return Response.json({ aborted: request.signal.aborted });
  });
  const request = new Request(keyed(ANN), { signal: gone.signal });
  const first = handle(request);
  await sleep(20);
  gone.abort();
  await sleep(100);
  assert.equal((await handle(keyed(ANN))).status, 409);
  assert.equal(await (await first).text(), '{"aborted":false}');
  assert.equal(runs.length, 1);
});

test("a renewal that is under way when the handler ends is the last one", async () => {
  const memory = new MemoryStore({ leaseMs: 150 });
  const store = {
    leaseMs: memory.leaseMs,
    begin: (claim) => memory.begin(claim),
    renew: async (claim) => {
      await sleep(60);
      return memory.renew(claim);
    },
    finish: (claim, response) => memory.finish(claim, response),
    abandon: (claim) => memory.abandon(claim),
  };
  const { handle } = counted({ store }, async (n) => {
    await sleep(n === 1 ? 80 : 0);
    return new Response(null, { status: n === 1 ? 503 : 201 });
  });
  // The first renewal begins after 50 ms.
  assert.equal((await handle(keyed(ANN))).status, 503);
  await sleep(150);
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
  await sleep(200);
  assert.equal((await handle(keyed(ANN))).headers.get("idempotent-replayed"), "true");
  assert.equal(runs.length, 1);
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
  await sleep(20);
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

test("1,000 concurrent requests with 50 keys run 50 times", async () => {
  const runs = new Map();
  const handle = idempotent(
    async (request) => {
      const key = request.headers.get("idempotency-key");
      runs.set(key, (runs.get(key) ?? 0) + 1);
      await sleep(5);
      return new Response(key);
    },
    { store: new MemoryStore() },
  );
  const statuses = await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => (await handle(keyed(ANN, `k${n % 50}`))).status),
  );
  assert.deepEqual(new Set(statuses), new Set([200, 409]));
  assert.deepEqual([...runs.values()], Array(50).fill(1));
});

test("the store judges as judgeReplay does", () => {
  const [one, other] = [fingerprint("{}"), fingerprint("[]")];
  const names = { new: "run", expired: "run", replay: "replay", in_progress: "in_progress", conflict: "conflict" };
  const day = 24 * 60 * 60 * 1000;
  for (const done of [false, true])
    for (const body of [one, other])
      for (const now of [0, 1_000, 60_999, 61_000, 999 + day, 1_000 + day]) {
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

test("what is no store is refused, Workers KV with the reason", () => {
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

test("validated: the value, and every refusal in the dialect that the client accepts", async () => {
  const handle = validated(lead, async (request, value, extra) =>
    Response.json({ value, extra, again: await request.text() }),
  );
  const created = await shown(await handle(post(ANN, { "x-request-id": "r1" }), "rest"));
  assert.deepEqual(created.headers["x-request-id"], "r1");
  assert.deepEqual(JSON.parse(created.body), { value: { email: "ann@example.com" }, extra: "rest", again: ANN });

  const form = (body) => new Request(URL_, { method: "POST", body });
  assert.equal((await handle(form(new URLSearchParams({ email: "ann@example.com", age: "7" })))).status, 200);
  const data = new FormData();
  data.set("email", "ann@example.com");
  data.set("age", "7");
  assert.deepEqual(JSON.parse(await (await handle(form(data))).text()).value, { email: "ann@example.com", age: 7 });
  const query = await handle(new Request("https://api.example.com/leads?email=ann%40example.com&age=7"));
  assert.deepEqual(JSON.parse(await query.text()).value, { email: "ann@example.com", age: 7 });

  const text = async (request) => {
    const { status, headers, body } = await shown(await handle(request));
    return [status, headers["content-type"], body];
  };
  assert.deepEqual(await text(post('{"email":"ann"}')), [
    400,
    "application/json",
    '{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}',
  ]);
  const [status, type] = await text(post('{"email":"ann"}', { accept: "application/problem+json" }));
  assert.deepEqual([status, type], [422, "application/problem+json"]);
  for (const bad of ["{", '"\\ud800"', "1e999", "[".repeat(128)])
    assert.equal(
      (await text(post(bad)))[2],
      '{"error":{"message":"Request body is not valid JSON","code":"BAD_REQUEST"}}',
    );
  assert.match((await text(post(ANN, { "content-type": "text/plain" })))[2], /application\/json, .* or multipart/);
  const broken = post("x", { "content-type": "multipart/form-data; boundary=b" });
  assert.match((await text(broken))[2], /not a valid form/);

  const json = validated(lead, () => new Response(), { from: "json" });
  assert.equal(
    await (await json(post(ANN, { "content-type": "text/plain" }))).text(),
    '{"error":{"message":"Content-Type must be application/json","code":"UNSUPPORTED_MEDIA_TYPE"}}',
  );
  assert.deepEqual(await errorOf(await json(post(`"${"x".repeat(65536)}"`))), [413, "PAYLOAD_TOO_LARGE"]);
  const german = (await import("unanimous/locales/de")).default;
  const localized = validated(lead, () => new Response(), { messages: () => ({ locale: german }) });
  assert.match(await (await localized(post("{}"))).text(), /Pflichtfeld|erforderlich/);
});

test("of idempotent handlers around each other, the outer one claims the key", async () => {
  const store = new MemoryStore();
  let runs = 0;
  const run = () => Response.json({ n: ++runs }, { status: 201 });
  const inner = idempotent(idempotent(run, { store }), { store });
  const between = [inner, validated(lead, inner), validated(lead, (request) => inner(request))];
  for (const [at, handler] of between.entries()) {
    const handle = idempotent(handler, { store });
    runs = 0;
    for (const replayed of [null, "true"]) {
      const response = await handle(keyed(ANN, `k${at}`));
      assert.deepEqual(
        [response.status, await response.text(), response.headers.get("idempotent-replayed")],
        [201, '{"n":1}', replayed],
      );
    }
  }
});

test("an idempotent handler authenticates the account although one around it has claimed a key", async () => {
  const accounts = [];
  const scope = (request) => {
    const account = request.headers.get("authorization");
    accounts.push(account);
    if (account === null) throw new Response(null, { status: 401 });
    return account;
  };
  const inner = idempotent(() => Response.json({}, { status: 201 }), { store: new MemoryStore(), scope });
  const outer = idempotent((request) => inner(request), { store: new MemoryStore() });
  assert.equal((await outer(keyed(ANN, "k1"))).status, 401);
  assert.equal((await outer(keyed(ANN, "k2", { authorization: "ann" }))).status, 201);
  assert.deepEqual(accounts, [null, "ann"]);
});

test("a response that a handler returns for many requests has the id of each", async () => {
  for (const no of [new Response(null, { status: 401 }), json({}), json({}, { headers: { "x-a": "1" } })]) {
    const handle = validated(lead, () => no);
    for (const id of ["one", "two"]) {
      const response = await handle(post(ANN, { "x-request-id": id }));
      assert.equal(response.headers.get("x-request-id"), id);
    }
  }
  const own = validated(lead, () => new Response(null, { headers: { "x-request-id": "own" } }));
  assert.equal((await own(post(ANN))).headers.get("x-request-id"), "own");
});

test("validated: a thrown Response is the answer, and another error is passed on", async () => {
  const gone = () => new Response("gone", { status: 410 });
  const handlers = {
    "throws at once": () => {
      throw gone();
    },
    "throws later": async () => {
      throw gone();
    },
  };
  for (const [name, handler] of Object.entries(handlers)) {
    const response = await validated(lead, handler)(post(ANN, { "x-request-id": "one" }));
    assert.deepEqual([response.status, response.headers.get("x-request-id")], [410, "one"], name);
  }
  const broken = validated(lead, () => {
    throw new RangeError("broken");
  });
  await assert.rejects(async () => broken(post(ANN)), RangeError);
});

test("validated reads numbers as serde_json does", async () => {
  const handle = validated(schema({}), (_, value) => Response.json(value));
  for (const [text, isJson] of [
    ["1e308", true],
    ["1e309", false],
    ["[1,-1e999]", false],
    ['"1e999"', true],
    ["1e-999", true],
  ]) {
    const response = await handle(post(text));
    assert.equal(response.status, isJson ? 200 : 400, text);
    if (isJson) assert.deepEqual(await response.json(), JSON.parse(text));
  }
});

test("validated around idempotent: a request that is refused uses no key, and the key is checked before the JSON", async () => {
  const store = new MemoryStore();
  let runs = 0;
  const once = idempotent((_, value) => Response.json({ n: ++runs, value }, { status: 201 }), { store });
  const handle = validated(lead, once);
  assert.deepEqual(await errorOf(await handle(post("{"))), [400, "IDEMPOTENCY_KEY_REQUIRED"]);
  assert.deepEqual(await errorOf(await handle(keyed("{"))), [400, "BAD_REQUEST"]);
  assert.deepEqual(await errorOf(await handle(keyed('{"email":"ann"}'))), [400, "VALIDATION_ERROR"]);
  assert.equal(store.size.keys, 0);
  for (const n of [1, 2]) assert.equal((await handle(keyed(ANN))).status, 201, n);
  assert.equal(runs, 1);
  // The body can be read again, with a key and without one.
  const echo = idempotent(async (request) => new Response(await request.text()), { store, required: false });
  for (const request of [post(ANN), keyed(ANN, "echo"), post(ANN, { "content-length": String(ANN.length) })])
    assert.equal(await (await validated(lead, echo)(request)).text(), ANN);
  const lies = post(`"${"x".repeat(70_000)}"`, { "content-length": "5" });
  assert.equal((await validated(lead, echo)(lies)).status, 413);
  const used = keyed(ANN);
  await used.text();
  await assert.rejects(once(used), /has been read already/);
  // The other way round works, too: 400 is not kept.
  const around = idempotent(
    validated(lead, () => new Response(null, { status: 201 })),
    { store: new MemoryStore() },
  );
  assert.equal((await around(keyed("{}"))).status, 400);
  assert.equal((await around(keyed(ANN))).status, 201);
});

test("answer: issues, plain errors, results, and an Error without its text", async () => {
  const request = new Request("https://api.example.com/leads/1", { headers: { "x-request-id": "r1" } });
  const problem = new Request(request, { headers: { accept: "application/problem+json", "x-request-id": "r1" } });
  const read = async (...args) => {
    const response = await answer(...args);
    assert.equal(response.headers.get("x-request-id"), "r1");
    return [response.status, await response.text()];
  };
  const invalid = lead.validate({});
  const sentence = '{"error":{"message":"Validation error: email: Required","code":"VALIDATION_ERROR"}}';
  for (const error of [invalid, invalid.issues]) assert.deepEqual(await read(error, request), [400, sentence]);
  assert.deepEqual(await read({ status: 404, code: "NOT_FOUND", message: "No such lead" }, request), [
    404,
    '{"error":{"message":"No such lead","code":"NOT_FOUND"}}',
  ]);
  const internal = '{"error":{"message":"Internal error","code":"INTERNAL_ERROR"}}';
  assert.deepEqual(await read(new Error("secret"), request), [500, internal]);
  const [, body] = await read({ status: 404, code: "NOT_FOUND", message: "No such lead" }, problem);
  assert.deepEqual([JSON.parse(body).instance, JSON.parse(body).request_id], ["/leads/1", "r1"]);
  const detail = await answer(invalid, request, { dialect: "detail" }, { allow: "GET" });
  assert.deepEqual([detail.status, detail.headers.get("allow")], [422, "GET"]);
  await assert.rejects(answer("text", request), TypeError);
});

test("the platform is asked to wait for the handler", async () => {
  const waits = [];
  const { handle } = counted();
  await handle(keyed(ANN), { KEYS: {} }, { waitUntil: (task) => waits.push(task) });
  assert.equal(waits.length, 1);
  await Promise.all(waits);
});
