// Requests with an `Idempotency-Key` and a handler that counts its runs, for the tests of `unanimous/server`.
import { schema } from "unanimous";
import { idempotent, MemoryStore } from "unanimous/server";

export const lead = schema({
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, age: { type: "integer" } },
  additionalProperties: false,
});
export const URL_ = "https://api.example.com/leads?x=1";
export const ANN = '{"email":"ann@example.com"}';

export const post = (body, headers = {}, method = "POST") =>
  new Request(URL_, { method, body, headers: { "content-type": "application/json", ...headers } });
export const keyed = (body, key = "k1", headers = {}) => post(body, { "idempotency-key": key, ...headers });
export const shown = async (response) => ({
  status: response.status,
  headers: Object.fromEntries(response.headers),
  body: await response.text(),
});
export const errorOf = async (response) => [response.status, JSON.parse(await response.text()).error.code];
const silent = { onStoreError: () => {} };

/** A handler that counts its runs. */
export function counted(
  options = {},
  respond = (n) => Response.json({ n }, { status: 201, headers: { location: `/${n}` } }),
) {
  const runs = [];
  const handle = idempotent(
    async (request, ...rest) => {
      const body = await request.text();
      runs.push({ request, rest, body });
      return respond(runs.length, request);
    },
    { store: new MemoryStore(), ...silent, ...options },
  );
  return { handle, runs };
}
