// The bodies of requests of `toNodeHandler`: slow, broken, limited, and read by a middleware.
//
//   node --test tests/pkg/server-bodies.test.mjs          needs the built package
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { json, toNodeHandler, validated } from "unanimous/server";
import { anything, BODY, HEADERS, listen, serve } from "./served.mjs";

const decoded = new TextDecoder().decode(new TextEncoder().encode(BODY));

test("a body that ends early, and one that is slow, are refused", async () => {
  let body;
  let sent;
  const patient = validated(anything, () => new Response());
  const answered = new Promise((resolve) => {
    serve(async (request) => {
      // On a busy machine, the request may come long after it was written.
      setTimeout(() => sent.destroy(), 10);
      const response = await patient(request);
      body = await response.clone().text();
      resolve();
      return response;
    }).then((url) => {
      const headers = { "content-type": "application/json", "content-length": "100" };
      sent = httpRequest(url, { method: "POST", headers }).on("error", () => {});
      sent.write("{");
    });
  });
  await answered;
  assert.match(body, /incomplete/);

  const send = (url) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const sent = httpRequest(url, { method: "POST", headers }, (response) => resolve(response.statusCode));
      sent.on("error", reject);
      sent.write("{");
    });
  // By default a handler waits for ten seconds, so this one is answered last.
  const last = send(await serve(patient)).then(
    () => "last",
    () => "last",
  );
  const url = await serve(validated(anything, () => new Response(), { bodyTimeoutMs: 100 }));
  for (const n of [1, 2, 3]) assert.equal(await Promise.race([last, send(url)]), 408, n);
});

test("an inner handler does not limit a body that an outer one has read", async () => {
  const inner = validated(anything, () => new Response(null, { status: 201 }), { maxBytes: 3 });
  const send = async (handle) =>
    (await fetch(await serve(handle), { method: "POST", headers: HEADERS, body: BODY })).status;
  assert.equal(await send(inner), 413);
  assert.equal(await send(validated(anything, inner)), 201);
});

// src/interop/request_body.rs asserts the same of the Rust crate.
test("the error for a long body names the limit in the largest unit that divides it", async () => {
  const table = [
    [0, "0 bytes"],
    [1, "1 byte"],
    [1_000, "1000 bytes"],
    [1_024, "1 KiB"],
    [65_536, "64 KiB"],
    [1_048_576, "1 MiB"],
    [1_049_600, "1025 KiB"],
    [2_097_152, "2 MiB"],
  ];
  for (const [maxBytes, size] of table) {
    const handle = validated(anything, () => new Response(), { maxBytes });
    const headers = { ...HEADERS, "content-length": String(maxBytes + 1) };
    const response = await handle(
      new Request("https://api.example/", { method: "POST", headers, body: "1".repeat(maxBytes + 1) }),
    );
    const { error } = await response.json();
    assert.deepEqual([response.status, error.message], [413, `Request body must be at most ${size}`]);
  }
});

test("a request that a middleware has paused is read", async () => {
  const handler = toNodeHandler(validated(anything, (_, value) => json(value)));
  const url = await listen((incoming, outgoing) => {
    incoming.pause();
    setTimeout(() => handler(incoming, outgoing), 10);
  });
  const response = await fetch(url, { method: "POST", headers: HEADERS, body: "1" });
  assert.equal(await response.text(), "1");
});

/** Serves a handler behind a middleware of Node, and returns what a POST gets: its status, and the error. */
async function behind(middleware, handler) {
  const handle = toNodeHandler(handler);
  let failure;
  const url = await listen((incoming, outgoing) => {
    const next = () =>
      handle(incoming, outgoing, (error) => {
        failure = error;
        outgoing.writeHead(500).end();
      });
    middleware(incoming, next);
  });
  const response = await fetch(url, { method: "POST", headers: HEADERS, body: BODY });
  return { status: response.status, text: await response.text(), failure };
}

const READERS = {
  "validated": validated(anything, (_, value) => json(value)),
  "text()": async (request) => json(JSON.parse(await request.text())),
  "body": async (request) => json(JSON.parse(await new Response(request.body).text())),
};
const LOSSES = {
  "reads all of it": (incoming, next) => incoming.on("data", () => {}).on("end", next),
  "reads the first chunk": (incoming, next) => incoming.once("data", () => setTimeout(next, 20)),
  "reads a part by read()": (incoming, next) => incoming.once("readable", () => next(incoming.read(2))),
  "calls setEncoding": (incoming, next) => next(incoming.setEncoding("utf8")),
  "parses it and keeps no bytes": (incoming, next) =>
    incoming.on("data", () => {}).on("end", () => next(Object.assign(incoming, { body: {} }))),
};
for (const [reader, handler] of Object.entries(READERS)) {
  for (const [loss, middleware] of Object.entries(LOSSES)) {
    test(`a body is refused if a middleware ${loss} and the handler reads it by ${reader}`, async () => {
      const { status, failure } = await behind(middleware, handler);
      assert.equal(status, 500);
      assert.match(failure.message, /bytes .*are lost/);
    });
  }

  test(`a body is read by ${reader} if a middleware looks at the chunks as they pass, or keeps the bytes`, async () => {
    const tap = (incoming, next) => next(incoming.on("data", () => {}));
    assert.deepEqual(JSON.parse((await behind(tap, handler)).text), JSON.parse(decoded));
    const keep = async (incoming, next) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      next(Object.assign(incoming, { rawBody: Buffer.concat(chunks) }));
    };
    assert.deepEqual(JSON.parse((await behind(keep, handler)).text), JSON.parse(decoded));
  });
}

test("a body at which a middleware looks is read late, too", async () => {
  let seen = "";
  const tap = (incoming, next) => next(incoming.on("data", (chunk) => (seen += chunk)));
  const late = async (request) => {
    await new Promise((go) => setTimeout(go, 30));
    return json(await request.text());
  };
  assert.equal(JSON.parse((await behind(tap, late)).text), decoded);
  assert.equal(seen, BODY);
  seen = "";
  await behind(tap, () => json(1));
  assert.equal(seen, BODY);
});

test("a handler that does not read the body runs, whatever a middleware has done with it", async () => {
  for (const middleware of Object.values(LOSSES))
    assert.equal((await behind(middleware, (request) => json(request.method))).text, '"POST"');
});
