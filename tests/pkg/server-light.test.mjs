// The requests and responses of `toNodeHandler` and `toHonoHandler`, member by member beside those of the platform.
//
//   node --test tests/pkg/server-light.test.mjs          needs the built package
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { after, test } from "node:test";
import { schema } from "unanimous";
import { answer, idempotent, json, MemoryStore, toNodeHandler, validated } from "unanimous/server";

const anything = schema({});
const BODY = '{"text":"\ufeff\u00fc\u{1f600}"}';
const HEADERS = { "content-type": "application/json", "x-test": "1" };

const closing = [];
after(() => {
  for (const server of closing) {
    server.closeAllConnections();
    server.close();
  }
});

/** Serves a handler, and returns its URL. */
async function serve(handler) {
  const server = createServer(toNodeHandler(handler)).listen(0, "127.0.0.1");
  closing.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

/** Sends a request to a handler, and returns what `look` sees of the request in the handler. */
async function inHandler(look, wrap, init = { method: "POST", headers: HEADERS, body: BODY }) {
  let seen;
  const handler = async (request) => {
    try {
      seen = { value: await look(request) };
    } catch (error) {
      seen = { error };
    }
    return new Response(null, { status: 204 });
  };
  const url = await serve(wrap(handler));
  assert.equal((await fetch(`${url}/path?x=1#y`, init)).status, 204);
  if (seen.error) throw seen.error;
  return seen.value;
}

/** How a handler gets its request. */
const WRAPS = {
  "toNodeHandler alone": (handler) => handler,
  "validated": (handler) => validated(anything, handler),
  "idempotent": (handler) => idempotent(handler, { store: new MemoryStore(), required: false }),
  "idempotent around validated": (handler) =>
    idempotent(validated(anything, handler), { store: new MemoryStore(), required: false }),
  "validated around validated": (handler) => validated(anything, validated(anything, handler)),
};

const decoded = new TextDecoder().decode(new TextEncoder().encode(BODY));
const bytes = (buffer) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(buffer);

for (const [name, wrap] of Object.entries(WRAPS)) {
  test(`${name}: a request has all members of a Request, with the same values`, async () => {
    await inHandler((request) => {
      const real = new Request(request.url, { method: "POST", headers: request.headers, body: BODY });
      assert.ok(request instanceof Request);
      assert.equal(Object.prototype.toString.call(request), "[object Request]");
      assert.equal(request.constructor, Request);
      const names = (object) => {
        const all = [];
        for (const name in object) all.push(name);
        return all.sort();
      };
      assert.deepEqual(names(request), names(real));
      const compared = names(real).filter((name) => !["headers", "signal", "body", "bodyUsed"].includes(name));
      for (const name of compared) {
        if (typeof real[name] === "function") assert.equal(typeof request[name], "function", name);
        else assert.deepEqual(request[name], real[name], name);
      }
      assert.ok(request.signal instanceof AbortSignal);
      assert.equal(request.signal, request.signal);
      assert.equal(request.headers, request.headers);
      assert.ok(request.body instanceof ReadableStream);
      assert.equal(request.headers.get("x-test"), "1");
      assert.match(request.url, /^http:\/\/127\.0\.0\.1:\d+\/path\?x=1$/);
    }, wrap);
  });

  const WAYS = {
    text: async (request) => assert.equal(await request.text(), decoded),
    json: async (request) => assert.deepEqual(await request.json(), JSON.parse(decoded)),
    arrayBuffer: async (request) => {
      const buffer = await request.arrayBuffer();
      assert.ok(buffer instanceof ArrayBuffer);
      assert.equal(bytes(buffer), BODY);
    },
    blob: async (request) => {
      const blob = await request.blob();
      assert.deepEqual([blob.type, bytes(await blob.arrayBuffer())], ["application/json", BODY]);
    },
    bytes: async (request) => "bytes" in Request.prototype && assert.equal(bytes(await request.bytes()), BODY),
    body: async (request) => assert.equal(bytes(await new Response(request.body).arrayBuffer()), BODY),
    clone: async (request) => {
      const copy = request.clone();
      assert.equal(await copy.text(), decoded);
      assert.equal(await request.text(), decoded);
    },
    "new Request": async (request) => {
      const copy = new Request(request, { headers: { ...Object.fromEntries(request.headers), more: "2" } });
      assert.deepEqual([copy.url, copy.method, copy.headers.get("more")], [request.url, "POST", "2"]);
      assert.equal(await copy.text(), decoded);
      assert.equal(request.bodyUsed, true);
    },
    "new Request of another URL": async (request) => {
      const copy = new Request("http://other.example/", request);
      assert.deepEqual([copy.url, copy.method, copy.headers.get("x-test")], ["http://other.example/", "POST", "1"]);
      assert.equal(await copy.text(), decoded);
    },
  };
  for (const [way, read] of Object.entries(WAYS)) {
    test(`${name}: the body by ${way}, once`, async () => {
      await inHandler(async (request) => {
        assert.equal(request.bodyUsed, false);
        await read(request);
        if (way === "bytes" && !request.bodyUsed) return;
        assert.equal(request.bodyUsed, true);
        for (const again of ["text", "json", "arrayBuffer", "blob", "formData"])
          await assert.rejects(request[again](), TypeError, again);
        assert.throws(() => request.clone(), TypeError);
        assert.throws(() => new Request(request), TypeError);
        assert.ok(request.body instanceof ReadableStream);
      }, wrap);
    });
  }

  test(`${name}: fetch sends it on`, async () => {
    const upstream = await serve(async (request) => json([request.method, await request.text()]));
    await inHandler(async (request) => {
      const copy = new Request(`${upstream}/`, request);
      assert.deepEqual(await (await fetch(copy)).json(), ["POST", decoded]);
    }, wrap);
    const url = await serve(
      wrap(async (request) => {
        if (request.headers.get("x-test") === "2") return json(await request.text());
        // To itself, as another request.
        request.headers.set("x-test", "2");
        for (const hop of ["connection", "host", "transfer-encoding", "keep-alive"]) request.headers.delete(hop);
        return new Response((await fetch(request)).body, { status: 201 });
      }),
    );
    const response = await fetch(url, { method: "POST", headers: HEADERS, body: BODY });
    assert.deepEqual([response.status, await response.json()], [201, decoded]);
  });

  test(`${name}: the headers and the signal stay the same objects when Node makes a request of this one`, async () => {
    await inHandler(async (request) => {
      const { headers, signal } = request;
      const copy = request.clone();
      assert.equal(request.headers, headers);
      assert.equal(request.signal, signal);
      headers.set("x-late", "1");
      headers.append("x-late", "2");
      headers.delete("x-test");
      assert.deepEqual([request.headers.get("x-late"), request.headers.has("x-test")], ["1, 2", false]);
      const next = new Request(request, { method: "PUT" });
      assert.deepEqual([next.headers.get("x-late"), next.headers.has("x-test")], ["1, 2", false]);
      assert.deepEqual([copy.headers.get("x-late"), copy.headers.get("x-test")], [null, "1"]);
      assert.equal(request.headers, headers);
    }, wrap);
  });

  test(`${name}: a form is read`, async () => {
    const form = new FormData();
    form.set("name", "Ann");
    await inHandler(async (request) => assert.equal((await request.formData()).get("name"), "Ann"), wrap, {
      method: "POST",
      body: form,
    });
  });

  test(`${name}: GET and HEAD have no body`, async () => {
    for (const method of ["GET", "HEAD"])
      await inHandler(
        async (request) => {
          assert.deepEqual([request.method, request.body, request.bodyUsed], [method, null, false]);
          assert.equal(await request.text(), "");
          assert.equal(request.bodyUsed, false);
        },
        wrap,
        { method },
      );
  });
}

test("the signal is aborted when the client goes away, however late the handler asks for it", async () => {
  for (const wait of [0, 50]) {
    const aborted = new Promise((resolve) => {
      serve(async (request) => {
        await new Promise((go) => setTimeout(go, wait));
        if (request.signal.aborted) resolve();
        request.signal.addEventListener("abort", () => resolve());
        await new Promise((go) => setTimeout(go, 100));
        return new Response();
      }).then((url) => {
        const sent = httpRequest(url, () => {}).on("error", () => {});
        sent.end();
        setTimeout(() => sent.destroy(), 25);
      });
    });
    await aborted;
  }
});

test("a body that ends early, and one that is slow, are refused", async () => {
  let body;
  const handle = validated(anything, () => new Response(), { bodyTimeoutMs: 100 });
  const answered = new Promise((resolve) => {
    serve(async (request) => {
      const response = await handle(request);
      body = await response.clone().text();
      resolve();
      return response;
    }).then((url) => {
      const headers = { "content-type": "application/json", "content-length": "100" };
      const sent = httpRequest(url, { method: "POST", headers }).on("error", () => {});
      sent.write("{");
      setTimeout(() => sent.destroy(), 30);
    });
  });
  await answered;
  assert.match(body, /incomplete/);

  const url = await serve(handle);
  for (const ms of [1, 2, 3]) {
    const status = new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const sent = httpRequest(url, { method: "POST", headers }, (response) => resolve(response.statusCode));
      sent.on("error", reject);
      sent.write("{");
    });
    const begun = performance.now();
    assert.equal(await status, 408, ms);
    assert.ok(performance.now() - begun < 1000);
  }
});

