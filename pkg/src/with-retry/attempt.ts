// One attempt of `withRetry`, within its time limit.
import { refuseOption } from "../options.js";
import { orAborted } from "../time-limit.js";
import { TimeLimit } from "./limit.js";
import { isPermanent } from "./permanent-failure.js";
import type { RepeatableRequest } from "./request.js";

/** `fetch` of any platform, or a function with the same parameters. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The outcome of an attempt: a response, or what was thrown instead. */
export interface Outcome {
  readonly response?: Response;
  readonly failure?: unknown;
}

/**
 * Sends one attempt. Rejects if the caller's signal is aborted or the failure is permanent, and with a TypeError if
 * `fetch` returns no Response.
 */
export async function send(
  fetch: FetchLike,
  input: string | URL | Request,
  { init, signal }: RepeatableRequest,
  timeoutMs: number,
): Promise<Outcome> {
  const limit = timeoutMs === Infinity ? undefined : new TimeLimit(timeoutMs, signal, "no response");
  // An async function, because a `fetch` may throw before it returns a promise.
  const start = async () => fetch(input, { ...init, ...(limit ? { signal: limit.signal } : {}) });
  const sent = start();
  let response: Response;
  try {
    response = await orAborted(sent, limit?.signal ?? signal);
  } catch (failure) {
    limit?.forget();
    // A `fetch` that ignores its signal may still respond. Nobody will read that response.
    sent.then((late) => late.body?.cancel()).catch(() => {});
    signal?.throwIfAborted();
    if (isPermanent(failure)) throw failure;
    return { failure };
  } finally {
    limit?.stop();
  }
  // A mock may return nothing.
  if (typeof (response as Response | undefined)?.status !== "number")
    refuseOption("withRetry", "fetch", response, "a function that returns a Response");
  return { response };
}
