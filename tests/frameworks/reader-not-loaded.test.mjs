// The reader of error bodies is loaded by `import()`. Without it the clients fail as they did before.
import assert from "node:assert/strict";
import { register } from "node:module";
import { test } from "node:test";
import axios from "axios";
import ky from "ky";
import { apiErrors, isApiError } from "unanimous/adapters/axios";
import { apiErrors as kyErrors } from "unanimous/adapters/ky";
import { startApi, TAKEN } from "./api.mjs";

// The first two imports of the reader fail, as they do in a page that has lost its connection.
const hooks = `
  let failures = 2;
  export function resolve(specifier, context, next) {
    if (specifier === "unanimous/errors" && failures-- > 0) throw new Error("no connection");
    return next(specifier, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const failure = (promise) => promise.then(assert.fail, (error) => error);

test("axios and ky reject as they did before, and read the next error when the reader can be loaded", async () => {
  const server = await startApi([TAKEN, TAKEN, TAKEN]);
  try {
    const client = axios.create({ baseURL: server.url, proxy: false });
    client.interceptors.response.use(undefined, apiErrors());
    const first = await failure(client.get("/leads"));
    assert.ok(axios.isAxiosError(first) && first.response.status === 422, String(first));
    const api = ky.create({ retry: 0, hooks: { beforeError: [kyErrors()] } });
    const second = await failure(api.get(server.url));
    assert.deepEqual([second.name, second.response.status], ["HTTPError", 422]);
    assert.ok(isApiError(await failure(client.get("/leads"))));
  } finally {
    server.close();
  }
});
