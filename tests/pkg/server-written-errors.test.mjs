// Error responses that `unanimous/server` writes once and sends many times.
//
//   node --test tests/pkg/server-written-errors.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { schema } from "unanimous";
import { answer, validated } from "unanimous/server";
import { HEADERS, serve } from "./served.mjs";

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

test("a cached response is sent again only for an equal error", async () => {
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
