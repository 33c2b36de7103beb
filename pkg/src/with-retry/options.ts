// The options of `withRetry`: their types, their checks and their defaults.
import type { ApiError } from "../api-error.js";
import { countOption, durationOption, limitOption, refuseOption } from "../options.js";
import type { Attempt, RetryAdvice } from "../retry.js";
import { rolesAndNames, type VocabularyEntry } from "../vocabulary.js";

/** A wait before a retry, as `onRetry` gets it. */
export interface RetryEvent {
  /** How many attempts failed before the one that has just failed. */
  readonly attempt: number;
  /** The length of the wait in milliseconds. */
  readonly afterMs: number;
  /** The reason for another attempt: a stable code, and a sentence. */
  readonly why: RetryAdvice["why"];
  /** The error of the response; null if there was no response. */
  readonly error: ApiError | null;
  /** The error that `fetch` threw, if there was no response. */
  readonly cause?: unknown;
}

/** Options of {@link withRetry}. */
export interface WithRetryOptions extends Pick<Attempt, "maxTries" | "baseMs" | "capMs"> {
  /**
   * Adds an `Idempotency-Key` to each POST and PATCH that has none: a random UUID with `true`, or the function's
   * result. All attempts of one call send the same key.
   *
   * The default is `false`, because a repeated POST is done twice if the server does not honour the key. If the caller
   * sets a key, the server is taken to honour it.
   */
  readonly idempotencyKey?: boolean | ((method: string) => string) | undefined;
  /**
   * The longest delay to accept from the server; 120,000 ms by default. After a longer one there is no other attempt.
   */
  readonly maxWaitMs?: number | undefined;
  /**
   * The longest time for one attempt to get its response, in milliseconds; Infinity by default. The time to read the
   * body does not count. After it, the attempt is aborted and counts as one without a response: `onRetry` gets a
   * `DOMException` named `TimeoutError`, and so does the rejection after the last attempt.
   *
   * Before the first attempt, the body of a `Request` is copied. That may take as long once more. After it, the promise
   * rejects with a `TimeoutError`, and nothing is sent.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * The longest time to read the body of an error response, in milliseconds; 10,000 by default. After it, the part that
   * has arrived decides. 0 reads only what has arrived already, and Infinity sets no limit.
   */
  readonly bodyTimeoutMs?: number | undefined;
  /** The most bytes of a `Request`'s body to keep for another attempt; 1 MiB by default. */
  readonly maxBodyBytes?: number | undefined;
  /** Names that the server uses in its error bodies, as in `readError`. */
  readonly vocabulary?: readonly VocabularyEntry[] | undefined;
  /**
   * Called before each wait. If it throws, the call rejects with that error. If it returns a promise, the wait begins
   * once the promise is fulfilled.
   */
  readonly onRetry?: ((event: RetryEvent) => unknown) | undefined;
  /** Returns the current time in milliseconds since 1970; `Date.now` by default. */
  readonly now?: (() => number) | undefined;
  /** Returns a random number from 0 to 1; `Math.random` by default. */
  readonly random?: (() => number) | undefined;
  /** Waits; by default with the platform's timers. It should reject as soon as the signal is aborted. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

const OPTIONS: ReadonlySet<string> = new Set<keyof WithRetryOptions>([
  "idempotencyKey",
  "maxTries",
  "maxWaitMs",
  "baseMs",
  "capMs",
  "timeoutMs",
  "bodyTimeoutMs",
  "maxBodyBytes",
  "vocabulary",
  "onRetry",
  "now",
  "random",
  "sleep",
]);
const DEFAULT_BODY_BYTES = 1_048_576;

/** Returns the options with their defaults. Throws a TypeError for one that is unknown or has a wrong type. */
export function readOptions(options: WithRetryOptions) {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    refuseOption("withRetry", "options", options, "an object");
  // Inherited ones count too.
  for (const name in options) {
    if (!OPTIONS.has(name) && (options as Record<string, unknown>)[name] !== undefined)
      throw new TypeError(`withRetry has no option ${name}`);
  }
  const { maxTries } = options;
  if (typeof maxTries === "number" && maxTries !== Infinity && !Number.isInteger(maxTries))
    refuseOption("withRetry", "maxTries", maxTries, "a whole number");
  const count = (option: "maxTries" | "maxWaitMs" | "baseMs" | "capMs" | "maxBodyBytes") =>
    countOption("withRetry", option, options[option]);
  for (const option of ["onRetry", "now", "random", "sleep"] as const) {
    const value = options[option];
    if (value !== undefined && typeof value !== "function") refuseOption("withRetry", option, value, "a function");
  }
  if (options.vocabulary !== undefined) rolesAndNames("withRetry", options.vocabulary);
  const { idempotencyKey = false } = options;
  if (typeof idempotencyKey !== "boolean" && typeof idempotencyKey !== "function") {
    refuseOption("withRetry", "idempotencyKey", idempotencyKey, "true, false or a function");
  }
  return {
    idempotencyKey,
    timeoutMs: limitOption("withRetry", "timeoutMs", options.timeoutMs) ?? Infinity,
    bodyTimeoutMs: durationOption("withRetry", "bodyTimeoutMs", options.bodyTimeoutMs),
    maxTries: count("maxTries"),
    maxWaitMs: count("maxWaitMs"),
    baseMs: count("baseMs"),
    capMs: count("capMs"),
    maxBodyBytes: count("maxBodyBytes") ?? DEFAULT_BODY_BYTES,
    vocabulary: options.vocabulary,
    onRetry: options.onRetry,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleep,
  };
}

/** The options with their defaults. */
export type Settings = ReturnType<typeof readOptions>;

/** Waits. Rejects with the signal's reason as soon as the signal is aborted. */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
