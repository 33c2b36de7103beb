import type { ApiError, VocabularyEntry } from "./errors.js";
import { newIdempotencyKey } from "./idempotency-key.js";
import { isInvalidRequest } from "./invalid-request.js";
import { adviceWithoutResponse } from "./no-response.js";
import { countOption, durationOption, refuseOption } from "./options.js";
import { isPermanent } from "./permanent-failure.js";
import { bodyOf, type RepeatableBody } from "./repeatable-body.js";
import type { RetryAdvice } from "./retry.js";
import { orAborted, startTimer } from "./time-limit.js";
import { rolesAndNames } from "./vocabulary.js";

/** `fetch` of any platform, or a function with the same parameters. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

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
export interface WithRetryOptions {
  /**
   * Adds an `Idempotency-Key` to each POST and PATCH that has none: a random UUID with `true`, or the function's
   * result. All attempts of one call send the same key.
   *
   * The default is `false`, because a repeated POST is done twice if the server does not honour the key. If the caller
   * sets a key, the server is taken to honour it.
   */
  readonly idempotencyKey?: boolean | ((method: string) => string) | undefined;
  /** The most attempts in all; 3 by default. */
  readonly maxTries?: number | undefined;
  /**
   * The longest delay to accept from the server; 120,000 ms by default. After a longer one there is no other attempt.
   */
  readonly maxWaitMs?: number | undefined;
  /** The longest backoff before the first retry; 500 ms by default. */
  readonly baseMs?: number | undefined;
  /** The longest backoff before any retry; 30,000 ms by default. */
  readonly capMs?: number | undefined;
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
  /** Called at the beginning of each wait. If it throws, the call rejects with what it threw. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
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
const ONE_SHOT =
  "withRetry: this request should be sent again, but its body is a stream, which can be sent only once: " +
  "give a string, a Blob or bytes, or use fetch itself";

/**
 * Returns a fetch that tries again when {@link retryAdvice} says so: after the delay that the server asks for, with the
 * same body and the same `Idempotency-Key`. It resolves to the last response, whatever its status is. Its body is
 * unread.
 *
 * If the last attempt got no response, the promise rejects with what `fetch` rejected with, or with a `TimeoutError`
 * after `timeoutMs`. A permanent failure ends the attempts: a request that is invalid by itself, an
 * invalid certificate, or what `safeFetch` of `unanimous/node` refuses. If the caller's signal is aborted, during a
 * request, a wait or the reading of an error, the promise rejects at once with the signal's reason.
 *
 * The code that reads errors, with its WebAssembly module, is loaded by `import()` when a request has failed for the
 * first time. A request without a response is repeated without it, because the connection may be lost. If it cannot be
 * loaded after an error response, that response is the outcome of the call.
 *
 * @param fetch the platform's `fetch`, or a function with the same parameters
 * @throws TypeError if an option has a wrong type. The returned function rejects with a TypeError if the request should
 *   be sent again, but its body is a stream, or the body of a `Request` of more than `maxBodyBytes`
 *
 * @example
 * const onRetry = ({ why, afterMs }) => console.log(why.text, afterMs);
 * const fetchAgain = withRetry(fetch, { idempotencyKey: true, timeoutMs: 30_000, onRetry });
 * const response = await fetchAgain("/api/leads", { method: "POST", headers, body: JSON.stringify(lead) });
 */
