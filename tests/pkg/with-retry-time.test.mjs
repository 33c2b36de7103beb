// Tests the time limits, the signals and the timers of withRetry.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { getEventListeners, once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { promisify } from "node:util";
import { withRetry } from "unanimous";
import { until } from "../tools/until.mjs";
import { answerWith, restart, OK, post, retryingFetch, seen, url, VIRTUAL, waits, withAbort } from "./retry-server.mjs";

test("a body that stalls is read for bodyTimeoutMs, and what has come decides", async () => {
  const events = [];
  answerWith({ status: 503, headers: { "retry-after": "2" }, body: "{", stalled: true }, OK);
  const again = retryingFetch({ bodyTimeoutMs: 50, onRetry: (event) => events.push(event) });
  assert.equal(await (await again(url)).text(), "fine");
  assert.deepEqual([waits, events[0].error.warnings], [[2_250], ["invalid_json", "incomplete"]]);
});

test("the caller can read a response whose body has stalled once it goes on", async () => {
  let end;
  const server = createServer((_, response) => {
    response.writeHead(404).write("not ");
    end = () => response.end("here");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const response = await retryingFetch({ bodyTimeoutMs: 20 })(`http://127.0.0.1:${server.address().port}/`);
  assert.deepEqual([response.status, response.bodyUsed], [404, false]);
  end();
  assert.equal(await response.text(), "not here");
  server.close();
  server.closeAllConnections();
});

test("an attempt without a response within timeoutMs counts as a failed connection", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const events = [];
  answerWith({ silent: true }, OK);
  const again = retryingFetch({ timeoutMs: 250, onRetry: (event) => events.push(event) });
  const sent = again(url);
  await until(() => seen.length === 1);
  mock.timers.tick(250);
  assert.equal((await sent).status, 200);
  assert.deepEqual([events[0].why.code, events[0].cause.name, seen.length], ["no_response", "TimeoutError", 2]);
  restart({ silent: true });
  const posted = assert.rejects(again(url, post()), { name: "TimeoutError", message: /no response within 250 ms/ });
  await until(() => seen.length === 1);
  mock.timers.tick(250);
  await posted;
  assert.equal(seen.length, 1, "a POST without a key is not sent again");
  // A fetch that does not look at its signal.
  let cancelled = 0;
  const respond = [];
  const late = () => new Promise((resolve) => respond.push(resolve));
  const failing = withRetry(late, { ...VIRTUAL, timeoutMs: 5, maxTries: 2 })(url);
  const failed = assert.rejects(failing, { name: "TimeoutError" });
  for (const attempts of [1, 2]) {
    await until(() => respond.length === attempts);
    mock.timers.tick(5);
  }
  await failed;
  for (const resolve of respond) resolve(new Response(new ReadableStream({ cancel: () => void cancelled++ })));
  // Late responses are discarded.
  await until(() => cancelled === 2);
});

test("timeoutMs does not end the body of a response, and the caller's signal does", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { signal, abort } = withAbort();
  let goOn;
  const server = createServer((_, response) => {
    response.writeHead(200).write("a");
    goOn = () => response.write("b");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const response = await retryingFetch({ timeoutMs: 75 })(`http://127.0.0.1:${server.address().port}/`, { signal });
  const reader = response.body.getReader();
  assert.equal(Buffer.from((await reader.read()).value).toString(), "a");
  mock.timers.tick(150);
  goOn();
  assert.equal(Buffer.from((await reader.read()).value).toString(), "b");
  abort(new Error("enough"));
  await assert.rejects(reader.read(), { message: "enough" });
  server.close();
  server.closeAllConnections();
});

test("the caller's signal ends an attempt, the reading of an error and the reading of the request at once", async () => {
  const stuck = () => new ReadableStream({ pull: () => new Promise(() => {}) });
  const table = {
    "an attempt": () => new Promise(() => {}),
    "an error body": async () => new Response(stuck(), { status: 503 }),
  };
  for (const [name, fetch] of Object.entries(table)) {
    for (const timeoutMs of [60_000, undefined]) {
      const { signal, abort } = withAbort();
      setTimeout(abort, 20, new Error(name));
      await assert.rejects(withRetry(fetch, { timeoutMs, bodyTimeoutMs: 500 })(url, { signal }), { message: name });
    }
  }
  const { signal, abort } = withAbort();
  setTimeout(abort, 20, new Error("a request"));
  const request = new Request(url, { method: "PUT", body: stuck(), duplex: "half" });
  await assert.rejects(withRetry(fetch)(request, { signal }), { message: "a request" });
});

test("no timer keeps the process alive", async () => {
  const program = `
    import { readResponse, withRetry } from "unanimous";
    const fail = async () => new Response('{"message":"No"}', { status: 404 });
    await withRetry(fail, { timeoutMs: 600_000, bodyTimeoutMs: 600_000 })("http://127.0.0.1/");
    await readResponse(new Response("x", { status: 500 }), { timeoutMs: 600_000 });
    await readResponse({ status: 500, headers: {}, text: async () => "x" }, { timeoutMs: 600_000 });`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd: import.meta.dirname,
    timeout: 60_000,
  });
});

