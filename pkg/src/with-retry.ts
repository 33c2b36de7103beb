import { checkIdempotencyKey, newIdempotencyKey } from "./checks.js";
import { readResponse, type ApiError } from "./errors.js";
import { countOption, refuseOption } from "./options.js";
import { bodyOf, type RepeatableBody } from "./repeatable-body.js";
import { retryAdvice, type RetryAdvice } from "./retry.js";

/** `fetch` of any platform, or something that is called like it. */
export type FetchLike = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** A wait that begins. */
export interface RetryEvent {
  /** How many attempts failed before the one that failed now: 0 for the first. */
  readonly attempt: number;
  /** How long it waits, in milliseconds. */
  readonly afterMs: number;
  /** Why it tries again: a stable code, and a sentence. */
  readonly why: RetryAdvice["why"];
  /** The error that was read; null where there was no response at all. */
  readonly error: ApiError | null;
  /** What the fetch threw, where there was no response. */
  readonly cause?: unknown;
}

/** How long to go on, and what the server is known to honour. Every number has {@link retryAdvice}'s default. */
export interface WithRetryOptions {
  /**
   * Adds an `Idempotency-Key` to each POST and PATCH that comes without one: a random UUID, or what the function gives.
   * One operation keeps one key through all its attempts.
   *
   * Off unless given, for a key only helps where the server honours it: elsewhere a repeated POST is done twice. A key
   * that the caller sets is taken to be honoured.
   */
  readonly idempotencyKey?: boolean | ((method: string) => string) | undefined;
  /** How many attempts there may be in all; 3 unless given. */
  readonly maxTries?: number | undefined;
  /** The longest delay of the server's that is waited for; 120,000 ms unless given. A longer one ends it. */
  readonly maxWaitMs?: number | undefined;
  /** The backoff before the first retry, at most; 500 ms unless given. */
  readonly baseMs?: number | undefined;
  /** The backoff before any retry, at most; 30,000 ms unless given. */
  readonly capMs?: number | undefined;
  /** The most bytes of a `Request`'s body that are held for another attempt; 1 MiB unless given. */
  readonly maxBodyBytes?: number | undefined;
  /** Told of each wait, as it begins. What it throws ends the operation. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  /** The clock; `Date.now` unless given. */
  readonly now?: (() => number) | undefined;
  /** The source of random numbers from 0 to 1; `Math.random` unless given. */
  readonly random?: (() => number) | undefined;
  /** The wait; the platform's timers unless given. It should end early, by throwing, when the signal is aborted. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

const DEFAULT_BODY_BYTES = 1_048_576;
const ONE_SHOT =
  "withRetry: this request should be sent again, but its body is a stream, which can be sent only once: " +
  "give a string, a Blob or bytes, or use fetch itself";

/**
 * Makes a fetch that tries again where {@link retryAdvice} says so: after the wait that the server asks for, with the
 * same body and the same `Idempotency-Key`, until the response is final, whatever its status. Its body is still unread.
 *
 * A network failure that may not be repeated, or was repeated often enough, rejects with what the fetch rejected with.
 * The signal ends requests and waits alike: the promise rejects with its reason.
 *
 * @param fetch the platform's `fetch`, or something that is called like it
 * @throws TypeError for an option of a wrong type; the returned function rejects with one where the request should be
 *   sent again but its body was a stream, or a `Request`'s of more than `maxBodyBytes`
 *
 * @example
 * const fetchAgain = withRetry(fetch, { idempotencyKey: true, onRetry: ({ why, afterMs }) => console.log(why.text, afterMs) });
 * const response = await fetchAgain("/api/leads", { method: "POST", headers, body: JSON.stringify(lead) });
 */
export function withRetry(fetch: FetchLike, options: WithRetryOptions = {}): FetchLike {
  if (typeof fetch !== "function") throw new TypeError("withRetry takes a fetch function");
  const settings = readOptions(options);
  return async (input, init = {}) => {
    const request = isRequest(input) ? input : undefined;
    const method = (init.method ?? request?.method ?? "GET").toUpperCase();
    const signal = init.signal ?? request?.signal ?? undefined;
    signal?.throwIfAborted();
    const headers = new Headers(init.headers ?? request?.headers);
    const idempotencyKey = settleKey(headers, method, settings.idempotencyKey);
    const body = await bodyOf(request, init, settings.maxBodyBytes);
    if (body.type !== undefined && !headers.has("content-type")) headers.set("content-type", body.type);

    for (let attempt = 0; ; attempt++) {
      const tried = await send(fetch, input, { ...init, ...toInit(body), headers }, signal);
      if (tried.response !== undefined && tried.response.status < 400) return tried.response;
      // The caller may want to read the body too, so it is a copy that is read.
      const error = tried.response ? await readResponse(tried.response.clone(), { now: settings.now() }) : null;
      signal?.throwIfAborted();
      const { maxTries, maxWaitMs, baseMs, capMs } = settings;
      const [now, random] = [settings.now(), settings.random()];
      const asked = { method, idempotencyKey, attempt, now, random, maxTries, maxWaitMs, baseMs, capMs };
      const { retry, afterMs, why } = retryAdvice(error, asked);
      if (!retry) {
        if (tried.response !== undefined) return tried.response;
        throw tried.failure;
      }
      // Nobody reads it; what is not read would hold its connection.
      tried.response?.body?.cancel().catch(() => {});
      if (body.isOneShot) throw new TypeError(ONE_SHOT, { cause: error ?? tried.failure });
      const wait = afterMs ?? 0;
      settings.onRetry?.({ attempt, afterMs: wait, why, error, ...(tried.response ? {} : { cause: tried.failure }) });
      await settings.sleep(wait, signal);
      signal?.throwIfAborted();
    }
  };
}

function readOptions(options: WithRetryOptions) {
  const count = (option: "maxTries" | "maxWaitMs" | "baseMs" | "capMs" | "maxBodyBytes") =>
    countOption("withRetry", option, options[option]);
  for (const option of ["onRetry", "now", "random", "sleep"] as const) {
    const value = options[option];
    if (value !== undefined && typeof value !== "function") refuseOption("withRetry", option, value, "a function");
  }
  const { idempotencyKey = false } = options;
  if (typeof idempotencyKey !== "boolean" && typeof idempotencyKey !== "function") {
    refuseOption("withRetry", "idempotencyKey", idempotencyKey, "true, false or a function");
  }
  return {
    idempotencyKey,
    maxTries: count("maxTries"),
    maxWaitMs: count("maxWaitMs"),
    baseMs: count("baseMs"),
    capMs: count("capMs"),
    maxBodyBytes: count("maxBodyBytes") ?? DEFAULT_BODY_BYTES,
    onRetry: options.onRetry,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleep,
  };
}

/** Whether the request has a key, which it may get here. */
function settleKey(headers: Headers, method: string, option: boolean | ((method: string) => string)): boolean {
  if (headers.has("idempotency-key")) return true;
  if (option === false || (method !== "POST" && method !== "PATCH")) return false;
  const key = checkIdempotencyKey(option === true ? newIdempotencyKey() : option(method));
  if (!key.ok) throw new TypeError(`withRetry: idempotencyKey gave a key that is none: ${key.reason}`);
  headers.set("idempotency-key", key.value);
  return true;
}

/** A response, or what was thrown instead of one. */
interface Tried {
  readonly response?: Response;
  readonly failure?: unknown;
}

async function send(
  fetch: FetchLike,
  input: RequestInfo | URL,
  init: RequestInit,
  signal: AbortSignal | undefined,
): Promise<Tried> {
  try {
    return { response: await fetch(input, init) };
  } catch (failure) {
    signal?.throwIfAborted();
    if (isMistake(failure)) throw failure;
    return { failure };
  }
}

/** What would be thrown again however often it is tried: an address that is none, a fetch that was given up by itself. */
function isMistake(failure: unknown): boolean {
  const { name, code } = (failure ?? {}) as { name?: unknown; code?: unknown };
  const inner = ((failure as Error | undefined)?.cause ?? {}) as { code?: unknown };
  return (
    name === "AbortError" ||
    [code, inner.code].some((text) => typeof text === "string" && text.startsWith("ERR_INVALID_"))
  );
}

const toInit = ({ value }: RepeatableBody): RequestInit => (value === undefined ? {} : { body: value });

const isRequest = (input: unknown): input is Request =>
  typeof input === "object" && input !== null && "method" in input && "clone" in input;

/** Waits; rejects with the signal's reason as soon as it is aborted. */
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
