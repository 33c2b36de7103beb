// In Node 20 a `Request` and a `Response` take longer to make than the rest of a request, so the common way makes none.
//
//   node --test tests/pkg/server-no-platform-objects.test.mjs          needs the built package
import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { json, validated } from "unanimous/server";
import { anything, BODY, HEADERS, serve } from "./served.mjs";

/** Notes which members of the platform's requests and responses are read: a light one of ours reads none of its own. */
const read = [];
for (const { name, prototype } of [Request, Response]) {
  for (const key of Reflect.ownKeys(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
    if (key === "constructor" || !descriptor.configurable) continue;
    const member = descriptor.get ?? (() => descriptor.value);
    Object.defineProperty(prototype, key, {
      configurable: true,
      get() {
        read.push(`${name}.${String(key)}`);
        return member.call(this);
      },
    });
  }
}

async function send(url, headers) {
  const sent = httpRequest(url, { method: "POST", headers: { ...HEADERS, ...headers } }).end(BODY);
  const [response] = await once(sent, "response");
  response.resume();
  return response.statusCode;
}

const create = (request, value) => json({ method: request.method, value }, { status: 201 });
const HANDLERS = {
  "validated": validated(anything, create),
  "validated, with an invalid body": validated({ ...anything, validate: () => anything.validate(undefined) }, create),
};

for (const [name, handler] of Object.entries(HANDLERS)) {
  test(`${name}: no Request and no Response of the platform is made`, async () => {
    const url = await serve(handler);
    const status = name.includes("invalid") ? 400 : 201;
    // The first one tries what the platform takes.
    assert.equal(await send(url, { "idempotency-key": "first" }), status);
    read.length = 0;
    assert.equal(await send(url, { "idempotency-key": "second" }), status);
    assert.deepEqual(read, []);
  });
}
