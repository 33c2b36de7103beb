import { describedResponse } from "./fetched-response.js";
import { isResponse } from "./light-response.js";
import { refuseMistake } from "./misuse.js";

/**
 * A standard fetch handler. `rest` is what the platform passes beside the request: `env` and `ctx` in Workers, the
 * route's context in Next.js.
 */
export type FetchHandler<Rest extends readonly unknown[] = []> = (
  request: Request,
  ...rest: Rest
) => Response | PromiseLike<Response>;

/**
 * A handler that {@link idempotent} or {@link validated} has made. It takes more arguments than the inner handler: pass
 * it the `ctx` of Workers, so that it can go on when the client hangs up.
 */
export type ServerHandler<Rest extends readonly unknown[] = []> = (
  request: Request,
  ...rest: [...Rest, ...unknown[]]
) => Promise<Response>;

/**
 * Returns the platform's `waitUntil`, which lets a task go on after the response is sent. Workers and Vercel have it;
 * elsewhere the returned function does nothing.
 */
export function waitUntilOf(rest: readonly unknown[]): (task: Promise<unknown>) => void {
  for (const value of rest) {
    if (typeof value !== "object" || value === null || !("waitUntil" in value)) continue;
    const context = value as { waitUntil: unknown };
    if (typeof context.waitUntil === "function") return (task) => (context.waitUntil as (t: unknown) => void)(task);
  }
  return () => {};
}

/**
 * Runs a handler. A `Response` that it throws counts as its response. Returns the response itself, and no promise, if
 * the handler does: waiting takes time.
 *
 * @throws what the handler throws, or a TypeError if it returns something else; in a promise, it rejects
 */
export function runHandler<Given extends readonly unknown[]>(
  where: string,
  handler: (...given: Given) => Response | PromiseLike<Response>,
  ...given: Given
): Response | Promise<Response> {
  try {
    const returned = handler(...given);
    const check = (response: unknown) =>
      isResponse(response) ? describedResponse(response) : refuseMistake("response", where, response);
    // Checking whether a promise is a response would take more time, and so would an async function.
    return typeof Object(returned).then === "function"
      ? Promise.resolve(returned).then(check, thrownResponse)
      : check(returned);
  } catch (error) {
    return thrownResponse(error);
  }
}

/** Returns an error that is a response, and throws any other. */
export function thrownResponse(error: unknown): Response {
  if (isResponse(error)) return describedResponse(error);
  throw error;
}
