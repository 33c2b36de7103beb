// ky 1 and 2 throw an API's error.
import assert from "node:assert/strict";
import { test } from "node:test";
import ky from "ky";
import ky2 from "ky-2";
import { apiErrors, isApiError } from "unanimous/adapters/ky";
import { BUSY, CREATED, startApi, TAKEN } from "./api.mjs";

const failure = (promise) => promise.then(assert.fail, (error) => error);

for (const [name, client] of Object.entries({ "ky 1": ky, "ky 2": ky2 })) {
  const api = (options) => client.create({ hooks: { beforeError: [apiErrors()] }, ...options });

  test(`${name} throws the API's error of a failed response`, async () => {
    const server = await startApi([TAKEN, BUSY, { status: 500, body: "<html><title>Oops</title>" }, CREATED]);
    try {
      const once = api({ retry: 0 });
      const error = await failure(once.post(server.url, { json: { email: "ann@example.com" } }));
      assert.ok(error instanceof Error && isApiError(error), String(error));
      assert.deepEqual([error.status, error.code, error.requestId], [422, "VALIDATION_ERROR", "req_1"]);
      assert.equal(error.fields[0].reason, "Taken");
      assert.equal(error.cause.name, "HTTPError");
      const busy = await failure(once.get(server.url));
      assert.deepEqual([busy.category, busy.retryAfterMs], ["rate_limited", 7000]);
      const html = await failure(once.get(server.url));
      assert.deepEqual([html.dialect, html.message], ["html", "Oops"]);
      assert.deepEqual(await once.get(server.url).json(), CREATED.body);
    } finally {
      server.close();
    }
  });

  test(`${name} throws other errors as it did before`, async () => {
    const server = await startApi(["break", CREATED]);
    try {
      const error = await failure(api({ retry: 0 }).get(server.url));
      assert.ok(!isApiError(error) && error instanceof Error, String(error));
    } finally {
      server.close();
    }
  });

  test(`${name} tries again before it throws`, async () => {
    const server = await startApi([{ status: 503, body: {} }, CREATED]);
    try {
      assert.deepEqual(
        await api({ retry: { limit: 1, delay: () => 1 } })
          .get(server.url)
          .json(),
        CREATED.body,
      );
    } finally {
      server.close();
    }
  });
}
