// `unanimous/server` behind node:http, Express, Fastify and Hono: one handler, the same answers.
import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, request as httpRequest } from "node:http";
import { after, test } from "node:test";
import { serve } from "@hono/node-server";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import {
  answer,
  idempotent,
  json,
  MemoryStore,
  toFastifyHandler,
  toHonoHandler,
  toNodeHandler,
  validated,
} from "unanimous/server";
import { bad, good, lead, SENTENCE } from "./lead.mjs";

/** The handler of each server: creates a lead, once for each key. */
function makeHandler() {
  let count = 0;
  const create = (request, value) => {
    if (request.headers.has("x-fail")) throw new Error("secret");
    const headers = [
      ["location", `/leads/${++count}`],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ];
    return Response.json(
      { n: count, path: new URL(request.url).pathname, email: value.email },
      { status: 201, headers },
    );
  };
  return validated(lead, idempotent(create, { store: new MemoryStore() }));
}

const started = [];
after(() => {
  for (const close of started) close();
});

async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  started.push(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

const SERVERS = {
  "node:http": (handler) => listen(createServer(toNodeHandler(handler))),
  Express(handler) {
    const api = express.Router();
    api.post("/leads", toNodeHandler(handler));
    const app = express().use("/api", api);
    return listen(createServer(app));
  },
  "Express with express.raw": (handler) =>
    listen(
      createServer(
        express()
          .use(express.raw({ type: "*/*" }))
          .post("/api/leads", toNodeHandler(handler)),
      ),
    ),
  "Express with a rawBody": (handler) => {
    const verify = (request, _response, bytes) => {
      request.rawBody = bytes;
    };
    return listen(createServer(express().use(express.json({ verify })).post("/api/leads", toNodeHandler(handler))));
  },
  async Fastify(handler) {
    const app = Fastify();
    await app.register(
      async (api) => {
        api.removeAllContentTypeParsers();
        api.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
        api.post("/leads", toFastifyHandler(handler));
      },
      { prefix: "/api" },
    );
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    started.push(() => app.close());
    return url;
  },
  async Hono(handler) {
    const app = new Hono().post("/api/leads", toHonoHandler(handler));
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    if (!server.listening) await once(server, "listening");
    started.push(() => server.close());
    return `http://127.0.0.1:${server.address().port}`;
  },
};

const post = (url, value, headers = {}) =>
  fetch(`${url}/api/leads?x=1`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof value === "string" ? value : JSON.stringify(value),
  });
const keyed = (url, value, key, headers = {}) => post(url, value, { "idempotency-key": key, ...headers });

for (const [name, start] of Object.entries(SERVERS)) {
  test(`${name}: once a key, with every header, and errors in one form`, async () => {
    const url = await start(makeHandler());
    const first = await keyed(url, good(), "k1", { "x-request-id": "one" });
    assert.equal(first.status, 201);
    assert.deepEqual(await first.json(), { n: 1, path: "/api/leads", email: good().email });
    assert.deepEqual(first.headers.getSetCookie(), ["a=1", "b=2"]);
    assert.deepEqual([first.headers.get("location"), first.headers.get("x-request-id")], ["/leads/1", "one"]);
    const again = await keyed(url, good(), "k1");
    assert.equal(again.headers.get("idempotent-replayed"), "true");
    assert.equal((await again.json()).n, 1);
    assert.equal((await keyed(url, { ...good(), email: "bob@example.com" }, "k1")).status, 422);

    const invalid = await keyed(url, bad(), "k2");
    assert.equal(invalid.status, 400);
    assert.equal(await invalid.text(), JSON.stringify({ error: { message: SENTENCE, code: "VALIDATION_ERROR" } }));
    const problem = await keyed(url, bad(), "k2", { accept: "application/problem+json" });
    assert.equal(problem.headers.get("content-type"), "application/problem+json");
    assert.equal((await post(url, good())).status, 400);
    if (!name.includes("rawBody")) assert.equal((await keyed(url, "x".repeat(65_537), "k3")).status, 413);
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await keyed(url, good(), "k4")).status));
    assert.ok(statuses.every((status) => status === 201 || status === 409));
    assert.equal((await (await keyed(url, good(), "k5")).json()).n, 3);
  });
}

