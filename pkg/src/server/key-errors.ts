// The errors for requests with a key whose handler does not run, or does not run now. `www/edge.mjs` and the example
// server use the same.
import type { PlainError } from "../render.js";

export const IN_PROGRESS: PlainError = {
  status: 409,
  code: "IDEMPOTENCY_IN_PROGRESS",
  message: "The first request with this Idempotency-Key is still running",
};

export const CONFLICT: PlainError = {
  status: 422,
  code: "IDEMPOTENCY_CONFLICT",
  message: "This Idempotency-Key was already used with another body or query",
};

export const UNAVAILABLE: PlainError = {
  status: 503,
  code: "SERVICE_UNAVAILABLE",
  message: "Idempotency keys cannot be stored at the moment",
};

/** The longest `Retry-After` for a store full of running requests. One may end at any time. */
const LONGEST_WAIT_MS = 5000;

/** Returns a `Retry-After` in whole seconds, from 1 to 5. */
export const retryAfter = (ms: number): { "retry-after": string } => ({
  "retry-after": String(Math.max(1, Math.ceil(Math.min(ms, LONGEST_WAIT_MS) / 1000))),
});
