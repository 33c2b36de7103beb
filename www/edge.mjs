// The edge function: a standard handler `(Request) => Promise<Response>` of `unanimous/server`. Its answers for
// `/api/leads` are byte for byte those of the Rust server. It runs on every runtime. The caller passes the schema,
// because not every runtime can import JSON; `worker.mjs` is the entry for runtimes that can.
import { schema } from "unanimous";
import { answer, idempotent, MemoryStore, requestIdOf, validated } from "unanimous/server";
import { allowOrigin, isLoopbackOrigin, preflight } from "./edge/cors.mjs";

export { isLoopbackOrigin };

/**
 * Makes the edge function for a schema.
 *
 * @param {object} leadSchema the JSON of `lead.schema.json`
 * @param {{ isAllowedOrigin?: (origin: string) => boolean, bodyTimeoutMs?: number, workMs?: number, maxRunMs?: number } &
 *   ConstructorParameters<typeof MemoryStore>[0]} [options] `isAllowedOrigin` says which other origins may call the
 *   function; by default only pages on this machine. `workMs` is for tests: how long to work on each lead. The others are
 *   the limits of the idempotency keys
 * @returns {{ fetch: (request: Request, env?: unknown, context?: { waitUntil?: Function }) => Promise<Response> }}
 */
export function createEdge(leadSchema, options = {}) {
  const { isAllowedOrigin = isLoopbackOrigin, bodyTimeoutMs, workMs = 0, maxRunMs, ...limits } = options;
  const lead = schema(leadSchema);
  const reading = { from: "json", bodyTimeoutMs };

  // This is the operation that runs once per key.
  const createLead = async (request, value) => {
    if (workMs > 0) await sleep(workMs, request.signal);
    const id = await leadId(request.headers.get("idempotency-key"));
    return json({ id, lead: value }, 201, { location: `/api/leads/${id}` });
  };
  // A platform runs many instances and stops them at any time: there, take a store that they share.
  const store = new MemoryStore(limits);
  const create = validated(lead, idempotent(createLead, { store, maxRunMs, onStoreError: () => {} }), reading);
  const check = validated(lead, () => json({ ok: true }), reading);
  const health = () => json({ ok: true });

  const routes = new Map([
    ["/api/leads", new Map([["POST", create]])],
    ["/api/leads/check", new Map([["POST", check]])],
    [
      "/api/health",
      new Map([
        ["GET", health],
        ["HEAD", health],
      ]),
    ],
  ]);

  const fetch = async (request, env, context) => {
    const response = await dispatch(routes, request, env, context);
    if (!response.headers.has("x-request-id")) response.headers.set("x-request-id", requestIdOf(request));
    return allowOrigin(request, response, isAllowedOrigin);
  };
  return { fetch };
}

async function dispatch(routes, request, ...rest) {
  try {
    const route = routes.get(new URL(request.url).pathname);
    if (route === undefined) return await answer({ status: 404, code: "NOT_FOUND", message: "Not found" }, request);
    if (request.method === "OPTIONS") return preflight([...route.keys()]);
    const handler = route.get(request.method);
    if (handler !== undefined) return await handler(request, ...rest);
    const message = `Method ${request.method} is not allowed here`;
    const allow = [...route.keys()].join(",");
    return await answer({ status: 405, code: "METHOD_NOT_ALLOWED", message }, request, {}, { allow });
  } catch (error) {
    console.error(error);
    return answer(error, request);
  }
}

const json = (body, status = 200, headers = {}) =>
  Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });

const sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

/**
 * Derives the lead's id from its key, so that the edge function and the server return the same id. The demo stores no
 * leads.
 */
async function leadId(key) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const bytes = Array.from(new Uint8Array(digest, 0, 12), (byte) => byte.toString(16).padStart(2, "0"));
  return `lead_${bytes.join("")}`;
}
