// A Worker with Cloudflare's own types, as `wrangler types` writes them.
import { schema } from "unanimous";
import { D1Store, DurableObjectStore, type IdempotencyObject, idempotent, validated } from "unanimous/server";

interface Env {
  KEYS: DurableObjectNamespace;
  TYPED_KEYS: DurableObjectNamespace<IdempotencyObject>;
  DB: D1Database;
}

const lead = schema({ type: "object", required: ["email"], properties: { email: { type: "string" } } });

declare const env: Env;
// Loggers return something, such as the id of the event.
declare const capture: (error: unknown) => string;
void new DurableObjectStore(env.KEYS);
void new DurableObjectStore(env.TYPED_KEYS);
void new D1Store(env.DB);

export const bare = {
  fetch: idempotent(async (_request: Request, _env: Env) => new Response(), {
    store: (_request, { KEYS }) => new DurableObjectStore(KEYS),
    onStoreError: capture,
  }),
} satisfies ExportedHandler<Env>;

export default {
  fetch: validated(
    lead,
    idempotent(async (_request: Request, { email }: { email: string }, _env: Env) => Response.json({ email }), {
      store: (_request, _value, { KEYS }) => new DurableObjectStore(KEYS),
    }),
  ),
} satisfies ExportedHandler<Env>;
