// `toHonoHandler` under the first major version of @hono/node-server, whose class `Response` has another name.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Hono } from "hono";
import { serve } from "hono-node-server-1";
import { schema } from "unanimous";
import { idempotent, json, MemoryStore, toHonoHandler, validated } from "unanimous/server";

const thrown = (response) => () => {
  throw response();
};
const RESPONSES = {
  "Response.json": () => Response.json({}, { status: 201 }),
  "Response": () => new Response("{}", { status: 201 }),
  "json": () => json({}, { status: 201 }),
};

test("toHonoHandler takes the responses of Response.json, new Response and json, returned and thrown", async () => {
  const app = new Hono();
  app.use("/copied/*", async (context, next) => {
    const copy = context.req.raw.clone().text();
    await next();
    assert.equal(await copy, '{"a":1}');
  });
  const paths = [];
  const add = (path, handler) => {
    paths.push(path, `/copied${path}`);
    for (const at of [path, `/copied${path}`]) app.post(at, toHonoHandler(handler));
  };
  for (const [name, response] of Object.entries(RESPONSES))
    for (const [way, handler] of Object.entries({ returned: response, thrown: thrown(response) })) {
      const path = `/${name}/${way}`;
      add(`${path}/bare`, handler);
      add(`${path}/validated`, validated(schema({}), handler));
      add(`${path}/idempotent`, idempotent(handler, { store: new MemoryStore() }));
    }
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  if (!server.listening) await once(server, "listening");
  try {
    for (const path of paths) {
      const headers = { "content-type": "application/json", "idempotency-key": path };
      const url = `http://127.0.0.1:${server.address().port}${path}`;
      const response = await fetch(url, { method: "POST", headers, body: '{"a":1}' });
      assert.deepEqual([response.status, await response.text()], [201, "{}"], path);
    }
  } finally {
    server.close();
  }
});
