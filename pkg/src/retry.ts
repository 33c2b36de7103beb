// Retry advice. wasm/src/packed/retry.rs decides.
import { type Time, timeOption } from "./clock.js";
import type { ApiError } from "./api-error.js";
import {
  HAS_KEY,
  LIMIT_REACHED,
  NO_RESPONSE,
  REPLAYED,
  RETRY_HINT,
  RETRY_HINT_IS_TRUE,
} from "./generated/constants.js";
import { countOption, refuseOption, shown } from "./options.js";
import { MemberReader } from "./packed/members.js";
import { isResponse } from "./packed/objects.js";
import { callForText } from "./packed/buffer.js";
import { putLists } from "./packed/lists.js";
import { errors } from "./wasm/errors.js";

/** The reason for the advice: a stable name. Later versions may add names; no name ever changes. */
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
 * @throws TypeError if an option has a wrong type, or `error` is a promise, a Response or the `Error` of a `fetch`
 *
 * @example
 * const advice = retryAdvice(await readResponse(response), { method: "POST", idempotencyKey: key, attempt });
 * if (advice.retry) {
 *   await new Promise((resolve) => setTimeout(resolve, advice.afterMs)); // then send the request again
 * }
 */
export function retryAdvice(error: ApiError | null | undefined, attempt?: Attempt): RetryAdvice {
  const given = attempt ?? {};
  const count = (option: "attempt" | "maxWaitMs" | "baseMs" | "capMs" | "maxTries") =>
    countOption("retryAdvice", option, given[option]);
  const { method, idempotencyKey, now, random } = given;
  if (method !== undefined && typeof method !== "string") refuseOption("retryAdvice", "method", method, "a string");
  if (random !== undefined && typeof random !== "number") refuseOption("retryAdvice", "random", random, "a number");
  // An empty key does not count.
  const hasKey = idempotencyKey === true || (typeof idempotencyKey === "string" && idempotencyKey !== "");
  const fields = retryFields(error);
  const lists = [textList(method), textList(fields?.dialect), textList(fields?.code), textList(fields?.category)];
  const numbers = [
    fields?.status,
    fields?.retryAfterMs,
    count("attempt"),
    timeOption("retryAdvice", now),
    random ?? Math.random(),
    count("maxWaitMs"),
    count("baseMs"),
    count("capMs"),
    count("maxTries"),
  ];
  const flags = (fields ? hintFlags(fields.hints) : NO_RESPONSE) | (hasKey ? HAS_KEY : 0);
  const written = callForText(errors, (wasm) =>
    wasm.retryAdvice(flags, putLists(errors, lists, littleEndian(numbers))),
  );
  const members = new MemberReader(written as string);
  return {
    retry: members.number() === 1,
    afterMs: members.json(),
    atMs: members.json(),
    why: { code: members.text(), text: members.text() },
  } as RetryAdvice;
}

/** The fields of an error that the decision needs. A caller may have made the error up, so they may have any type. */
interface RetryFields {
  readonly dialect: unknown;
  readonly status: unknown;
  readonly code: unknown;
  readonly category: unknown;
  readonly retryAfterMs: unknown;
  readonly hints: unknown;
}

/** Returns the fields that the decision needs; null if there was no response. */
function retryFields(error: ApiError | null | undefined): RetryFields | null {
  if (error === null || error === undefined) return null;
  const what = "retryAdvice takes the result of readError, or null if there was no response";
  if (typeof error !== "object") throw new TypeError(`${what}, not ${shown(error)}`);
  if ("then" in error) throw new TypeError(`${what}, not a promise: await it first`);
  if (isResponse(error))
    throw new TypeError(`${what}, not a Response: pass the result of \`await readResponse(response)\``);
  // Those that an adapter throws have all the fields.
  if ((error as unknown) instanceof Error && !("category" in error))
    throw new TypeError(`${what}, not ${shown(error)}`);
  const { dialect, status, code, category, retryAfterMs, hints } = error;
  return {
    dialect,
    status: Number.isInteger(status) && status === (status & 0xffff) ? status : 0,
    code,
    category,
    retryAfterMs,
    hints,
  };
}

/** Returns a list with the text; an empty list for any other value. */
function textList(value: unknown): string[] {
  return typeof value === "string" ? [value] : [];
}

/** Returns the flags of the hints; 0 if one of them has a wrong type. */
function hintFlags(hints: unknown): number {
  if (typeof hints !== "object" || hints === null) return 0;
  const { retry, replayed = false, limited = false } = hints as Record<string, unknown>;
  if (typeof replayed !== "boolean" || typeof limited !== "boolean") return 0;
  if (retry !== undefined && retry !== null && typeof retry !== "boolean") return 0;
  return (
    (typeof retry === "boolean" ? RETRY_HINT : 0) |
    (retry === true ? RETRY_HINT_IS_TRUE : 0) |
    (replayed ? REPLAYED : 0) |
    (limited ? LIMIT_REACHED : 0)
  );
}

/** Returns the numbers as little-endian f64s; NaN for any other value. */
function littleEndian(numbers: readonly unknown[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.length * 8));
  numbers.forEach((number, at) => {
    view.setFloat64(at * 8, typeof number === "number" ? number : Number.NaN, true);
  });
  return new Uint8Array(view.buffer);
}
