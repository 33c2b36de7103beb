import type { ApiError } from "./api-error.js";
import { refuseOption } from "./options.js";
import type { ResponseLike } from "./response-body.js";
import type { RetryAdvice } from "./retry.js";
import { orAborted } from "./time-limit.js";
import { send, type FetchLike, type Outcome } from "./with-retry/attempt.js";
import { isInvalidRequest } from "./with-retry/invalid-request.js";
import { adviceWithoutResponse } from "./with-retry/no-response.js";
import { readOptions, type Settings, type WithRetryOptions } from "./with-retry/options.js";
import { repeatableRequest, type RepeatableRequest } from "./with-retry/request.js";

export type { FetchLike } from "./with-retry/attempt.js";
export type { RetryEvent, WithRetryOptions } from "./with-retry/options.js";

/** The error of a request that should be sent again and cannot. */
const sentOnce = (why: string, cause: unknown): TypeError =>
  new TypeError(`withRetry: this request should be sent again, but its body ${why}`, { cause });

/**
 * Returns a fetch that tries again when {@link retryAdvice} says so: after the delay that the server asks for, with the
 * same body and the same `Idempotency-Key`. It resolves to the last response, with an unread body, whatever the status.
 *
 * If the last attempt got no response, the promise rejects with what `fetch` rejected with, or with a `TimeoutError`
 * after `timeoutMs`. A permanent failure ends the attempts: a request that is invalid by itself, an invalid
 * certificate, or what `safeFetch` of `unanimous/node` refuses. If the caller's signal is aborted during a request, a
 * wait or the reading of an error, the promise rejects at once with the signal's reason.
 *
 * The code that reads errors, with its WebAssembly module, is loaded by `import()` when a request has failed for the
 * first time. A request without a response is repeated without it, because the connection may be lost. If it cannot be
 * loaded after an error response, that response is the outcome of the call.
 *
 * @param fetch the platform's `fetch`, or a function with the same parameters
 * @throws TypeError if an option has a wrong type. The returned function rejects with a TypeError if the request should
 *   be sent again, but its body is a stream, or the body of a `Request` of more than `maxBodyBytes`, or if `fetch`
 *   returns no Response
 *
 * @example
 * const onRetry = ({ why, afterMs }) => console.log(why.text, afterMs);
 * const fetchAgain = withRetry(fetch, { idempotencyKey: true, timeoutMs: 30_000, onRetry });
 * const response = await fetchAgain("/api/leads", { method: "POST", headers, body: JSON.stringify(lead) });
 */
export function withRetry(fetch: FetchLike, options: WithRetryOptions = {}): FetchLike {
  if (typeof fetch !== "function") throw new TypeError("withRetry takes a fetch function");
  const settings = readOptions(options);
  return async (input, init) => {
    const request = await repeatableRequest(input, init, settings);
    const { signal, method } = request;
    for (let attempt = 0; ; attempt++) {
      const outcome = await send(fetch, input, request, settings.timeoutMs);
      const { response, failure } = outcome;
      if (response !== undefined && response.status < 400) return response;
      if (response === undefined && isInvalidRequest(failure, input, { ...init, method })) throw failure;
      const [advice, error] = await judge(outcome, request, attempt, settings);
      if (!advice?.retry) {
        if (response !== undefined) return response;
        throw failure;
      }
      // An unread body would keep its connection open.
      response?.body?.cancel().catch(() => {});
      if (request.once !== undefined) throw sentOnce(request.once, error ?? failure);
      const { afterMs, why } = advice;
      const event = { attempt, afterMs, why, error, ...(response ? {} : { cause: failure }) };
      // It may be async, and its failure must not end the process.
      await orAborted(Promise.resolve(settings.onRetry?.(event)), signal);
      // `onRetry` may have aborted it.
      signal?.throwIfAborted();
      await settings.sleep(afterMs, signal);
      signal?.throwIfAborted();
    }
  };
}

type Reader = typeof import("./reader.js");

/** Loads what reads errors, which is much larger than this file. Returns undefined if it cannot be loaded. */
const loadReader = (): Promise<Reader | undefined> => import("./reader.js").catch(() => undefined);

/**
 * Returns the advice about a failed attempt, and the error of its response: null if there was no response. The advice
 * is undefined if the reader that judges a response cannot be loaded.
 */
async function judge(
  { response }: Outcome,
  { method, idempotencyKey, signal }: RepeatableRequest,
  attempt: number,
  settings: Settings,
): Promise<readonly [RetryAdvice | undefined, ApiError | null]> {
  const reader = response && (await orAborted(loadReader(), signal));
  if (response && reader === undefined) return [undefined, null];
  const error = reader && response ? await readClone(reader, response, settings, signal) : null;
  signal?.throwIfAborted();
  const { maxTries, maxWaitMs, baseMs, capMs } = settings;
  const [now, random] = [settings.now(), settings.random()];
  if (typeof random !== "number") refuseOption("withRetry", "random", random, "a function that returns a number");
  const failed = { method, idempotencyKey, attempt, now, random, maxTries, maxWaitMs, baseMs, capMs };
  return [reader ? reader.retryAdvice(error, failed) : adviceWithoutResponse(failed), error];
}

/**
 * Reads a clone of an error response, because the caller may want to read its body. If the `fetch` has read it already,
 * the status and the headers decide.
 */
function readClone(
  { readResponse }: Reader,
  response: Response,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<ApiError> {
  const { bodyTimeoutMs: timeoutMs, vocabulary } = settings;
  return orAborted(readResponse(cloneOf(response), { now: settings.now(), timeoutMs, vocabulary }), signal);
}

function cloneOf(response: Response): ResponseLike {
  try {
    return response.clone();
  } catch {
    const { status, headers } = response;
    return { status, headers, body: null };
  }
}