export function withRetry(fetch: FetchLike, options: WithRetryOptions = {}): FetchLike {
  if (typeof fetch !== "function") throw new TypeError("withRetry takes a fetch function");
  const settings = readOptions(options);
  return async (input, given) => {
    const init = given ?? {};
    if (typeof init !== "object") refuseOption("withRetry", "init", init, "an object");
    const request = isRequest(input) ? input : undefined;
    const method = String(init.method ?? request?.method ?? "GET").toUpperCase();
    // `signal: null` removes the request's signal.
    const signal = (init.signal === undefined ? request?.signal : init.signal) ?? undefined;
    if (signal !== undefined && typeof signal.throwIfAborted !== "function")
      refuseOption("withRetry", "init.signal", signal, "an AbortSignal");
    signal?.throwIfAborted();
    const headers = new Headers(init.headers ?? request?.headers);
    const idempotencyKey = ensureKey(headers, method, settings.idempotencyKey);
    const body = await copyBody(request, init, settings, signal);
    const hasBody = (init.body ?? request?.body ?? null) !== null;
    if (body.type !== undefined && !headers.has("content-type")) headers.set("content-type", body.type);

    for (let attempt = 0; ; attempt++) {
      const tried = await send(fetch, input, { ...init, ...toInit(body), headers }, signal, settings.timeoutMs);
      if (tried.response !== undefined && tried.response.status < 400) return tried.response;
      if (tried.response === undefined && isInvalidRequest(tried.failure, input, { ...init, method }, hasBody))
        throw tried.failure;
      // Only an error response has to be read.
      const reader = tried.response && (await orAborted(loadReader(), signal));
      if (tried.response && reader === undefined) return tried.response;
      const error = reader && tried.response ? await readClone(reader, tried.response, settings, signal) : null;
      signal?.throwIfAborted();
      const { maxTries, maxWaitMs, baseMs, capMs } = settings;
      const [now, random] = [settings.now(), settings.random()];
      if (typeof random !== "number") refuseOption("withRetry", "random", random, "a function that returns a number");
      const asked = { method, idempotencyKey, attempt, now, random, maxTries, maxWaitMs, baseMs, capMs };
      const advice = reader ? reader.retryAdvice(error, asked) : adviceWithoutResponse(asked);
      const { retry, afterMs, why } = advice;
      if (!retry) return outcome(tried);
      // An unread body would keep its connection open.
      tried.response?.body?.cancel().catch(() => {});
      if (body.isOneShot) throw new TypeError(ONE_SHOT, { cause: error ?? tried.failure });
      settings.onRetry?.({ attempt, afterMs, why, error, ...(tried.response ? {} : { cause: tried.failure }) });
      await settings.sleep(afterMs, signal);
      signal?.throwIfAborted();
    }
  };
}

