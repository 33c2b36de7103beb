// Runs an operation once per Idempotency-Key.
//
// The keys are in the memory of this process, which is enough for a demo. A platform runs many instances and stops them
// at any time: there, keep the keys in one store with atomic updates, such as a Durable Object (Cloudflare) or Redis.
// An eventually consistent KV store would let two first requests run.
import { fingerprint, judgeReplay } from "unanimous";
import { HttpError } from "./answer.mjs";

const KEEP_MS = 24 * 60 * 60 * 1000;
/** How long a request may run before another request with the same key and body may run. */
const LEASE_MS = 60_000;
const MAX_KEYS = 10_000;
/** The most expired keys that one request deletes. */
const MAX_DELETED = 64;
/** Statuses below 500 that are not stored, because the same request may succeed later. */
const TEMPORARY = new Set([408, 409, 425, 429]);

const isFinal = (status) => status < 500 && !TEMPORARY.has(status);

/**
 * Makes a runner with a store of keys.
 *
 * @param {{ now?: () => number, maxKeys?: number }} [options]
 * @returns {(key: string, body: Uint8Array, run: () => Promise<Response>) => Promise<Response>} runs the operation for the
 *   first request with a key and body, and replays its answer for every later one. `key` must include the route, and the
 *   account if the API has accounts
 */
export function createIdempotentRunner({ now = Date.now, maxKeys = MAX_KEYS } = {}) {
  /** Claims by key, the oldest first. */
  const keys = new Map();

  const deleteExpired = (time) => {
    let left = MAX_DELETED;
    for (const [key, { since }] of keys) {
      if (time - since < KEEP_MS || left-- === 0) return;
      keys.delete(key);
    }
  };

  const runClaimed = async (key, claim, run) => {
    try {
      const response = await run();
      const body = await response.arrayBuffer();
      const answer = { status: response.status, headers: [...response.headers], body };
      // If the lease has expired, another request may have claimed the key: then its claim stays.
      if (keys.get(key) === claim) {
        if (isFinal(answer.status)) Object.assign(claim, { done: true, answer });
        else keys.delete(key);
      }
      return toResponse(answer);
    } catch (error) {
      if (keys.get(key) === claim) keys.delete(key);
      throw error;
    }
  };

  return async (key, body, run) => {
    const time = now();
    deleteExpired(time);
    const bodyFingerprint = fingerprint(body);
    const stored = keys.get(key);
    switch (judgeReplay(stored, bodyFingerprint, time)) {
      case "replay":
        return toResponse(stored.answer, { "idempotent-replayed": "true" });
      case "in_progress":
        throw new HttpError(
          409,
          "IDEMPOTENCY_IN_PROGRESS",
          "The first request with this Idempotency-Key is still running",
          RETRY_SOON,
        );
      case "conflict":
        throw new HttpError(422, "IDEMPOTENCY_CONFLICT", "This Idempotency-Key was already used with another body");
      case "new":
        // Deleting a key that has not expired would let its request run twice.
        if (keys.size >= maxKeys)
          throw new HttpError(
            503,
            "SERVICE_UNAVAILABLE",
            "Idempotency keys cannot be stored at the moment",
            RETRY_SOON,
          );
    }
    const claim = { fingerprint: bodyFingerprint, since: time, done: false, leaseUntil: time + LEASE_MS };
    // Deleting first moves the key to the end, so the map stays ordered by age.
    keys.delete(key);
    keys.set(key, claim);
    return runClaimed(key, claim, run);
  };
}

const RETRY_SOON = { "retry-after": "1" };

function toResponse({ status, headers, body }, extraHeaders = {}) {
  const response = new Response(body, { status, headers });
  for (const [name, value] of Object.entries(extraHeaders)) response.headers.set(name, value);
  return response;
}
