// Tests readError, readResponse, errorResponse, retryAdvice and judgeReplay through the npm package's public API.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { test } from "node:test";
import vm from "node:vm";
import fc from "fast-check";
import {
  checkIdempotencyHeader,
  errorResponse,
  fingerprint,
  judgeReplay,
  readError,
  readResponse,
  retryAdvice,
  schema,
} from "unanimous";

const KIB = 1024;
const BODY = '{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}';
const ERROR = {
  dialect: "error-object",
  status: 400,
  code: "VALIDATION_ERROR",
  category: "validation",
  title: "Bad Request",
  message: "Validation error: email: Invalid email",
  fields: [{ path: "email", segments: ["email"], location: null, reason: "Invalid email", code: "invalid_email" }],
  requestId: null,
  docsUrl: null,
  instance: null,
  details: null,
  retryAfterMs: null,
  warnings: [],
};
const thrower = () => {
  throw new Error("no");
};
/** A value that throws at every operation. */
const hostile = new Proxy(
  thrower,
  Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, thrower])),
);

test("an error is plain data", () => {
  const error = readError({ status: 400, headers: {}, body: BODY });
  assert.deepEqual(error, ERROR);
  assert.deepEqual(structuredClone(error), error);
});

test("a body may be a text, bytes of any kind, or parsed JSON", () => {
  const bytes = new TextEncoder().encode(`..${BODY}..`);
  const shared = new Uint8Array(new SharedArrayBuffer(BODY.length));
  shared.set(new TextEncoder().encode(BODY));
  const bodies = [
    bytes.subarray(2, -2),
    bytes.slice(2, -2).buffer,
    new DataView(bytes.buffer, 2, BODY.length),
    Buffer.from(BODY),
    shared,
    shared.buffer,
    JSON.parse(BODY),
    vm.runInNewContext(`(${BODY})`),
  ];
  for (const body of bodies) assert.deepEqual(readError({ status: 400, body }), ERROR);
});

test("a value that is not a body counts as an empty body", () => {
  const cyclic = {};
  cyclic.self = cyclic;
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  for (const body of [
    null,
    undefined,
    "",
    " ",
    new Uint8Array(0),
    detached,
    cyclic,
    Symbol("s"),
    1n,
    thrower,
    hostile,
    revoked.proxy,
    new Map(),
    new Blob(["x"]),
    { toJSON: thrower },
  ]) {
    const { dialect, message } = readError({ status: 404, body });
    assert.deepEqual([dialect, message], ["empty", "404 Not Found"]);
  }
});

const LINES = [
  ["Retry-After", "7"],
  ["X-Request-ID", "r1"],
];
const fromHeaders = (headers) => {
  const { retryAfterMs, requestId } = readError({ status: 429, headers });
  return [retryAfterMs, requestId];
};

test("headers may have the form of any client", () => {
  const forms = {
    Headers: new Headers(LINES),
    object: Object.fromEntries(LINES),
    "object of lists": { "retry-after": ["7"], "x-request-id": ["r1", "r2"] },
    "object with numbers": { "retry-after": 7, "x-request-id": "r1", none: undefined, nil: null, odd: Symbol("s") },
    "object without a prototype": Object.assign(Object.create(null), Object.fromEntries(LINES)),
    pairs: LINES,
    raw: LINES.flat(),
    "raw, as buffers": LINES.flat().map((text) => Buffer.from(text)),
    Map: new Map(LINES),
    "Map of lists": new Map([
      ["retry-after", ["7"]],
      ["x-request-id", ["r1"]],
    ]),
    iterator: new Map(LINES).entries(),
    generator: (function* () {
      yield* LINES;
    })(),
    "only forEach": { forEach: (visit) => LINES.forEach(([name, value]) => visit(value, name)) },
    "another realm's": vm.runInNewContext(`({ "retry-after": "7", "x-request-id": "r1" })`),
  };
  for (const [form, headers] of Object.entries(forms)) assert.deepEqual(fromHeaders(headers), [7000, "r1"], form);
  assert.deepEqual(fromHeaders({ "retry-after": ["3", "9"], "X-REQUEST-ID": "r1" }), [9000, "r1"], "all values count");
});

test("unreadable headers are skipped, and the others are read", () => {
  const half = {
    ...Object.fromEntries(LINES),
    get bad() {
      return thrower();
    },
  };
  assert.deepEqual(fromHeaders(half), [7000, "r1"]);
  assert.deepEqual(
    fromHeaders(
      (function* () {
        yield* LINES;
        thrower();
      })(),
    ),
    [7000, "r1"],
  );
  let asked = 0;
  const endless = {
    [Symbol.iterator]: () => ({ next: () => ({ done: false, value: asked++ === 0 ? LINES[0] : LINES[1] }) }),
  };
  assert.deepEqual(fromHeaders(endless), [7000, "r1"]);
  assert.ok(asked < 10_000, `${asked} lines were read`);
  const odd = [
    null,
    undefined,
    "text",
    5,
    Symbol("s"),
    hostile,
    [1, 2, 3],
    [[]],
    [["a"]],
    [null],
    { a: hostile },
    new Set(["x"]),
    [["x".repeat(2e6), "y"]],
  ];
  for (const headers of odd) assert.deepEqual(fromHeaders(headers), [null, null]);
});

