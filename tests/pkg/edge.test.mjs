// Sends the same requests to the edge function (in Node) and to the Rust server. The answers must be equal, byte for
// byte.
//
//   node --test tests/pkg/edge.test.mjs          needs the built package and the built example server
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startDemo } from "../../scripts/demo/start.mjs";
import { freshKey, JSON_TYPE, LEAD, lead, MAX, TABLE } from "./edge-requests.mjs";
import { rawRequest, send } from "./raw-http.mjs";

let demo;
before(async () => void (demo = await startDemo({ quiet: true })));
after(() => demo?.stop());

const comparable = ({ status, headers, body }) => {
  const picked = ["content-type", "location", "allow", "retry-after", "idempotent-replayed"].map((name) => [
    name,
    headers.get(name),
  ]);
  return { status, ...Object.fromEntries(picked), body: Buffer.from(body, "latin1").toString("utf8") };
};

const askBoth = (request) => {
  const raw = rawRequest(request);
  return Promise.all([send(demo.edge, raw), send(demo.page, raw)]);
};

test(`${TABLE.length} requests get the same answer from both servers`, async (t) => {
  for (const [name, request, status] of TABLE) {
    const [edge, server] = await askBoth(request);
    await t.test(name, () => {
      assert.deepEqual(comparable(edge), comparable(server));
      assert.equal(server.status, status);
      for (const { headers } of [edge, server]) assert.match(headers.get("x-request-id"), /^[0-9a-f-]{36}$/);
    });
  }
});

// Problem details contain the request's id, so the client sends one here.
test("both give the same problem details to a client that accepts them", async (t) => {
  const asks = ["Accept: application/problem+json", "X-Request-Id: req_1"];
  for (const [name, request, status] of TABLE) {
    // The previous test used these keys, and a stored answer keeps its dialect. So each key gets a suffix.
    const headers = (request.headers ?? []).map((line) => line.replace(/^(Idempotency-Key: [\w-]{36})$/, "$1-problem"));
    const [edge, server] = await askBoth({ ...request, headers: [...headers, ...asks] });
    await t.test(name, () => {
      assert.deepEqual(comparable(edge), comparable(server));
      for (const { headers } of [edge, server]) assert.equal(headers.get("x-request-id"), "req_1");
      if (status < 400) return;
      for (const { headers } of [edge, server]) assert.match(headers.get("vary"), /^accept\b/);
      assert.equal(server.headers.get("content-type"), "application/problem+json");
      if (request.method === "HEAD") return;
      const { status: bodyStatus, request_id, instance } = JSON.parse(comparable(server).body);
      assert.deepEqual(
        [bodyStatus, request_id, instance],
        [server.status, "req_1", (request.path ?? "/api/leads").split("?")[0]],
      );
    });
  }
});

// draft-ietf-httpapi-idempotency-key-header-07, section 2.7: a missing or invalid key is a 400.
// Their problem details differ in `instance`, which cannot hold such a path on the edge: its URL is normalised.
test("both find no route for a path that is not normalised", async () => {
  for (const path of ["/api/./leads", "/api/x/../leads", "/api/%2e/leads", "/api/leads/."]) {
    const [edge, server] = await askBoth(lead({ path }));
    assert.equal(server.status, 404, path);
    assert.deepEqual(comparable(edge), comparable(server), path);
  }
});

