// Tests withRetry against a real server: the requests that arrive, the delays (in virtual time) and the result.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as undici from "undici-6";
import { withRetry } from "unanimous";
import {
  answerWith,
  restart,
  BUSY,
  connections,
  keys,
  OK,
  post,
  retryingFetch,
  seen,
  url,
  waits,
  NOW,
} from "./retry-server.mjs";

test("a temporary failure is retried, and the caller gets the response unread", async () => {
  answerWith(BUSY, BUSY, OK);
  const response = await retryingFetch()(url);
  assert.deepEqual([response.status, await response.text(), seen.length], [200, "fine", 3]);
  assert.deepEqual(waits, [250, 500], "half of 500 ms, half of 1 s");
});

test("after the last try the caller gets that response with its body unread", async () => {
  answerWith(BUSY);
  const response = await retryingFetch({ maxTries: 2 })(url);
  assert.deepEqual([response.status, await response.text(), seen.length], [503, BUSY.body, 2]);
});

test("withRetry never waits less than the server asks for", async () => {
  const date = new Date(NOW + 60_000).toUTCString();
  const table = [
    [{ "retry-after": "7" }, 7_250],
    [{ "retry-after-ms": "1500" }, 1_750],
    [{ "retry-after": date, date: new Date(NOW).toUTCString() }, 60_250],
    [{ "ratelimit-limit": "10", "ratelimit-remaining": "0", "ratelimit-reset": "30" }, 30_250],
    [{ ratelimit: '"a";r=0;t=5, "b";r=0;t=9, "c";r=1;t=99' }, 9_250],
  ];
  for (const [headers, wait] of table) {
    restart({ status: 429, headers }, OK);
    assert.equal((await retryingFetch()(url, post())).status, 200);
    assert.deepEqual(waits, [wait], JSON.stringify(headers));
  }
});

test("a delay above the limit ends the retries at once", async () => {
  answerWith({ status: 429, headers: { "retry-after": "3600" } }, OK);
  assert.equal((await retryingFetch()(url)).status, 429);
  assert.deepEqual([seen.length, waits], [1, []]);
});

test("a request that must not be sent twice is sent once", async () => {
  const table = [
    [post(), { status: 500 }],
    [post(), BUSY],
    [{ method: "PATCH", body: "{}" }, { status: 502 }],
    [{}, { status: 501 }],
    [{}, { status: 404 }],
    [{}, { status: 503, headers: { "x-should-retry": "false" } }],
    [post("{}", { "idempotency-key": "k" }), { status: 500, headers: { "idempotent-replayed": "true" } }],
    [{}, { status: 429, body: '{"error":{"message":"Used up","code":"insufficient_quota"}}' }],
    [
      post("{}", { "idempotency-key": "k" }),
      { status: 422, body: '{"error":{"message":"No","code":"IDEMPOTENCY_CONFLICT"}}' },
    ],
  ];
  for (const [init, answer] of table) {
    restart(answer);
    assert.equal((await retryingFetch()(url, init)).status, answer.status);
    assert.equal(seen.length, 1, JSON.stringify([init, answer]));
  }
});

test("all tries of one operation have the same key and body", async () => {
  const running = '{"error":{"message":"Runs","code":"IDEMPOTENCY_IN_PROGRESS"}}';
  answerWith(BUSY, { status: 409, headers: { "retry-after": "1" }, body: running }, OK);
  const again = retryingFetch({ idempotencyKey: true });
  assert.equal((await again(url, post("lead"))).status, 200);
  assert.equal(new Set(keys()).size, 1);
  assert.match(keys()[0], /^[0-9a-f-]{36}$/);
  assert.deepEqual(
    seen.map(({ body }) => body),
    ["lead", "lead", "lead"],
  );

  const first = keys()[0];
  restart(OK);
  await again(url, post("lead"));
  assert.notEqual(keys()[0], first, "another operation has another key");
});

