// The requests of `toNodeHandler`, member by member beside those of the platform.
//
//   node --test tests/pkg/server-light.test.mjs          needs the built package
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { idempotent, json, MemoryStore, toNodeHandler, validated } from "unanimous/server";
import { signal } from "../tools/until.mjs";
import { anything, BODY, HEADERS, listen, serve } from "./served.mjs";

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

test("the URL is that of the request as it came, although a router changes the request's own", async () => {
  let later;
  const wait = new Promise((resolve) => (later = resolve));
  const url = await listen((incoming, outgoing) => {
    toNodeHandler(async (request) => {
      await wait;
      return json(request.url);
    })(incoming, outgoing);
    incoming.url = "/changed";
    later();
  });
  assert.equal(await (await fetch(`${url}/as%20it/came?x=1`)).json(), `${url}/as%20it/came?x=1`);
});

test("a handler that changes the bytes it has read does not change the body of an inner handler", async () => {
  const inner = validated(anything, (_request, value) => json(value));
  const outer = validated(anything, async (request) => {
    new Uint8Array(await request.arrayBuffer()).fill(0);
    return inner(request);
  });
  const response = await fetch(await serve(outer), { method: "POST", headers: HEADERS, body: BODY });
  assert.deepEqual(await response.json(), JSON.parse(decoded));
});

test("the signal is aborted when the client goes away, however late the handler asks for it", async () => {
  for (const isLate of [false, true]) {
    const gone = signal();
    const aborted = signal();
    let sent;
    const handle = toNodeHandler(async (request) => {
      if (isLate) {
        sent.destroy();
        await gone.given;
      }
      const own = request.signal;
      if (!own.aborted) {
        sent.destroy();
        await once(own, "abort");
      }
      aborted.give(isLate);
      return new Response();
    });
    const url = await listen((incoming, outgoing) => {
      outgoing.once("close", gone.give);
      handle(incoming, outgoing);
    });
    sent = httpRequest(url).on("error", () => {});
    sent.end();
    assert.equal(await aborted.given, isLate);
  }
});

test("a signal that was taken before Node makes a request is aborted, and so is that of the copy", async () => {
  const aborted = signal();
  const url = await serve(async (request) => {
    const own = request.signal;
    const copy = request.clone();
    sent.destroy();
    await once(own, "abort");
    aborted.give([own.aborted, request.signal.aborted, copy.signal.aborted]);
    return new Response();
  });
  const sent = httpRequest(url, { method: "POST" }).on("error", () => {});
  sent.end("x");
  assert.deepEqual(await aborted.given, [true, true, true]);
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