test("an inner handler does not limit a body that an outer one has read", async () => {
  const inner = validated(anything, () => new Response(null, { status: 201 }), { maxBytes: 3 });
  const send = async (handle) =>
    (await fetch(await serve(handle), { method: "POST", headers: HEADERS, body: BODY })).status;
  assert.equal(await send(inner), 413);
  assert.equal(await send(validated(anything, inner)), 201);
});

test("json: a Response with all members, and the same bytes", async () => {
  const init = { status: 201, headers: { "x-a": "1" } };
  const [ours, theirs] = [json({ a: 1 }, init), Response.json({ a: 1 }, init)];
  assert.ok(ours instanceof Response);
  for (const name in theirs) {
    if (typeof theirs[name] === "function" || name === "body" || name === "headers") continue;
    assert.deepEqual(ours[name], theirs[name], name);
  }
  assert.deepEqual([...ours.headers], [...theirs.headers]);
  assert.equal(await ours.clone().text(), '{"a":1}');
  assert.equal(ours.bodyUsed, false);
  assert.deepEqual(await ours.json(), { a: 1 });
  assert.equal(ours.bodyUsed, true);
  await assert.rejects(ours.text(), TypeError);
  const copy = new Response("x", json(null, { status: 202, headers: [["x-b", "2"]] }));
  assert.deepEqual([copy.status, copy.headers.get("x-b")], [202, "2"]);
  assert.equal(
    json({}, { headers: { "Content-Type": "application/ld+json" } }).headers.get("content-type"),
    "application/ld+json",
  );
  assert.throws(() => json(undefined), TypeError);
  assert.throws(() => json({}, { status: 204 }), TypeError);
  assert.throws(() => json({}, { status: 700 }), RangeError);
  assert.equal(json({}, { statusText: "Fine" }).statusText, "Fine");
});

