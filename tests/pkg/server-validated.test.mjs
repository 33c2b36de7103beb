// `validated` alone and around `idempotent`.
//
//   node --test tests/pkg/server-validated.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { schema } from "unanimous";
import { idempotent, MemoryStore, validated } from "unanimous/server";
import { ANN, errorOf, keyed, lead, post, shown, URL_ } from "./keyed-requests.mjs";

test("validated passes the value, and refuses in the dialect that the client accepts", async () => {
  const handle = validated(lead, async (request, value, extra) =>
    Response.json({ value, extra, again: await request.text() }),
  );
  const created = await shown(await handle(post(ANN, { "x-request-id": "r1" }), "rest"));
  assert.deepEqual(created.headers["x-request-id"], "r1");
  assert.deepEqual(JSON.parse(created.body), { value: { email: "ann@example.com" }, extra: "rest", again: ANN });

  const form = (body) => new Request(URL_, { method: "POST", body });
  assert.equal((await handle(form(new URLSearchParams({ email: "ann@example.com", age: "7" })))).status, 200);
  const data = new FormData();
  data.set("email", "ann@example.com");
  data.set("age", "7");
  assert.deepEqual(JSON.parse(await (await handle(form(data))).text()).value, { email: "ann@example.com", age: 7 });
  const query = await handle(new Request("https://api.example.com/leads?email=ann%40example.com&age=7"));
  assert.deepEqual(JSON.parse(await query.text()).value, { email: "ann@example.com", age: 7 });

  const text = async (request) => {
    const { status, headers, body } = await shown(await handle(request));
    return [status, headers["content-type"], body];
  };
  assert.deepEqual(await text(post('{"email":"ann"}')), [
    400,
    "application/json",
    '{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}',
  ]);
  const [status, type] = await text(post('{"email":"ann"}', { accept: "application/problem+json" }));
  assert.deepEqual([status, type], [422, "application/problem+json"]);
  for (const bad of ["{", '"\\ud800"', "1e999", "[".repeat(128)])
    assert.equal(
      (await text(post(bad)))[2],
      '{"error":{"message":"Request body is not valid JSON","code":"BAD_REQUEST"}}',
    );
  assert.match((await text(post(ANN, { "content-type": "text/plain" })))[2], /application\/json, .* or multipart/);
  const broken = post("x", { "content-type": "multipart/form-data; boundary=b" });
  assert.match((await text(broken))[2], /not a valid form/);

  const json = validated(lead, () => new Response(), { from: "json" });
  assert.equal(
    await (await json(post(ANN, { "content-type": "text/plain" }))).text(),
    '{"error":{"message":"Content-Type must be application/json","code":"UNSUPPORTED_MEDIA_TYPE"}}',
  );
  assert.deepEqual(await errorOf(await json(post(`"${"x".repeat(65536)}"`))), [413, "PAYLOAD_TOO_LARGE"]);
  const german = (await import("unanimous/locales/de")).default;
  const localized = validated(lead, () => new Response(), { messages: () => ({ locale: german }) });
  assert.match(await (await localized(post("{}"))).text(), /Pflichtfeld|erforderlich/);
});

test("validated sends a Response that the handler throws, and passes another error on", async () => {
  const gone = () => new Response("gone", { status: 410 });
  const handlers = {
    "throws at once": () => {
      throw gone();
    },
    "throws later": async () => {
      throw gone();
    },
  };
  for (const [name, handler] of Object.entries(handlers)) {
    const response = await validated(lead, handler)(post(ANN, { "x-request-id": "one" }));
    assert.deepEqual([response.status, response.headers.get("x-request-id")], [410, "one"], name);
  }
  const broken = validated(lead, () => {
    throw new RangeError("broken");
  });
  await assert.rejects(async () => broken(post(ANN)), RangeError);
});

test("validated reads numbers as serde_json does", async () => {
  const handle = validated(schema({}), (_, value) => Response.json(value));
  for (const [text, isJson] of [
    ["1e308", true],
    ["1e309", false],
    ["[1,-1e999]", false],
    ['"1e999"', true],
    ["1e-999", true],
  ]) {
    const response = await handle(post(text));
    assert.equal(response.status, isJson ? 200 : 400, text);
    if (isJson) assert.deepEqual(await response.json(), JSON.parse(text));
  }
});

test("validated around idempotent: a refused request uses no key, and the key is checked before the JSON", async () => {
  const store = new MemoryStore();
  let runs = 0;
  const once = idempotent((_, value) => Response.json({ n: ++runs, value }, { status: 201 }), { store });
  const handle = validated(lead, once);
  assert.deepEqual(await errorOf(await handle(post("{"))), [400, "IDEMPOTENCY_KEY_REQUIRED"]);
  assert.deepEqual(await errorOf(await handle(keyed("{"))), [400, "BAD_REQUEST"]);
  assert.deepEqual(await errorOf(await handle(keyed('{"email":"ann"}'))), [400, "VALIDATION_ERROR"]);
  assert.equal(store.size.keys, 0);
  for (const n of [1, 2]) assert.equal((await handle(keyed(ANN))).status, 201, n);
  assert.equal(runs, 1);
  // The body can be read again, with a key and without one.
  const echo = idempotent(async (request) => new Response(await request.text()), { store, required: false });
  for (const request of [post(ANN), keyed(ANN, "echo"), post(ANN, { "content-length": String(ANN.length) })])
    assert.equal(await (await validated(lead, echo)(request)).text(), ANN);
  const lies = post(`"${"x".repeat(70_000)}"`, { "content-length": "5" });
  assert.equal((await validated(lead, echo)(lies)).status, 413);
  const used = keyed(ANN);
  await used.text();
  await assert.rejects(once(used), /has been read already/);
  // The other way round works, too: 400 is not kept.
  const around = idempotent(
    validated(lead, () => new Response(null, { status: 201 })),
    { store: new MemoryStore() },
  );
  assert.equal((await around(keyed("{}"))).status, 400);
  assert.equal((await around(keyed(ANN))).status, 201);
});
