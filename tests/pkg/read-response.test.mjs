// Tests readResponse: how much of a response is read, and for how long.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readError, readResponse } from "unanimous";
import { cpuMs } from "../tools/cpu-time.mjs";
import { turn } from "../tools/until.mjs";
import { BODY, ERROR, thrower } from "./error-body.mjs";

const KIB = 1024;

/** Makes a stream that counts its pulls and cancels. */
function counted(parts, { chunk = new Uint8Array(16 * KIB).fill(0x61), fails = false } = {}) {
  const seen = { pulled: 0, cancelled: 0 };
  const body = new ReadableStream(
    {
      pull(controller) {
        if (seen.pulled === parts) return fails ? controller.error(new Error("broken")) : controller.close();
        seen.pulled++;
        controller.enqueue(chunk);
      },
      cancel: () => void seen.cancelled++,
    },
    { highWaterMark: 0 },
  );
  return { seen, body };
}

test("readResponse gives the same result as readError on the body and headers", async () => {
  const response = new Response(BODY, {
    status: 400,
    headers: { "content-type": "application/json", "x-request-id": "r1" },
  });
  assert.deepEqual(await readResponse(response), { ...ERROR, requestId: "r1" });
  assert.equal((await readResponse(new Response(null, { status: 404 }))).dialect, "empty");
  const late = new Response("", { status: 503, headers: { "retry-after": new Date(1_000_000).toUTCString() } });
  assert.equal((await readResponse(late, { now: 999_000 })).retryAfterMs, 1000);
});

test("readResponse pulls no more than the limit, and cancels the rest", async () => {
  const { seen, body } = counted(1e6);
  assert.deepEqual((await readResponse(new Response(body, { status: 500 }))).warnings, ["too_large"]);
  assert.deepEqual(seen, { pulled: 17, cancelled: 1 }, "256 KiB are 16 chunks; the 17th shows that the body is longer");
  const exact = counted(16);
  assert.equal((await readResponse(new Response(exact.body, { status: 500 }))).dialect, "text");
  assert.deepEqual(exact.seen, { pulled: 16, cancelled: 0 });
  const huge = counted(3, { chunk: new Uint8Array(5e6) });
  await readResponse(new Response(huge.body, { status: 500 }));
  assert.deepEqual(huge.seen, { pulled: 1, cancelled: 1 });
});

test("a cancel that hangs or fails does not delay the result", async () => {
  for (const cancel of [() => new Promise(() => {}), thrower]) {
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(300 * KIB)), cancel });
    assert.deepEqual((await readResponse(new Response(body, { status: 500 }))).warnings, ["too_large"]);
  }
});

test("a body that breaks off is read as far as it arrived", async () => {
  const chunk = new TextEncoder().encode("Bad Gateway ");
  const body = counted(2, { chunk, fails: true }).body;
  const { message, warnings } = await readResponse(new Response(body, { status: 502 }));
  assert.deepEqual([message, warnings], ["Bad Gateway Bad Gateway", ["incomplete"]]);
});

test("a body that stalls is read for as long as timeoutMs allows, and is then cancelled", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  /** Reads a response whose body stalls, for 30 ms and no longer. */
  const read = async (response) => {
    let isOver = false;
    const reading = readResponse(response, { timeoutMs: 30 }).finally(() => (isOver = true));
    await turn();
    mock.timers.tick(29);
    await turn();
    assert.equal(isOver, false);
    mock.timers.tick(1);
    return reading;
  };
  const text = '{"error":{"message":"Gone"';
  const stalling = () => {
    const seen = { cancelled: 0, destroyed: false };
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
      cancel: () => void seen.cancelled++,
    });
    const node = new Readable({ read() {}, destroy: (_, done) => done(null, void (seen.destroyed = true)) });
    node.push(text);
    const iterable = {
      async *[Symbol.asyncIterator]() {
        yield text;
        await new Promise(() => {});
      },
    };
    return { seen, stream, node, iterable };
  };
  const { seen, stream, node, iterable } = stalling();
  for (const body of [stream, node, iterable]) {
    const error = await read({ status: 503, headers: { "retry-after": "2" }, body });
    assert.deepEqual(
      [error.dialect, error.message, error.retryAfterMs, error.warnings],
      ["unreadable", "503 Service Unavailable", 2000, ["invalid_json", "incomplete"]],
    );
  }
  const pending = () => new Promise(() => {});
  const silent = await read({ status: 503, headers: {}, text: pending });
  assert.deepEqual([silent.dialect, silent.warnings], ["empty", ["incomplete"]]);
  mock.timers.reset();
  assert.deepEqual(seen, { cancelled: 1, destroyed: true });
  const ready = await readResponse(new Response("Gone", { status: 410 }), { timeoutMs: 0 });
  assert.deepEqual([ready.message, ready.warnings], ["Gone", []]);
  const slow = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.enqueue(new Uint8Array([65]));
      controller.close();
    },
  });
  assert.equal((await readResponse(new Response(slow, { status: 500 }), { timeoutMs: Infinity })).message, "A");
});

