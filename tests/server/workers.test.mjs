// The stores of Cloudflare Workers: a Durable Object and D1, in real workerd.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { conforms } from "./conformance.mjs";
import { startWorker } from "./workers.mjs";

const URL_ = "http://127.0.0.1";
let worker;

before(async () => {
  worker = await startWorker(fileURLToPath(new URL("store-worker.mjs", import.meta.url)), {
    durableObjects: { KEYS: { className: "IdempotencyObject", useSQLite: true } },
    d1Databases: ["DB"],
    kvNamespaces: ["KV"],
  });
  await worker.dispatchFetch(`${URL_}/table`);
});
after(() => worker?.dispose());

/** A store in the Worker. */
function remote(name, options) {
  const call = async (method, claim, answer) => {
    const sent = answer && { ...answer, body: Buffer.from(answer.body).toString("hex") };
    const body = JSON.stringify({ name, options, method, claim, answer: sent });
    const response = await worker.dispatchFetch(`${URL_}/call`, { method: "POST", body });
    if (!response.ok) throw new Error(await response.text());
    const result = await response.json();
    if (result?.answer) result.answer.body = new Uint8Array(Buffer.from(result.answer.body, "hex"));
    return result;
  };
  return {
    leaseMs: options.leaseMs ?? 60_000,
    begin: (claim) => call("begin", claim),
    renew: (claim) => call("renew", claim),
    finish: (claim, answer) => call("finish", claim, answer),
    abandon: (claim) => call("abandon", claim),
  };
}

for (const name of ["object", "d1"]) {
  conforms(name, (options) => remote(name, options));

  test(`${name}: 1,000 concurrent requests to the Worker with 50 keys run 50 times`, async () => {
    const bodies = new Map();
    const statuses = new Set();
    const send = async (n) => {
      const key = `worker-${n % 50}`;
      const init = { method: "POST", body: "{}", headers: { "idempotency-key": key } };
      const response = await worker.dispatchFetch(`${URL_}/${name}`, init);
      statuses.add(response.status);
      const text = await response.text();
      if (response.status === 200) bodies.set(key, (bodies.get(key) ?? new Set()).add(text));
    };
    await Promise.all(Array.from({ length: 1000 }, (_, n) => send(n)));
    // Every key has an answer by now, and one only.
    await Promise.all(Array.from({ length: 50 }, (_, n) => send(n)));
    assert.deepEqual(
      [...statuses].filter((status) => ![200, 409].includes(status)),
      [],
    );
    assert.equal(bodies.size, 50);
    assert.deepEqual(new Set([...bodies.values()].map(({ size }) => size)), new Set([1]));
  });
}

test("d1: more expired rows than one query deletes are deleted", async () => {
  assert.equal(await (await worker.dispatchFetch(`${URL_}/sweep`)).json(), 0);
});

test("Workers KV is refused, with the reason", async () => {
  const message = await (await worker.dispatchFetch(`${URL_}/kv`)).json();
  assert.match(message, /store must be one with an atomic claim: DurableObjectStore or D1Store, not "Workers KV"/);
});

test("json is a Response of workerd, also where it imitates Node", async () => {
  for (const flags of [[], ["nodejs_compat"]]) {
    const json = await startWorker(fileURLToPath(new URL("json-worker.mjs", import.meta.url)), {
      compatibilityFlags: flags,
    });
    try {
      const response = await json.dispatchFetch(URL_);
      assert.deepEqual([response.status, await response.json()], [201, { a: "\u00fc" }]);
    } finally {
      await json.dispose();
    }
  }
});
