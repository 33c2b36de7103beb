// A stranger with one connection cannot make an honest request with a key fail, at the edge function (in Node) and at the
// Rust server.
//
//   node --test tests/pkg/stranger.test.mjs          needs the built package and the built example server
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { startDemo } from "../../scripts/demo/start.mjs";
import { rawRequest, send } from "./raw-http.mjs";

/** The memory of the stores. The stranger's leads fill it. */
const KEY_BYTES = 4 * 1024 * 1024;
/** How long the flood lasts, and how long it may last until the store is full on a slow machine. */
const [FLOOD_MS, LONGEST_FLOOD_MS] = [2500, 120_000];
/** The fewest honest requests meanwhile. */
const HONEST = 10;
const LEAD = '{"name":"Ann","email":"ann@example.com"}';
const JSON_TYPE = "Content-Type: application/json";

let demo;
before(async () => void (demo = await startDemo({ quiet: true, keyBytes: KEY_BYTES })));
after(() => demo?.stop());

/** A request that keeps its connection open. */
const post = (key, headers, body) => {
  const bytes = rawRequest({ headers: [JSON_TYPE, `Idempotency-Key: ${key}`, ...headers], body });
  return Buffer.from(bytes.toString("latin1").replace("Connection: close\r\n", ""), "latin1");
};
const longKey = (n) => `${n}-`.padEnd(255, "k");

/** A lead with a large answer. */
const LARGE_LEAD = JSON.stringify({
  name: "\u{10ffff}".repeat(200),
  email: "ann@example.com",
  phone: "\u{10ffff}".repeat(50),
  callback_url: "https://example.com/".padEnd(2048, "a"),
});
/** A lead with 256 long unknown keys. Its refusal as problem details is larger than itself. */
const UNKNOWN_KEYS = Array.from({ length: 256 }, (_, n) => [`${n}-`.padEnd(220, "x"), 1]);
const INVALID_LEAD = JSON.stringify(Object.fromEntries(UNKNOWN_KEYS));

/** Sends request after request on one connection until `signal` is aborted. Counts the answers by their statuses. */
async function flood(origin, counts, signal) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  let [answers, rest, wake] = [0, "", () => {}];
  socket.setEncoding("latin1").on("data", (part) => {
    const text = rest + part;
    for (const [, status] of text.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
      counts[status] = (counts[status] ?? 0) + 1;
      answers++;
    }
    // The start of a status line may be cut.
    rest = /H[TP/1. \d]*$/.exec(text.slice(-12))?.[0] ?? "";
    wake();
  });
  for (let sent = 0; !signal.aborted; ) {
    const batch = [post(longKey(sent), ["Accept: application/problem+json"], INVALID_LEAD)];
    while (batch.length < 20) batch.push(post(longKey(sent + batch.length), [], LARGE_LEAD));
    sent += batch.length;
    socket.write(Buffer.concat(batch));
    while (answers < sent) await new Promise((resolve) => (wake = resolve));
  }
  socket.destroy();
}

/** Sends a lead with a new key, twice, and asserts that it is created and replayed. */
async function createAndReplay(origin) {
  const request = rawRequest({ headers: [JSON_TYPE, `Idempotency-Key: ${crypto.randomUUID()}`], body: LEAD });
  const first = await send(origin, request);
  assert.deepEqual([first.status, first.headers.get("idempotent-replayed")], [201, undefined], first.body);
  const again = await send(origin, request);
  assert.deepEqual([again.status, again.headers.get("idempotent-replayed")], [201, "true"], again.body);
  assert.equal(again.body, first.body);
}

for (const [name, origin] of [
  ["the edge function", () => demo.edge],
  ["the Rust server", () => demo.page],
]) {
  test(`${name}: honest requests with keys succeed while a stranger floods it, and afterwards`, async (t) => {
    const [end, counts] = [new AbortController(), { 201: 0, 422: 0 }];
    const flooding = flood(origin(), counts, end.signal);
    const start = Date.now();
    const isFull = () => counts[201] * Buffer.byteLength(LARGE_LEAD) > KEY_BYTES;
    let honest = 0;
    const longest = () => (isFull() && honest >= HONEST ? FLOOD_MS : LONGEST_FLOOD_MS);
    try {
      for (; Date.now() - start < longest(); honest++) await createAndReplay(origin());
    } finally {
      end.abort();
    }
    await flooding;
    t.diagnostic(`${honest} honest requests, and the stranger's: ${JSON.stringify(counts)}`);
    assert.deepEqual(Object.keys(counts), ["201", "422"], "the stranger's requests are answered too");
    assert.ok(isFull() && honest >= HONEST, `${honest}`);
    for (let n = 0; n < 50; n++) await createAndReplay(origin());
  });
}