test("an absent header gives no hint", () => {
  assert.equal("hints" in readError({ status: 503, headers: {} }), false);
  assert.deepEqual(readError({ status: 503, headers: { "x-should-retry": "false" } }).hints, { retry: false });
});

test("dates in headers are compared with the given clock, or with the machine's", () => {
  const date = new Date(1_000_000).toUTCString();
  const read = (now) => readError({ status: 503, headers: { "retry-after": date }, now }).retryAfterMs;
  assert.deepEqual([read(999_000), read(new Date(999_500)), read(2_000_000)], [1000, 500, 0]);
  for (const none of [null, NaN, -1, Infinity, new Date(NaN), "now", hostile])
    assert.equal(read(none), null, String(typeof none));
  const soon = new Date(Date.now() + 60_000).toUTCString();
  const waits = readError({ status: 503, headers: { "retry-after": soon } }).retryAfterMs;
  assert.ok(waits > 50_000 && waits <= 60_000, `${waits}`);
});

test("an invalid status counts as 0", () => {
  for (const status of [NaN, -1, 1.5, Infinity, 65536, null, undefined, "4e2", {}, 404n, Symbol("s"), hostile]) {
    const { status: read, message } = readError({ status, body: "" });
    assert.deepEqual([read, message], [0, "HTTP 0"]);
  }
  assert.equal(readError({ status: "404" }).status, 404);
});

test("readError never throws, for any input", () => {
  for (const input of [
    undefined,
    null,
    5,
    "x",
    Symbol("s"),
    [],
    hostile,
    {
      get body() {
        return thrower();
      },
    },
  ]) {
    assert.equal(readError(input).status, 0);
  }
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
  });
  const property = fc.property(
    fc.record({
      status: anything,
      headers: anything,
      body: anything,
      now: anything,
      knownPaths: anything,
      prefixes: anything,
      keepEchoes: anything,
    }),
    (input) => {
      assert.ok(readError(input).message.length > 0);
    },
  );
  fc.assert(property, { numRuns: 2000 });
});

test("the limits are exactly those of the crate", () => {
  const read = (body) => readError({ status: 400, body });
  const largest = `{"detail":"${"a".repeat(256 * KIB - 13)}"}`;
  assert.deepEqual([read(largest).dialect, read(`${largest} `).dialect], ["detail", "unreadable"]);
  assert.deepEqual(read("é".repeat(128 * KIB)).dialect, "text");
  for (const more of [
    "é".repeat(128 * KIB) + "a",
    "💚".repeat(64 * KIB) + "a",
    `a${"💚".repeat(64 * KIB)}`,
    "x".repeat(5e7),
    new Uint8Array(5e7),
  ]) {
    assert.deepEqual(read(more).warnings, ["too_large"]);
  }
  assert.equal(read("{".repeat(65)).warnings[0], "too_deep");
  assert.equal(read(JSON.stringify({ message: "m".repeat(5000) })).message.length, 2000);
});

test("names of prototype properties are plain names", () => {
  const body =
    '{"message":"Bad","errors":{"__proto__":["a"],"constructor":["b"],"toString":["c"]},"details":{"__proto__":{"x":1}}}';
  const error = readError({ status: 422, body });
  assert.deepEqual(
    error.fields.map(({ path, reason }) => [path, reason]),
    [
      ["__proto__", "a"],
      ["constructor", "b"],
      ["toString", "c"],
    ],
  );
  assert.equal({}.x, undefined);
  assert.deepEqual(Object.keys(error.details), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(error.details), Object.prototype);
});

test("an error contains nothing dangerous to show", () => {
  const body = JSON.stringify({
    message: "<img src=x onerror=alert(1)>\u202egnp\u0000\u001b[31m",
    docs_url: "javascript:alert(1)",
    request_id: "r\r\nset-cookie: a=b",
    details: { limit: 3, input: "secret", inner: [{ stack: "at f" }] },
  });
  const error = readError({ status: 400, body });
  assert.equal(error.message, "<img src=x onerror=alert(1)>gnp [31m");
  assert.equal(error.docsUrl, null);
  assert.equal(error.requestId, "r set-cookie: a=b");
  assert.deepEqual(error.details, { limit: 3, inner: [{}] });
  assert.equal(readError({ status: 400, body, keepEchoes: true }).details.input, "secret");
});

test("prefixes and known paths help to read a message", () => {
  const body = JSON.stringify({ message: "Erreur: url: Must be https; got: http" });
  assert.equal(readError({ status: 400, body }).fields.length, 0);
  assert.equal(readError({ status: 400, body, prefixes: ["Erreur"] }).fields.length, 2);
  const { fields } = readError({ status: 400, body, prefixes: ["Erreur"], knownPaths: ["url"] });
  assert.equal(fields[0].reason, "Must be https; got: http");
});

