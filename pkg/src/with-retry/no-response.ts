// The one decision that must be possible without the module: a device that has lost its connection cannot load it. A
// test compares it with `retryAdvice(null, …)` over all inputs that matter; src/retry decides there.
import type { RetryAdvice } from "../retry.js";
import { MAX_TIMER_MS } from "../time-limit.js";

const IDEMPOTENT = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];

/** What the decision needs of an attempt: see `Attempt`. */
interface AttemptWithoutResponse {
  readonly method: string;
  readonly idempotencyKey: boolean;
  readonly attempt: number;
  readonly now: number;
  readonly random: number;
  readonly baseMs?: number | undefined;
  readonly capMs?: number | undefined;
  readonly maxTries?: number | undefined;
}

/** Says whether to repeat a request that got no response, as {@link retryAdvice} does with `null`. */
export function adviceWithoutResponse({
  method,
  idempotencyKey,
  attempt,
  now,
  random,
  ...limits
}: AttemptWithoutResponse): RetryAdvice {
  const { baseMs = 500, capMs = 30_000, maxTries = 3 } = limits;
  const stop = (code: "no_response_unsafe" | "tries_exhausted", text: string): RetryAdvice => ({
    retry: false,
    afterMs: null,
    atMs: null,
    why: { code, text },
  });
  if (!idempotencyKey && !IDEMPOTENT.includes(method.toUpperCase()))
    return stop("no_response_unsafe", "There was no response: the request may have had its effect, and has no key.");
  if (attempt + 1 >= maxTries) return stop("tries_exhausted", "There were as many attempts as allowed.");
  const share = Number.isNaN(random) ? 1 : Math.min(Math.max(random, 0), 1);
  // 0 times Infinity would be NaN.
  const longest = Math.min(baseMs * 2 ** Math.min(attempt, 64), capMs);
  const afterMs = Math.min(Math.round(longest * share), MAX_TIMER_MS);
  const text = "There was no response, and repeating this request does no harm.";
  return { retry: true, afterMs, atMs: now + afterMs, why: { code: "no_response", text } };
}
