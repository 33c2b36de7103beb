// Tests safeFetch over real sockets: the guard, the rules of fetch for redirects, and the limits.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import net from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import zlib from "node:zlib";
import { ResponseSizeError, safeFetch, UnsafeUrlError } from "../../pkg/dist/esm/node.js";
import { listen, listenPair, OPEN, POLICY, PRIVATE } from "../tools/loopback.mjs";

let servers;
let other;
let base;
/** The requests that the servers have seen. */
const seen = [];

/** Answers with what the path asks for. */
const ROUTES = {
  "/echo": (request, response, body) => {
    response.setHeader("content-type", "application/json");
    response.setHeader("set-cookie", ["a=1", "b=2"]);
    response.end(JSON.stringify({ method: request.method, headers: request.headers, body: body.toString("latin1") }));
  },
  "/to": (request, response) => {
    const query = new URL(request.url, base).searchParams;
    response.writeHead(Number(query.get("status") ?? 302), { location: query.get("to") }).end("moved");
  },
  "/loop": (_, response) => response.writeHead(302, { location: "/loop" }).end(),
  "/encoded": (request, response) => {
    const coding = new URL(request.url, base).searchParams.get("coding");
    const text = Buffer.from("x".repeat(1_000));
    const encoders = {
      gzip: zlib.gzipSync,
      deflate: new URL(request.url, base).searchParams.has("raw") ? zlib.deflateRawSync : zlib.deflateSync,
      br: zlib.brotliCompressSync,
      "gzip, br": (bytes) => zlib.brotliCompressSync(zlib.gzipSync(bytes)),
    };
    response.setHeader("content-encoding", coding);
    response.end(encoders[coding]?.(text) ?? text);
  },
  "/bomb": (_, response) => {
    response.setHeader("content-encoding", "gzip");
    response.end(zlib.gzipSync(Buffer.alloc(30_000_000)));
  },
  "/endless": (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on("drain", more);
    more();
  },
  "/large": (_, response) => response.writeHead(200, { "content-length": "99999999" }).write("x"),
  "/silent": () => {},
  "/stalls": (_, response) => response.writeHead(200).write("first"),
  "/cut": (_, response) => {
    response.writeHead(200, { "content-length": "10" }).write("first");
    setTimeout(() => response.destroy(), 20);
  },
  "/status": (request, response) => {
    response.writeHead(Number(new URL(request.url, base).searchParams.get("status"))).end();
  },
  "/gzip-empty": (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(),
};

async function handler(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { pathname } = new URL(request.url, base);
  seen.push({ method: request.method, path: pathname, headers: request.headers, body });
  ROUTES[pathname](request, response, body);
}

before(async () => {
  servers = await listenPair(handler);
  other = await listen(OPEN, 0, handler);
  base = `http://${OPEN}:${servers.port}`;
});
after(() => {
  for (const server of [servers.open, servers.secret, other]) server.stop();
});

const call = (path, init, options) => safeFetch(new URL(path, base), init, POLICY, options);
const isLate = (error) => error instanceof DOMException && error.name === "TimeoutError";
/** Fetches a path whose body does not end in time. On a busy machine the headers alone may take longer at first. */
async function begun(path, timeout) {
  for (;;) {
    try {
      return await call(path, {}, { timeout });
    } catch (error) {
      if (!isLate(error) || timeout > 30_000) throw error;
      timeout *= 2;
    }
  }
}
const to = (target, status = 302) => `/to?status=${status}&to=${encodeURIComponent(target)}`;

test("it returns a standard Response", async () => {
  const response = await call("/echo#part");
  assert.ok(response instanceof Response);
  assert.deepEqual(
    [response.status, response.statusText, response.ok, response.url, response.redirected],
    [200, "OK", true, `${base}/echo`, false],
  );
  assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  const { method, headers, body } = await response.json();
  assert.deepEqual([method, body], ["GET", ""]);
  const { host, connection, ...defaults } = headers;
  assert.deepEqual(defaults, {
    "accept": "*/*",
    "accept-language": "*",
    "accept-encoding": "gzip, deflate, br",
    "user-agent": "node",
  });
  assert.deepEqual([host, connection], [`${OPEN}:${servers.port}`, "close"]);
});

test("it sends the headers and each kind of body as fetch does", async () => {
  const form = new FormData();
  form.set("a", "1");
  const table = [
    ["text", "text", "text/plain;charset=UTF-8"],
    [new URLSearchParams({ a: "1" }), "a=1", "application/x-www-form-urlencoded;charset=UTF-8"],
    [new Uint8Array([97, 98]), "ab", undefined],
    [new Uint8Array([97, 98]).buffer, "ab", undefined],
    [new Blob(["blob"], { type: "a/b" }), "blob", "a/b"],
    [new Blob(["stream"]).stream(), "stream", undefined],
    [
      (async function* () {
        yield Buffer.from("generated");
      })(),
      "generated",
      undefined,
    ],
  ];
  for (const [body, text, type] of table) {
    const response = await call("/echo", { method: "post", body, headers: { "X-One": "1", Accept: "a/b" } });
    const echo = await response.json();
    assert.deepEqual(
      [echo.method, echo.body, echo.headers["content-type"], echo.headers["x-one"], echo.headers.accept],
      ["POST", text, type, "1", "a/b"],
    );
  }
  const echo = await (await call("/echo", { method: "POST", body: form })).json();
  assert.match(echo.headers["content-type"], /^multipart\/form-data; boundary=/);
  assert.match(echo.body, /name="a"\r\n\r\n1\r\n/);
  const empty = await (await call("/echo", { method: "POST" })).json();
  assert.equal(empty.headers["content-length"], "0");
});

test("it refuses an unsafe URL, redirect and address", async () => {
  const resolve = async (host) => (host.startsWith("bad") ? [PRIVATE] : [OPEN]);
  const { port } = servers;
  const targets = [
    [`http://${PRIVATE}:${port}/`, "loopback"],
    [`http://[::ffff:7f00:1]:${port}/`, "loopback"],
    [`http://localhost:${port}/`, "special_name"],
    [`http://user@hooks.example.com:${port}/`, "user_name"],
    ["ftp://hooks.example.com/", "not_allowed"],
    [`http://bad.example.com:${port}/`, "loopback"],
  ];
  const isRefused = (detail) => (error) => {
    assert.ok(error instanceof UnsafeUrlError, error.stack);
    assert.deepEqual([error.code, error.reason.detail], ["ERR_UNSAFE_URL", detail]);
    return true;
  };
  for (const [target, detail] of targets) {
    await assert.rejects(call(target, {}, { resolve }), isRefused(detail));
    await assert.rejects(call(to(target), {}, { resolve }), isRefused(detail));
    await assert.rejects(call(to(to(target)), {}, { resolve }), isRefused(detail));
  }
  await assert.rejects(safeFetch(`http://2130706433:${port}/`, {}, POLICY), isRefused("non_canonical_ipv4"));
  await assert.rejects(safeFetch(`${base}/echo`), isRefused("not_allowed"));
  await assert.rejects(safeFetch("/echo"), UnsafeUrlError);
  const unknown = call(`http://none.example.com:${port}/`, {}, { resolve: async () => [] });
  await assert.rejects(unknown, isRefused("no_address"));
  assert.equal(servers.secret.reached, 0);
});

test("a name is resolved once, and the connection goes to that address", async () => {
  const answers = [[OPEN], [PRIVATE]];
  const resolve = async () => answers.shift() ?? [PRIVATE];
  const response = await call(`http://rebind.example.com:${servers.port}/echo`, {}, { resolve });
  assert.equal(response.status, 200);
  await response.text();
  assert.deepEqual(answers, [[PRIVATE]]);
  assert.equal(servers.secret.reached, 0);
});

test("redirects change the method as the Fetch standard says", async () => {
  const table = [
    [301, "GET", "GET"],
    [301, "POST", "GET"],
    [301, "PUT", "PUT"],
    [302, "POST", "GET"],
    [302, "DELETE", "DELETE"],
    [303, "POST", "GET"],
    [303, "PUT", "GET"],
    [303, "HEAD", "HEAD"],
    [307, "POST", "POST"],
    [308, "PUT", "PUT"],
  ];
  for (const [status, method, next] of table) {
    const hasBody = method === "POST" || method === "PUT";
    const init = { method, headers: { "x-one": "1" }, ...(hasBody ? { body: "text" } : {}) };
    const response = await call(to("/echo", status), init);
    assert.deepEqual([response.url, response.redirected], [`${base}/echo`, true]);
    await response.text();
    const last = seen.at(-1);
    const keepsBody = hasBody && next === method;
    assert.deepEqual(
      [last.method, last.body.toString(), last.headers["content-type"], last.headers["x-one"]],
      [next, keepsBody ? "text" : "", keepsBody ? "text/plain;charset=UTF-8" : undefined, "1"],
      `${status} ${method}`,
    );
  }
});

test("secrets stay with their origin", async () => {
  const secrets = { Authorization: "a", Cookie: "b", "Proxy-Authorization": "c", Host: "own.example.com" };
  const sent = () => ["authorization", "cookie", "proxy-authorization"].map((name) => seen.at(-1).headers[name]);
  const headers = { ...secrets, "x-one": "1" };
  await (await call(to("/echo"), { headers })).text();
  assert.deepEqual([...sent(), seen.at(-1).headers.host], ["a", "b", "c", "own.example.com"]);
  const away = `http://${OPEN}:${other.port}`;
  await (await call(to(`${away}/echo`), { headers })).text();
  assert.deepEqual([...sent(), seen.at(-1).headers.host], [undefined, undefined, undefined, away.slice(7)]);
  assert.equal(seen.at(-1).headers["x-one"], "1");
  // A redirect back to the first origin does not restore them.
  await (await call(to(`${away}${to(`${base}/echo`)}`), { headers })).text();
  assert.deepEqual(sent(), [undefined, undefined, undefined]);
});

test('redirect "manual" returns the redirect, and "error" fails', async () => {
  const response = await call(to("/echo"), { redirect: "manual" });
  assert.deepEqual([response.status, response.headers.get("location"), await response.text()], [302, "/echo", "moved"]);
  const unsafe = await call(to(`http://${PRIVATE}/`), { redirect: "manual" });
  assert.equal(unsafe.status, 302);
  await unsafe.text();
  await assert.rejects(call(to("/echo"), { redirect: "error" }), { name: "TypeError", message: /met a redirect/ });
  assert.equal((await call("/echo", { redirect: "error" })).status, 200);
});

test("the number of redirects is limited", async () => {
  for (const [options, expected] of [
    [{}, 6],
    [{ maxRedirects: 2 }, 3],
    [{ maxRedirects: 0 }, 1],
  ]) {
    seen.length = 0;
    await assert.rejects(call("/loop", {}, options), { name: "TypeError", message: /more than \d redirects$/ });
    assert.equal(seen.length, expected);
  }
});

test("a redirect without a target is a response, and one to no URL fails", async () => {
  assert.equal((await call("/status?status=302")).status, 302);
  await assert.rejects(call(to("http://[")), { name: "TypeError", message: /Location is no URL/ });
});

test("a stream is not sent twice", async () => {
  const body = new Blob(["stream"]).stream();
  await assert.rejects(call(to("/echo", 307), { method: "POST", body }), /a stream cannot be sent twice/);
  const again = await call(to("/echo", 303), { method: "POST", body: new Blob(["stream"]).stream() });
  assert.equal((await again.json()).method, "GET");
});

test("bodies are decompressed", async () => {
  for (const coding of ["gzip", "deflate", "br", "gzip, br", "identity"]) {
    const response = await call(`/encoded?coding=${encodeURIComponent(coding)}`);
    assert.equal(await response.text(), "x".repeat(1_000), coding);
  }
  assert.equal(await (await call("/encoded?coding=deflate&raw")).text(), "x".repeat(1_000));
  assert.equal(await (await call("/gzip-empty")).text(), "");
});

test("deflate has the zlib format or not, and may arrive byte by byte", async () => {
  const text = Array.from({ length: 20_000 }, (_, at) => at).join();
  let answer;
  const server = await listen(OPEN, 0, async (_, response) => {
    response.writeHead(200, { "content-encoding": "deflate" });
    const start = answer.subarray(0, 40);
    for (const byte of start) await new Promise((done) => response.write(Buffer.of(byte), done));
    response.end(answer.subarray(40));
  });
  const read = (options) => call(`http://${OPEN}:${server.port}/`, {}, options).then((response) => response.text());
  for (const encode of [zlib.deflateSync, zlib.deflateRawSync]) {
    answer = encode(text);
    assert.equal(await read(), text, encode.name);
    await assert.rejects(read({ maxBytes: 100_000 }), { code: "ERR_RESPONSE_SIZE" }, encode.name);
    answer = Buffer.concat([encode(text), Buffer.from("and more")]);
    assert.equal(await read(), text, encode.name);
    answer = encode(text).subarray(0, -5);
    await assert.rejects(read(), { code: "ERR_RESPONSE_CODING" }, encode.name);
  }
  server.stop();
});

test("a body that cannot be decoded is an error", async () => {
  const [gzip, br] = [zlib.gzipSync("x".repeat(1_000)), zlib.brotliCompressSync("x".repeat(1_000))];
  const table = {
    "a gzip that ends early": ["gzip", gzip.subarray(0, 15)],
    "the first byte of a gzip": ["gzip", gzip.subarray(0, 1)],
    "a gzip without its end": ["gzip", gzip.subarray(0, -4)],
    "a gzip with a wrong checksum": ["gzip", Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8)])],
    "a brotli that ends early": ["br", br.subarray(0, -2)],
    "a text as gzip": ["gzip", "text"],
    "an unknown coding": ["zstd", "text"],
    "a coding with the name of a property": ["constructor", "text"],
    "more than five codings": ["gzip, gzip, gzip, gzip, gzip, gzip", gzip],
  };
  let answer;
  const server = await listen(OPEN, 0, (_, response) => {
    response.writeHead(200, { "content-encoding": answer[0] }).end(answer[1]);
  });
  const fetchAnswer = () => call(`http://${OPEN}:${server.port}/`).then((response) => response.arrayBuffer());
  for (const [name, given] of Object.entries(table)) {
    answer = given;
    await assert.rejects(fetchAnswer(), { name: "TypeError", code: "ERR_RESPONSE_CODING" }, name);
  }
  for (const coding of ["gzip", "deflate", "br", "gzip, br"]) {
    answer = [coding, ""];
    assert.equal((await fetchAnswer()).byteLength, 0, coding);
  }
  server.stop();
});