test("a vocabulary teaches the reader the names of one server", async () => {
  const vocabulary = [
    { role: "message", names: ["fehler_text"] },
    { role: "path", names: ["feld"] },
    { role: "echo", names: ["eingabe"] },
  ];
  const body = '{"errors":[{"feld":"kontakte[0].email","fehlerText":"fehlt"}],"eingabe":{"passwort":"hunter2"}}';
  const read = [
    readError({ status: 422, body }, { vocabulary }),
    readError({ status: 422, body, vocabulary }),
    await readResponse(new Response(body, { status: 422 }), { vocabulary }),
  ];
  for (const { fields, details } of read) {
    assert.deepEqual([fields[0].path, fields[0].reason, details], ["kontakte.0.email", "fehlt", null]);
  }
  assert.deepEqual(readError({ status: 422, body }).fields, []);
  const wrong = [
    [[{ role: "colour", names: ["a"] }], 'readError: vocabulary: unknown role "colour"'],
    [
      [{ role: "code", names: ["_"] }],
      "readError: vocabulary: a name needs a letter or a digit, and at most 256 bytes",
    ],
    [
      [
        { role: "code", names: ["a_b"] },
        { role: "path", names: ["aB"] },
      ],
      "readError: vocabulary: one name has two roles",
    ],
    [[{ role: "code" }], 'readError: vocabulary must be a list of { role, names }, not [{"role":"code"}]'],
    ["message", 'readError: vocabulary must be a list of { role, names }, not "message"'],
    [
      [{ role: "code", names: [1] }],
      'readError: vocabulary must be a list with names as strings, not [{"role":"code","names":[1]}]',
    ],
  ];
  for (const [vocabulary, message] of wrong) {
    assert.throws(() => readError({ status: 422, body }, { vocabulary }), { name: "TypeError", message });
  }
  await assert.rejects(readResponse(new Response(body), { vocabulary: 1 }), TypeError);
});

/** Makes a stream that counts its pulls and cancels. */
function counted(parts, { chunk = new Uint8Array(16 * KIB).fill(0x61), fails = false } = {}) {
  const seen = { pulled: 0, cancelled: 0 };
  const body = new ReadableStream(
    {
      pull(controller) {
        if (seen.pulled === parts) return fails ? controller.error(new Error("broken")) : controller.close();
        seen.pulled++;
        controller.enqueue(chunk);
      },
      cancel: () => void seen.cancelled++,
    },
    { highWaterMark: 0 },
  );
  return { seen, body };
}

test("readResponse gives the same result as readError on the body and headers", async () => {
  const response = new Response(BODY, {
    status: 400,
    headers: { "content-type": "application/json", "x-request-id": "r1" },
  });
  assert.deepEqual(await readResponse(response), { ...ERROR, requestId: "r1" });
  assert.equal((await readResponse(new Response(null, { status: 404 }))).dialect, "empty");
  const late = new Response("", { status: 503, headers: { "retry-after": new Date(1_000_000).toUTCString() } });
  assert.equal((await readResponse(late, { now: 999_000 })).retryAfterMs, 1000);
});

test("readResponse pulls no more than the limit, and cancels the rest", async () => {
  const { seen, body } = counted(1e6);
  assert.deepEqual((await readResponse(new Response(body, { status: 500 }))).warnings, ["too_large"]);
  assert.deepEqual(seen, { pulled: 17, cancelled: 1 }, "256 KiB are 16 chunks; the 17th shows that the body is longer");
  const exact = counted(16);
  assert.equal((await readResponse(new Response(exact.body, { status: 500 }))).dialect, "text");
  assert.deepEqual(exact.seen, { pulled: 16, cancelled: 0 });
  const huge = counted(3, { chunk: new Uint8Array(5e6) });
  await readResponse(new Response(huge.body, { status: 500 }));
  assert.deepEqual(huge.seen, { pulled: 1, cancelled: 1 });
});

test("a cancel that hangs or fails does not delay the result", async () => {
  for (const cancel of [() => new Promise(() => {}), thrower]) {
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(300 * KIB)), cancel });
    assert.deepEqual((await readResponse(new Response(body, { status: 500 }))).warnings, ["too_large"]);
  }
});

test("a body that breaks off is read as far as it arrived", async () => {
  const chunk = new TextEncoder().encode("Bad Gateway ");
  const body = counted(2, { chunk, fails: true }).body;
  const { message, warnings } = await readResponse(new Response(body, { status: 502 }));
  assert.deepEqual([message, warnings], ["Bad Gateway Bad Gateway", ["incomplete"]]);
});

test("a body that stalls is read for as long as timeoutMs allows, and is then cancelled", async () => {
  const text = '{"error":{"message":"Gone"';
  const stalling = () => {
    const seen = { cancelled: 0, destroyed: false };
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
      cancel: () => void seen.cancelled++,
    });
    const node = new Readable({ read() {}, destroy: (_, done) => done(null, void (seen.destroyed = true)) });
    node.push(text);
    const iterable = {
      async *[Symbol.asyncIterator]() {
        yield text;
        await new Promise(() => {});
      },
    };
    return { seen, stream, node, iterable };
  };
  const { seen, stream, node, iterable } = stalling();
  const start = performance.now();
  for (const body of [stream, node, iterable]) {
    const error = await readResponse({ status: 503, headers: { "retry-after": "2" }, body }, { timeoutMs: 30 });
    assert.deepEqual(
      [error.dialect, error.message, error.retryAfterMs, error.warnings],
      ["unreadable", "503 Service Unavailable", 2000, ["invalid_json", "incomplete"]],
    );
  }
  const pending = () => new Promise(() => {});
  const silent = await readResponse({ status: 503, headers: {}, text: pending }, { timeoutMs: 30 });
  assert.deepEqual([silent.dialect, silent.warnings], ["empty", ["incomplete"]]);
  assert.ok(performance.now() - start < 3_000);
  assert.deepEqual(seen, { cancelled: 1, destroyed: true });
  const ready = await readResponse(new Response("Gone", { status: 410 }), { timeoutMs: 0 });
  assert.deepEqual([ready.message, ready.warnings], ["Gone", []]);
  const slow = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.enqueue(new Uint8Array([65]));
      controller.close();
    },
  });
  assert.equal((await readResponse(new Response(slow, { status: 500 }), { timeoutMs: Infinity })).message, "A");
});

