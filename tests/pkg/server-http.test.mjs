// Methods, hosts and HTTP/2 in `toNodeHandler`.
//
//   node --test tests/pkg/server-http.test.mjs          needs the built package
import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect as connectHttp2, createSecureServer, createServer as createHttp2Server } from "node:http2";
import { test } from "node:test";
import { json, toNodeHandler, validated } from "unanimous/server";
import { CERTIFICATE, KEY } from "../tools/tls.mjs";
import { anything, HEADERS, serve } from "./served.mjs";

test("a Host that is more than a name and a port does not move the path", async () => {
  const url = await serve((request) => json(request.url));
  for (const host of ["a?", "a#x", "a/", "a\\", "u:p@a"]) {
    const request = httpRequest(`${url}/pay?q=1`, { headers: { host } }).end();
    const [response] = await once(request, "response");
    let text = "";
    for await (const chunk of response) text += chunk;
    assert.equal(text, '"http://localhost/pay?q=1"', host);
  }
});

test("every method but GET and HEAD may have a body", async () => {
  const url = await serve(async (request) => {
    const [method, copy] = [request.method, request.clone()];
    return json([method, await request.text(), await copy.text()]);
  });
  const checked = await serve(validated(anything, async (request, value) => json([request.method, value])));
  for (const method of ["QUERY", "SEARCH", "PROPFIND", "REPORT", "MKCOL", "LOCK", "DELETE", "OPTIONS", "PATCH"]) {
    const send = async (to) => {
      const sent = httpRequest(to, { method, headers: { ...HEADERS, "content-length": "1" } }).end("1");
      const [response] = await once(sent, "response");
      return JSON.parse(Buffer.concat(await response.toArray()).toString());
    };
    assert.deepEqual(await send(url), [method, "1", "1"], method);
    assert.deepEqual(await send(checked), [method, 1], method);
  }
});

test("a method that Request forbids gets 501 with an error's body", async () => {
  const url = await serve(() => assert.fail("the handler must not run"));
  const sent = httpRequest(`${url}/path`, { method: "TRACE", headers: { "x-request-id": "r" } }).end();
  const [response] = await once(sent, "response");
  const body = JSON.parse(Buffer.concat(await response.toArray()).toString());
  assert.equal(response.statusCode, 501);
  assert.equal(response.headers["x-request-id"], "r");
  assert.deepEqual(body, { error: { message: "This method is not implemented", code: "NOT_IMPLEMENTED" } });
});

test("HTTP/2 with TLS: the URL is https, also when the stream has ended", async () => {
  let seen;
  const late = new Promise((resolve) => (seen = resolve));
  const handle = toNodeHandler((request) => {
    late.ended = () => seen([request.url, request.clone().url]);
    return json({});
  });
  const server = createSecureServer({ cert: CERTIFICATE, key: KEY }, handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `https://localhost:${server.address().port}`;
  const session = connectHttp2(origin, { rejectUnauthorized: false });
  try {
    const stream = session.request({ ":path": "/leads" }).resume().end();
    await once(stream, "close");
    await new Promise((go) => setTimeout(go, 50));
    late.ended();
    assert.deepEqual(await late, [`${origin}/leads`, `${origin}/leads`]);
  } finally {
    session.close();
    server.close();
  }
});

test("HTTP/2: requests and responses, without warnings", async () => {
  const warnings = [];
  const note = (warning) => warnings.push(warning);
  process.on("warning", note);
  const hop = { "connection": "close", "keep-alive": "timeout=5", "transfer-encoding": "chunked" };
  const handle = validated(anything, async (request, value) => {
    if (value.stream) {
      const parts = ["a", "b"].map((text) => new TextEncoder().encode(text));
      return new Response(ReadableStream.from(parts), { headers: { ...hop, "set-cookie": "a=1" } });
    }
    const { method, url, headers } = request;
    const sent = {
      method,
      path: new URL(url).pathname,
      host: new URL(url).hostname,
      pseudo: [...headers.keys()].join(),
    };
    return Response.json(sent, { status: 201, statusText: "Made", headers: hop });
  });
  const server = createHttp2Server(toNodeHandler(handle)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connectHttp2(`http://127.0.0.1:${server.address().port}`);
  const send = async (head, body) => {
    const stream = session.request({ ":path": "/leads?x=1", "content-type": "application/json", ...head });
    const ended = new Promise((resolve) => stream.on("error", () => {}).on("close", () => resolve(stream.rstCode)));
    stream.end(body);
    const [headers] = await once(stream, "response");
    let text = "";
    for await (const chunk of stream) text += chunk;
    return { headers, text, code: await ended };
  };
  try {
    const made = await send({ ":method": "POST" }, "{}");
    assert.equal(made.headers[":status"], 201);
    assert.ok(!("connection" in made.headers));
    const { pseudo, ...rest } = JSON.parse(made.text);
    assert.deepEqual(rest, { method: "POST", path: "/leads", host: "127.0.0.1" });
    assert.doesNotMatch(pseudo, /:/);
    assert.equal(JSON.parse((await send({ ":method": "post" }, "{}")).text).method, "POST");
    const streamed = await send({ ":method": "POST" }, '{"stream":true}');
    assert.deepEqual([streamed.text, streamed.headers["set-cookie"]], ["ab", ["a=1"]]);
    const head = await send({ ":method": "HEAD", ":path": "/leads?stream=" });
    assert.deepEqual([head.headers[":status"], head.text], [201, ""]);
    assert.equal((await send({ ":method": "TRACE" })).headers[":status"], 501);
    // What is left of a long body is not asked for.
    const large = await send({ ":method": "POST", "content-length": "3000000" }, Buffer.alloc(3_000_000));
    assert.equal(large.headers[":status"], 413);
  } finally {
    session.close();
    server.close();
    await new Promise((go) => setImmediate(go));
    process.off("warning", note);
  }
  assert.deepEqual(warnings.map(String), []);
});
