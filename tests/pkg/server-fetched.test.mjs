// A handler that returns a response of `fetch`: Node has decoded its body, so the headers must not say that it is encoded.
//
//   node --test tests/pkg/server-fetched.test.mjs          needs the built package
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { schema } from "unanimous";
import { idempotent, MemoryStore, toFastifyHandler, toHonoHandler, toNodeHandler, validated } from "unanimous/server";

const TEXT = "hello ".repeat(50);
const ENCODED = {
  "/gzip": ["gzip", gzipSync(TEXT)],
  "/X-GZIP": ["X-GZip", gzipSync(TEXT)],
  "/br": ["br", brotliCompressSync(TEXT)],
  "/deflate,gzip": ["deflate, gzip", gzipSync(deflateSync(TEXT))],
  "/plain": [undefined, Buffer.from(TEXT)],
  // Nobody decodes it.
  "/unknown": ["x-other", Buffer.from(TEXT)],
};
const servers = [];
let upstream;

async function listen(listener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

before(async () => {
  upstream = await listen((incoming, outgoing) => {
    incoming.resume();
    const [coding, body] = ENCODED[incoming.url];
    if (coding) outgoing.setHeader("content-encoding", coding);
    outgoing.setHeader("x-from", "upstream");
    outgoing.setHeader("content-length", body.length).end(body);
  });
});
after(() => {
  for (const server of servers) server.closeAllConnections() ?? server.close();
});

const passOn = (request) => fetch(upstream + new URL(request.url).pathname, { method: request.method });
const init = { method: "POST", body: "{}", headers: { "content-type": "application/json", "idempotency-key": "k1" } };

const HANDLERS = {
  "a handler": () => passOn,
  "a handler that throws it": () => async (request) => {
    throw await passOn(request);
  },
  validated: () => validated(schema({ type: "object" }), passOn),
  idempotent: () => idempotent(passOn, { store: new MemoryStore() }),
};
for (const [name, make] of Object.entries(HANDLERS))
  test(`${name} passes on a body that fetch has decoded`, async () => {
    const url = await listen(toNodeHandler(make()));
    // The second one is a replay of `idempotent`.
    for (const [path, [coding]] of Object.entries(ENCODED))
      for (let times = 0; times < 2; times++) {
        const response = await fetch(url + path, init);
        const kept = path === "/unknown" ? coding : null;
        assert.deepEqual([response.headers.get("content-encoding"), await response.text()], [kept, TEXT], path);
        assert.deepEqual([response.status, response.headers.get("x-from")], [200, "upstream"]);
      }
  });

test("the headers of an answer to HEAD, and of a response that a program has made, stay", async () => {
  const url = await listen(toNodeHandler(passOn));
  const { headers } = await fetch(`${url}/gzip`, { method: "HEAD" });
  assert.equal(headers.get("content-encoding"), "gzip");
  const [coding, bytes] = ENCODED["/gzip"];
  const made = await listen(toNodeHandler(() => new Response(bytes, { headers: { "content-encoding": coding } })));
  const response = await fetch(made);
  assert.deepEqual([response.headers.get("content-encoding"), await response.text()], ["gzip", TEXT]);
});

test("toHonoHandler passes on a body that fetch has decoded", async () => {
  const raw = new Request("https://api.example/gzip");
  const response = await toHonoHandler(passOn)({ req: { raw }, env: {}, executionCtx: undefined });
  assert.deepEqual([response.headers.get("content-encoding"), await response.text()], [null, TEXT]);
});

test("the body of a response that nobody has read yet outlives a collection of garbage", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const request = () => new Request("https://api.example/gzip", init);
  const handlers = {
    toHonoHandler: () => toHonoHandler(passOn)({ req: { raw: request() }, env: {}, executionCtx: undefined }),
    validated: () => validated(schema({ type: "object" }), passOn)(request()),
    // Its copy has an `x-request-id`.
    idempotent: () => idempotent(passOn, { store: new MemoryStore() })(new Request("https://api.example/plain")),
  };
  for (const [name, handle] of Object.entries(handlers)) {
    const response = await handle();
    for (let times = 0; times < 3; times++) {
      await sleep(5);
      gc();
    }
    assert.equal(await response.text(), TEXT, name);
  }
});

test("a body that the handler has begun to read stays its own", async () => {
  const read = async () => {
    const response = await fetch(`${upstream}/gzip`);
    response.body.getReader();
    return response;
  };
  const raw = new Request("https://api.example/");
  const response = await toHonoHandler(read)({ req: { raw }, env: {}, executionCtx: undefined });
  assert.deepEqual([response.status, response.body.locked], [200, true]);
});

test("a status that only a server can send is passed on", async () => {
  const [coding, body] = ENCODED["/gzip"];
  const blocking = await listen((_incoming, outgoing) => {
    outgoing.writeHead(999, { "content-encoding": coding, "vary": "accept" }).end(body);
  });
  const handler = () => fetch(blocking);
  const raw = new Request("https://api.example/");
  const response = await toHonoHandler(handler)({ req: { raw }, env: {}, executionCtx: undefined });
  assert.deepEqual([response.status, await response.text()], [999, TEXT]);
  let sent;
  const reply = { raw: {}, getHeader: () => "Origin", send: (response) => void (sent = response) };
  const incoming = {
    method: "GET",
    url: "/",
    rawHeaders: [],
    headers: {},
    socket: {},
    complete: true,
    once() {},
    on() {},
  };
  await toFastifyHandler(handler)({ raw: incoming, originalUrl: "/" }, reply);
  assert.equal(sent.status, 999);
});