test("by default a body that stalls is read for ten seconds", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let error;
  readResponse(new Response(new ReadableStream({}), { status: 500 })).then((read) => (error = read));
  context.mock.timers.tick(9_999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(error, undefined);
  context.mock.timers.tick(1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(error.warnings, ["incomplete"]);
});

test("a source of endless chunks neither hangs nor fills the memory", async () => {
  const empty = new Uint8Array(0);
  const endless = {
    [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: empty }) }),
  };
  const start = performance.now();
  const error = await readResponse({ status: 500, headers: {}, body: endless }, { timeoutMs: 200 });
  assert.deepEqual([error.dialect, error.warnings], ["empty", ["incomplete"]]);
  assert.ok(performance.now() - start < 2_000);
  // Three million empty chunks, then the body, a byte at a time.
  const bytes = new TextEncoder().encode(BODY);
  let at = -3_000_000;
  const drip = () => {
    at++;
    if (at > bytes.length) return { done: true };
    return { done: false, value: at > 0 ? bytes.subarray(at - 1, at) : empty };
  };
  const body = { [Symbol.asyncIterator]: () => ({ next: async () => drip() }) };
  const before = process.memoryUsage().rss;
  assert.deepEqual(await readResponse({ status: 400, headers: {}, body }, { timeoutMs: Infinity }), ERROR);
  assert.ok(process.memoryUsage().rss - before < 300 * KIB * KIB);
});

test("a client that knows that a body ended early can say so", () => {
  const { message, warnings } = readError({ status: 502, body: "Bad Gate", incomplete: true });
  assert.deepEqual([message, warnings], ["Bad Gate", ["incomplete"]]);
});

test("a used or locked body gives a clear error", async () => {
  const used = new Response(BODY, { status: 400 });
  await used.text();
  const locked = new Response(BODY, { status: 400 });
  locked.body.getReader();
  for (const response of [used, locked]) {
    await assert.rejects(readResponse(response), {
      name: "TypeError",
      message: /body of this response was already used.*clone\(\)/,
    });
  }
  const cloned = new Response(BODY, { status: 400 });
  const copy = cloned.clone();
  await cloned.json();
  assert.equal((await readResponse(copy)).code, "VALIDATION_ERROR");
  for (const timeoutMs of [-1, NaN, "5", null]) {
    await assert.rejects(readResponse(new Response(BODY), { timeoutMs }), /timeoutMs must be milliseconds from 0 on/);
  }
  for (const not of [undefined, null, "x", {}, 404]) await assert.rejects(readResponse(not), /takes a Response/);
});

test("an object that looks like a Response is accepted", async () => {
  const headers = { "x-request-id": "r1" };
  const likes = [
    { status: 400, headers, text: async () => BODY },
    { status: 400, headers, body: BODY },
    { status: 400, headers, body: Readable.from([BODY.slice(0, 20), Buffer.from(BODY.slice(20))]) },
    { status: 400, headers, bodyUsed: false, body: new Response(BODY).body },
  ];
  for (const like of likes) assert.deepEqual(await readResponse(like), { ...ERROR, requestId: "r1" });
  assert.equal((await readResponse({ status: 500, headers, text: async () => thrower() })).dialect, "empty");
});

test("a real response over a socket is cut at the limit", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(503, { "retry-after": "2" });
    const write = () => {
      while (!response.destroyed && response.write("x".repeat(64 * KIB)));
    };
    response.on("drain", write);
    write();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const closed = new Promise((resolve) => server.on("connection", (socket) => socket.on("close", resolve)));
  const error = await readResponse(await fetch(`http://127.0.0.1:${server.address().port}/`));
  assert.deepEqual([error.status, error.retryAfterMs, error.warnings], [503, 2000, ["too_large"]]);
  await closed;
  server.close();
});

const lead = schema({
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, tags: { items: { type: "string" } } },
});
const refused = lead.validate({ email: "ann", tags: [1] });
const DIALECTS = ["error-object", "problem", "detail", "error-code-message", "error-string-code"];

test("a rendered error reads back to the same issues, in every dialect", async () => {
  for (const dialect of DIALECTS) {
    for (const from of [refused, refused.issues, new Set(refused.issues)]) {
      const { status, headers, body } = errorResponse(from, {
        dialect,
        requestId: "req_1",
        instance: "/leads",
        docsBase: "https://a.example/#",
      });
      const error = await readResponse(new Response(body, { status, headers }));
      assert.equal(error.dialect, dialect);
      assert.equal(error.requestId, "req_1");
      assert.deepEqual(
        error.fields.map((field) => field.segments),
        refused.issues.map((issue) => issue.segments),
      );
      assert.deepEqual(
        error.fields.map((field) => field.reason),
        refused.issues.map((issue) => issue.reason),
      );
      assert.deepEqual(error.warnings, []);
    }
  }
});

