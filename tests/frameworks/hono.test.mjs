// Hono: `sValidator` accepts the schema without an adapter.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { errorResponse } from "unanimous";
import { bad, good, lead, SENTENCE, TAG_TOO_LONG, TOO_LONG } from "./lead.mjs";

/** The hook for `sValidator`: answers with our envelope, or with problem details if the client accepts them. */
const refuse = (result, c) => {
  if (result.success) return undefined;
  const { status, headers, body } = errorResponse(result.error, { accept: c.req.header("accept") ?? null });
  return c.body(body, status, headers);
};

/** Turns errors that Hono throws while it reads the body into our envelope. */
const onError = (error, c) => {
  const { status, headers, body } = errorResponse({
    status: error.status ?? 500,
    code: "BAD_REQUEST",
    message: error.message,
  });
  return c.body(body, status, headers);
};

const app = new Hono()
  .post("/api/leads", sValidator("json", lead, refuse), (c) => c.json({ lead: c.req.valid("json") }, 201))
  .post("/default", sValidator("json", lead), (c) => c.json({ lead: c.req.valid("json") }, 201))
  .onError(onError);

const post = async (path, body, headers = {}) => {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
  const response = await app.request(path, request);
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
};

test("a valid body reaches the handler", async () => {
  for (const path of ["/api/leads", "/default"]) {
    assert.deepEqual(await post(path, good()), {
      status: 201,
      type: "application/json",
      body: JSON.stringify({ lead: good() }),
    });
  }
});

test("with the hook, an invalid body gets our envelope, which contains no input", async () => {
  const body = JSON.stringify({ error: { message: SENTENCE, code: "VALIDATION_ERROR" } });
  assert.deepEqual(await post("/api/leads", bad()), { status: 400, type: "application/json", body });
});

test("with the hook, a client that accepts problem details gets them", async () => {
  const { status, type, body } = await post("/api/leads", bad(), { accept: "application/problem+json" });
  assert.deepEqual([status, type], [422, "application/problem+json"]);
  assert.deepEqual(JSON.parse(body).errors, [
    { detail: "Invalid email", pointer: "#/email", code: "invalid_email" },
    { detail: TOO_LONG, pointer: "#/phone", code: "too_long", params: { max: 50 } },
    { detail: "Invalid email", pointer: "#/contacts/1/email", code: "invalid_email" },
    { detail: TAG_TOO_LONG, pointer: "#/contacts/1/tags/1", code: "too_long", params: { max: 5 } },
  ]);
});

// Hono adds the input; our issues never contain the value. If this test fails, Hono has changed, and the README's
// warning can go.
test("without a hook, Hono's own 400 sends the input back", async () => {
  const { status, body } = await post("/default", { ...good(), email: "secret" });
  assert.equal(status, 400);
  assert.deepEqual(JSON.parse(body), {
    data: { ...good(), email: "secret" },
    error: [{ message: "Invalid email", path: ["email"], code: "invalid_email", params: {} }],
    success: false,
  });
});

test("Hono rejects invalid JSON, and the app's error handler answers with our envelope", async () => {
  const body = JSON.stringify({ error: { message: "Malformed JSON in request body", code: "BAD_REQUEST" } });
  assert.deepEqual(await post("/api/leads", "{"), { status: 400, type: "application/json", body });
});

test("a body with another content type is validated as an empty object", async () => {
  const body = JSON.stringify({
    error: { message: "Validation error: email: Required; contacts: Required", code: "VALIDATION_ERROR" },
  });
  assert.deepEqual(await post("/api/leads", good(), { "content-type": "text/plain" }), {
    status: 400,
    type: "application/json",
    body,
  });
});