function readOptions(options: WithRetryOptions) {
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
  const duration = (option: "timeoutMs" | "bodyTimeoutMs") => durationOption("withRetry", option, options[option]);
  for (const option of ["onRetry", "now", "random", "sleep"] as const) {
    const value = options[option];
    if (value !== undefined && typeof value !== "function") refuseOption("withRetry", option, value, "a function");
  }
  if (options.vocabulary !== undefined) rolesAndNames("withRetry", options.vocabulary);
  const { idempotencyKey = false } = options;
  if (typeof idempotencyKey !== "boolean" && typeof idempotencyKey !== "function") {
    refuseOption("withRetry", "idempotencyKey", idempotencyKey, "true, false or a function");
  }
  const timeoutMs = duration("timeoutMs") ?? Infinity;
  // No attempt would get a response.
  if (timeoutMs === 0) refuseOption("withRetry", "timeoutMs", timeoutMs, "milliseconds above 0");
  return {
    idempotencyKey,
    timeoutMs,
    bodyTimeoutMs: duration("bodyTimeoutMs"),
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

type Settings = ReturnType<typeof readOptions>;

/**
 * What `checkIdempotencyKey` accepts as a bare key, but for a quotation mark at its beginning. `checkIdempotencyKey`
 * itself would bring the module that validates.
 */
const BARE_KEY = /^(?!")[!-~]{1,255}$/;
const BARE_KEY_TEXT = "use 1 to 255 visible ASCII characters, and no quotation mark at the beginning";

/** Adds a key to the headers if the option says so. Returns whether the request has a key. */
function ensureKey(headers: Headers, method: string, option: boolean | ((method: string) => string)): boolean {
  if (headers.has("idempotency-key")) return true;
  if (option === false || (method !== "POST" && method !== "PATCH")) return false;
  const key: unknown = option === true ? newIdempotencyKey() : option(method);
  if (typeof key !== "string" || !BARE_KEY.test(key)) {
    throw new TypeError(`withRetry: the function idempotencyKey returned an invalid key: ${BARE_KEY_TEXT}`);
  }
  headers.set("idempotency-key", key);
  return true;
}

/** Copies the request's body, for `timeoutMs` at most. */
async function copyBody(
  request: Request | undefined,
  init: RequestInit,
  { timeoutMs, maxBodyBytes }: Settings,
  signal: AbortSignal | undefined,
): Promise<RepeatableBody> {
  const limit = new TimeLimit(timeoutMs, signal, "the request's body was not read");
  try {
    return await orAborted(bodyOf(request, init, maxBodyBytes, limit.signal), limit.signal);
  } finally {
    limit.stop();
  }
}

/** The outcome of an attempt: a response, or what was thrown instead. */
interface Tried {
  readonly response?: Response;
  readonly failure?: unknown;
}

/** Sends one attempt. Rejects if the caller's signal is aborted or the failure is permanent. */
async function send(
  fetch: FetchLike,
  input: string | URL | Request,
  init: RequestInit,
  signal: AbortSignal | undefined,
  timeoutMs: number,
): Promise<Tried> {
  const limit = timeoutMs === Infinity ? undefined : new TimeLimit(timeoutMs, signal, "no response");
  // An async function, because a `fetch` may throw before it returns a promise.
  const start = async () => fetch(input, limit ? { ...init, signal: limit.signal } : init);
  const sent = start();
  try {
    return { response: await orAborted(sent, limit?.signal ?? signal) };
  } catch (failure) {
    // A `fetch` that ignores its signal may still respond. Nobody will read that response.
    sent.then((late) => late.body?.cancel()).catch(() => {});
    signal?.throwIfAborted();
    if (isPermanent(failure)) throw failure;
    return { failure };
  } finally {
    limit?.stop();
  }
}

/** A time limit, and the caller's signal, as one signal. */
class TimeLimit {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;
  /** Ends the time limit. The caller's signal still counts, for the body of the response. */
  readonly stop: () => void;

  constructor(ms: number, caller: AbortSignal | undefined, missed: string) {
    const expire = () =>
      this.#controller.abort(new DOMException(`withRetry: ${missed} within ${ms} ms`, "TimeoutError"));
    this.stop = startTimer(ms, expire);
    this.signal = caller === undefined ? this.#controller.signal : this.#withCaller(caller);
  }

  #withCaller(caller: AbortSignal): AbortSignal {
    if (typeof AbortSignal.any === "function") return AbortSignal.any([caller, this.#controller.signal]);
    // Browsers before 2024, and Node 20.0 to 20.2.
    caller.addEventListener("abort", () => this.#controller.abort(caller.reason), { once: true });
    return this.#controller.signal;
  }
}

type Reader = typeof import("./reader.js");

/** Loads what reads errors, which is much larger than this file. Returns undefined if it cannot be loaded. */
const loadReader = (): Promise<Reader | undefined> => import("./reader.js").catch(() => undefined);

/** Returns the response of the last attempt, or throws what it failed with. */
function outcome({ response, failure }: Tried): Response {
  if (response !== undefined) return response;
  throw failure;
}

/** Reads a clone of an error response, because the caller may want to read its body. */
function readClone(
  { readResponse }: Reader,
  response: Response,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<ApiError> {
  const { bodyTimeoutMs: timeoutMs, vocabulary } = settings;
  return orAborted(readResponse(response.clone(), { now: settings.now(), timeoutMs, vocabulary }), signal);
}

const toInit = ({ value }: RepeatableBody): RequestInit => (value === undefined ? {} : { body: value });

const isRequest = (input: unknown): input is Request =>
  typeof input === "object" && input !== null && "method" in input && "clone" in input;

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