test("the default envelope", () => {
  const message = "Validation error: email: Invalid email; tags.0: Expected string, received number";
  assert.deepEqual(errorResponse(refused), {
    status: 400,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ error: { message, code: "VALIDATION_ERROR" } }),
  });
  // In FastAPI's list, our codes are the types.
  assert.match(errorResponse(refused, { dialect: "detail" }).body, /"type":"invalid_email"/);
  const foreign = errorResponse([{ path: ["a", 0, { key: "b" }], message: "No", code: "zod_code" }], {
    dialect: "detail",
  });
  assert.equal(foreign.body, '{"detail":[{"loc":["body","a",0,"b"],"msg":"No","type":"custom","code":"custom"}]}');
});

test("a code that another validator shares with us is ours only with our parameters", () => {
  const item = (issue) =>
    JSON.parse(errorResponse([{ path: ["age"], ...issue }], { dialect: "detail" }).body).detail[0];
  // An error of zod 4.
  const zod = { origin: "number", code: "too_small", minimum: 5, inclusive: true, message: "Too small: expected >=5" };
  assert.equal(item(zod).code, "custom");
  assert.equal(item({ code: "invalid_type", expected: "string", message: "Invalid input" }).code, "custom");
  const own = item({ code: "too_small", message: "Zu klein", params: { min: 5 } });
  assert.deepEqual([own.code, own.params, own.msg], ["too_small", { min: 5 }, "Zu klein"]);
  for (const params of [{ min: "5" }, { min: Number.NaN }, { minimum: 5 }, {}]) {
    const { code, params: shown } = item({ code: "too_small", message: "Zu klein", params });
    assert.deepEqual([code, shown], ["custom", undefined], JSON.stringify(params));
  }
  const read = item({ code: "too_small", message: "Number must be at least 5" });
  assert.deepEqual([read.code, read.params], ["too_small", { min: 5 }]);
});

test("only a web address becomes a link to documentation", () => {
  const body = (docsBase, dialect) => JSON.parse(errorResponse(refused, { docsBase, dialect }).body);
  for (const docsBase of ["javascript:alert(1)//", " https://a.example/", "data:text/html,", "/docs/", "https:", "é"]) {
    assert.equal(body(docsBase, "problem").type, "about:blank", docsBase);
    assert.ok(!body(docsBase, "error-string-code").docs_url, docsBase);
  }
  assert.equal(body("HTTPS://a.example/#", "error-string-code").docs_url, "HTTPS://a.example/#validation_failed");
});

test("errorResponse renders the dialect that the client accepts", () => {
  const type = (accept, dialect) => errorResponse(refused, { accept, dialect }).headers["content-type"];
  assert.equal(type("application/problem+json"), "application/problem+json");
  assert.equal(type("application/json, application/problem+json;q=0.9"), "application/json");
  assert.equal(type("*/*"), "application/json");
  assert.equal(type(null), "application/json");
  assert.equal(
    type("application/json", "problem"),
    "application/problem+json",
    "without a match in Accept, the given dialect is used",
  );
  assert.equal(errorResponse(refused, { accept: null }).headers.vary, "accept");
  assert.equal("vary" in errorResponse(refused).headers, false);
});

test("other errors are rendered too", () => {
  const gone = { status: 404, code: "NOT_FOUND", message: "Not found" };
  assert.equal(errorResponse(gone).body, '{"error":{"message":"Not found","code":"NOT_FOUND"}}');
  const problem = JSON.parse(errorResponse(gone, { dialect: "problem", title: "Gone", instance: "/x" }).body);
  assert.deepEqual(problem, {
    type: "about:blank",
    title: "Gone",
    status: 404,
    detail: "Not found",
    instance: "/x",
    code: "not-found",
  });
});

test("errorResponse rejects wrong arguments", () => {
  const table = [
    [[5], /takes issues or an error/],
    [[null], /takes issues or an error/],
    [[{}], /status/],
    [[{ status: 404, code: "x" }], /message/],
    [[{ status: 99, code: "x", message: "y" }], /status must be a whole number from 400 to 599, not 99/],
    [[{ status: 200, code: "x", message: "y" }], /status must be a whole number from 400 to 599, not 200/],
    [[{ status: "404", code: "x", message: "y" }], /status must be a whole number from 400 to 599, not "404"/],
    [[{ status: 404, code: 5, message: "y" }], /code must be a string, not 5/],
    [[undefined], /errorResponse takes issues or an error \{ status, code, message \}, not undefined$/],
    [["Not found"], /not Not found$/],
    [[() => {}], /takes issues or an error/],
    [[lead.validate({ email: "ann@example.com" })], /takes issues or an error .*, not this object$/],
    [[{ issues: undefined }], /not this object$/],
    [[new Error("x")], /not Error: its text may show internals, so send \{ status: 500, code, message \}/],
    [[new TypeError("x")], /not Error: /],
    [[Promise.resolve(refused)], /not Promise: await it first$/],
    [[new Response(null, { status: 404 })], /not Response: read it with readResponse first$/],
    [[[null]], /an issue must be an object, not null/],
    [[["Required"]], /an issue must be an object, not Required/],
    [[[{ path: 5, reason: "x" }]], /path must be a string or a list of segments/],
    [[[{ path: ["a", Number.NaN], reason: "x" }]], /path must hold keys and list indices, not NaN$/],
    [[[{ path: [{ key: -Infinity }], reason: "x" }]], /path must hold keys and list indices, not -Infinity$/],
    [[refused, { dialect: "xml" }], /dialect must be error-object, .* not "xml"/],
    [[refused, { status: 600 }], /status must be a whole number from 400 to 599, not 600/],
    [[refused, { requestId: 5 }], /requestId must be a string, not 5/],
    [[refused, { accept: ["a"] }], /accept/],
    [[refused, { issues: "yes" }], /issues must be true or false, not "yes"/],
  ];
  for (const [args, message] of table) assert.throws(() => errorResponse(...args), { name: "TypeError", message });
  const { headers } = errorResponse(refused, { requestId: "a\r\nset-cookie: x" });
  assert.equal("x-request-id" in headers, false, "a line break would start another header");
});

