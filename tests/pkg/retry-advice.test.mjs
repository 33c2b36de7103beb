// Tests retryAdvice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readError, retryAdvice } from "unanimous";

test("the advice depends on status, method, key and headers", () => {
  const read = (status, headers) => readError({ status, headers });
  const advise = (error, attempt) => {
    const { retry, afterMs, atMs, why } = retryAdvice(error, { random: 0, now: 1000, ...attempt });
    return [retry, afterMs, atMs, why.code];
  };
  assert.deepEqual(advise(read(503)), [true, 0, 1000, "transient"]);
  assert.deepEqual(advise(read(503), { method: "POST" }), [false, null, null, "unsafe"]);
  assert.deepEqual(advise(read(503), { method: "POST", idempotencyKey: "k" }), [true, 0, 1000, "transient"]);
  assert.deepEqual(advise(read(503), { method: "POST", idempotencyKey: "" }), [false, null, null, "unsafe"]);
  assert.deepEqual(advise(read(429, { "retry-after": "2" }), { random: 1, now: new Date(0) }), [
    true,
    2500,
    2500,
    "rate_limited",
  ]);
  assert.deepEqual(advise(read(429, { "retry-after": "600" })), [false, 600_000, 601_000, "later"]);
  assert.deepEqual(advise(read(429, { "retry-after": "600" }), { maxWaitMs: Infinity }), [
    true,
    600_000,
    601_000,
    "rate_limited",
  ]);
  assert.deepEqual(advise(read(500), { attempt: 2 }), [false, null, null, "tries_exhausted"]);
  assert.deepEqual(advise(read(500), { attempt: 2, maxTries: 4, random: 1, baseMs: 100, capMs: 250 }), [
    true,
    250,
    1250,
    "transient",
  ]);
  assert.deepEqual(advise(null), [true, 0, 1000, "no_response"]);
  assert.deepEqual(advise(undefined, { method: "post" }), [false, null, null, "no_response_unsafe"]);
  const fromJson = JSON.parse(JSON.stringify(read(403, { "x-should-retry": "true" })));
  assert.deepEqual(advise(fromJson), [true, 0, 1000, "server_says_yes"]);
  assert.deepEqual(advise({ status: 503 }), [true, 0, 1000, "transient"], "an error made by hand");
});

test("the clock and the random number are the platform's by default", () => {
  const before = Date.now();
  const waits = Array.from({ length: 50 }, () => retryAdvice(null, { baseMs: 1e6, capMs: 1e6 }));
  assert.ok(new Set(waits.map(({ afterMs }) => afterMs)).size > 40);
  assert.ok(
    waits.every(({ afterMs, atMs }) => afterMs <= 1e6 && atMs >= before + afterMs && atMs <= Date.now() + afterMs),
  );
});

test("retryAdvice rejects options of a wrong type", () => {
  const table = [
    { method: 5 },
    { attempt: -1 },
    { attempt: "1" },
    { maxTries: NaN },
    { now: NaN },
    { now: "x" },
    { random: "x" },
    { capMs: 5n },
    { baseMs: null },
  ];
  for (const attempt of table)
    assert.throws(() => retryAdvice(null, attempt), { name: "TypeError", message: /^retryAdvice: \w+ / });
});

test("retryAdvice takes an ApiError or null, and says what else it got", () => {
  for (const [error, got] of [
    ["503", /, not "503"$/],
    [Promise.resolve(readError({ status: 503, body: "" })), /, not a promise: await it first$/],
    [new Response("", { status: 503 }), /, not a Response: pass the result of `await readResponse\(response\)`$/],
    [new TypeError("fetch failed"), /null if there was no response, not an instance of TypeError$/],
  ]) {
    assert.throws(() => retryAdvice(error), { name: "TypeError", message: got });
  }
  const thrown = Object.assign(new Error("Busy"), readError({ status: 503, body: "" }));
  assert.equal(retryAdvice(thrown, null).why.code, "transient");
});
