// What `toNodeHandler` sends of streams, when they fail, when the client goes away, and when somebody else has answered.
//
//   node --test tests/pkg/server-sends.test.mjs          needs the built package
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { json, toNodeHandler } from "unanimous/server";
import { signal, until } from "../tools/until.mjs";

const closing = [];
after(() => {
  for (const server of closing) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function listen(listener, create = createServer) {
  const server = create(listener).listen(0, "127.0.0.1");
  closing.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

/** Serves a handler. The errors that it passes on are in `errors`. */
async function serve(handler) {
  const errors = [];
  const handle = toNodeHandler(handler);
  const url = await listen((incoming, outgoing) =>
    handle(incoming, outgoing, (error) => {
      errors.push(error.message);
      if (!outgoing.headersSent) outgoing.writeHead(500).end();
    }),
  );
  return { url, errors };
}

/** A stream that says whether it has been cancelled. */
function stream(source) {
  const state = { isCancelled: false };
  const cancel = () => {
    state.isCancelled = true;
  };
  return { state, body: () => new ReadableStream({ ...source, cancel }) };
}

const chunk = () => new TextEncoder().encode("chunk");

test("the answer to HEAD cancels the body", async () => {
  const { state, body } = stream({ pull: (controller) => controller.enqueue(chunk()) });
  const { url } = await serve(() => new Response(body(), { headers: { "x-a": "1" } }));
  assert.equal((await fetch(url, { method: "HEAD" })).headers.get("x-a"), "1");
  await until(() => state.isCancelled);
});

test("a client that goes away cancels a body that is idle, before its first chunk and after it", async () => {
  for (const first of [() => {}, (controller) => controller.enqueue(chunk())]) {
    const { state, body } = stream({ start: first });
    const { url, errors } = await serve(() => new Response(body()));
    const sent = httpRequest(url).on("error", () => {});
    sent.end();
    // The headers are sent before the first chunk is there.
    const [response] = await once(sent, "response");
    response.on("error", () => {});
    sent.destroy();
    await until(() => state.isCancelled);
    assert.deepEqual(errors, []);
  }
});

test("a client that has gone before the answer cancels its body", async () => {
  const { state, body } = stream({ pull: (controller) => controller.enqueue(chunk()) });
  const errors = [];
  const gone = signal();
  const handle = toNodeHandler(async () => {
    sent.destroy();
    await gone.given;
    return new Response(body());
  });
  const url = await listen((incoming, outgoing) => {
    outgoing.once("close", gone.give);
    handle(incoming, outgoing, (error) => errors.push(error.message));
  });
  const sent = httpRequest(url).on("error", () => {});
  sent.end();
  await until(() => state.isCancelled);
  assert.deepEqual(errors, []);
});

test("a body that fails at once gets another answer, without the headers of the first", async () => {
  const headers = { "content-length": "100", "content-encoding": "gzip", "set-cookie": "a=1", "x-a": "1" };
  const failing = [
    () => Promise.reject(new Error("first")),
    async (controller) => {
      controller.enqueue(chunk());
      throw new Error("second");
    },
  ];
  for (const pull of failing) {
    const { url, errors } = await serve(() => new Response(new ReadableStream({ pull }), { headers }));
    const response = await fetch(url);
    assert.equal(response.status, 500);
    for (const name of ["content-encoding", "set-cookie", "x-a"]) assert.equal(response.headers.has(name), false, name);
    assert.equal(errors.length, 1);
  }
});

test("a response that Node cannot send gets another answer, without its status and its headers", async () => {
  const bytes = (part) => ReadableStream.from([part]);
  const headers = { "content-length": "2000", "etag": '"a"', "x-name": "a\u0001b" };
  const unsendable = [
    () => new Response("x".repeat(2000), { status: 404, headers }),
    () => new Response(bytes(new Uint16Array([65, 66])), { status: 404, headers: { etag: '"a"' } }),
    () => new Response(bytes("text"), { status: 404, headers: { etag: '"a"' } }),
  ];
  const { error } = console;
  try {
    console.error = () => {};
    for (const make of unsendable) {
      const url = await listen(toNodeHandler(make));
      const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
      assert.deepEqual([response.status, response.headers.get("etag")], [500, null]);
      assert.equal((await response.json()).error.code, "INTERNAL_ERROR");
      // As Express does, which keeps the status of the response if it is that of an error.
      const handle = toNodeHandler(make);
      const app = await listen((incoming, outgoing) => {
        outgoing.setHeader("x-powered-by", "test");
        handle(incoming, outgoing, () => outgoing.end(`${outgoing.statusCode} ${outgoing.getHeaderNames()}`));
      });
      const passed = await fetch(app, { signal: AbortSignal.timeout(60_000) });
      assert.equal(await passed.text(), "200 x-powered-by");
    }
    // Errors that `answer` refuses.
    for (const members of [{ status: 700 }, { status: Number.NaN }, { issues: 5 }, { status: 404, code: {} }]) {
      const fail = () => Promise.reject(Object.assign(new Error("odd"), members));
      assert.equal((await fetch(await listen(toNodeHandler(fail)))).status, 500);
    }
  } finally {
    console.error = error;
  }
});

test("the headers of a connection to another server are not passed on", async () => {
  const upstream = await listen((_incoming, outgoing) => {
    outgoing.writeHead(200, { "trailer": "x-sum", "te": "trailers", "x-a": "1" });
    outgoing.write("he");
    outgoing.addTrailers({ "x-sum": "1" });
    outgoing.end("llo");
  });
  const proxy = () => fetch(upstream);
  for (const [create, of] of [
    [createServer, oneByHttp1],
    [createHttp2Server, oneByHttp2],
  ]) {
    const { status, headers, text } = await of(await listen(toNodeHandler(proxy), create));
    assert.deepEqual([status, headers["x-a"], headers["content-length"], text], [200, "1", "5", "hello"]);
    for (const name of ["trailer", "te", "transfer-encoding"]) assert.equal(headers[name], undefined, name);
    const odd = { "http2-settings": "a", "keep-alive": "timeout=1000", "proxy-connection": "close", "x-a": "1" };
    const sent = await of(
      await listen(
        toNodeHandler(() => new Response("a", { headers: odd })),
        create,
      ),
    );
    assert.deepEqual([sent.headers["http2-settings"], sent.headers["proxy-connection"]], [undefined, undefined]);
    assert.notEqual(sent.headers["keep-alive"], "timeout=1000");
    assert.equal(sent.headers["x-a"], "1");
  }
  for (const headers of [{ connection: "close" }, { connection: "upgrade", upgrade: "tls/1.2" }]) {
    const sent = await oneByHttp1(await listen(toNodeHandler(() => new Response("a", { status: 426, headers }))));
    assert.equal(sent.headers.connection, headers.connection);
    assert.equal(sent.headers.upgrade, headers.upgrade);
  }
});

async function oneByHttp1(url) {
  const [response] = await once(httpRequest(url).end(), "response");
  return { status: response.statusCode, headers: response.headers, text: (await response.toArray()).join("") };
}

async function oneByHttp2(url) {
  const session = connectHttp2(url);
  after(() => session.destroy());
  const stream = session.request({ ":path": "/" });
  const [headers] = await once(stream, "response");
  return { status: headers[":status"], headers, text: (await stream.toArray()).join("") };
}

test("a body that fails later ends the connection, and the error is passed on", async () => {
  const pull = async (controller) => {
    controller.enqueue(chunk());
    await sleep(30);
    throw new Error("late");
  };
  const { url, errors } = await serve(() => new Response(new ReadableStream({ pull })));
  const response = await fetch(url);
  await assert.rejects(response.text());
  assert.deepEqual(errors, ["late"]);
});

test("an answer of somebody else stays whole", async () => {
  const long = "x".repeat(3_000_000);
  const errors = [];
  for (const handler of [
    async () => json(1),
    async () => new Response("2"),
    async () => Promise.reject(new Error("3")),
  ]) {
    const handle = toNodeHandler(async () => {
      await sleep(20);
      return handler();
    });
    const url = await listen((incoming, outgoing) => {
      outgoing.writeHead(503).end(long);
      handle(incoming, outgoing, (error) => errors.push(error.message));
    });
    const response = await fetch(url);
    await sleep(40);
    assert.equal((await response.text()).length, long.length);
  }
  assert.deepEqual(errors, ["3"]);
});

test("a large body comes whole to a slow client", async () => {
  let n = 0;
  const pull = (controller) => (n++ < 200 ? controller.enqueue(new Uint8Array(65_536)) : controller.close());
  const { url } = await serve(() => new Response(new ReadableStream({ pull })));
  const [response] = await once(httpRequest(url).end(), "response");
  let length = 0;
  for await (const part of response) {
    length += part.length;
    if (length < 1_000_000) await sleep(5);
  }
  assert.equal(length, 200 * 65_536);
});

test("HTTP/2: a stream that fails or is reset ends that stream only", async () => {
  const idle = stream({ start: (controller) => controller.enqueue(chunk()) });
  const failing = async (controller) => {
    controller.enqueue(chunk());
    await sleep(20);
    throw new Error("late");
  };
  const errors = [];
  const running = new Set();
  const handle = toNodeHandler(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/idle") return new Response(idle.body());
    if (pathname === "/failing") return new Response(new ReadableStream({ pull: failing }));
    running.add(pathname);
    await sleep(30);
    return pathname === "/json" ? json(1) : new Response("1");
  });
  const url = await listen(
    (incoming, outgoing) => handle(incoming, outgoing, (error) => errors.push(error.message)),
    createHttp2Server,
  );
  const session = connectHttp2(url);
  after(() => session.destroy());
  const open = (path) => session.request({ ":path": path }).on("error", () => {});
  for (const path of ["/json", "/text"]) {
    const reset = open(path);
    await until(() => running.has(path));
    reset.close(8);
  }
  const left = open("/idle");
  await once(left, "response");
  left.close(8);
  const failed = open("/failing").resume();
  await new Promise((resolve) => failed.once("close", resolve));
  assert.equal(failed.rstCode, 2);
  const text = await open("/text").toArray();
  assert.equal(Buffer.concat(text).toString(), "1");
  await until(() => idle.state.isCancelled);
  assert.deepEqual(errors, ["late"]);
});

test("a response adds to the cookies and to the Vary of a middleware, and a failed one leaves them", async () => {
  const cases = {
    "/": new Response("ok", {
      headers: [
        ["set-cookie", "b=2"],
        ["set-cookie", "c=3"],
        ["vary", "accept, ORIGIN"],
      ],
    }),
    "/json": json({}, { headers: { vary: "accept" } }),
    // Node refuses the value of the last header, after it has taken the others.
    "/fails": new Response("ok", {
      headers: [
        ["set-cookie", "b=2"],
        ["set-cookie", "c=3"],
        ["vary", "accept-language"],
        ["x-z", "\x01"],
      ],
    }),
  };
  cases["/fails-alone"] = new Response("ok", cases["/fails"]);
  const handle = toNodeHandler((request) => cases[new URL(request.url).pathname]);
  const logged = console.error;
  const url = await listen(async (incoming, outgoing) => {
    if (incoming.url !== "/fails-alone") outgoing.setHeader("vary", "Origin").setHeader("set-cookie", "a=1");
    await handle(incoming, outgoing);
  });
  console.error = () => {};
  try {
    for (const [path, cookies, vary] of [
      ["/", ["a=1", "b=2", "c=3"], "ORIGIN, accept"],
      ["/json", ["a=1"], "Origin, accept"],
      ["/fails", ["a=1"], "Origin, accept"],
      ["/fails-alone", [], "accept"],
    ]) {
      const { headers } = await fetch(url + path);
      assert.deepEqual([headers.getSetCookie(), headers.get("vary")], [cookies, vary], path);
    }
  } finally {
    console.error = logged;
  }
});

test("a cookie that the handler has copied is sent once, and a Vary of all stays so", async () => {
  const cases = [
    [
      { "set-cookie": ["a=1", "b=2"] },
      [
        ["set-cookie", "b=3"],
        ["set-cookie", "a=1"],
      ],
      ["b=2", "b=3", "a=1"],
      null,
    ],
    [{ vary: "*" }, [["vary", "accept"]], [], "*"],
    [{ vary: ["Origin", ""] }, [["vary", "accept,"]], [], "Origin, accept"],
    [{ vary: "Origin" }, [["vary", "*"]], [], "*"],
  ];
  for (const [before, headers, cookies, vary] of cases) {
    const handle = toNodeHandler(() => new Response("ok", { headers }));
    const url = await listen(async (incoming, outgoing) => {
      for (const name in before) outgoing.setHeader(name, before[name]);
      await handle(incoming, outgoing);
    });
    const response = await fetch(url);
    assert.deepEqual([response.headers.getSetCookie(), response.headers.get("vary")], [cookies, vary]);
  }
});

test("next gets an error even if the handler throws a value that Express takes for none", async () => {
  for (const thrown of [undefined, null, "", 0, "route", "router"]) {
    const { url, errors } = await serve(() => {
      throw thrown;
    });
    assert.equal((await fetch(url)).status, 500);
    assert.deepEqual(errors, ["toNodeHandler: the handler threw"]);
  }
});
