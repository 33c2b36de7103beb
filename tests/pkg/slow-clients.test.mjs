// Clients that are slow on purpose, against the edge function (in Node) and the Rust server: each loses its connection,
// and the others are served meanwhile.
//
//   node --test tests/pkg/slow-clients.test.mjs          needs the built package and the built example server
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { serveFetch } from "../../scripts/demo/serve-fetch.mjs";
import { startDemo } from "../../scripts/demo/start.mjs";
import { signal } from "../tools/until.mjs";
import { rawRequest, send } from "./raw-http.mjs";

const TIMEOUT_MS = 1000;
/** A client may be closed this much later than the limit, on a busy machine. By default the limit is 10 s. */
const SLACK_MS = 8000;
const LEAD = '{"name":"Ann","email":"ann@example.com"}';
const HEAD = "POST /api/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
const HEALTH = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

let demo;
before(async () => void (demo = await startDemo({ quiet: true, timeoutMs: TIMEOUT_MS })));
after(() => demo?.stop());

const ORIGINS = [
  ["the edge function", () => demo.edge],
  ["the Rust server", () => demo.page],
];

/** Runs a test against both. */
const testBoth = (name, run) => {
  for (const [server, origin] of ORIGINS) test(`${server}: ${name}`, () => run(origin()));
};

/** Connects. A reset closes the connection too, so errors are ignored. */
function open(origin) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname).on("error", () => {});
  return { socket, closed: new Promise((resolve) => socket.once("close", resolve)) };
}

/** Sends `start`, then `drip` every 100 ms. Resolves to what came when the server has closed the connection. */
async function untilClosed(origin, start, drip = "") {
  const { socket, closed } = open(origin);
  let text = "";
  socket.setEncoding("latin1").on("data", (part) => (text += part));
  socket.write(start);
  const dripping = setInterval(() => drip !== "" && socket.write(drip), 100);
  const limit = setTimeout(() => socket.destroy(), 20_000);
  await closed;
  clearInterval(dripping);
  clearTimeout(limit);
  return text;
}

/** Asserts that `promise` is fulfilled in time. */
async function inTime(promise) {
  const limit = new AbortController();
  const late = sleep(TIMEOUT_MS + SLACK_MS, undefined, { signal: limit.signal }).then(() => assert.fail("not closed"));
  late.catch(() => {});
  const result = await Promise.race([promise, late]);
  limit.abort();
  return result;
}

const sendLead = (origin) => {
  const headers = ["Content-Type: application/json", `Idempotency-Key: ${crypto.randomUUID()}`];
  return send(origin, rawRequest({ headers, body: LEAD }));
};

testBoth("80 half-sent heads are closed, and others are answered meanwhile", async (origin) => {
  const starts = ["", "POST /api/le", `${HEAD}X-A: `];
  const slow = Array.from({ length: 80 }, (_, n) => untilClosed(origin, starts[n % 3], n % 2 === 0 ? "a" : ""));
  const end = Date.now() + TIMEOUT_MS;
  while (Date.now() < end) {
    assert.equal((await sendLead(origin)).status, 201);
    await sleep(20);
  }
  for (const text of await inTime(Promise.all(slow))) assert.match(text, /^(HTTP\/1\.1 4|$)/);
});

testBoth("a body that drips gets 408, and the connection is closed", async (origin) => {
  const bodies = ["Content-Length: 60000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nffff\r\n"];
  const texts = await inTime(Promise.all(bodies.map((body) => untilClosed(origin, HEAD + body, " "))));
  for (const text of texts) {
    assert.match(text, /^HTTP\/1\.1 408 /);
    assert.match(text, /"REQUEST_TIMEOUT"/);
    assert.equal(text.split("HTTP/1.1").length, 2, "one answer");
  }
});

testBoth("a body that stops gets 408, and the connection is closed", async (origin) => {
  const text = await inTime(untilClosed(origin, `${HEAD}Content-Length: 40\r\n\r\n{`));
  assert.match(text, /^HTTP\/1\.1 408 /);
});

testBoth("a body that nobody wants does not keep the connection open", async (origin) => {
  const heads = ["POST /api/nothing", "POST /api/health", "PUT /api/leads", "GET /api/health", "POST /api/leads"];
  const slow = heads.map((head) =>
    untilClosed(origin, `${head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n`, " "),
  );
  for (const text of await inTime(Promise.all(slow))) assert.match(text, /^HTTP\/1\.1 (200|404|405|415) /);
});

testBoth("a body that is too large is refused, also if the client reads only after it has sent all", async (origin) => {
  for (const size of [65_537, 300_000, 900_000]) {
    const { status } = await send(
      origin,
      rawRequest({ headers: ["Content-Type: application/json"], body: " ".repeat(size) }),
    );
    assert.equal(status, 413, `${size}`);
  }
});