test("errorResponse takes errors that carry a status, and what other functions return", async () => {
  const error = Object.assign(new Error("No such lead"), { status: 404, code: "not_found" });
  const plain = { status: 404, code: "not_found", message: "No such lead" };
  assert.deepEqual(errorResponse(error), errorResponse(plain));
  const upstream = await readResponse(new Response(errorResponse(plain).body, { status: 404 }));
  assert.deepEqual(errorResponse(upstream), errorResponse(plain));
  const gone = readError({ status: 410, body: "" });
  assert.equal(errorResponse(gone).body, '{"error":{"message":"410 Gone","code":"not_found"}}');
  assert.throws(() => errorResponse(readError({ status: 0 })), /status must be a whole number from 400 to 599, not 0/);
  for (const dialect of DIALECTS) {
    const { status, body } = errorResponse(refused, { dialect });
    const again = errorResponse(readError({ status, body }), { dialect: "problem", status: 409 });
    const read = readError(again);
    assert.deepEqual(
      read.fields.map(({ path, reason, code, params }) => ({ path, reason, code, params: params ?? {} })),
      refused.issues.map(({ path, reason, code, params }) => ({ path, reason, code, params })),
    );
    assert.equal(read.status, 409);
  }
});

test("a wrong Idempotency-Key is answered with 400 in every dialect", () => {
  const header = (value) => checkIdempotencyHeader("POST", value === undefined ? {} : { "idempotency-key": value });
  const table = [
    [undefined, "IDEMPOTENCY_KEY_REQUIRED", "Idempotency-Key header is required"],
    ["a b", "IDEMPOTENCY_KEY_INVALID", "Idempotency key must be visible ASCII characters"],
    ["", "IDEMPOTENCY_KEY_INVALID", "String must be at least 1 character"],
    ["x".repeat(256), "IDEMPOTENCY_KEY_TOO_LONG", "String must be at most 255 characters"],
  ];
  for (const [value, code, message] of table) {
    const rejected = header(value);
    assert.equal(rejected.reason, message);
    for (const dialect of DIALECTS) {
      const expected = errorResponse({ status: 400, code, message }, { dialect });
      assert.deepEqual(errorResponse([{ ...rejected, path: ["Idempotency-Key"] }], { dialect }), expected);
      if (/key/.test(rejected.code)) assert.deepEqual(errorResponse(rejected, { dialect }), expected);
    }
  }
  // A key in the body is a field.
  const field = [{ path: "idempotencyKey", code: "invalid_idempotency_key", reason: "Bad" }];
  assert.equal(errorResponse(field, { dialect: "problem" }).status, 422);
  const two = [{ path: "", code: "idempotency_key_required", reason: "Missing" }, ...field];
  assert.equal(errorResponse(two, { dialect: "problem" }).status, 422);
});

test("codes and params come back in every dialect", () => {
  const options = Array.from({ length: 100 }, (_, at) => `Area/City_${at}`);
  const strict = schema({
    required: ["name"],
    properties: {
      zone: { enum: options },
      phone: { maxLength: 3 },
      age: { type: "integer", exclusiveMinimum: 1 },
      vip: { const: true, "x-unanimous": { reason: "Only for members" } },
    },
  });
  const { issues } = strict.validate({ zone: "x", phone: "12345", age: 1, vip: false });
  const codes = (error) => error.fields.map(({ code, params }) => [code, params ?? {}]);
  // The schema's own text does not show the options, so they might be the input, and are left out.
  const isOwn = ({ reason }) => reason === "Only for members";
  const known = issues.map((issue) => [issue.code, isOwn(issue) ? {} : issue.params]);
  for (const dialect of DIALECTS) {
    const hasItems = dialect !== "error-object" && dialect !== "error-string-code";
    // Without items there is the text alone, and this one is no text of a code.
    const expected = hasItems ? known : known.map((pair, at) => (isOwn(issues[at]) ? [null, {}] : pair));
    const answer = errorResponse(issues, { dialect });
    assert.deepEqual(codes(readError(answer)), expected, dialect);
    assert.deepEqual(codes(readError(errorResponse(issues, { dialect, issues: true }))), known, dialect);
    assert.equal(hasItems, errorResponse(issues, { dialect, issues: true }).body === answer.body);
  }
  const { error } = JSON.parse(errorResponse(issues, { issues: true }).body);
  assert.deepEqual(Object.keys(error), ["message", "code", "issues"]);
  assert.deepEqual(error.issues[0], {
    path: "zone",
    code: "invalid_enum",
    params: { options: options.slice(0, 8), more: 92 },
  });
  // Texts in another language, whose codes and params are sent.
  const translated = [{ path: "phone", reason: "Höchstens 3 Zeichen", code: "too_long", params: { max: 3 } }];
  assert.deepEqual(codes(readError(errorResponse(translated, { dialect: "problem" }))), [["too_long", { max: 3 }]]);
  // The parameters of another validator may hold the value.
  const foreign = [{ path: "phone", message: "No", code: "too_wide", params: { value: "secret" } }];
  assert.doesNotMatch(errorResponse(foreign, { dialect: "problem", issues: true }).body, /secret/);
});