test("an error of the handler goes to Express's error handler, and without one the client gets 500 without its text", async () => {
  const seen = [];
  const app = express().post("/api/leads", toNodeHandler(makeHandler()));
  app.use((error, _request, response, _next) => {
    seen.push(error.message);
    response.status(500).send("mine");
  });
  const express_ = await listen(createServer(app));
  assert.equal(await (await keyed(express_, good(), "k", { "x-fail": "1" })).text(), "mine");
  assert.deepEqual(seen, ["secret"]);
  const plain = await listen(createServer(toNodeHandler(makeHandler())));
  const { error } = console;
  console.error = () => {};
  const failed = await keyed(plain, good(), "k", { "x-fail": "1" });
  console.error = error;
  const body = '{"error":{"message":"Internal error","code":"INTERNAL_ERROR"}}';
  assert.deepEqual([failed.status, await failed.text()], [500, body]);
  // The key is free.
  assert.equal((await keyed(plain, good(), "k")).status, 201);
});

test("a body that a parser has swallowed is an error that says what to do", async () => {
  const app = express().use(express.json()).post("/api/leads", toNodeHandler(makeHandler()));
  app.use((error, _request, response, _next) => response.status(500).send(error.message));
  const url = await listen(createServer(app));
  assert.match(await (await keyed(url, good(), "k")).text(), /put the handler before express\.json\(\)/);
});

test("node:http: a connection serves the next request, though a handler did not read a short body", async () => {
  const handlers = {
    unread: () => Response.json({}),
    validated: makeHandler(),
    text: async (r) => new Response(await r.text()),
  };
  for (const [name, handler] of Object.entries(handlers)) {
    const server = createServer(toNodeHandler(handler));
    let connections = 0;
    server.on("connection", () => connections++);
    const url = await listen(server);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = 0; n < 3; n++) {
      const headers = await new Promise((resolve, reject) => {
        const body = JSON.stringify(good());
        const options = {
          method: "POST",
          agent,
          headers: { "content-type": "application/json", "idempotency-key": "k" },
        };
        httpRequest(url, options, (response) => {
          response.resume();
          response.on("end", () => resolve(response.headers));
        })
          .on("error", reject)
          .end(body);
      });
      assert.ok(Number(headers["content-length"]) > 0, "it is sent at once");
    }
    assert.equal(connections, 1, name);
    agent.destroy();
  }
});

test("node:http: a stream is sent as it comes", async () => {
  let push;
  const body = new ReadableStream({ start: (controller) => (push = (text) => controller.enqueue(Buffer.from(text))) });
  const url = await listen(createServer(toNodeHandler(() => new Response(body))));
  const sent = fetch(url);
  await new Promise((resolve) => setTimeout(resolve, 50));
  push("one");
  const reader = (await sent).body.getReader();
  assert.equal(Buffer.from((await reader.read()).value).toString(), "one");
  push("two");
  assert.equal(Buffer.from((await reader.read()).value).toString(), "two");
  await reader.cancel();
});

