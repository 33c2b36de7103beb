// The edge function: a standard handler `(Request) => Promise<Response>` that uses the npm package. Its answers for
// `/api/leads` are byte for byte those of the Rust server. It runs on every runtime. The caller passes the schema,
// because not every runtime can import JSON; `worker.mjs` is the entry for runtimes that can.
import { checkIdempotencyKey, schema } from "unanimous";
import { readBody } from "./edge/body.mjs";
import { allowOrigin, isLoopbackOrigin, preflight } from "./edge/cors.mjs";
import { HttpError, json, ValidationFailed } from "./edge/answer.mjs";
import { createIdempotentRunner } from "./edge/idempotency.mjs";
import { trimOws } from "./edge/ows.mjs";
import { requestIdOf } from "./edge/request-id.mjs";
import { parseStrictJson } from "./strict-json.mjs";

export { isLoopbackOrigin };

const IDEMPOTENCY_CODES = new Map([
  ["idempotency_key_required", "IDEMPOTENCY_KEY_REQUIRED"],
  ["too_long", "IDEMPOTENCY_KEY_TOO_LONG"],
]);

/** What a client is told instead of the general sentence, by the detail. */
const IDEMPOTENCY_MESSAGES = new Map([
  ["repeated", "Idempotency-Key header was sent more than once, or holds a list"],
  ["quoted", "Idempotency key must be sent without quotation marks"],
]);

/**
 * Makes the edge function for a schema.
 *
 * @param {object} leadSchema the JSON of `lead.schema.json`
 * @param {{ isAllowedOrigin?: (origin: string) => boolean, bodyTimeoutMs?: number, workMs?: number } &
 *   Parameters<typeof createIdempotentRunner>[0]} [options] `isAllowedOrigin` says which other origins may call the
 *   function; by default only pages on this machine. `workMs` is for tests: how long to work on each lead. The others are
 *   the limits of the idempotency keys
 * @returns {{ fetch: (request: Request, env?: unknown, context?: { waitUntil?: Function }) => Promise<Response> }}
 */
export function createEdge(leadSchema, options = {}) {
  const { isAllowedOrigin = isLoopbackOrigin, bodyTimeoutMs = 10_000, workMs = 0, ...keyLimits } = options;
  const lead = schema(leadSchema);
  const runOnce = createIdempotentRunner(keyLimits);

  /** Parses and validates a body. */
  const readLead = (bytes) => {
    let value;
    try {
      value = parseStrictJson(bytes);
    } catch {
      throw new HttpError(400, "BAD_REQUEST", "Request body is not valid JSON");
    }
    const result = lead.validate(value);
    if (!result.ok) throw new ValidationFailed(result.issues);
    return value;
  };

  /** Creates the lead. This is the operation that runs once per key. */
  const createLead = async (key, value, signal) => {
    if (workMs > 0) await sleep(workMs, signal);
    const id = await leadId(key);
    return json({ id, lead: value }, 201, { location: `/api/leads/${id}` });
  };

  const create = async (request, waitUntil) => {
    const bytes = await readBody(request, bodyTimeoutMs);
    const key = readKey(request.headers);
    // A refused lead does not claim its key: the same request would be refused again, and the corrected one runs.
    const value = readLead(bytes);
    return runOnce(`POST /api/leads ${key}`, bytes, (signal) => createLead(key, value, signal), waitUntil);
  };

  const check = async (request) => {
    readLead(await readBody(request, bodyTimeoutMs));
    return json({ ok: true });
  };

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

  const fetch = async (request, _env, context) => {
    const id = requestIdOf(request);
    const waitUntil = context?.waitUntil?.bind(context);
    const response = await dispatch(routes, request, id, waitUntil);
    response.headers.set("x-request-id", id);
    return allowOrigin(request, response, isAllowedOrigin);
  };
  return { fetch };
}

async function dispatch(routes, request, id, waitUntil) {
  try {
    const route = routes.get(new URL(request.url).pathname);
    if (route === undefined) throw new HttpError(404, "NOT_FOUND", "Not found");
    if (request.method === "OPTIONS") return preflight([...route.keys()]);
    const handler = route.get(request.method);
    if (handler !== undefined) return await handler(request, waitUntil);
    const message = `Method ${request.method} is not allowed here`;
    throw new HttpError(405, "METHOD_NOT_ALLOWED", message, { allow: [...route.keys()].join(",") });
  } catch (error) {
    return errorToResponse(error, request, id);
  }
}

/** Turns a thrown error into a response. An unexpected error becomes a 500 without details. */
function errorToResponse(error, request, id) {
  if (error instanceof HttpError) return error.toResponse(request, id);
  console.error(error);
  return new HttpError(500, "INTERNAL_ERROR", "Internal error").toResponse(request, id);
}

function readKey(headers) {
  const header = headers.get("idempotency-key");
  const value = header === null ? undefined : trimOws(header);
  // The runtime joins two header lines with a comma and a space. If one line was empty, only the comma remains.
  const isList = /, |^,|,$/.test(value ?? "");
  const key = isList ? { ok: false, detail: "repeated" } : checkIdempotencyKey(value);
  if (key.ok) return key.value;
  const code = IDEMPOTENCY_CODES.get(key.code) ?? "IDEMPOTENCY_KEY_INVALID";
  throw new HttpError(400, code, IDEMPOTENCY_MESSAGES.get(key.detail) ?? key.reason);
}

const health = () => json({ ok: true });

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
