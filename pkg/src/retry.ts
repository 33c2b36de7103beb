// Retry advice. wasm/src/packed/retry.rs decides.
import { type Time, timeOption } from "./clock.js";
import type { ApiError } from "./api-error.js";
import { countOption, refuseOption } from "./options.js";
import { callForText } from "./packed/buffer.js";
import { packJson } from "./packed/walker.js";
import { errors } from "./wasm/errors.js";

/** The reason for an advice: a stable name. Later versions may add names; no name ever changes. */
export type RetryReason =
  | "server_says_yes"
  | "server_says_no"
  | "replayed"
  | "in_progress"
  | "needs_change"
  | "google_transient"
  | "google_permanent"
  | "throttled"
  | "rate_limited"
  | "not_processed"
  | "too_large_for_now"
  | "too_large"
  | "transient"
  | "unsafe"
  | "permanent"
  | "no_response"
  | "no_response_unsafe"
  | "later"
  | "tries_exhausted";

/** Says whether to send a request again, when, and why. With `retry: true` there is always a delay. */
export type RetryAdvice = TryAgain | Stop;

/** The advice to send the request again, unchanged, with the same key. */
export interface TryAgain {
  readonly retry: true;
  /** How long to wait first, in milliseconds. */
  readonly afterMs: number;
  /** When the wait ends, in milliseconds since 1970. */
  readonly atMs: number;
  /** The reason: a stable code, and a sentence to show. */
  readonly why: { readonly code: RetryReason; readonly text: string };
}

/** The advice not to send the request again. */
export interface Stop {
  readonly retry: false;
  /** The delay that the server asked for, in milliseconds, if it was too long (`later`); else null. */
  readonly afterMs: number | null;
  /** When that delay ends, in milliseconds since 1970. */
  readonly atMs: number | null;
  /** The reason: a stable code, and a sentence to show. */
  readonly why: { readonly code: RetryReason; readonly text: string };
}

/** An attempt that has failed, and the caller's limits. */
export interface Attempt {
  /** The request's method; `GET` by default. */
  readonly method?: string | undefined;
  /** The request's `Idempotency-Key`, or whether it had one. Give it only if the server is known to honour the key. */
  readonly idempotencyKey?: boolean | string | null | undefined;
  /** How many attempts failed before this one; 0 by default. */
  readonly attempt?: number | undefined;
  /** The current time; `Date.now()` by default. */
  readonly now?: Time | undefined;
  /** A number from 0 to 1: which part of the backoff to wait. `Math.random()` by default. */
  readonly random?: number | undefined;
  /** The longest delay to accept from the server; 120,000 ms by default, Infinity for any. */
  readonly maxWaitMs?: number | undefined;
  /** The longest backoff before the first retry; 500 ms by default. */
  readonly baseMs?: number | undefined;
  /** The longest backoff before any retry; 30,000 ms by default. */
  readonly capMs?: number | undefined;
  /** The most attempts in all; 3 by default. */
  readonly maxTries?: number | undefined;
}

/**
 * Says whether to try again, by status, code, headers, method and key.
 *
 * @param error the result of {@link readError} or {@link readResponse}; null if there was no response
 * @throws TypeError if an option has a wrong type
 *
 * @example
 * const advice = retryAdvice(await readResponse(response), { method: "POST", idempotencyKey: key, attempt });
 * if (advice.retry) {
 *   await new Promise((resolve) => setTimeout(resolve, advice.afterMs)); // then send the request again
 * }
 */
export function retryAdvice(error: ApiError | null | undefined, attempt: Attempt = {}): RetryAdvice {
  const count = (option: "attempt" | "maxWaitMs" | "baseMs" | "capMs" | "maxTries") =>
    countOption("retryAdvice", option, attempt[option]);
  const { method, idempotencyKey, now, random } = attempt;
  if (method !== undefined && typeof method !== "string") refuseOption("retryAdvice", "method", method, "a string");
  if (random !== undefined && typeof random !== "number") refuseOption("retryAdvice", "random", random, "a number");
  const packed = {
    method,
    // An empty key does not count.
    idempotencyKey: idempotencyKey === true || (typeof idempotencyKey === "string" && idempotencyKey !== ""),
    attempt: count("attempt"),
    now: timeOption("retryAdvice", now),
    random: random ?? Math.random(),
    maxWaitMs: count("maxWaitMs"),
    baseMs: count("baseMs"),
    capMs: count("capMs"),
    maxTries: count("maxTries"),
  };
  const json = packJson(errors, [retryFields(error), packed], (length) =>
    callForText(errors, (wasm) => wasm.retryAdvice(length)),
  );
  return JSON.parse(json as string) as RetryAdvice;
}

/** Returns the fields of an error that the decision needs. */
function retryFields(error: ApiError | null | undefined): object | null {
  if (error === null || error === undefined) return null;
  if (typeof error !== "object") throw new TypeError("retryAdvice takes the result of readError, or null");
  const { dialect, status, code, category, retryAfterMs, hints } = error;
  return { dialect, status, code, category, retryAfterMs, hints };
}
