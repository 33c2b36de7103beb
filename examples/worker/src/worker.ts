// Creates leads: `POST /leads`, once for each `Idempotency-Key`. The keys are in Durable Objects.
import { schema } from "unanimous";
import { answer, DurableObjectStore, type DurableObjects, idempotent, validated } from "unanimous/server";

export { IdempotencyObject } from "unanimous/server";

interface Env {
  readonly KEYS: DurableObjects;
}

const lead = schema({
  type: "object",
  required: ["name", "email"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 200 },
    email: { type: "string", format: "email" },
  },
  additionalProperties: false,
});

const create = validated(
  lead,
  idempotent(
    async (_request: Request, { name, email }: { name: string; email: string }, _env: Env) => {
      const id = crypto.randomUUID();
      console.log(`created ${id}`);
      return Response.json({ id, name, email }, { status: 201, headers: { location: `/leads/${id}` } });
    },
    { store: (_request, _value, env) => new DurableObjectStore(env.KEYS) },
  ),
);

export default {
  fetch(request: Request, env: Env, context: object): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname !== "/leads") return answer({ status: 404, code: "NOT_FOUND", message: "Not found" }, request);
    if (request.method !== "POST") {
      const message = `Method ${request.method} is not allowed here`;
      return answer({ status: 405, code: "METHOD_NOT_ALLOWED", message }, request, {}, { allow: "POST" });
    }
    return create(request, env, context);
  },
};