test("json: what is sent is what Response.json sends", async () => {
  const sent = async (respond, init) => {
    const response = await fetch(await serve(validated(anything, () => respond({ "a": "ü" }, init))), {
      method: "POST",
      headers: { ...HEADERS, "x-request-id": "r" },
      body: BODY,
    });
    const headers = Object.fromEntries(response.headers);
    delete headers.date;
    return { status: response.status, headers, text: await response.text() };
  };
  const cookies = [
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ];
  for (const init of [undefined, { status: 418 }, { headers: cookies }, { headers: { "x-request-id": "own" } }])
    assert.deepEqual(await sent(json, init), await sent((...args) => Response.json(...args), init));
  const changed = json({});
  changed.headers.set("x-late", "1");
  const url = await serve(() => changed);
  assert.equal((await fetch(url)).headers.get("x-late"), "1");
});

test("an error that is written again has the id, the path and the dialect of its own request", async () => {
  const lead = schema({ type: "object", required: ["email"] });
  const url = await serve(validated(lead, () => new Response()));
  const send = async (id, path, accept) => {
    const headers = { ...HEADERS, accept, "x-request-id": id };
    const response = await fetch(url + path, { method: "POST", headers, body: "{}" });
    return [response.status, response.headers.get("x-request-id"), await response.json()];
  };
  const plain = { error: { message: "Validation error: email: Required", code: "VALIDATION_ERROR" } };
  for (let n = 0; n < 4; n++) {
    assert.deepEqual(await send(`id-${n}`, `/a${n}`, "*/*"), [400, `id-${n}`, plain]);
    const [status, id, problem] = await send(`p-${n}`, `/b${n}`, "application/problem+json");
    assert.deepEqual([status, id, problem.request_id, problem.instance], [422, `p-${n}`, `p-${n}`, `/b${n}`]);
  }
});

