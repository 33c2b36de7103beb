// Idempotent handlers around each other.
//
//   node --test tests/pkg/server-nested.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { idempotent, MemoryStore, validated } from "unanimous/server";
import { ANN, keyed, lead } from "./keyed-requests.mjs";

test("of two nested idempotent handlers, the outer one claims the key", async () => {
  const store = new MemoryStore();
  let runs = 0;
  const run = () => Response.json({ n: ++runs }, { status: 201 });
  const inner = idempotent(idempotent(run, { store }), { store });
  const between = [inner, validated(lead, inner), validated(lead, (request) => inner(request))];
  for (const [at, handler] of between.entries()) {
    const handle = idempotent(handler, { store });
    runs = 0;
    for (const replayed of [null, "true"]) {
      const response = await handle(keyed(ANN, `k${at}`));
      assert.deepEqual(
        [response.status, await response.text(), response.headers.get("idempotent-replayed")],
        [201, '{"n":1}', replayed],
      );
    }
  }
});

test("a nested idempotent handler authenticates the account, although the outer one has claimed a key", async () => {
  const accounts = [];
  const scope = (request) => {
    const account = request.headers.get("authorization");
    accounts.push(account);
    if (account === null) throw new Response(null, { status: 401 });
    return account;
  };
  const inner = idempotent(() => Response.json({}, { status: 201 }), { store: new MemoryStore(), scope });
  const outer = idempotent((request) => inner(request), { store: new MemoryStore() });
  assert.equal((await outer(keyed(ANN, "k1"))).status, 401);
  assert.equal((await outer(keyed(ANN, "k2", { authorization: "ann" }))).status, 201);
  assert.deepEqual(accounts, [null, "ann"]);
});
