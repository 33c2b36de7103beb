// Tests withRetry against a real server: the requests that arrive, the delays (in virtual time) and the result.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, beforeEach, test } from "node:test";
import { promisify } from "node:util";
import { retryAdvice, withRetry } from "unanimous";
// From its file, because undici is installed beside the package's sources.
import { safeDispatcher, safeFetch } from "../../pkg/dist/esm/node.js";

/** 2026-11-21T08:00:00Z */
const NOW = 1_795_248_000_000;
const OK = { status: 200, body: "fine" };
const BUSY = { status: 503, body: '{"error":{"message":"Busy","code":"SERVICE_UNAVAILABLE"}}' };

/** The server gives these answers in turn, and repeats the last one. `seen` has the requests. */
let answers;
let seen;
const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  seen.push({ method: request.method, headers: request.headers, body: Buffer.concat(parts).toString("latin1") });
  const {
    status,
    headers = {},
    body = "",
    broken,
    silent,
    stalled,
  } = answers.length > 1 ? answers.shift() : answers[0];
  if (broken) return request.socket.destroy();
  if (silent) return;
  if (stalled) return response.writeHead(status, headers).write(body);
  response.writeHead(status, headers).end(body);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/leads`;
after(() => {
  server.close();
  server.closeAllConnections();
});

let waits;
let time;
beforeEach(() => {
  [answers, seen, waits, time] = [[OK], [], [], NOW];
});

/** A clock that advances only in `sleep`, and a random number that makes each backoff half of its maximum. */
const VIRTUAL = {
  now: () => time,
  random: () => 0.5,
  sleep: async (ms) => {
    waits.push(ms);
    time += ms;
  },
};
const retryingFetch = (options) => withRetry(fetch, { ...VIRTUAL, ...options });
const keys = () => seen.map(({ headers }) => headers["idempotency-key"]);
const connections = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));

/** A signal, and the function that aborts it. */
function withAbort() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}
const post = (body = "{}", headers = {}) => ({ method: "POST", body, headers });

test("a temporary failure is retried, and the caller gets the response unread", async () => {
  answers = [BUSY, BUSY, OK];
  const response = await retryingFetch()(url);
  assert.deepEqual([response.status, await response.text(), seen.length], [200, "fine", 3]);
  assert.deepEqual(waits, [250, 500], "half of 500 ms, half of 1 s");
});

test("after the last try the caller gets that response with its body unread", async () => {
  answers = [BUSY];
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
    [answers, waits, time] = [[{ status: 429, headers }, OK], [], NOW];
    assert.equal((await retryingFetch()(url, post())).status, 200);
    assert.deepEqual(waits, [wait], JSON.stringify(headers));
  }
});

test("a delay above the limit ends the retries at once", async () => {
  answers = [{ status: 429, headers: { "retry-after": "3600" } }, OK];
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
    [answers, seen] = [[answer], []];
    assert.equal((await retryingFetch()(url, init)).status, answer.status);
    assert.equal(seen.length, 1, JSON.stringify([init, answer]));
  }
});

test("all tries of one operation have the same key and body", async () => {
  answers = [
    BUSY,
    {
      status: 409,
      headers: { "retry-after": "1" },
      body: '{"error":{"message":"Runs","code":"IDEMPOTENCY_IN_PROGRESS"}}',
    },
    OK,
  ];
  const again = retryingFetch({ idempotencyKey: true });
  assert.equal((await again(url, post("lead"))).status, 200);
  assert.equal(new Set(keys()).size, 1);
  assert.match(keys()[0], /^[0-9a-f-]{36}$/);
  assert.deepEqual(
    seen.map(({ body }) => body),
    ["lead", "lead", "lead"],
  );

  const first = keys()[0];
  seen = [];
  await again(url, post("lead"));
  assert.notEqual(keys()[0], first, "another operation has another key");
});

test("the caller's key is kept and makes retries safe; GET and PUT get no key", async () => {
  answers = [BUSY, OK];
  assert.equal(
    (await retryingFetch({ idempotencyKey: true })(url, post("", { "Idempotency-Key": "mine" }))).status,
    200,
  );
  assert.deepEqual(keys(), ["mine", "mine"]);
  [answers, seen] = [[BUSY, OK], []];
  await retryingFetch({ idempotencyKey: true })(url, { method: "PUT", body: "{}" });
  assert.deepEqual(keys(), [undefined, undefined]);
  [answers, seen] = [[BUSY, OK], []];
  await retryingFetch({ idempotencyKey: (method) => `${method}-1` })(url, { method: "PATCH", body: "{}" });
  assert.deepEqual(keys(), ["PATCH-1", "PATCH-1"]);
  await assert.rejects(
    retryingFetch({ idempotencyKey: () => "a b" })(url, post()),
    /the function idempotencyKey returned an invalid key/,
  );
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
    [answers, seen] = [[BUSY, OK], []];
    await retryingFetch({ idempotencyKey: true })(url, post(body));
    const sent = seen.map((one) => [one.headers["content-type"], one.body]);
    assert.deepEqual(sent[0], sent[1], String(body));
    assert.ok(sent[0][1].length > 0);
  }
  assert.match(seen[0].headers["content-type"], /^multipart\/form-data; boundary=/);
});

test("later changes of the caller's bytes do not change the body", async () => {
  answers = [BUSY, OK];
  const bytes = new TextEncoder().encode("first");
  await retryingFetch({ idempotencyKey: true, onRetry: () => bytes.fill(0) })(url, post(bytes));
  assert.deepEqual(
    seen.map(({ body }) => body),
    ["first", "first"],
  );
});

test("a Request is sent again with its method, headers and body", async () => {
  answers = [BUSY, OK];
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

test("a stream is sent once, and an error says that it cannot be sent again", async () => {
  const stream = () => new Response("lead").body;
  const init = () => ({ ...post(stream(), { "idempotency-key": "k" }), duplex: "half" });
  assert.equal((await retryingFetch()(url, init())).status, 200);
  answers = [BUSY];
  await assert.rejects(retryingFetch()(url, init()), (error) => {
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /its body is a stream, which can be sent only once/);
    assert.equal(error.cause.status, 503);
    return true;
  });
  assert.equal(seen.length, 2);
  // A Request above maxBodyBytes is sent whole the first time, and cannot be sent again.
  [answers, seen] = [[BUSY], []];
  const large = new Request(url, post("x".repeat(200_000), { "idempotency-key": "k" }));
  await assert.rejects(retryingFetch({ maxBodyBytes: 100_000 })(large), /only once/);
  assert.deepEqual(
    seen.map(({ body }) => body.length),
    [200_000],
  );
});

test("a broken connection is retried if that is safe", async () => {
  const events = [];
  answers = [{ broken: true }, OK];
  assert.equal((await retryingFetch({ onRetry: (event) => events.push(event) })(url)).status, 200);
  assert.deepEqual(
    events.map(({ attempt, afterMs, why, error }) => [attempt, afterMs, why.code, error]),
    [[0, 250, "no_response", null]],
  );
  assert.ok(events[0].cause instanceof TypeError);

  [answers, seen] = [[{ broken: true }], []];
  await assert.rejects(retryingFetch()(url, post()), { message: "fetch failed" });
  assert.equal(seen.length, 1);
  seen = [];
  await assert.rejects(retryingFetch({ idempotencyKey: true })(url, post()), { message: "fetch failed" });
  assert.equal(seen.length, 3);
  assert.equal(new Set(keys()).size, 1);
});

test("an invalid URL is not retried", async () => {
  for (const wrong of ["http://:", "ftp://a.example/", "http://127.0.0.1:1/"]) {
    await assert.rejects(retryingFetch()(wrong), TypeError);
  }
  assert.deepEqual(waits, []);
});

test("a body that stalls is read for bodyTimeoutMs, and what has come decides", async () => {
  const events = [];
  answers = [{ status: 503, headers: { "retry-after": "2" }, body: "{", stalled: true }, OK];
  const again = retryingFetch({ bodyTimeoutMs: 50, onRetry: (event) => events.push(event) });
  assert.equal(await (await again(url)).text(), "fine");
  assert.deepEqual([waits, events[0].error.warnings], [[2_250], ["invalid_json", "incomplete"]]);
});

test("the caller can read a response whose body has stalled once it goes on", async () => {
  let end;
  const server = createServer((_, response) => {
    response.writeHead(404).write("not ");
    end = () => response.end("here");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const response = await retryingFetch({ bodyTimeoutMs: 20 })(`http://127.0.0.1:${server.address().port}/`);
  assert.deepEqual([response.status, response.bodyUsed], [404, false]);
  end();
  assert.equal(await response.text(), "not here");
  server.close();
  server.closeAllConnections();
});

