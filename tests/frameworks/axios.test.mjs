// axios rejects with an API's error, whatever the type of its response is.
import assert from "node:assert/strict";
import { test } from "node:test";
import axios from "axios";
import { apiErrors, isApiError } from "unanimous/adapters/axios";
import { BUSY, CREATED, startApi, TAKEN } from "./api.mjs";

async function withApi(answers, use) {
  const api = await startApi(answers);
  const client = axios.create({ baseURL: api.url, proxy: false });
  client.interceptors.response.use(undefined, apiErrors());
  try {
    await use(client);
  } finally {
    api.close();
  }
}
const failure = (promise) => promise.then(assert.fail, (error) => error);

test("a failed response rejects with the API's error", () =>
  withApi([TAKEN, BUSY, CREATED], async (client) => {
    const error = await failure(client.post("/leads", { email: "ann@example.com" }));
    assert.ok(error instanceof Error && isApiError(error));
    assert.deepEqual([error.status, error.code, error.category], [422, "VALIDATION_ERROR", "validation"]);
    assert.deepEqual(
      error.fields.map(({ path }) => path),
      ["email", "contacts.0.email", "company.vat"],
    );
    assert.equal(error.message, TAKEN.body.error.message);
    assert.equal(error.requestId, "req_1");
    assert.ok(axios.isAxiosError(error.cause));
    // The cause holds the request, so it is not written.
    assert.doesNotMatch(JSON.stringify(error), /ann@example/);
    assert.equal(JSON.parse(JSON.stringify(error)).message, error.message);

    const busy = await failure(client.get("/leads"));
    assert.deepEqual([busy.category, busy.retryAfterMs], ["rate_limited", 7000]);
    assert.deepEqual((await client.get("/leads")).data, CREATED.body);
  }));

test("the body is read whatever the type of the response is", () =>
  withApi(Array(5).fill(TAKEN), async (client) => {
    for (const responseType of ["json", "text", "arraybuffer", "stream"]) {
      const error = await failure(client.get("/leads", { responseType }));
      assert.equal(error.fields?.[0]?.reason, "Taken", responseType);
    }
    const error = await failure(client.get("/leads", { responseType: "blob", adapter: "fetch" }));
    assert.equal(error.fields?.[0]?.reason, "Taken", "blob");
  }));

test("a request without a response rejects as it did before", () =>
  withApi(["break"], async (client) => {
    const error = await failure(client.get("/leads"));
    assert.ok(axios.isAxiosError(error) && !isApiError(error));
    const controller = new AbortController();
    controller.abort();
    assert.ok(axios.isCancel(await failure(client.get("/leads", { signal: controller.signal }))));
  }));

test("a successful response that broke off, or is no JSON, rejects as it did before", () =>
  withApi(["half", "half", { status: 200, body: "<html>" }], async (client) => {
    for (const options of [
      {},
      { timeout: 100 },
      { responseType: "json", transitional: { silentJSONParsing: false } },
    ]) {
      const error = await failure(client.get("/leads", options));
      assert.ok(axios.isAxiosError(error) && !isApiError(error), JSON.stringify(options));
    }
  }));

test("a status that validateStatus accepts is no error, and a body that is too large still gives one", () =>
  withApi(
    [TAKEN, { status: 422, body: { errors: Array(9000).fill({ field: "a", message: "x".repeat(20) }) } }],
    async (client) => {
      assert.equal((await client.get("/leads", { validateStatus: null })).status, 422);
      const error = await failure(client.get("/leads"));
      assert.deepEqual([isApiError(error), error.status, error.warnings], [true, 422, ["too_large"]]);
    },
  ));