test("the caller's key is kept and makes retries safe; GET and PUT get no key", async () => {
  answerWith(BUSY, OK);
  assert.equal(
    (await retryingFetch({ idempotencyKey: true })(url, post("", { "Idempotency-Key": "mine" }))).status,
    200,
  );
  assert.deepEqual(keys(), ["mine", "mine"]);
  restart(BUSY, OK);
  await retryingFetch({ idempotencyKey: true })(url, { method: "PUT", body: "{}" });
  assert.deepEqual(keys(), [undefined, undefined]);
  restart(BUSY, OK);
  await retryingFetch({ idempotencyKey: (method) => `${method}-1` })(url, { method: "PATCH", body: "{}" });
  assert.deepEqual(keys(), ["PATCH-1", "PATCH-1"]);
  await assert.rejects(
    retryingFetch({ idempotencyKey: () => "a b" })(url, post()),
    /the function idempotencyKey returned an invalid key/,
  );
});

test("an empty key is none: the request is not repeated, and gets a key if the option says so", async () => {
  for (const empty of ["", "  "]) {
    restart(BUSY, OK);
    assert.equal((await retryingFetch()(url, post("", { "Idempotency-Key": empty }))).status, 503);
    assert.deepEqual(keys(), [""]);
    restart(BUSY, OK);
    const again = retryingFetch({ idempotencyKey: () => "made" });
    assert.equal((await again(url, post("", { "Idempotency-Key": empty }))).status, 200);
    assert.deepEqual(keys(), ["made", "made"]);
  }
});

test("the body has the same bytes in each try", async () => {
  const bytes = new Uint8Array([0, 1, 255]);
  const form = new FormData();
  form.set("a", "b");
  const table = [
    bytes,
    bytes.buffer,
    new DataView(bytes.buffer, 1),
    new Blob(["x"], { type: "a/b" }),
    new URLSearchParams({ a: "b c" }),
    form,
  ];
  for (const body of table) {
    restart(BUSY, OK);
    await retryingFetch({ idempotencyKey: true })(url, post(body));
    const sent = seen.map((one) => [one.headers["content-type"], one.body]);
    assert.deepEqual(sent[0], sent[1], String(body));
    assert.ok(sent[0][1].length > 0);
  }
  assert.match(seen[0].headers["content-type"], /^multipart\/form-data; boundary=/);
});

test("a form of another implementation is sent as one of the platform", async () => {
  const { FormData, File } = undici;
  assert.ok(!(new FormData() instanceof globalThis.FormData));
  const form = new FormData();
  form.append("name", "Ann");
  form.append("file", new File(["bytes"], "a.txt", { type: "text/plain" }));
  // As a package writes it that does not extend the platform's Blob.
  const file = { name: "b.txt", type: "a/b", arrayBuffer: async () => new TextEncoder().encode("more").buffer };
  const entries = function* () {
    yield* FormData.prototype.entries.call(form);
    yield ["other", file];
  };
  const body = { [Symbol.toStringTag]: "FormData", entries };
  answerWith(BUSY, OK);
  assert.equal((await retryingFetch({ idempotencyKey: true })(url, post(body))).status, 200);
  const [first, second] = seen;
  assert.deepEqual([first.headers["content-type"], first.body], [second.headers["content-type"], second.body]);
  const sent = await new Response(first.body, {
    headers: { "content-type": first.headers["content-type"] },
  }).formData();
  const parts = [...sent].map(([name, value]) => [name, value.name ?? value, value.type]);
  assert.deepEqual(parts, [
    ["name", "Ann", undefined],
    ["file", "a.txt", "text/plain"],
    ["other", "b.txt", "a/b"],
  ]);
  assert.equal(await sent.get("other").text(), "more");
});