testBoth("a body that never ends is cut", async (origin) => {
  const { socket, closed } = open(origin);
  socket.resume();
  socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
  const chunk = `ffff\r\n${" ".repeat(0xffff)}\r\n`;
  const write = () => {
    while (socket.write(chunk));
  };
  socket.on("drain", write);
  write();
  await inTime(closed);
});

testBoth("a client that reads no answer is closed", async (origin) => {
  const { socket, closed } = open(origin);
  socket.pause();
  const requests = Buffer.from(HEALTH.repeat(1000));
  // The answers fill the buffers of the sockets. Then the server reads no further request, and the client's writes wait.
  const write = () => {
    while (socket.write(requests));
  };
  socket.on("drain", write);
  write();
  await inTime(closed);
  assert.equal((await sendLead(origin)).status, 201);
});

testBoth("an idle connection is closed", async (origin) => {
  assert.match(await inTime(untilClosed(origin, HEALTH)), /^HTTP\/1\.1 200 .*\{"ok":true\}$/s);
});

testBoth("bytes that begin no request do not keep an idle connection open", async (origin) => {
  const answer = /^HTTP\/1\.1 200 .*\{"ok":true\}/s;
  for (const drip of ["\r\n", "\n"]) assert.match(await inTime(untilClosed(origin, HEALTH, drip)), answer);
  // A head that drips after an answer has no longer than the first head.
  assert.match(await inTime(untilClosed(origin, `${HEALTH}GET /api/health HTTP/1.1\r\nX-A: `, "a")), answer);
});

testBoth("a body that is declared too large gets 413 at once, and no 100 Continue", async (origin) => {
  const declare = (length, rest = "") => `${HEAD}${rest}Content-Length: ${length}\r\n\r\n`;
  // After the limit it would be 408.
  for (const start of [
    `${declare(9_999_999_999)}{}`,
    declare(9_999_999, "Expect: 100-continue\r\n"),
    declare(65_537),
  ]) {
    const { socket, closed } = open(origin);
    socket.setEncoding("latin1").write(start);
    const [text] = await inTime(once(socket, "data"));
    assert.match(text, /^HTTP\/1\.1 413 /);
    await inTime(closed);
  }
  const { socket } = open(origin);
  socket.setEncoding("latin1").write(declare(LEAD.length, "Idempotency-Key: continued\r\nExpect: 100-continue\r\n"));
  assert.equal(String(await inTime(once(socket, "data"))), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.write(LEAD);
  assert.match(String(await inTime(once(socket, "data"))), /^HTTP\/1\.1 201 /);
  socket.destroy();
});

testBoth("garbage behind a request is refused, and the connection is closed", async (origin) => {
  for (const garbage of ["\0\u0001garbage\r\n\r\n", `GET / HTTP/1.1\r\nX-A: ${"a".repeat(70_000)}`]) {
    const text = await inTime(untilClosed(origin, HEALTH + garbage));
    assert.match(text, /^HTTP\/1\.1 200 .*\}HTTP\/1\.1 4(?:00|31) /s);
  }
});

test("the edge function: the requests of one connection run one after the other, and only a few may wait", async () => {
  let [running, most, count] = [0, 0, 0];
  const both = signal();
  const handler = async (request) => {
    count++;
    most = Math.max(most, ++running);
    if (running === 2) both.give();
    await both.given;
    await sleep(20);
    running--;
    return new Response(`${new URL(request.url).pathname} ${(await request.text()).length}`);
  };
  const server = await serveFetch(handler, { host: "127.0.0.1", port: 0, timeoutMs: TIMEOUT_MS });
  const body = " ".repeat(40_000);
  const post = (n, rest = "") =>
    `POST /${n} HTTP/1.1\r\nHost: a\r\n${rest}Content-Length: ${body.length}\r\n\r\n${body}`;
  const pipelined = [1, 2, 3, 4].map((n) => post(n)).join("") + post(5, "Connection: close\r\n");
  const [one, other] = await inTime(
    Promise.all([untilClosed(server.url, pipelined), untilClosed(server.url, pipelined)]),
  );
  assert.deepEqual(one.match(/\/\d \d+/g), ["/1 40000", "/2 40000", "/3 40000", "/4 40000", "/5 40000"]);
  assert.equal(other.match(/\/\d \d+/g).length, 5);
  assert.equal(most, 2, "one on each connection");

  count = 0;
  assert.equal(await inTime(untilClosed(server.url, HEALTH.repeat(1000))), "");
  await sleep(200);
  assert.ok(count <= 1, "those that wait on a closed connection do not run");
  server.close();
});

test("both stop by themselves although requests are half-sent", async () => {
  const other = await startDemo({ quiet: true, timeoutMs: 600_000 });
  const half = [other.edge, other.page].map((origin) => untilClosed(origin, HEAD));
  await sleep(200);
  await other.stop();
  // A child that does not end by itself is killed after 20 seconds.
  for (const message of await other.ended) assert.match(message, /ended with code 0$/);
  await Promise.all(half);
});