test("node:http: streams, HEAD, 204, a client that goes away, a strange target", async () => {
  const leaving = new AbortController();
  const aborted = [];
  const url = await listen(
    createServer(
      toNodeHandler(async (request) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/empty") return new Response(null, { status: 204 });
        if (pathname === "/slow") {
          leaving.abort();
          await once(request.signal, "abort");
          aborted.push(pathname);
        }
        if (pathname === "/error") return answer({ status: 404, code: "NOT_FOUND", message: "No" }, request);
        const body = request.method === "POST" ? request.body : "x".repeat(1_000_000);
        return new Response(body, { headers: { "x-path": pathname } });
      }),
    ),
  );
  assert.equal((await (await fetch(url)).text()).length, 1_000_000);
  const head = await fetch(url, { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  assert.equal((await fetch(`${url}/empty`)).status, 204);
  assert.equal((await fetch(`${url}/error`)).status, 404);
  const body = "y".repeat(3_000_000);
  assert.equal(await (await fetch(url, { method: "POST", body })).text(), body);
  await assert.rejects(fetch(`${url}/slow`, { signal: leaving.signal }));
  for (let tries = 0; aborted.length === 0 && tries < 600; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(aborted, ["/slow"]);
  const raw = (path, headers = {}) =>
    new Promise((resolve, reject) => {
      const { port } = new URL(url);
      httpRequest({ port, path, headers }, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers["x-path"]]);
      })
        .on("error", reject)
        .end();
    });
  assert.deepEqual(await raw("http://other.example/absolute?x"), [200, "/absolute"]);
  assert.deepEqual(await raw("//double"), [200, "//double"]);
  assert.deepEqual(await raw("/path", { host: "a/b@c" }), [200, "/path"]);
});

test("Hono: the handler's request is whole, and a body that a middleware has read is an error", async () => {
  const seen = [];
  const handle = validated(lead, async (request, value) => {
    const [copy, again] = [request.clone(), new Request(request.clone(), { headers: { "x-more": "1" } })];
    seen.push(
      request instanceof Request,
      request.signal.aborted,
      request.headers.get("x-request-id"),
      new URL(copy.url).search,
    );
    const texts = [await copy.text(), await again.text(), await request.text()];
    return Response.json({ texts, email: value.email });
  });
  const app = new Hono();
  app.use("/read", async (context, next) => {
    await context.req.text();
    await next();
  });
  app.use("/replaced", async (context, next) => {
    context.req.raw = new Request(context.req.raw);
    await next();
  });
  const copies = [];
  app.use("/copied", async (context, next) => {
    const copy = context.req.raw.clone().text();
    await next();
    copies.push(await copy);
  });
  app.post("/:path", toHonoHandler(handle));
  app.onError((error, context) => context.text(error.message, 500));
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  if (!server.listening) await once(server, "listening");
  started.push(() => server.close());
  const body = JSON.stringify(good());
  const send = (path) =>
    fetch(`http://127.0.0.1:${server.address().port}/${path}?x=1`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-request-id": "one" },
      body,
    });
  for (const path of ["leads", "replaced", "copied"]) {
    seen.length = 0;
    const response = await send(path);
    assert.deepEqual(await response.json(), { texts: [body, body, body], email: good().email }, path);
    assert.equal(response.headers.get("x-request-id"), "one");
    assert.deepEqual(seen, [true, false, "one", "?x=1"]);
  }
  assert.deepEqual(copies, [body]);
  assert.match(await (await send("read")).text(), /has been read already/);
});

