// Runs an operation once per Idempotency-Key.
import { fingerprint } from "unanimous";
import { HttpError } from "./answer.mjs";
import { MemoryStore } from "./memory-store.mjs";

/** Statuses below 500 that are not kept, because the same request may succeed later. */
const TEMPORARY = [408, 409, 425, 429];
/** Statuses that follow from the request alone. Nothing was done, and the same request gets the same status again. */
const REFUSED = [400, 401, 405, 406, 411, 413, 414, 415, 416, 417, 422, 431];

/** How long a client is told to wait, at most, for room in a store full of running requests. One may end at any time. */
const LONGEST_WAIT_MS = 5000;

const isKept = (status) => status < 500 && !TEMPORARY.includes(status) && !REFUSED.includes(status);

/**
 * Makes a runner with a store of keys.
 *
 * Check a request first: media type, size, JSON, schema and key. A request that is refused by these checks uses no key,
 * because the same request gets the same answer again.
 *
 * @param {{ maxRunMs?: number } & ConstructorParameters<typeof MemoryStore>[0]} [options] `maxRunMs` is how long an
 *   operation may run. After it, the operation's signal is aborted, and its lease is not renewed any more
 * @returns {(key: string, body: Uint8Array, operation: (signal: AbortSignal) => Promise<Response>,
 *   waitUntil?: (running: Promise<unknown>) => void) => Promise<Response>} runs the operation for the first request with a
 *   key and body, and replays its answer for every later one. `key` must include the route, and the account if the API has
 *   accounts. `waitUntil` is the platform's: it lets the operation end when the client has gone
 */
export function createIdempotentRunner({ maxRunMs = 5 * 60_000, ...limits } = {}) {
  const store = new MemoryStore(limits);
  return async (key, body, operation, waitUntil) => {
    const begun = store.begin(key, fingerprint(body));
    if (begun.state !== "run") return withoutRunning(begun);
    const { running, timeout } = run(store, begun.claim, operation, maxRunMs);
    waitUntil?.(running.catch(() => {}));
    return toResponse(await Promise.race([running, timeout]));
  };
}

/** The response to a request that does not run. */
function withoutRunning({ state, answer, retryAfterMs }) {
  switch (state) {
    case "replay":
      return toResponse(answer, { "idempotent-replayed": "true" });
    case "conflict":
      throw new HttpError(422, "IDEMPOTENCY_CONFLICT", "This Idempotency-Key was already used with another body");
    case "in_progress":
      throw new HttpError(
        409,
        "IDEMPOTENCY_IN_PROGRESS",
        "The first request with this Idempotency-Key is still running",
        retryAfter(0),
      );
    default:
      throw unavailable(Math.min(retryAfterMs, LONGEST_WAIT_MS));
  }
}

/**
 * Runs a claimed operation, and renews its lease meanwhile. When the operation ends, the claim is finished or abandoned.
 *
 * @returns `running` resolves to the operation's answer. `timeout` rejects when the operation has taken too long. The lease
 *   of an operation that ignores its signal is not renewed any more, so its key is free when the lease ends
 */
function run(store, claim, operation, maxRunMs) {
  const controller = new AbortController();
  const renewing = setInterval(() => store.renew(claim), store.leaseMs / 3);
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => {
      clearInterval(renewing);
      const error = unavailable(store.leaseMs);
      reject(error);
      controller.abort(error);
    }, maxRunMs);
  });
  const end = async () => {
    try {
      const response = await operation(controller.signal);
      const headers = [...response.headers];
      const answer = { status: response.status, headers, body: await response.arrayBuffer() };
      if (isKept(answer.status)) store.finish(claim, answer);
      else store.abandon(claim);
      return answer;
    } catch (error) {
      store.abandon(claim);
      throw error;
    } finally {
      clearInterval(renewing);
      clearTimeout(timer);
    }
  };
  return { running: end(), timeout };
}

/** Whole seconds, at least one. */
const retryAfter = (ms) => ({ "retry-after": String(Math.max(1, Math.ceil(ms / 1000))) });

const unavailable = (retryAfterMs) =>
  new HttpError(
    503,
    "SERVICE_UNAVAILABLE",
    "Idempotency keys cannot be stored at the moment",
    retryAfter(retryAfterMs),
  );

function toResponse({ status, headers, body }, extraHeaders = {}) {
  // A 204 and a 304 may not have a body, not even an empty one.
  const response = new Response(body.byteLength === 0 ? null : body, { status, headers });
  for (const [name, value] of Object.entries(extraHeaders)) response.headers.set(name, value);
  return response;
}