test("an attempt without a response within timeoutMs counts as a failed connection", async () => {
  const events = [];
  answers = [{ silent: true }, OK];
  const again = retryingFetch({ timeoutMs: 60, onRetry: (event) => events.push(event) });
  assert.equal((await again(url)).status, 200);
  assert.deepEqual([events[0].why.code, events[0].cause.name, seen.length], ["no_response", "TimeoutError", 2]);
  [answers, seen] = [[{ silent: true }], []];
  await assert.rejects(again(url, post()), { name: "TimeoutError", message: /no response within 60 ms/ });
  assert.equal(seen.length, 1, "a POST without a key is not sent again");
  // A fetch that does not look at its signal.
  let cancelled = 0;
  const late = () =>
    new Promise((resolve) => {
      setTimeout(resolve, 60, new Response(new ReadableStream({ cancel: () => void cancelled++ })));
    });
  await assert.rejects(withRetry(late, { ...VIRTUAL, timeoutMs: 5, maxTries: 2 })(url), { name: "TimeoutError" });
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal(cancelled, 2, "late responses are discarded");
});

test("timeoutMs does not end the body of a response, and the caller's signal does", async () => {
  const { signal, abort } = withAbort();
  const server = createServer((_, response) => {
    response.writeHead(200).write("a");
    setTimeout(() => response.write("b"), 150);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const response = await retryingFetch({ timeoutMs: 75 })(`http://127.0.0.1:${server.address().port}/`, { signal });
  const reader = response.body.getReader();
  assert.equal(Buffer.from((await reader.read()).value).toString(), "a");
  assert.equal(Buffer.from((await reader.read()).value).toString(), "b");
  abort(new Error("enough"));
  await assert.rejects(reader.read(), { message: "enough" });
  server.close();
  server.closeAllConnections();
});

test("the caller's signal ends an attempt, the reading of an error and the reading of the request at once", async () => {
  const stuck = () => new ReadableStream({ pull: () => new Promise(() => {}) });
  const table = {
    "an attempt": () => new Promise(() => {}),
    "an error body": async () => new Response(stuck(), { status: 503 }),
  };
  for (const [name, fetch] of Object.entries(table)) {
    for (const timeoutMs of [60_000, undefined]) {
      const { signal, abort } = withAbort();
      setTimeout(abort, 20, new Error(name));
      await assert.rejects(withRetry(fetch, { timeoutMs, bodyTimeoutMs: 500 })(url, { signal }), { message: name });
    }
  }
  const { signal, abort } = withAbort();
  setTimeout(abort, 20, new Error("a request"));
  const request = new Request(url, { method: "PUT", body: stuck(), duplex: "half" });
  await assert.rejects(withRetry(fetch)(request, { signal }), { message: "a request" });
});

test("no timer keeps the process alive", async () => {
  const program = `
    import { readResponse, withRetry } from "unanimous";
    const fail = async () => new Response('{"message":"No"}', { status: 404 });
    await withRetry(fail, { timeoutMs: 60_000, bodyTimeoutMs: 60_000 })("http://127.0.0.1/");
    await readResponse(new Response("x", { status: 500 }), { timeoutMs: 60_000 });
    await readResponse({ status: 500, headers: {}, text: async () => "x" }, { timeoutMs: 60_000 });`;
  const start = performance.now();
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd: import.meta.dirname,
    timeout: 30_000,
  });
  assert.ok(performance.now() - start < 20_000);
});