test("Hono: other methods have a body, TRACE gets 501, a request is sent on, and a body that was read in part is an error", async () => {
  const native = new Request("http://a.example/");
  const app = new Hono();
  app.post("/part", async (context, next) => {
    await once(context.env.incoming, "data");
    await next();
  });
  const handle = async (request) => {
    const { headers } = request;
    if (headers.has("x-sent-on")) return Response.json([request.method, await request.text()]);
    headers.set("x-sent-on", "1");
    for (const name of ["connection", "host"]) headers.delete(name);
    return new Response((await fetch(request)).body, { headers: { "x-native": native instanceof Request } });
  };
  app.all("/*", toHonoHandler(handle));
  app.onError((error, context) => context.text(error.message, 500));
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  if (!server.listening) await once(server, "listening");
  started.push(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}`;
  for (const method of ["POST", "QUERY", "PROPFIND"]) {
    const response = await fetch(url, { method, body: "abc" });
    assert.deepEqual([await response.json(), response.headers.get("x-native")], [[method, "abc"], "true"]);
  }
  const sent = httpRequest(url, { method: "TRACE" }).end();
  const [response] = await once(sent, "response");
  assert.equal(response.statusCode, 501);
  response.resume();
  const part = await fetch(`${url}/part`, { method: "POST", headers: { "x-sent-on": "1" }, body: "abc" });
  assert.equal(part.status, 500);
  assert.match(await part.text(), /bytes of the body are lost/);
});

test("Hono: what json sends is what Response.json sends, through the adapter and without it", async () => {
  const app = new Hono();
  app.use("/changed/*", async (context, next) => {
    await next();
    context.header("x-after", String((await context.res.clone().text()).length));
    context.res.headers.append("set-cookie", "c=3");
  });
  app.use("/replaced/*", async (context, next) => {
    await next();
    context.res = new Response(context.res.body, context.res);
  });
  const headers = [
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ];
  const makers = { ours: json, platform: (...given) => Response.json(...given) };
  for (const [name, make] of Object.entries(makers)) {
    for (const path of ["plain", "changed", "replaced"]) {
      app.post(`/${path}/plain/${name}`, toHonoHandler(validated(lead, (_, value) => make(value))));
      app.post(`/${path}/cookies/${name}`, toHonoHandler(validated(lead, (_, value) => make(value, { headers }))));
      app.post(`/${path}/direct/${name}`, () => make({ a: "ü" }, { status: 201 }));
    }
  }
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  if (!server.listening) await once(server, "listening");
  started.push(() => server.close());
  const send = async (path, body) => {
    const url = `http://127.0.0.1:${server.address().port}${path}`;
    const headers = { "content-type": "application/json", "x-request-id": "one" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    // Hono sends a response of the platform in chunks.
    const sent = [...response.headers].filter(([name]) => !/^(?:date|content-length|transfer-encoding)$/.test(name));
    return [response.status, sent, await response.text()];
  };
  for (const path of ["plain", "changed", "replaced"]) {
    for (const kind of ["plain", "cookies", "direct"]) {
      for (const body of [good(), bad()]) {
        const ours = await send(`/${path}/${kind}/ours`, body);
        assert.deepEqual(ours, await send(`/${path}/${kind}/platform`, body), `${path} ${kind}`);
        if (kind !== "direct") assert.equal(new Headers(ours[1]).get("x-request-id"), "one");
      }
    }
  }
});

/** Servers with a middleware or a plugin that has set `Vary` and a cookie before the handler runs. */
const AFTER_A_MIDDLEWARE = {
  Express: (handler) => {
    const before = (_request, response, next) => {
      response.vary("Origin").cookie("a", "1");
      next();
    };
    return listen(createServer(express().use(before, toNodeHandler(handler))));
  },
  Fastify: async (handler) => {
    const app = Fastify();
    app.addHook(
      "onRequest",
      async (_request, reply) => void reply.header("vary", "Origin").header("set-cookie", "a=1"),
    );
    app.get("/*", toFastifyHandler(handler));
    started.push(() => app.close());
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
};
for (const [name, start] of Object.entries(AFTER_A_MIDDLEWARE))
  test(`${name}: a response adds to the Vary and the cookies that a middleware has set`, async () => {
    const headers = { "vary": "accept", "set-cookie": "b=2" };
    const responses = {
      "/ours": () => json({}, { headers }),
      "/platform": () => new Response("{}", { headers }),
      "/without": () => json({}),
    };
    const url = await start((request) => responses[new URL(request.url).pathname]());
    for (const path of ["/ours", "/platform", "/without"]) {
      const response = await fetch(url + path);
      const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
      const shown = [response.headers.get("vary"), cookies, await response.text()];
      assert.deepEqual(
        shown,
        path === "/without" ? ["Origin", ["a=1"], "{}"] : ["Origin, accept", ["a=1", "b=2"], "{}"],
      );
    }
  });
