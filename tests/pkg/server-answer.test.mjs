// The responses of `answer`, and the ids of requests.
//
//   node --test tests/pkg/server-answer.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { apiErrors } from "unanimous/adapters/axios";
import { answer, json, validated } from "unanimous/server";
import { ANN, counted, keyed, lead, post } from "./keyed-requests.mjs";

test("answer writes issues, plain errors and results, and hides the text of an Error", async () => {
  const request = new Request("https://api.example.com/leads/1", { headers: { "x-request-id": "r1" } });
  const problem = new Request(request, { headers: { accept: "application/problem+json", "x-request-id": "r1" } });
  const read = async (...args) => {
    const response = await answer(...args);
    assert.equal(response.headers.get("x-request-id"), "r1");
    return [response.status, await response.text()];
  };
  const invalid = lead.validate({});
  const sentence = '{"error":{"message":"Validation error: email: Required","code":"VALIDATION_ERROR"}}';
  for (const error of [invalid, invalid.issues]) assert.deepEqual(await read(error, request), [400, sentence]);
  assert.deepEqual(await read({ status: 404, code: "NOT_FOUND", message: "No such lead" }, request), [
    404,
    '{"error":{"message":"No such lead","code":"NOT_FOUND"}}',
  ]);
  const internal = '{"error":{"message":"Internal error","code":"INTERNAL_ERROR"}}';
  assert.deepEqual(await read(new Error("secret"), request), [500, internal]);
  const [, body] = await read({ status: 404, code: "NOT_FOUND", message: "No such lead" }, problem);
  assert.deepEqual([JSON.parse(body).instance, JSON.parse(body).request_id], ["/leads/1", "r1"]);
  const detail = await answer(invalid, request, { dialect: "detail" }, { allow: "GET" });
  assert.deepEqual([detail.status, detail.headers.get("allow")], [422, "GET"]);
  await assert.rejects(answer("text", request), TypeError);
});

test("answer sends an Error only if it has issues, an API sent it, or it says that a client may see it", async () => {
  const request = new Request("https://api.example.com/leads");
  const read = async (error, ...rest) => {
    const response = await answer(error, request, ...rest);
    return [response.status, await response.text()];
  };
  const make = (members, message = "upstream 10.0.0.5 refused") => Object.assign(new Error(message), members);
  const hostile = make({ status: 404, code: "X" });
  Object.defineProperty(hostile, "expose", { get: () => assert.fail("a getter") });
  const fetched = (status) => ({ response: { status, headers: {}, data: { message: "No such lead", code: "GONE" } } });
  const thrownBy = (status) =>
    Promise.reject(make(fetched(status)))
      .catch(apiErrors())
      .catch((error) => error);
  const internal = [500, '{"error":{"message":"Internal error","code":"INTERNAL_ERROR"}}'];
  for (const error of [
    // Of axios, of Hono, of the OpenAI SDK.
    make({ status: 500, code: "ERR_BAD_RESPONSE", ...fetched(500) }),
    make({ status: 400, code: "ERR_BAD_REQUEST" }),
    make({ status: 401 }),
    make({ status: 401, code: null }),
    make({ status: 401, code: "invalid_api_key", name: "ApiError" }),
    make({ status: 200, code: "X" }),
    // As http-errors makes them, for all but the client's faults.
    make({ status: 500, code: "X", expose: false }),
    make({ status: 404, expose: true }),
    make({ status: 200, code: "X", expose: true }),
    make({ status: "404", code: "X", expose: true }),
    make({ status: 404, code: "X", issues: {} }),
    make({ status: 404, code: "X", issues: "ab" }),
    make({ status: 404, code: "X", issues: [5] }),
    hostile,
    new DOMException("secret", "AbortError"),
    runInNewContext('Object.assign(new Error("secret"), { status: 404, code: "X" })'),
    await thrownBy(200),
  ]) {
    assert.deepEqual(await read(error), internal, String(Object.entries(error)));
  }
  const sent = [404, '{"error":{"message":"No such lead","code":"GONE"}}'];
  const issues = [{ path: ["email"], message: "Required", code: "custom" }];
  const sentence = '{"error":{"message":"Validation error: email: Required","code":"VALIDATION_ERROR"}}';
  assert.deepEqual(await read(await thrownBy(404)), sent);
  assert.deepEqual(await read(make({ status: 404, code: "GONE", expose: true }, "No such lead")), sent);
  assert.deepEqual(await read(make({ issues })), [400, sentence]);
  await assert.rejects(read(make({ status: 404 }), { dialect: "xml" }), TypeError);
});

test("the headers of answer may have any case, and may not replace those of the error", async () => {
  const headers = { "Cache-Control": "private", "CONTENT-TYPE": "text/html", "Retry-After": "5", "X-Request-Id": "r2" };
  const accepting = { accept: "application/problem+json", "x-request-id": "r1" };
  for (const [vary, all] of [
    ["vary", "origin, accept"],
    ["Vary", "origin, accept"],
  ]) {
    const response = await answer(
      { status: 503, code: "BUSY", message: "Busy" },
      new Request("https://api.example.com/", { headers: accepting }),
      {},
      { ...headers, [vary]: "origin" },
    );
    assert.deepEqual(Object.fromEntries(response.headers), {
      "cache-control": "private",
      "content-type": "application/problem+json",
      "retry-after": "5",
      vary: all,
      "x-request-id": "r1",
    });
  }
});

test("the request id of a handler is sent and not stored, and a wrong id of a client is replaced", async () => {
  const { handle } = counted(
    {},
    () => new Response("ok", { headers: { "x-request-id": "own", date: "x", "set-cookie": "a=1" } }),
  );
  const first = await handle(keyed(ANN));
  assert.equal(first.headers.get("x-request-id"), "own");
  const again = await handle(keyed(ANN, "k1", { "x-request-id": "bad id" }));
  assert.match(again.headers.get("x-request-id"), /^[0-9a-f-]{36}$/);
  assert.deepEqual([again.headers.get("date"), again.headers.getSetCookie()], [null, ["a=1"]]);
});

test("a response that a handler returns for many requests has the id of each", async () => {
  for (const no of [new Response(null, { status: 401 }), json({}), json({}, { headers: { "x-a": "1" } })]) {
    const handle = validated(lead, () => no);
    for (const id of ["one", "two"]) {
      const response = await handle(post(ANN, { "x-request-id": id }));
      assert.equal(response.headers.get("x-request-id"), id);
    }
  }
  const own = validated(lead, () => new Response(null, { headers: { "x-request-id": "own" } }));
  assert.equal((await own(post(ANN))).headers.get("x-request-id"), "own");
});