test("responses without a body have none", async () => {
  for (const status of [204, 205, 304]) assert.equal((await call(`/status?status=${status}`)).body, null);
  const head = await call("/echo", { method: "HEAD" });
  assert.deepEqual([head.body, head.headers.get("content-type")], [null, "application/json"]);
  await assert.rejects(call("/status?status=999"), /cannot have the status 999/);
});

test("the size of a response is limited, after decompression", async () => {
  const read = async (path, options) => (await call(path, {}, options)).arrayBuffer();
  const tooLong = (maxBytes) => (error) => {
    assert.ok(error instanceof ResponseSizeError, error.stack);
    assert.deepEqual([error.code, error.maxBytes], ["ERR_RESPONSE_SIZE", maxBytes]);
    return true;
  };
  await assert.rejects(read("/bomb"), tooLong(10 * 1024 * 1024));
  await assert.rejects(read("/endless", { maxBytes: 100_000 }), tooLong(100_000));
  // A length that says it fails before the body is read.
  await assert.rejects(call("/large", {}, { maxBytes: 1_000 }), tooLong(1_000));
  await assert.rejects(read("/encoded?coding=gzip", { maxBytes: 999 }), tooLong(999));
  assert.equal((await read("/encoded?coding=gzip", { maxBytes: 1_000 })).byteLength, 1_000);
  assert.equal((await read("/bomb", { maxBytes: Infinity })).byteLength, 30_000_000);
});