test("a form of the package form-data is sent once, and an error says what to do", async () => {
  const body = Object.assign(new Response("lead").body, { getBoundary: () => "b" });
  answerWith(BUSY);
  const request = retryingFetch()(url, { ...post(body, { "idempotency-key": "k" }), duplex: "half" });
  await assert.rejects(request, /its body is a form of the package form-data, .*form\.getBuffer\(\)/);
  assert.equal(seen.length, 1);
});

test("a Request whose stream gives texts is refused", async () => {
  const texts = new ReadableStream({ start: (controller) => controller.enqueue("lead") });
  const request = new Request(url, { ...post(texts), duplex: "half" });
  await assert.rejects(retryingFetch()(request), {
    name: "TypeError",
    message: 'withRetry: a chunk of the request\'s body must be a Uint8Array, not "lead"',
  });
  assert.equal(seen.length, 0);
});

test("a fetch that returns no Response is refused by name", async () => {
  for (const [result, shown] of [
    [undefined, "undefined"],
    [{ ok: true }, '{"ok":true}'],
  ]) {
    await assert.rejects(withRetry(async () => result)(url), {
      name: "TypeError",
      message: `withRetry: fetch must be a function that returns a Response, not ${shown}`,
    });
  }
});

test("later changes of the caller's bytes do not change the body", async () => {
  answerWith(BUSY, OK);
  const bytes = new TextEncoder().encode("first");
  await retryingFetch({ idempotencyKey: true, onRetry: () => bytes.fill(0) })(url, post(bytes));
  assert.deepEqual(
    seen.map(({ body }) => body),
    ["first", "first"],
  );
});

test("a Request is sent again with its method, headers and body", async () => {
  answerWith(BUSY, OK);
  const request = new Request(url, post("lead", { "idempotency-key": "k", "content-type": "a/b" }));
  assert.equal((await retryingFetch()(request)).status, 200);
  assert.deepEqual(
    seen.map(({ method, headers, body }) => [method, headers["idempotency-key"], headers["content-type"], body]),
    [
      ["POST", "k", "a/b", "lead"],
      ["POST", "k", "a/b", "lead"],
    ],
  );
});

test("the body of a Request that does not show it, as in Firefox, is sent again", async () => {
  const hide = (body) => Object.defineProperty(new Request(url, post(body)), "body", { value: undefined });
  const again = retryingFetch({ idempotencyKey: () => "k", maxBodyBytes: 4 });
  answerWith(BUSY, OK);
  assert.equal((await again(hide("lead"))).status, 200);
  assert.deepEqual(
    seen.map(({ body }) => body),
    ["lead", "lead"],
  );
  restart(BUSY, OK);
  await assert.rejects(again(hide("leads")), /its body has more than 4 bytes, .*: raise maxBodyBytes$/);
  assert.equal(seen.length, 1);
  restart(BUSY, OK);
  const get = Object.defineProperty(new Request(url), "body", { value: undefined });
  assert.equal((await again(get)).status, 200);
});

test("a stream is sent once, and an error says that it cannot be sent again", async () => {
  const stream = () => new Response("lead").body;
  const init = () => ({ ...post(stream(), { "idempotency-key": "k" }), duplex: "half" });
  assert.equal((await retryingFetch()(url, init())).status, 200);
  answerWith(BUSY);
  await assert.rejects(retryingFetch()(url, init()), (error) => {
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /its body is a stream, which can be sent only once/);
    assert.equal(error.cause.status, 503);
    return true;
  });
  assert.equal(seen.length, 2);
  // A Request above maxBodyBytes is sent whole the first time, and cannot be sent again.
  restart(BUSY);
  const large = new Request(url, post("x".repeat(200_000), { "idempotency-key": "k" }));
  await assert.rejects(
    retryingFetch({ maxBodyBytes: 100_000 })(large),
    /more than 100000 bytes, .*: raise maxBodyBytes$/,
  );
  assert.deepEqual(
    seen.map(({ body }) => body.length),
    [200_000],
  );
});