test("an answer has less than 64 KiB and reads back, however large the schema and the value are", () => {
  const long = (count, length) => Array.from({ length: count }, (_, at) => `${at}`.padEnd(length, "k"));
  const keys = Object.fromEntries(long(256, 230).map((key) => [key, 1]));
  const hostile = Object.fromEntries(long(300, 300).map((key) => [`${key}"\\\u0001ü`, 1]));
  const zones = { items: { enum: long(249, 30) } };
  const closed = { additionalProperties: false };
  const table = [
    [closed, keys],
    [closed, hostile],
    [zones, Array.from({ length: 300 }, () => "x")],
    [{ items: { const: { a: long(999, 99) } } }, Array.from({ length: 300 }, () => 1)],
    [{ items: { const: 1, "x-unanimous": { reason: "é".repeat(9_999) } } }, Array.from({ length: 300 }, () => 0)],
    [{ required: long(99, 4_000) }, {}],
    [{ required: ["ok", "x".repeat(100_000), "later"] }, {}],
    [{ enum: long(9_999, 999) }, 1],
  ];
  for (const [json, value] of table) {
    const { issues } = schema(json).validate(value);
    const last = issues.at(-1);
    const known = last.code === "more_issues" ? issues.slice(0, -1) : issues;
    const fitting = known.filter((issue) => issue.path.length <= 4096);
    const total = known.length + (last.code === "more_issues" ? last.params.count : 0);
    for (const dialect of DIALECTS) {
      for (const more of [false, true]) {
        const answer = errorResponse(issues, { dialect, issues: more });
        assert.ok(Buffer.byteLength(answer.body) <= 60 * 1024, `${dialect}: ${answer.body.length}`);
        const error = readError(answer);
        assert.deepEqual(error.warnings, []);
        const hidden = error.fields.at(-1).code === "more_issues" ? error.fields.at(-1) : undefined;
        const shown = error.fields.slice(0, hidden ? -1 : undefined);
        assert.equal(shown.length + (hidden?.params.count ?? 0), total);
        if (hidden) assert.equal(hidden.path, "");
        assert.deepEqual(
          shown.map((field) => [field.segments, field.reason]),
          fitting.slice(0, shown.length).map((issue) => [issue.segments, issue.reason]),
        );
      }
    }
  }
});

test("the advice depends on status, method, key and headers", () => {
  const read = (status, headers) => readError({ status, headers });
  const advise = (error, attempt) => {
    const { retry, afterMs, atMs, why } = retryAdvice(error, { random: 0, now: 1000, ...attempt });
    return [retry, afterMs, atMs, why.code];
  };
  assert.deepEqual(advise(read(503)), [true, 0, 1000, "transient"]);
  assert.deepEqual(advise(read(503), { method: "POST" }), [false, null, null, "unsafe"]);
  assert.deepEqual(advise(read(503), { method: "POST", idempotencyKey: "k" }), [true, 0, 1000, "transient"]);
  assert.deepEqual(advise(read(503), { method: "POST", idempotencyKey: "" }), [false, null, null, "unsafe"]);
  assert.deepEqual(advise(read(429, { "retry-after": "2" }), { random: 1, now: new Date(0) }), [
    true,
    2500,
    2500,
    "rate_limited",
  ]);
  assert.deepEqual(advise(read(429, { "retry-after": "600" })), [false, 600_000, 601_000, "later"]);
  assert.deepEqual(advise(read(429, { "retry-after": "600" }), { maxWaitMs: Infinity }), [
    true,
    600_000,
    601_000,
    "rate_limited",
  ]);
  assert.deepEqual(advise(read(500), { attempt: 2 }), [false, null, null, "tries_exhausted"]);
  assert.deepEqual(advise(read(500), { attempt: 2, maxTries: 4, random: 1, baseMs: 100, capMs: 250 }), [
    true,
    250,
    1250,
    "transient",
  ]);
  assert.deepEqual(advise(null), [true, 0, 1000, "no_response"]);
  assert.deepEqual(advise(undefined, { method: "post" }), [false, null, null, "no_response_unsafe"]);
  const fromJson = JSON.parse(JSON.stringify(read(403, { "x-should-retry": "true" })));
  assert.deepEqual(advise(fromJson), [true, 0, 1000, "server_says_yes"]);
  assert.deepEqual(advise({ status: 503 }), [true, 0, 1000, "transient"], "an error made by hand");
});

