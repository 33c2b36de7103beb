// Tests which failures without a response withRetry takes for permanent, and which it repeats.
import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAdvice, withRetry } from "unanimous";
// From its file, because undici is installed beside the package's sources.
import { safeDispatcher, safeFetch } from "../../pkg/dist/esm/node.js";
import { answerWith, restart, keys, OK, post, retryingFetch, seen, url, VIRTUAL, waits } from "./retry-server.mjs";

test("a broken connection is retried if that is safe", async () => {
  const events = [];
  answerWith({ broken: true }, OK);
  assert.equal((await retryingFetch({ onRetry: (event) => events.push(event) })(url)).status, 200);
  assert.deepEqual(
    events.map(({ attempt, afterMs, why, error }) => [attempt, afterMs, why.code, error]),
    [[0, 250, "no_response", null]],
  );
  assert.ok(events[0].cause instanceof TypeError);

  restart({ broken: true });
  await assert.rejects(retryingFetch()(url, post()), { message: "fetch failed" });
  assert.equal(seen.length, 1);
  restart({ broken: true });
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
    answerWith(answer);
    let calls = 0;
    const guarded = (input, given) => {
      calls++;
      return safeFetch(input, given, policy, options);
    };
    await assert.rejects(withRetry(guarded, VIRTUAL)(url, init), { code });
    assert.equal(calls, 1, code);
  }
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

test("a response whose body the fetch has read is judged by its status and headers, and is the outcome", async () => {
  const bodies = {
    "used": async (response) => void (await response.text()),
    "locked": (response) => void response.body.getReader(),
    "without clone": ({ status, headers }) => ({ status, headers }),
  };
  for (const [name, touch] of Object.entries(bodies)) {
    const waits = [];
    let attempts = 0;
    const send = withRetry(
      async () => {
        attempts++;
        const response = new Response("{}", { status: 503, headers: { "retry-after": "2" } });
        return (await touch(response)) ?? response;
      },
      { maxTries: 2, random: () => 0, sleep: async (ms) => void waits.push(ms) },
    );
    const { status } = await send("https://api.example/");
    assert.deepEqual([status, attempts, waits], [503, 2, [2000]], name);
  }
});

test("an async onRetry is waited for, and the call rejects with its error or with the reason of the signal", async () => {
  const busy = async () => new Response(null, { status: 503 });
  const failing = withRetry(busy, {
    onRetry: async () => {
      throw new Error("the hook failed");
    },
  });
  await assert.rejects(failing("https://api.example/"), { message: "the hook failed" });
  const abort = new AbortController();
  const endless = withRetry(busy, {
    onRetry: () => new Promise(() => setTimeout(() => abort.abort(new Error("gone")))),
  });
  await assert.rejects(endless("https://api.example/", { signal: abort.signal }), { message: "gone" });
});