test("the time is limited, until the last byte", async () => {
  await assert.rejects(call("/silent", {}, { timeout: 100 }), isLate);
  const stalled = await begun("/stalls", 200);
  await assert.rejects(stalled.text(), isLate);
  const never = call(
    "http://slow.example.com/",
    {},
    { timeout: 100, resolve: () => sleep(60_000, [], { ref: false }) },
  );
  await assert.rejects(never, isLate);
});

test("a body that nobody reads ends with the time, and breaks nothing", async () => {
  const problems = [];
  const note = (error) => problems.push(error);
  process.on("unhandledRejection", note).on("uncaughtException", note);
  const responses = await Promise.all(["/stalls", "/endless", "/cut"].map((path) => begun(path, 150)));
  await sleep(400);
  process.off("unhandledRejection", note).off("uncaughtException", note);
  assert.deepEqual(problems, []);
  for (const response of responses) await assert.rejects(response.arrayBuffer());
});

test("the signal aborts the request, and the body", async () => {
  const reason = new Error("enough");
  const aborted = AbortSignal.abort(reason);
  const before = seen.length;
  await assert.rejects(call("/echo", { signal: aborted }), reason);
  assert.equal(seen.length, before);
  for (const path of ["/silent", "/stalls"]) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 100);
    await assert.rejects(
      call(path, { signal: controller.signal }).then((response) => response.text()),
      reason,
    );
  }
});