test("the clock and the random number are the platform's by default", () => {
  const before = Date.now();
  const waits = Array.from({ length: 50 }, () => retryAdvice(null, { baseMs: 1e6, capMs: 1e6 }));
  assert.ok(new Set(waits.map(({ afterMs }) => afterMs)).size > 40);
  assert.ok(
    waits.every(({ afterMs, atMs }) => afterMs <= 1e6 && atMs >= before + afterMs && atMs <= Date.now() + afterMs),
  );
});

test("retryAdvice rejects options of a wrong type", () => {
  const table = [
    { method: 5 },
    { attempt: -1 },
    { attempt: "1" },
    { maxTries: NaN },
    { now: NaN },
    { now: "x" },
    { random: "x" },
    { capMs: 5n },
    { baseMs: null },
  ];
  for (const attempt of table)
    assert.throws(() => retryAdvice(null, attempt), { name: "TypeError", message: /^retryAdvice: \w+ / });
  assert.throws(() => retryAdvice("503"), TypeError);
});

test("judgeReplay compares fingerprint and time", () => {
  const [one, other] = [fingerprint("{}"), fingerprint(new TextEncoder().encode("{ }"))];
  assert.equal(fingerprint(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(fingerprint(Buffer.from("{}")), one);
  assert.equal(fingerprint(new TextEncoder().encode("{}").buffer), one);
  const stored = { fingerprint: one, since: 1000, done: true };
  assert.equal(judgeReplay(null, one, 5), "new");
  assert.equal(judgeReplay(undefined, one), "new");
  assert.equal(judgeReplay(stored, one, new Date(2000)), "replay");
  assert.equal(judgeReplay({ ...stored, done: false }, one, 2000), "in_progress");
  assert.equal(judgeReplay(stored, other, 2000), "conflict");
  assert.equal(judgeReplay(stored, other), "expired");
  assert.throws(() => judgeReplay(stored, "x", 5), /fingerprint must be a result of fingerprint\(\), not "x"/);
  assert.throws(() => judgeReplay({ ...stored, fingerprint: "" }, one, 5), TypeError);
  assert.throws(() => judgeReplay({ ...stored, since: "x" }, one, 5), TypeError);
  for (const not of [5, null, {}, [1]]) assert.throws(() => fingerprint(not), TypeError);
});

test("a fingerprint is the same however the body is cut into parts", () => {
  const sha256 = (body) => createHash("sha256").update(body).digest("hex");
  const texts = ["", "x", "\ud800x", "é💚".repeat(50_000)];
  // The two units of a character, and of a lone surrogate's neighbours, at each index around the end of a part.
  for (let at = 21_840; at < 21_850; at++) texts.push(`${"a".repeat(at)}💚💚`, `${"a".repeat(at)}\ud83d\ud83d`);
  for (const text of texts) assert.equal(fingerprint(text), sha256(text));
  for (const length of [65_535, 65_536, 65_537, 200_000]) {
    const bytes = new Uint8Array(length + 2).map((_, at) => at);
    assert.equal(fingerprint(bytes.subarray(1, -1)), sha256(bytes.subarray(1, -1)));
  }
});

test("a key is required for POST and PATCH, and may be sent only once", () => {
  const check = (method, headers, options) => {
    const { ok, value, code, detail } = checkIdempotencyHeader(method, headers, options);
    return ok ? value : (detail ?? code);
  };
  assert.equal(check("POST", new Headers({ "idempotency-key": "k1" })), "k1");
  assert.equal(check("PATCH", {}), "idempotency_key_required");
  assert.equal(check("GET", null), null);
  assert.equal(check("POST", ["Idempotency-Key", "a", "IDEMPOTENCY-KEY", "a"]), "repeated");
  assert.equal(check("POST", { "idempotency-key": '"k"' }, { form: "sf-string" }), "k");
  // RFC 9651 section 4.2: spaces around an item, and parameters of every type.
  const parameters = ['"k";v=1', ' "k" ', '"k"; at=@1659578233;n=%"f%c3%bc";b=:AbC=:;t=a/b;d=1.5;f=?0;flag '];
  for (const value of parameters) {
    assert.equal(check("POST", { "idempotency-key": value }, { form: "sf-string" }), "k", value);
  }
  for (const value of ['"k" ;v=1', '"k";', '"k";v=', '"k", "l"', '"k";at=@1.5', '("k")', "k"]) {
    const expected = value.startsWith('"') ? "escape" : "not_quoted";
    assert.equal(check("POST", { "idempotency-key": value }, { form: "sf-string" }), expected, value);
  }
  assert.equal(check("POST", { "idempotency-key": "kk" }, { maxLength: 1 }), "too_long");
  // The Kelvin sign is no ASCII letter, although its small letter is `k`.
  assert.equal(check("POST", { "idempotency-\u212aey": "k" }), "idempotency_key_required");
  assert.throws(() => checkIdempotencyHeader("POST", {}, { form: "x" }), TypeError);
});

test("large hostile bodies leak no memory", () => {
  const body = `[${"1,".repeat(130_000)}1]`;
  for (let at = 0; at < 100; at++) readError({ status: 400, body });
  const before = process.memoryUsage();
  for (let at = 0; at < 200; at++) readError({ status: 400, body });
  const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers;
  assert.ok(grown < 64 * KIB * KIB, `${grown} bytes`);
});