test("both take 100 headers and a head of 64 KiB, and answer 431 to more", async () => {
  const fill = (count) => Array.from({ length: count }, (_, n) => `x${n}: 1`);
  const raw = (lines, target = "/api/leads") => {
    const head = [
      `POST ${target} HTTP/1.1`,
      JSON_TYPE,
      `Content-Length: ${LEAD.length}`,
      ...lines,
      "Connection: close",
    ];
    return Buffer.from(`${head.join("\r\n")}\r\n\r\n${LEAD}`);
  };
  /** A head whose target, names and values have this many bytes. */
  const headOf = (bytes, target = "/api/leads") => {
    const lines = ["Host: a", freshKey()];
    const count = (line) => line.length - 2;
    const known = [JSON_TYPE, `Content-Length: ${LEAD.length}`, ...lines, "Connection: close", "x: "].map(count);
    const used = known.reduce((sum, length) => sum + length, target.length);
    return raw([...lines, `x: ${"a".repeat(bytes - used)}`], target);
  };
  const table = [
    ["100 headers", () => raw(["Host: a", freshKey(), ...fill(95)]), 201],
    ["101 headers", () => raw(["Host: a", freshKey(), ...fill(96)]), 431],
    ["a key behind 1,200 headers", () => raw(["Host: a", ...fill(1200), freshKey()]), 431],
    ["a key behind 5,000 headers", () => raw(["Host: a", ...fill(5000), freshKey()]), 431],
    ["64 KiB - 1", () => headOf(MAX - 1), 201],
    ["64 KiB - 1 with a query", () => headOf(MAX - 1, `/api/leads?${"q".repeat(9000)}`), 201],
    ["64 KiB", () => headOf(MAX), 431],
    ["64 KiB with a query", () => headOf(MAX, `/api/leads?${"q".repeat(9000)}`), 431],
    ["100,000 bytes", () => headOf(100_000), 431],
    ["131,000 bytes", () => headOf(131_000), 431],
  ];
  for (const [name, bytes, status] of table) {
    for (const origin of [demo.edge, demo.page]) {
      const server = origin === demo.edge ? "the edge function" : "the Rust server";
      assert.equal((await send(origin, bytes())).status, status, `${name}, ${server}`);
    }
  }
});