test("no client gets the error of another, whatever a frozen error holds", async () => {
  const { ok, issues, message } = schema({ type: "string" }).validate(1);
  const errors = (name) => [
    { status: 400, code: "X", issues: [{ path: ["card"], message: `no funds: ${name}` }] },
    { status: 400, code: "X", fields: [{ path: "card", reason: `no funds: ${name}` }] },
    { status: 400, issues: [{ path: ["card"], message: "no" }], message: name },
    { ok, issues, message: `Validation error: ${name}` },
    { ok, issues: [{ ...issues[0], params: { x: name } }], message },
    { status: 400, code: "X", message: name },
  ];
  const textOf = async (error) => (await answer(error, new Request("http://a.example/"))).text();
  for (const at of errors("").keys()) {
    for (const name of ["ann", "bob"]) {
      const error = errors(name)[at];
      assert.equal(await textOf(Object.freeze({ ...error })), await textOf(error), JSON.stringify(error));
    }
  }
});

test("a kept response is sent again only for an equal error", async () => {
  const freeze = (value) => {
    if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const plain = (code, more = {}) => freeze({ status: 409, code, message: "One message", ...more });
  let count = 0;
  const counting = Object.freeze({
    status: 409,
    get code() {
      return `C${count++}`;
    },
    message: "One message",
  });
  const issue = (key) => ({ path: key, segments: [key], code: "custom", reason: "no", params: {} });
  const listed = (...keys) => freeze({ ok: false, issues: keys.map(issue), message: "Validation error: no" });
  const hidden = Object.freeze(
    Object.defineProperty({ status: 409, code: "A", message: "One message" }, "fields", {
      value: [{ path: "card", reason: "hidden" }],
    }),
  );
  const errors = [
    plain("A"),
    plain("B"),
    hidden,
    plain("A", { fields: [{ path: "card", reason: "shown" }] }),
    { status: 409, code: "C", message: "One message" },
    listed("a"),
    listed("b"),
    listed("a", "b"),
  ];
  const send = async (error, accept, options) => {
    const response = await answer(error, new Request("http://a.example/", { headers: { accept } }), options);
    return [response.status, response.headers.get("content-type"), await response.text()];
  };
  const seen = new Map();
  for (let round = 0; round < 4; round++) {
    for (const [at, error] of errors.entries()) {
      for (const accept of ["*/*", "application/json", "application/problem+json"]) {
        for (const dialect of ["error-object", "detail"]) {
          const sent = JSON.stringify(await send(error, accept, { dialect, requestId: () => "id" }));
          const key = `${at} ${accept} ${dialect}`;
          assert.equal(sent, seen.get(key) ?? sent, key);
          seen.set(key, sent);
        }
      }
    }
  }
  const texts = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => seen.get(`${at} */* detail`));
  assert.equal(new Set(texts.slice(5)).size, 3);
  assert.match(texts[2], /hidden/);
  assert.match(texts[3], /shown/);
  const codes = [];
  for (let round = 0; round < 4; round++) codes.push((await send(counting, "*/*"))[2]);
  assert.equal(new Set(codes).size, 4);
  const changing = { status: 409, code: "D", message: "One message" };
  for (let round = 0; round < 4; round++) {
    changing.code = `D${round}`;
    assert.match((await send(changing, "*/*"))[2], new RegExp(`"D${round}"`));
  }
});

