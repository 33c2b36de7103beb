// Requests of `toNodeHandler` that are refused before their whole body has come: the client reads the response, and cannot
// go on sending.
//
//   node --test tests/pkg/server-unread.test.mjs          needs the built package
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";
import { toNodeHandler, validated } from "unanimous/server";
import { until } from "../tools/until.mjs";
import { rawRequest, send } from "./raw-http.mjs";
import { anything, serve } from "./served.mjs";

const patient = validated(anything, () => new Response());
const impatient = validated(anything, () => new Response(), { bodyTimeoutMs: 200 });
const HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
const TYPE = ["Content-Type: application/json"];

test("a client that sends its whole body before it reads gets its response", async () => {
  const url = await serve(patient);
  for (const chunked of [true, false]) {
    for (const size of [70_000, 300_000, 900_000])
      assert.equal((await send(url, rawRequest({ headers: TYPE, body: " ".repeat(size), chunked }))).status, 413);
  }
  // `send` asks the server to close the connection.
  const unread = await send(await serve(() => new Response("a")), rawRequest({ body: " ".repeat(900_000) }));
  assert.deepEqual([unread.status, unread.body], [200, "a"]);
});

/** Sends the same chunk again and again. Resolves, when the connection is closed, to what came and how much was sent. */
async function drip(url, start, chunk, everyMs) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on("error", () => {});
  let [text, sent] = ["", 0];
  socket.setEncoding("latin1").on("data", (part) => (text += part));
  socket.write(start);
  const dripping = setInterval(() => {
    if (socket.write(chunk)) sent += chunk.length;
  }, everyMs);
  const limit = setTimeout(() => socket.destroy(new Error("open")), 60_000);
  await once(socket, "close");
  clearInterval(dripping);
  clearTimeout(limit);
  return { text, sent };
}

test("HTTP/1: a client that goes on sending loses its connection, and reads its response before", async () => {
  const url = await serve(impatient);
  const lengths = ["Content-Length: 60000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\nffff\r\n{"];
  for (const { text } of await Promise.all(lengths.map((length) => drip(url, HEAD + length, " ", 100)))) {
    assert.match(text, /^HTTP\/1\.1 408 /);
    assert.match(text, /\r\nconnection: close\r\n/i);
    assert.match(text, /"REQUEST_TIMEOUT"\}\}$/);
  }
  const chunk = `ffff\r\n${" ".repeat(0xffff)}\r\n`;
  const { text, sent } = await drip(await serve(patient), `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, chunk, 1);
  assert.match(text, /^HTTP\/1\.1 413 .*"PAYLOAD_TOO_LARGE"\}\}$/s);
  assert.ok(sent < 16 * 1024 * 1024, String(sent));
});

test("HTTP/2: a client that goes on sending loses its stream after the whole response", async () => {
  let received = 0;
  const listener = toNodeHandler(patient);
  const server = createHttp2Server((incoming, outgoing) => {
    incoming.on("data", (chunk) => (received += chunk.length));
    listener(incoming, outgoing);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connectHttp2(`http://127.0.0.1:${server.address().port}`);
  try {
    const stream = session.request({ ":method": "POST", ":path": "/", "content-type": "application/json" });
    let text = "";
    stream.on("data", (part) => (text += part)).on("error", () => {});
    const isOver = () => stream.closed || stream.destroyed;
    const chunk = Buffer.alloc(65_536, " ");
    const pump = () => {
      while (!isOver() && stream.write(chunk));
    };
    stream.on("drain", pump);
    pump();
    const [headers] = await once(stream, "response");
    await once(stream, "end");
    await until(isOver);
    assert.deepEqual([headers[":status"], stream.rstCode], [413, 0]);
    assert.equal(JSON.parse(text).error.code, "PAYLOAD_TOO_LARGE");
    assert.ok(received < 4 * 1024 * 1024, String(received));
  } finally {
    session.destroy();
    server.close();
  }
});
