import { milliseconds, type Time } from "./clock.js";
import type { ApiError } from "./errors.js";
import { countOption, refuseOption } from "./options.js";
import { packJson } from "./packed/walker.js";
import { ask } from "./packed/buffer.js";
import { errors } from "./wasm/errors.js";

/** Why an advice is as it is: a stable name. More may come; none is ever renamed. */
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

/** Whether to send the same request again, after how long, and why. */
export interface RetryAdvice {
  /** Whether to send the same request again, unchanged, with the same key. */
  readonly retry: boolean;
  /** How long to wait first. With `retry: false`, the delay that the server asked for and that was too long (`later`). */
  readonly afterMs: number | null;
  /** The time until which to wait, in milliseconds since 1970. */
  readonly atMs: number | null;
  /** Why: a stable code, and a sentence to show. */
  readonly why: { readonly code: RetryReason; readonly text: string };
}

/** One attempt that has failed, and how long the caller is ready to go on. */
export interface Attempt {
  /** The request's method; `GET` unless given. */
  readonly method?: string | undefined;
  /** Whether the request carried an `Idempotency-Key` that the server is known to honour, or that key. */
  readonly idempotencyKey?: boolean | string | null | undefined;
  /** How many attempts failed before this one: 0 (default) for the first. */
  readonly attempt?: number | undefined;
  /** The time now; `Date.now()` unless given. */
  readonly now?: Time | undefined;
  /** A random number from 0 to 1: how much of the backoff is waited. `Math.random()` unless given. */
  readonly random?: number | undefined;
  /** The longest delay of the server's that is waited for; 120,000 ms unless given, Infinity for any. */
  readonly maxWaitMs?: number | undefined;
  /** The backoff before the first retry, at most; 500 ms unless given. */
  readonly baseMs?: number | undefined;
  /** The backoff before any retry, at most; 30,000 ms unless given. */
  readonly capMs?: number | undefined;
  /** How many attempts there may be in all; 3 unless given. */
  readonly maxTries?: number | undefined;
}

/**
 * Whether to try again: from status, code, headers, method and key.
 *
 * @param error what {@link readError} or {@link readResponse} gave; null where there was no response at all
 * @throws TypeError for an option of a wrong type
 *
 * @example
 * const advice = retryAdvice(await readResponse(response), { method: "POST", idempotencyKey: key, attempt });
 * if (advice.retry) await new Promise((resolve) => setTimeout(resolve, advice.afterMs));
 */
export function retryAdvice(error: ApiError | null | undefined, attempt: Attempt = {}): RetryAdvice {
  const count = (option: "attempt" | "maxWaitMs" | "baseMs" | "capMs" | "maxTries") =>
    countOption("retryAdvice", option, attempt[option]);
  const { method, idempotencyKey, now, random } = attempt;
  if (method !== undefined && typeof method !== "string") refuseOption("retryAdvice", "method", method, "a string");
  if (random !== undefined && typeof random !== "number") refuseOption("retryAdvice", "random", random, "a number");
  const packed = {
    method,
    // An empty key is none.
    idempotencyKey: idempotencyKey === true || (typeof idempotencyKey === "string" && idempotencyKey !== ""),
    attempt: count("attempt"),
    now: timeOption("retryAdvice", now),
    random: random ?? Math.random(),
    maxWaitMs: count("maxWaitMs"),
    baseMs: count("baseMs"),
    capMs: count("capMs"),
    maxTries: count("maxTries"),
  };
  const answer = packJson(errors, [essence(error), packed], (length) =>
    ask(errors, (wasm) => wasm.retryAdvice(length)),
  );
  return JSON.parse(answer as string) as RetryAdvice;
}

/** What the decision asks of an error. */
function essence(error: ApiError | null | undefined): object | null {
  if (error === null || error === undefined) return null;
  if (typeof error !== "object") throw new TypeError("retryAdvice takes what readError gave, or null");
  const { dialect, status, code, category, retryAfterMs, hints } = error;
  return { dialect, status, code, category, retryAfterMs, hints };
}

function timeOption(where: string, now: Time | undefined): number {
  if (now === undefined) return Date.now();
  return milliseconds(now) ?? refuseOption(where, "now", now, "milliseconds since 1970 or a Date");
}

/**
 * SHA-256 of a request's body, byte for byte, as 64 hexadecimal digits: the same JSON written with other spaces is
 * another body. A text is taken as UTF-8.
 *
 * @throws TypeError for what is neither text nor bytes
 */
export function fingerprint(body: string | ArrayBuffer | ArrayBufferView): string {
  const bytes =
    typeof body === "string"
      ? new TextEncoder().encode(body)
      : ArrayBuffer.isView(body)
        ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
        : body instanceof ArrayBuffer
          ? new Uint8Array(body)
          : undefined;
  if (bytes === undefined) throw new TypeError("fingerprint takes a string, an ArrayBuffer or a view of one");
  errors.input(bytes.length).set(bytes);
  return ask(errors, (wasm) => wasm.fingerprint(bytes.length)) as string;
}

/** What a store knows about a key. */
export interface StoredRequest {
  /** The {@link fingerprint} of the first request's body. */
  readonly fingerprint: string;
  /** When it came. */
  readonly since: Time;
  /** Whether its answer is stored. */
  readonly done: boolean;
  /**
   * Until when it may run. A process that dies while it runs leaves the key claimed: from then on the same body runs
   * again. Without a lease it is taken to run for 24 hours.
   */
  readonly leaseUntil?: Time | null | undefined;
}

/**
 * - `new`: the key is not known; run the request.
 * - `replay`: the same request is done; give the stored answer, with `Idempotent-Replayed: true`.
 * - `in_progress`: the same request still runs; 409 with `Retry-After`.
 * - `conflict`: the key stands for another body; 422.
 * - `expired`: the key is older than 24 hours, or the first request's lease is over and it left no answer; run the
 *   request as if the key were new.
 */
export type ReplayVerdict = "new" | "replay" | "in_progress" | "conflict" | "expired";

/**
 * Judges a request by what is stored under its key, for any store.
 *
 * @param stored what the store has under the key; null or undefined where it has nothing
 * @param now `Date.now()` unless given
 * @throws TypeError for a fingerprint or a time that is none
 */
export function judgeReplay(stored: StoredRequest | null | undefined, fingerprint: string, now?: Time): ReplayVerdict {
  const known = stored ? stored.fingerprint : undefined;
  for (const text of stored ? [known, fingerprint] : [fingerprint]) {
    if (typeof text !== "string" || !/^[0-9a-f]{64}$/i.test(text)) {
      refuseOption("judgeReplay", "fingerprint", text, "what fingerprint() gives");
    }
  }
  const times = stored && {
    since: timeOption("judgeReplay", stored.since),
    leaseUntil: leaseOption(stored.leaseUntil),
  };
  const row = times ? { fingerprint: known, done: stored.done === true, ...times } : null;
  const given = [row, fingerprint, timeOption("judgeReplay", now)];
  return packJson(errors, given, (length) => ask(errors, (wasm) => wasm.judgeReplay(length))) as ReplayVerdict;
}

const leaseOption = (until: Time | null | undefined): number | undefined =>
  until === undefined || until === null ? undefined : timeOption("judgeReplay", until);
