// A Worker whose stores a test calls over HTTP, and whose handlers it floods with requests.
import { D1Store, DurableObjectStore, idempotent, MemoryStore } from "unanimous/server";

export { IdempotencyObject } from "unanimous/server";

const STORES = {
  d1: (env, options) => new D1Store(env.DB, options),
  object: (env, options) => new DurableObjectStore(env.KEYS, options),
};

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));

/** Calls a method of a store. Bodies are in hexadecimal. */
async function call(env, { name, options, method, claim, answer }) {
  const store = STORES[name](env, options);
  if (answer) answer = { ...answer, body: bytes(answer.body) };
  const result = await store[method](claim, answer);
  if (result?.answer) return { ...result, answer: { ...result.answer, body: hex(result.answer.body) } };
  return result ?? null;
}

const handlers = {};
for (const [name, make] of Object.entries(STORES)) {
  handlers[name] = idempotent(
    async (request) => {
      await sleep(5);
      return new Response(`${request.headers.get("idempotency-key")} ${crypto.randomUUID()}`);
    },
    { store: (_request, env) => make(env, {}), storeTimeoutMs: 60_000, bodyTimeoutMs: 60_000 },
  );
}

export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === "/call") return Response.json(await call(env, await request.json()));
    if (pathname === "/kv") return Response.json(refusalOf(env.KV));
    if (pathname === "/table") {
      await new D1Store(env.DB).createTable();
      return new Response(D1Store.TABLE);
    }
    if (pathname === "/sweep") {
      const expired = "'expired-' || n, '', '', 0, 0 FROM n";
      await env.DB.prepare(
        `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2500)
          INSERT INTO unanimous_idempotency_keys (key, fingerprint, token, lease_until, expires_at) SELECT ${expired}`,
      ).run();
      await new D1Store(env.DB).sweep();
      const count = "SELECT count(*) AS count FROM unanimous_idempotency_keys WHERE expires_at = 0";
      return Response.json(await env.DB.prepare(count).first("count"));
    }
    return handlers[pathname.slice(1)](request, env, context);
  },
};

function refusalOf(kv) {
  try {
    idempotent(() => new Response(), { store: kv });
    return new MemoryStore() && null;
  } catch (error) {
    return error.message;
  }
}