test("a body that is cut off or cancelled ends the connection", async () => {
  await assert.rejects((await call("/cut")).text());
  const response = await call("/endless");
  const reader = response.body.getReader();
  await reader.read();
  await reader.cancel();
});

test("a failed connection is a TypeError with a cause, as fetch gives", async () => {
  const closed = net.createServer().listen(0, OPEN);
  await new Promise((done) => closed.once("listening", done));
  const { port } = closed.address();
  await new Promise((done) => closed.close(done));
  await assert.rejects(call(`http://${OPEN}:${port}/`), ({ name, message, cause }) => {
    assert.deepEqual([name, message, cause.code], ["TypeError", "fetch failed", "ECONNREFUSED"]);
    return true;
  });
});

test("wrong options are refused", async () => {
  for (const options of [{ timeout: -1 }, { maxBytes: "1" }, { maxRedirects: Number.NaN }]) {
    const message = new RegExp(`^safeFetch: ${Object.keys(options)[0]} must be a number`);
    await assert.rejects(call("/echo", {}, options), { name: "TypeError", message });
  }
  for (const name of ["Transfer-Encoding", "Connection", "Upgrade", "Expect", "TE"]) {
    await assert.rejects(call("/echo", { headers: { [name]: "x" } }), /safeFetch manages the connection/);
  }
  await assert.rejects(call("/echo", { body: "x" }), TypeError);
  await assert.rejects(call("/echo", { integrity: "sha256-x" }), /does not check init\.integrity/);
  for (const url of [new Request(base), undefined, 1, {}]) {
    await assert.rejects(safeFetch(url, {}, POLICY), { name: "TypeError", message: /takes a URL as a string/ });
  }
  await assert.rejects(call("/echo", { method: "CONNECT" }), TypeError);
  await assert.rejects(call("/echo", {}, { allowHosts: [] }), TypeError);
  await assert.rejects(safeFetch(base, {}, { allowHost: [] }), TypeError);
});