test("by default a body that stalls is read for ten seconds", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let error;
  readResponse(new Response(new ReadableStream({}), { status: 500 })).then((read) => (error = read));
  context.mock.timers.tick(9_999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(error, undefined);
  context.mock.timers.tick(1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(error.warnings, ["incomplete"]);
});

test("a source of endless chunks neither hangs nor fills the memory", async () => {
  const empty = new Uint8Array(0);
  const endless = {
    [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: empty }) }),
  };
  const start = cpuMs();
  const error = await readResponse({ status: 500, headers: {}, body: endless }, { timeoutMs: 200 });
  assert.deepEqual([error.dialect, error.warnings], ["empty", ["incomplete"]]);
  // By default it is read for ten seconds.
  assert.ok(cpuMs() - start < 5_000);
  // Three million empty chunks, then the body, a byte at a time.
  const bytes = new TextEncoder().encode(BODY);
  let at = -3_000_000;
  const drip = () => {
    at++;
    if (at > bytes.length) return { done: true };
    return { done: false, value: at > 0 ? bytes.subarray(at - 1, at) : empty };
  };
  const body = { [Symbol.asyncIterator]: () => ({ next: async () => drip() }) };
  const before = process.memoryUsage().rss;
  assert.deepEqual(await readResponse({ status: 400, headers: {}, body }, { timeoutMs: Infinity }), ERROR);
  assert.ok(process.memoryUsage().rss - before < 300 * KIB * KIB);
});

test("a client that knows that a body ended early can say so", () => {
  const { message, warnings } = readError({ status: 502, body: "Bad Gate", incomplete: true });
  assert.deepEqual([message, warnings], ["Bad Gate", ["incomplete"]]);
});

test("a used or locked body gives a clear error", async () => {
  const used = new Response(BODY, { status: 400 });
  await used.text();
  const locked = new Response(BODY, { status: 400 });
  locked.body.getReader();
  for (const response of [used, locked]) {
    await assert.rejects(readResponse(response), {
      name: "TypeError",
      message: /body of this response was already used.*clone\(\)/,
    });
  }
  const cloned = new Response(BODY, { status: 400 });
  const copy = cloned.clone();
  await cloned.json();
  assert.equal((await readResponse(copy)).code, "VALIDATION_ERROR");
  for (const timeoutMs of [-1, NaN, "5", null]) {
    await assert.rejects(readResponse(new Response(BODY), { timeoutMs }), /timeoutMs must be milliseconds from 0 on/);
  }
  for (const not of [undefined, null, "x", {}, 404]) await assert.rejects(readResponse(not), /takes a Response/);
});

test("an object that looks like a Response is accepted", async () => {
  const headers = { "x-request-id": "r1" };
  const likes = [
    { status: 400, headers, text: async () => BODY },
    { status: 400, headers, body: BODY },
    { status: 400, headers, body: Readable.from([BODY.slice(0, 20), Buffer.from(BODY.slice(20))]) },
    { status: 400, headers, bodyUsed: false, body: new Response(BODY).body },
  ];
  for (const like of likes) assert.deepEqual(await readResponse(like), { ...ERROR, requestId: "r1" });
  assert.equal((await readResponse({ status: 500, headers, text: async () => thrower() })).dialect, "empty");
});

test("a real response over a socket is cut at the limit", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(503, { "retry-after": "2" });
    const write = () => {
      while (!response.destroyed && response.write("x".repeat(64 * KIB)));
    };
    response.on("drain", write);
    write();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const closed = new Promise((resolve) => server.on("connection", (socket) => socket.on("close", resolve)));
  const error = await readResponse(await fetch(`http://127.0.0.1:${server.address().port}/`));
  assert.deepEqual([error.status, error.retryAfterMs, error.warnings], [503, 2000, ["too_large"]]);
  await closed;
  server.close();
});