test("an init that is no object, or a signal that is none, is refused by name", async () => {
  for (const [init, message] of [
    [5, "withRetry: init must be an object, not 5"],
    ["x", 'withRetry: init must be an object, not "x"'],
    [{ signal: 5 }, "withRetry: init.signal must be an AbortSignal, not 5"],
  ]) {
    await assert.rejects(retryingFetch()(url, init), { name: "TypeError", message });
  }
  assert.equal((await retryingFetch()(url, null)).status, 200);
  assert.equal(seen.length, 1);
});

test("onRetry is called before each delay with the error that was read", async () => {
  const events = [];
  answerWith(BUSY, { status: 429, headers: { "retry-after": "2" } }, OK);
  await retryingFetch({ onRetry: (event) => events.push(event) })(url);
  assert.deepEqual(
    events.map(({ attempt, afterMs, why, error }) => [attempt, afterMs, why.code, error.status, error.code]),
    [
      [0, 250, "transient", 503, "SERVICE_UNAVAILABLE"],
      [1, 2_500, "rate_limited", 429, null],
    ],
  );
});

test("discarded responses keep no connection open", async () => {
  answerWith(...Array.from({ length: 9 }, () => ({ ...BUSY, body: "x".repeat(1_000_000) })), OK);
  const before = await connections();
  const response = await retryingFetch({ maxTries: 10 })(url);
  assert.equal(response.status, 200);
  await response.text();
  let open = await connections();
  for (let tries = 0; open > Math.max(before, 2) && tries < 600; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    open = await connections();
  }
  assert.ok(open <= Math.max(before, 2), `${open} connections are open, after ${before}`);
});

test("options of a wrong type are rejected at once", () => {
  for (const options of [
    { onRetry: 1 },
    { maxTries: -1 },
    { idempotencyKey: "k" },
    { sleep: "1" },
    { timeoutMs: 0 },
    { timeoutMs: "1" },
    { bodyTimeoutMs: -1 },
    { bodyTimeoutMs: NaN },
    { maxBodyBytes: "1" },
  ]) {
    assert.throws(() => withRetry(fetch, options), TypeError, JSON.stringify(options));
  }
  assert.throws(() => withRetry(), TypeError);
  for (const [options, message] of [
    [{ timeout: 5 }, "withRetry has no option timeout"],
    [Object.create({ retries: 5 }), "withRetry has no option retries"],
    [{ maxTries: 1.5 }, "withRetry: maxTries must be a whole number, not 1.5"],
    [null, "withRetry: options must be an object, not null"],
    [5, "withRetry: options must be an object, not 5"],
    [[], "withRetry: options must be an object, not []"],
  ]) {
    assert.throws(() => withRetry(fetch, options), { name: "TypeError", message });
  }
  assert.equal(typeof withRetry(fetch, { timeout: undefined, maxTries: Infinity }), "function");
});

test("withRetry reads bodies by the vocabulary that it is given, which is checked at once", async () => {
  const vocabulary = [{ role: "retry_after", names: ["warte_sekunden"] }];
  const answers = [Response.json({ warte_sekunden: 9 }, { status: 503 }), new Response("ok")];
  const waits = [];
  const again = withRetry(async () => answers.shift(), {
    vocabulary,
    random: () => 0,
    sleep: async (ms) => void waits.push(ms),
  });
  assert.equal(await (await again("https://api.example")).text(), "ok");
  assert.deepEqual(waits, [9000]);
  for (const [wrong, message] of [
    [{}, /vocabulary must be a list of \{ role, names \}/],
    [[{ role: "colour", names: ["x"] }], /the role in vocabulary must be one of message, .*, ignored, not "colour"$/],
    [[{ role: "message", names: [1] }], /names as strings/],
  ]) {
    assert.throws(() => withRetry(fetch, { vocabulary: wrong }), { name: "TypeError", message });
  }
});