test("arguments of a wrong type are named, and null is no init", async () => {
  assert.equal((await call("/echo", null)).status, 200);
  const table = [
    [5, POLICY, {}, "init must be an object, not 5"],
    ["x", POLICY, {}, 'init must be an object, not "x"'],
    [{ signal: 5 }, POLICY, {}, "init.signal must be an AbortSignal, not 5"],
    [{}, null, {}, "policy must be an object, not null"],
    [{}, 5, {}, "policy must be an object, not 5"],
    [{}, "https", {}, 'policy must be an object, not "https"'],
    [{}, [], {}, "policy must be an object, not []"],
    [{}, { allowHosts: [() => {}] }, {}, "policy must hold only data"],
    [{}, POLICY, null, "options must be an object, not null"],
    [{}, POLICY, 5, "options must be an object, not 5"],
    [{}, POLICY, "x", 'options must be an object, not "x"'],
    [{}, POLICY, [], "options must be an object, not []"],
    [{}, POLICY, { resolve: 1 }, "resolve must be a function, not 1"],
    [{}, POLICY, { agent: 5 }, "agent must be an object, not 5"],
    [{}, POLICY, { maxRedirects: 1.5 }, "maxRedirects must be a whole number, not 1.5"],
    [{}, POLICY, { mode: "log" }, 'mode must be "enforce" or "report", not "log"'],
  ];
  for (const [init, policy, options, message] of table) {
    const code = "ERR_INVALID_ARG_VALUE";
    await assert.rejects(safeFetch(base, init, policy, options), {
      ...{ name: "TypeError", code, message: `safeFetch: ${message}` },
    });
  }
  await assert.rejects(safeFetch(base, {}, new Map()), { message: "checkUrl: policy: the options must be an object" });
  const guardingProxy = null;
  await assert.rejects(call("/", {}, { guardingProxy }), { message: /guardingProxy must be an object, not null$/ });
  for (const found of ["127.0.0.2", undefined, [5], { 0: "127.0.0.2", length: 1 }]) {
    const options = { resolve: async () => found };
    await assert.rejects(call("http://hooks.example.com/", {}, options), ({ cause }) =>
      /^safeFetch: resolve must return a list of addresses as strings$/.test(cause.message),
    );
  }
});

test("no error holds the user name and the password of a URL", async () => {
  const host = base.slice("http://".length);
  for (const mode of ["enforce", "report"]) {
    const options = { mode, onDecision: () => {} };
    for (const path of [
      `http://us3r:pa55@${host}/echo`,
      "http://us3r:pa55@[/",
      "us3r:pa55",
      to(`http://us3r:pa55@${host}/echo`),
      to("http://us3r:pa55@["),
    ]) {
      const error = await safeFetch(path.startsWith("/") ? base + path : path, {}, POLICY, options).then(
        () => assert.fail(`${mode} ${path}`),
        (error) => error,
      );
      assert.doesNotMatch(inspect(error, { showHidden: true, depth: 9 }), /us3r|pa55/, `${mode} ${path}`);
    }
  }
});

test("a large body arrives whole", async () => {
  const bytes = randomBytes(3_000_000);
  const response = await call("/echo", { method: "POST", body: bytes });
  const echo = Buffer.from((await response.json()).body, "latin1");
  const digest = (data) => createHash("sha256").update(data).digest("hex");
  assert.equal(digest(echo), digest(bytes));
});