test("a permanent failure is not repeated, wherever its code stands among the causes", async () => {
  const coded = (code, cause) => Object.assign(new Error(code, { cause }), { code });
  const failed = (cause) => new TypeError("fetch failed", { cause });
  const endless = coded("ECONNRESET");
  endless.cause = endless;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const table = [
    [failed(coded("ERR_UNSAFE_URL")), 1],
    [coded("ERR_UNSAFE_URL"), 1],
    [failed(failed(failed(coded("ERR_UNSAFE_URL")))), 1],
    [failed(new AggregateError([coded("ECONNREFUSED"), coded("ERR_UNSAFE_URL")])), 1],
    [failed(coded("ERR_INVALID_URL")), 1],
    [coded("ERR_UNESCAPED_CHARACTERS"), 1],
    [coded("ERR_HTTP_INVALID_HEADER_VALUE"), 1],
    [coded("ERR_SOCKET_BAD_PORT"), 1],
    [failed(coded("UND_ERR_INVALID_ARG")), 1],
    [failed(coded("DEPTH_ZERO_SELF_SIGNED_CERT")), 1],
    [failed(coded("CERT_HAS_EXPIRED")), 1],
    [failed(coded("ERR_TLS_CERT_ALTNAME_INVALID")), 1],
    [failed(coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE")), 1],
    [new DOMException("no", "AbortError"), 1],
    [failed(new Error("unknown scheme")), 1],
    [failed(coded("ENOTFOUND")), 3],
    [failed(coded("ECONNRESET")), 3],
    [failed(coded("UND_ERR_SOCKET")), 3],
    [failed(endless), 3],
    [failed(revoked.proxy), 3],
    ["no error at all", 3],
    [undefined, 3],
  ];
  for (const [failure, tries] of table) {
    let calls = 0;
    const failing = () => {
      calls++;
      throw failure;
    };
    const caught = await withRetry(failing, VIRTUAL)(url).then(assert.fail, (error) => error);
    assert.deepEqual([caught === failure, calls], [true, tries], `row ${table.findIndex(([one]) => one === failure)}`);
  }
});

test("a request that fetch refuses by itself is tried once", async () => {
  const table = [
    [url, { method: "TRACE" }],
    [url, { method: "connect" }],
    [url, { method: "TRACK" }],
    [url, { method: "no method" }],
    [url, { body: "a GET with a body" }],
    [new Request(url, { method: "PUT", body: "x" }), { method: "GET" }],
    [url.replace("//", "//u:p@"), {}],
    [url, { redirect: "never" }],
    [url, { mode: "never" }],
    [url, { mode: "navigate" }],
    [url, { credentials: "never" }],
    [url, { cache: "only-if-cached" }],
    ["data:x", {}],
    ["blob:x", {}],
    [url, { referrer: "http://[" }],
    [url, { method: "PUT", body: new Response("a stream without duplex").body }],
    ["file:///etc/passwd", {}],
    ["/relative", {}],
    [url, { integrity: "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }],
  ];
  for (const [input, init] of table) {
    let calls = 0;
    const counting = (...request) => {
      calls++;
      return fetch(...request);
    };
    const name = JSON.stringify([String(input), init]);
    await assert.rejects(withRetry(counting, VIRTUAL)(input, init), TypeError, name);
    assert.equal(calls, 1, name);
  }
  assert.deepEqual(waits, []);
});

test("a failure of the network is tried again, also without a cause as in browsers, or for a relative URL", async () => {
  const table = [
    [url, {}],
    ["/relative", {}],
    [url, { method: "PUT", body: "x" }],
    [new Request(url, { method: "PUT", body: "x" }), {}],
    [new Request(url), null],
  ];
  for (const [input, init] of table) {
    let calls = 0;
    const failing = async () => {
      calls++;
      throw new TypeError("Failed to fetch");
    };
    await assert.rejects(withRetry(failing, VIRTUAL)(input, init), { message: "Failed to fetch" });
    assert.equal(calls, 3);
  }
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

test("what safeFetch refuses is tried once", async () => {
  const policy = { schemes: ["http"], allowHosts: ["127.0.0.1"] };
  const moved = { status: 302, headers: { location: "/leads" } };
  const table = [
    [{ status: 200, headers: { "content-length": "8" }, body: "too long" }, {}, { maxBytes: 1 }, "ERR_RESPONSE_SIZE"],
    [moved, {}, { maxRedirects: 0 }, "ERR_REDIRECT"],
    [moved, { redirect: "error" }, {}, "ERR_REDIRECT"],
    [{ status: 307, headers: { location: "http://[" } }, {}, {}, "ERR_REDIRECT"],
    [{ status: 999 }, {}, {}, "ERR_RESPONSE_STATUS"],
    [{ status: 503, headers: { "content-encoding": "zstd" } }, {}, {}, "ERR_RESPONSE_CODING"],
    [OK, {}, { timeout: -1 }, "ERR_INVALID_ARG_VALUE"],
    [OK, {}, { lookup: 1 }, "ERR_INVALID_ARG_VALUE"],
    [OK, { headers: { connection: "close" } }, {}, "ERR_INVALID_ARG_VALUE"],
    [OK, { integrity: "sha256-x" }, {}, "ERR_INVALID_ARG_VALUE"],
    [OK, { method: "TRACE" }, {}, "ERR_INVALID_ARG_VALUE"],
    [OK, { body: "x" }, {}, "ERR_INVALID_ARG_VALUE"],
  ];
  for (const [answer, init, options, code] of table) {
    answers = [answer];
    let calls = 0;
    const guarded = (input, given) => {
      calls++;
      return safeFetch(input, given, policy, options);
    };
    await assert.rejects(withRetry(guarded, VIRTUAL)(url, init), { code });
    assert.equal(calls, 1, code);
  }
});

test("timeoutMs covers the copying of a Request's body, and nothing is sent after it", async () => {
  let cancelled = false;
  const stalled = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => {
      cancelled = true;
    },
  });
  const request = new Request(url, { method: "PUT", body: stalled, duplex: "half" });
  const message = "withRetry: the request's body was not read within 50 ms";
  await assert.rejects(retryingFetch({ timeoutMs: 50 })(request), { name: "TimeoutError", message });
  assert.deepEqual([seen, waits], [[], []]);
  await request.body.cancel();
  assert.ok(cancelled, "the copy does not keep the stream open");
});

test("a URL that safeDispatcher refuses is requested only once", async () => {
  const dispatcher = safeDispatcher();
  const guarded = withRetry((input, init) => fetch(input, { ...init, dispatcher }), VIRTUAL);
  const isRefusal = ({ cause }) => cause.code === "ERR_UNSAFE_URL";
  await assert.rejects(guarded(url), isRefusal);
  await assert.rejects(guarded(url.replace("127.0.0.1", "localhost")), isRefusal);
  assert.deepEqual([seen, waits], [[], []]);
  await dispatcher.close();
});

test("onRetry is called before each delay with the error that was read", async () => {
  const events = [];
  answers = [BUSY, { status: 429, headers: { "retry-after": "2" } }, OK];
  await retryingFetch({ onRetry: (event) => events.push(event) })(url);
  assert.deepEqual(
    events.map(({ attempt, afterMs, why, error }) => [attempt, afterMs, why.code, error.status, error.code]),
    [
      [0, 250, "transient", 503, "SERVICE_UNAVAILABLE"],
      [1, 2_500, "rate_limited", 429, null],
    ],
  );
});

test("the signal ends a delay at once with its reason, on real timers", async () => {
  answers = [{ status: 503, headers: { "retry-after": "60" } }];
  const controller = new AbortController();
  const reason = new Error("enough");
  const start = performance.now();
  const onRetry = () => setTimeout(() => controller.abort(reason), 20);
  await assert.rejects(withRetry(fetch, { onRetry })(url, { signal: controller.signal }), (error) => error === reason);
  assert.ok(performance.now() - start < 5_000);
  assert.equal(seen.length, 1);
});

test("the signal ends a request, and an aborted signal sends nothing", async () => {
  const hanging = createServer(() => {}).listen(0, "127.0.0.1");
  await once(hanging, "listening");
  const hangingUrl = `http://127.0.0.1:${hanging.address().port}/`;
  const signal = AbortSignal.timeout(30);
  await assert.rejects(retryingFetch()(new Request(hangingUrl, { signal })), { name: "TimeoutError" });
  hanging.close();
  hanging.closeAllConnections();
  await assert.rejects(retryingFetch()(url, { signal: AbortSignal.abort(new Error("before")) }), { message: "before" });
  assert.deepEqual([seen.length, waits], [0, []]);
});

test("real timers wait for the whole delay", async () => {
  answers = [{ status: 429, headers: { "retry-after-ms": "150" } }, OK];
  const start = performance.now();
  assert.equal((await withRetry(fetch, { baseMs: 0 })(url)).status, 200);
  assert.ok(performance.now() - start >= 149);
});

test("discarded responses keep no connection open", async () => {
  answers = [...Array.from({ length: 9 }, () => ({ ...BUSY, body: "x".repeat(1_000_000) })), OK];
  const before = await connections();
  const response = await retryingFetch({ maxTries: 10 })(url);
  assert.equal(response.status, 200);
  await response.text();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const open = await connections();
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

test("without a response the decisions are those of retryAdvice", async () => {
  const limits = [
    {},
    { baseMs: 0 },
    { baseMs: 7, capMs: 100, maxTries: 70 },
    { capMs: Infinity, baseMs: Infinity },
    { maxTries: 1 },
    { maxTries: 0 },
  ];
  for (const method of ["GET", "get", "PUT", "DELETE", "HEAD", "OPTIONS", "POST", "PATCH", "QUERY"]) {
    for (const idempotencyKey of [true, false]) {
      for (const limit of limits) {
        for (const random of [0, 0.5, 0.3333, 1, -1, 2, Number.NaN]) {
          const events = [];
          const again = withRetry(() => Promise.reject(new TypeError("fetch failed")), {
            ...limit,
            now: () => 1000,
            random: () => random,
            sleep: async () => {},
            onRetry: ({ attempt, afterMs, why, error }) => events.push({ attempt, afterMs, why, error }),
          });
          const headers = idempotencyKey ? { "idempotency-key": "k" } : {};
          await assert.rejects(again("https://api.example", { method, headers }), { message: "fetch failed" });
          const expected = [];
          for (let attempt = 0; ; attempt++) {
            const asked = { method, idempotencyKey, attempt, now: 1000, random, ...limit };
            const { retry, afterMs, why } = retryAdvice(null, asked);
            if (!retry) break;
            expected.push({ attempt, afterMs, why, error: null });
          }
          assert.deepEqual(events, expected, `${method} ${idempotencyKey} ${JSON.stringify(limit)} ${random}`);
        }
      }
    }
  }
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
    [[{ role: "colour", names: ["x"] }], /unknown role "colour"/],
    [[{ role: "message", names: [1] }], /names as strings/],
  ]) {
    assert.throws(() => withRetry(fetch, { vocabulary: wrong }), { name: "TypeError", message });
  }
});
