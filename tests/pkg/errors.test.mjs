// Tests readError: an error body of any client, and the limits and options of the reader.
import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import fc from "fast-check";
import { readError, readResponse } from "unanimous";
import { ANYTHING } from "../tools/hostile-values.mjs";
import { BODY, ERROR, hostile, thrower } from "./error-body.mjs";

const KIB = 1024;

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
  const anything = fc.anything(ANYTHING);
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
    [
      [{ role: "colour", names: ["a"] }],
      "readError: the role in vocabulary must be one of message, code, title, request_id, docs_url, instance, " +
        'retry_after, retry_after_ms, path, fields, envelope, echo, ignored, not "colour"',
    ],
    [
      [{ role: "code", names: ["_"] }],
      'readError: vocabulary: a name needs a letter or a digit, and at most 256 bytes: "_"',
    ],
    [
      [
        { role: "code", names: ["a_b"] },
        { role: "path", names: ["aB"] },
      ],
      'readError: vocabulary: one name has two roles: "aB"',
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

test("large hostile bodies leak no memory", () => {
  const body = `[${"1,".repeat(130_000)}1]`;
  for (let at = 0; at < 100; at++) readError({ status: 400, body });
  const before = process.memoryUsage();
  for (let at = 0; at < 200; at++) readError({ status: 400, body });
  const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers;
  assert.ok(grown < 64 * KIB * KIB, `${grown} bytes`);
});