test("a request that a middleware has paused is read", async () => {
  const handler = toNodeHandler(validated(anything, (_, value) => json(value)));
  const server = createServer((incoming, outgoing) => {
    incoming.pause();
    setTimeout(() => handler(incoming, outgoing), 10);
  }).listen(0, "127.0.0.1");
  closing.push(server);
  await once(server, "listening");
  const response = await fetch(`http://127.0.0.1:${server.address().port}`, {
    method: "POST",
    headers: HEADERS,
    body: "1",
  });
  assert.equal(await response.text(), "1");
});

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

test("a signal that was taken before Node makes a request is aborted, and so is that of the copy", async () => {
  const { promise, resolve } = Promise.withResolvers?.() ?? withResolvers();
  const url = await serve(async (request) => {
    const { signal } = request;
    const copy = request.clone();
    await once(signal, "abort");
    resolve([signal.aborted, request.signal.aborted, copy.signal.aborted]);
    return new Response();
  });
  const sent = httpRequest(url, { method: "POST" }).on("error", () => {});
  sent.end("x");
  setTimeout(() => sent.destroy(), 50);
  assert.deepEqual(await promise, [true, true, true]);
});

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Serves a handler behind a middleware of Node, and returns what a POST gets: its status, and the error. */
async function behind(middleware, handler, body = BODY) {
  const handle = toNodeHandler(handler);
  let failure;
  const server = createServer((incoming, outgoing) => {
    const next = () =>
      handle(incoming, outgoing, (error) => {
        failure = error;
        outgoing.writeHead(500).end();
      });
    middleware(incoming, next);
  }).listen(0, "127.0.0.1");
  closing.push(server);
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const response = await fetch(url, { method: "POST", headers: HEADERS, body });
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

test("the globals Request and fetch are as before for all but light requests", async () => {
  await inHandler(() => {}, WRAPS["toNodeHandler alone"]);
  assert.deepEqual([Request.name, Request.length, fetch.name], ["Request", 1, "fetch"]);
  const made = new Request("http://a.example/", { method: "POST", body: "x" });
  assert.equal(made.constructor, Request);
  assert.equal(Object.getPrototypeOf(made), Request.prototype);
  assert.equal(Object.prototype.propertyIsEnumerable.call(globalThis, "Request"), false);
  class Own extends Request {
    get isOwn() {
      return true;
    }
  }
  const own = new Own(made, { method: "PUT" });
  assert.deepEqual([own.isOwn, own.method, own instanceof Own, own instanceof Request], [true, "PUT", true, true]);
  assert.equal(made instanceof Own, false);
  assert.equal(await own.text(), "x");
  assert.throws(() => new Request(), TypeError);
  assert.throws(() => Request("http://a.example/"), TypeError);
  assert.throws(() => new Request({}), TypeError);
  await assert.rejects(fetch(), TypeError);
  await inHandler(async (request) => {
    const copy = new Own(request);
    assert.deepEqual([copy.isOwn, copy.method, await copy.text()], [true, "POST", decoded]);
  }, WRAPS["toNodeHandler alone"]);
});

test("where the globals cannot be replaced, a request is one of the platform", () => {
  const program = `
    import { once } from "node:events";
    import { createServer } from "node:http";
    import { json, toNodeHandler } from "unanimous/server";
    const { Request } = globalThis;
    for (const name of ["Request", "fetch"])
      Object.defineProperty(globalThis, name, { value: globalThis[name], configurable: false, writable: false });
    const handler = async (request) => json([request instanceof Request, await new Request(request).text()]);
    const server = createServer(toNodeHandler(handler)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = "http://127.0.0.1:" + server.address().port;
    console.log(await (await fetch(url, { method: "POST", body: "a" })).text());
    server.close();
    server.closeAllConnections();`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.deepEqual(JSON.parse(printed), [true, "a"]);
});