test("timeoutMs covers the copying of a Request's body, and nothing is sent after it", async () => {
  let cancelled = false;
  const stalled = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => {
      cancelled = true;
    },
  });
  const request = new Request(url, { method: "PUT", body: stalled, duplex: "half" });
  const message = "withRetry: the request's body was not read within 50 ms";
  await assert.rejects(retryingFetch({ timeoutMs: 50 })(request), { name: "TimeoutError", message });
  assert.deepEqual([seen, waits], [[], []]);
  await request.body.cancel();
  assert.ok(cancelled, "the copy does not keep the stream open");
});

test("the signal ends a delay at once with its reason, on the platform's timers", async ({ mock }) => {
  // They stand still.
  mock.timers.enable({ apis: ["setTimeout"] });
  answerWith({ status: 503, headers: { "retry-after": "60" } });
  const controller = new AbortController();
  const reason = new Error("enough");
  const onRetry = () => setImmediate(() => controller.abort(reason));
  await assert.rejects(withRetry(fetch, { onRetry })(url, { signal: controller.signal }), (error) => error === reason);
  assert.equal(seen.length, 1);
});

test("a signal that onRetry aborts ends the call without a delay", async ({ mock }) => {
  // A delay would not end.
  mock.timers.enable({ apis: ["setTimeout"] });
  answerWith({ status: 503, headers: { "retry-after": "60" } });
  for (const options of [{}, VIRTUAL]) {
    const controller = new AbortController();
    const onRetry = () => controller.abort(new Error("enough"));
    const again = withRetry(fetch, { ...options, onRetry });
    await assert.rejects(again(url, { signal: controller.signal }), { message: "enough" });
  }
  assert.deepEqual(waits, []);
});

test("without AbortSignal.any, no listener stays at the caller's signal for an attempt that has failed", async () => {
  const { any } = AbortSignal;
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given) => {
    listeners++;
    addEventListener.apply(signal, given);
  };
  signal.removeEventListener = (...given) => {
    listeners--;
    removeEventListener.apply(signal, given);
  };
  const fail = () => Promise.reject(new TypeError("no connection"));
  AbortSignal.any = undefined;
  try {
    for (const init of [{}, { method: "PUT", body: "a" }]) {
      const again = withRetry(fail, { ...VIRTUAL, timeoutMs: 60_000 });
      await assert.rejects(again(url, { ...init, signal }), { message: "no connection" });
      await new Promise((go) => setTimeout(go, 0));
      assert.equal(listeners, 0);
      assert.equal((await withRetry(async () => new Response("a"), VIRTUAL)(url, { ...init, signal })).status, 200);
      await new Promise((go) => setTimeout(go, 0));
      assert.equal(listeners, 0);
    }
  } finally {
    AbortSignal.any = any;
  }
});

test("the signal ends a request, and an aborted signal sends nothing", async () => {
  const hanging = createServer(() => {}).listen(0, "127.0.0.1");
  await once(hanging, "listening");
  const hangingUrl = `http://127.0.0.1:${hanging.address().port}/`;
  const signal = AbortSignal.timeout(30);
  await assert.rejects(retryingFetch()(new Request(hangingUrl, { signal })), { name: "TimeoutError" });
  hanging.close();
  hanging.closeAllConnections();
  await assert.rejects(retryingFetch()(url, { signal: AbortSignal.abort(new Error("before")) }), { message: "before" });
  assert.deepEqual([seen.length, waits], [0, []]);
});

test("real timers wait for the whole delay", async () => {
  answerWith({ status: 429, headers: { "retry-after-ms": "150" } }, OK);
  const start = performance.now();
  assert.equal((await withRetry(fetch, { baseMs: 0 })(url)).status, 200);
  assert.ok(performance.now() - start >= 149);
});

test("no listener stays at a signal when the body of a Request has been copied", async () => {
  const made = [];
  const { any } = AbortSignal;
  AbortSignal.any = (signals) => {
    const signal = any.call(AbortSignal, signals);
    made.push(signal);
    return signal;
  };
  try {
    const send = withRetry(async () => new Response("ok"), { maxBodyBytes: 10 });
    for (const body of ["short", "longer than ten bytes"])
      await send(new Request("https://api.example/", { method: "POST", body }));
  } finally {
    AbortSignal.any = any;
  }
  assert.deepEqual(
    made.map((signal) => getEventListeners(signal, "abort").length),
    [0, 0],
  );
});
