// Retry advice and idempotent replays. wasm/src/packed/retry.rs decides.
import { INPUT_BYTES } from "./generated/constants.js";
import { milliseconds, type Time } from "./clock.js";
import type { ApiError } from "./errors.js";
import { countOption, refuseOption } from "./options.js";
import { callForText, encoder } from "./packed/buffer.js";
import { packJson } from "./packed/walker.js";
import { errors } from "./wasm/errors.js";

/** The most UTF-16 units that always fit into the input buffer: each has at most three bytes in UTF-8. */
const PART_UNITS = Math.floor(INPUT_BYTES / 3);

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

/** Returns an option that must be a time, as milliseconds since 1970; the current time if it is not given. */
function timeOption(where: string, now: Time | undefined): number {
  if (now === undefined) return Date.now();
  return milliseconds(now) ?? refuseOption(where, "now", now, "milliseconds since 1970 or a Date");
}

/**
 * Returns the SHA-256 of a request's body, as 64 hexadecimal digits. Every byte counts, so the same JSON with other
 * white space has another fingerprint. A string is encoded as UTF-8. The body may have any size.
 *
 * @throws TypeError if the body is neither a string nor bytes
 */
export function fingerprint(body: string | ArrayBuffer | ArrayBufferView): string {
  const parts = typeof body === "string" ? textParts(body) : byteParts(body);
  return callForText(errors, (wasm) => {
    for (const length of parts) wasm.fingerprintPart(length);
    return wasm.fingerprint();
  }) as string;
}

/** Writes a text into the input part by part, and yields the length of each part in bytes. */
function* textParts(text: string): Iterable<number> {
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = Math.min(at + PART_UNITS, text.length);
    // The two surrogates of a character stay together.
    if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
    yield encoder.encodeInto(text.slice(at, end), errors.input(0)).written;
  }
}

/** Writes bytes into the input part by part, and yields the length of each part. */
function* byteParts(body: ArrayBuffer | ArrayBufferView): Iterable<number> {
  if (!ArrayBuffer.isView(body) && !(body instanceof ArrayBuffer)) {
    throw new TypeError("fingerprint takes a string, an ArrayBuffer or a view of one");
  }
  const bytes = ArrayBuffer.isView(body)
    ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    : new Uint8Array(body);
  for (let at = 0; at < bytes.length; at += INPUT_BYTES) {
    const part = bytes.subarray(at, at + INPUT_BYTES);
    errors.input(0).set(part);
    yield part.length;
  }
}

/** The record of an idempotency key in a store. */
export interface StoredRequest {
  /** The {@link fingerprint} of the first request's body. */
  readonly fingerprint: string;
  /** When the first request came. */
  readonly since: Time;
  /** Whether the response to it is stored. */
  readonly done: boolean;
  /**
   * Until when the first request may run. After that time its process counts as dead, and the same body may run again.
   * Without a lease, that time is 24 hours after the request came.
   */
  readonly leaseUntil?: Time | null | undefined;
}

/**
 * - `new`: the key is not known. Run the request.
 * - `replay`: the same request is done. Send the stored response, with `Idempotent-Replayed: true`.
 * - `in_progress`: the same request is still running. Respond with 409 and `Retry-After`.
 * - `conflict`: the key belongs to another body. Respond with 422.
 * - `expired`: the key is older than 24 hours, or the first request's lease is over and no response is stored. Run the
 *   request as if the key were new.
 */
export type ReplayVerdict = "new" | "replay" | "in_progress" | "conflict" | "expired";

/**
 * Says what to do with a request, by what a store has under its key.
 *
 * @param stored what the store has under the key; null or undefined if it has nothing
 * @param now the current time; `Date.now()` by default
 * @throws TypeError if a fingerprint or a time is malformed
 */
export function judgeReplay(stored: StoredRequest | null | undefined, fingerprint: string, now?: Time): ReplayVerdict {
  const known = stored ? stored.fingerprint : undefined;
  for (const text of stored ? [known, fingerprint] : [fingerprint]) {
    if (typeof text !== "string" || !/^[0-9a-f]{64}$/i.test(text)) {
      refuseOption("judgeReplay", "fingerprint", text, "a result of fingerprint()");
    }
  }
  const times = stored && {
    since: timeOption("judgeReplay", stored.since),
    leaseUntil: leaseOption(stored.leaseUntil),
  };
  const row = times ? { fingerprint: known, done: stored.done === true, ...times } : null;
  const given = [row, fingerprint, timeOption("judgeReplay", now)];
  return packJson(errors, given, (length) => callForText(errors, (wasm) => wasm.judgeReplay(length))) as ReplayVerdict;
}

const leaseOption = (until: Time | null | undefined): number | undefined =>
  until === undefined || until === null ? undefined : timeOption("judgeReplay", until);
