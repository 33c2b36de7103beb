// The edge function: a standard `(Request) => Promise<Response>` over the npm package. It answers `/api/leads` as the
// Rust server does, to the byte. Nothing here belongs to one runtime; the schema is handed in, for not every runtime
// can import JSON. `worker.mjs` is the entry for those that can.
import { checkIdempotencyKey, schema } from "unanimous";
import { readBody } from "./edge/body.mjs";
import { allowOrigin, isLoopbackOrigin, preflight } from "./edge/cors.mjs";
import { Invalid, json, Refusal } from "./edge/answer.mjs";
import { createKeys } from "./edge/idempotency.mjs";
import { requestIdOf } from "./edge/request-id.mjs";
import { parseStrictJson } from "./strict-json.mjs";

export { isLoopbackOrigin };

const IDEMPOTENCY_CODES = new Map([
  ["idempotency_key_required", "IDEMPOTENCY_KEY_REQUIRED"],
  ["too_long", "IDEMPOTENCY_KEY_TOO_LONG"],
]);

/**
 * Makes the edge function for a schema.
 *
 * @param {object} leadSchema the JSON of `lead.schema.json`
 * @param {{ isAllowedOrigin?: (origin: string) => boolean, bodyTimeoutMs?: number, workMs?: number, now?: () => number,
 *   maxKeys?: number }} [options] `isAllowedOrigin`: which pages of other origins may ask; those on this machine, unless
 *   given. `workMs`, for tests: how long to take over each lead
 * @returns {{ fetch: (request: Request) => Promise<Response> }}
 */
export function createEdge(leadSchema, options = {}) {
  const { isAllowedOrigin = isLoopbackOrigin, bodyTimeoutMs = 10_000, workMs = 0, now, maxKeys } = options;
  const lead = schema(leadSchema);
  const once = createKeys({ now, maxKeys });

  const judge = (bytes) => {
    let value;
    try {
      value = parseStrictJson(bytes);
    } catch {
      throw new Refusal(400, "BAD_REQUEST", "Request body is not valid JSON");
    }
    const result = lead.validate(value);
    if (!result.ok) throw new Invalid(result.issues);
    return value;
  };

  /** The operation itself: whatever it answers below 500 is the answer for its key. */
  const createLead = async (key, bytes) => {
    const value = judge(bytes);
    if (workMs > 0) await new Promise((resolve) => setTimeout(resolve, workMs));
    const id = await leadId(key);
    return json({ id, lead: value }, 201, { location: `/api/leads/${id}` });
  };

  const create = async (request, requestId) => {
    const bytes = await readBody(request, bodyTimeoutMs);
    const key = readKey(request.headers);
    return once(`POST /api/leads ${key}`, bytes, () =>
      createLead(key, bytes).catch((error) => refused(error, request, requestId)),
    );
  };

  const check = async (request) => {
    judge(await readBody(request, bodyTimeoutMs));
    return json({ ok: true });
  };

  const routes = new Map([
    ["/api/leads", new Map([["POST", create]])],
    ["/api/leads/check", new Map([["POST", check]])],
    ["/api/health", new Map([["GET", health], ["HEAD", health]])],
  ]);

  const fetch = async (request) => {
    const id = requestIdOf(request);
    const response = await answer(routes, request, id);
    response.headers.set("x-request-id", id);
    return allowOrigin(request, response, isAllowedOrigin);
  };
  return { fetch };
}

async function answer(routes, request, id) {
  try {
    const route = routes.get(new URL(request.url).pathname);
    if (route === undefined) throw new Refusal(404, "NOT_FOUND", "Not found");
    if (request.method === "OPTIONS") return preflight([...route.keys()]);
    const handler = route.get(request.method);
    if (handler !== undefined) return await handler(request, id);
    const message = `Method ${request.method} is not allowed here`;
    throw new Refusal(405, "METHOD_NOT_ALLOWED", message, { allow: [...route.keys()].join(",") });
  } catch (error) {
    return refused(error, request, id);
  }
}

/** The response to what was thrown. */
function refused(error, request, id) {
  if (error instanceof Refusal) return error.toResponse(request, id);
  console.error(error);
  return new Refusal(500, "INTERNAL_ERROR", "Internal error").toResponse(request, id);
}

function readKey(headers) {
  const value = headers.get("idempotency-key")?.trim();
  const key = checkIdempotencyKey(value);
  // Two header lines arrive as one, joined by a comma and a space. A space is refused as it is; where one of the lines
  // was empty, only the comma is left of it.
  const checked = key.ok && /^,|,$/.test(value) ? checkIdempotencyKey(" ") : key;
  if (checked.ok) return checked.value;
  throw new Refusal(400, IDEMPOTENCY_CODES.get(checked.code) ?? "IDEMPOTENCY_KEY_INVALID", checked.reason);
}

const health = () => json({ ok: true });

/** The demo stores no leads. So that edge function and server name one lead alike, the id comes from its key. */
async function leadId(key) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const bytes = Array.from(new Uint8Array(digest, 0, 12), (byte) => byte.toString(16).padStart(2, "0"));
  return `lead_${bytes.join("")}`;
}