test("a missing or invalid key is a 400 in both dialects, with a code of its own", async () => {
  const INVALID = "Idempotency key must be visible ASCII characters";
  const REPEATED = "Idempotency-Key header was sent more than once, or holds a list";
  const table = [
    [[], "IDEMPOTENCY_KEY_REQUIRED", "Idempotency-Key header is required"],
    [["Idempotency-Key:"], "IDEMPOTENCY_KEY_INVALID", "String must be at least 1 character"],
    [["Idempotency-Key: a b"], "IDEMPOTENCY_KEY_INVALID", INVALID],
    [["Idempotency-Key: \u00a0k"], "IDEMPOTENCY_KEY_INVALID", INVALID],
    [["Idempotency-Key: one", "Idempotency-Key: two"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key: one", "Idempotency-Key: one"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key: one", "Idempotency-Key:"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key:", "Idempotency-Key: one"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key:", "Idempotency-Key:"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key: one, two"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [[1, 2].map(() => `Idempotency-Key: ${"k".repeat(200)}`), "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [['Idempotency-Key: "k"'], "IDEMPOTENCY_KEY_INVALID", "Idempotency key must be sent without quotation marks"],
    [[`Idempotency-Key: ${"k".repeat(256)}`], "IDEMPOTENCY_KEY_TOO_LONG", "String must be at most 255 characters"],
  ];
  for (const [key, code, message] of table) {
    for (const body of [LEAD, "{}", "{"]) {
      for (const answer of await askBoth({ headers: [JSON_TYPE, ...key], body })) {
        const { status, body } = comparable(answer);
        assert.deepEqual([status, body], [400, JSON.stringify({ error: { message, code } })]);
      }
      const asks = ["Accept: application/problem+json", "X-Request-Id: req_1"];
      for (const answer of await askBoth({ headers: [JSON_TYPE, ...key, ...asks], body })) {
        const { status, "content-type": type, body } = comparable(answer);
        const problem = {
          type: "about:blank",
          title: "Bad Request",
          status: 400,
          detail: message,
          instance: "/api/leads",
          request_id: "req_1",
          code: code.toLowerCase().replaceAll("_", "-"),
        };
        assert.deepEqual([status, type, body], [400, "application/problem+json", JSON.stringify(problem)]);
      }
    }
  }
});

const ACCEPTS = [
  "",
  "*/*",
  "application/json",
  "application/problem+json;q=0",
  "application/json, application/problem+json",
  "application/*;q=0.9, application/json;q=0.1",
  'text/html;a=", application/problem+json"',
  "caf\u00e9, application/problem+json",
  "text/html,\t application/problem+json",
  "\u00a0application/problem+json",
  "application/problem+json;\u00a0q=0.5, application/json;q=0.9",
];
const IDS = ["req_1", "i".repeat(64), "i".repeat(65), "a b", "caf\u00e9", "\u00a0req_1", "req_1\u00a0", ""];

test("both read Accept and x-request-id in the same way", async () => {
  for (const accept of ACCEPTS) {
    const headers = [`Accept: ${accept}`, "X-Request-Id: req_1"];
    const [edge, server] = await askBoth({ method: "GET", path: "/api/nothing", headers });
    assert.deepEqual(comparable(edge), comparable(server), accept);
  }
  for (const id of IDS) {
    const answers = await askBoth({ method: "GET", path: "/api/health", headers: [`X-Request-Id: ${id}`] });
    const taken = answers.map(({ headers }) => headers.get("x-request-id") === id);
    assert.equal(taken[0], taken[1], id);
  }
});

test("both run each key once, and give the same answers to the same sequence of requests", async () => {
  const OTHER = '{"name":"Bob","email":"bob@example.com"}';
  const problem = ["Accept: application/problem+json", "X-Request-Id: req_1"];
  const [good, bad, early] = [freshKey(), freshKey(), freshKey()];
  const table = [
    [lead({ key: good }), 201, undefined],
    [lead({ key: good }), 201, "true"],
    [lead({ key: good, body: OTHER }), 422, undefined],
    [lead({ key: good, body: `${LEAD} ` }), 422, undefined],
    // A body that is no lead is refused before its key is looked up.
    [lead({ key: good, body: "{" }), 400, undefined],
    [lead({ key: good, body: "{}" }), 400, undefined],
    [{ headers: [JSON_TYPE, good, ...problem], body: OTHER }, 422, undefined],
    [{ headers: [JSON_TYPE, good, ...problem], body: LEAD }, 201, "true"],
    // A refused lead claims no key.
    [{ headers: [JSON_TYPE, bad, ...problem], body: "{}" }, 422, undefined],
    [lead({ key: bad, body: "{}" }), 400, undefined],
    [lead({ key: bad, body: "{" }), 400, undefined],
    [lead({ key: bad }), 201, undefined],
    [lead({ key: bad }), 201, "true"],
    [lead({ key: early, type: "Content-Type: text/plain" }), 415, undefined],
    [lead({ key: early, body: LEAD.padEnd(MAX + 1) }), 413, undefined],
    [lead({ key: early }), 201, undefined],
    // The query belongs to what a key stands for.
    [lead({ key: early, path: "/api/leads?a=b" }), 422, undefined],
  ];
  for (const [request, status, replayed] of table) {
    const [edge, server] = await askBoth(request);
    assert.deepEqual(comparable(edge), comparable(server));
    assert.deepEqual([server.status, server.headers.get("idempotent-replayed")], [status, replayed]);
  }
});

/**
 * Sends two requests with one key at once. Returns the answer to the one that came while the other was running. On a busy
 * machine it may come later, and gets the stored answer; then they are sent again, with another key.
 */
async function inProgress(origin) {
  for (let tries = 0; tries < 20; tries++) {
    const raw = rawRequest(lead({}));
    const answers = await Promise.all([send(origin, raw), send(origin, raw)]);
    const ran = answers.filter(({ status, headers }) => status === 201 && !headers.has("idempotent-replayed"));
    assert.equal(ran.length, 1);
    const other = answers.find((answer) => answer !== ran[0]);
    if (other.status !== 201) return other;
  }
  return assert.fail("no request came while the other was running");
}

test("both answer 409 while the first request is running", async () => {
  const slow = await startDemo({ quiet: true, workMs: 600 });
  try {
    const [edge, server] = await Promise.all([slow.edge, slow.page].map(inProgress));
    assert.deepEqual(comparable(edge), comparable(server));
    assert.deepEqual([server.status, server.headers.get("retry-after")], [409, "1"]);
    assert.match(server.body, /IDEMPOTENCY_IN_PROGRESS/);
  } finally {
    await slow.stop();
  }
});
