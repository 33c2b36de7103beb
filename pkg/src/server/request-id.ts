import { newIdempotencyKey } from "../idempotency-key.js";
import { copyOf } from "./fetched-response.js";
import { headerOf, isRequest } from "./light-request.js";
import { addId } from "./light-response.js";
import { refuseMistake } from "./misuse.js";

/**
 * Returns the request's `x-request-id` if it is well formed, so that client and server logs share it; if not, a new id.
 */
export function requestIdOf(request: Request): string {
  const known = noted.get(request);
  if (known !== undefined) return known;
  const given = headerOf(request, "x-request-id") ?? "";
  // Only characters that are safe in a log and in a header.
  return /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : newIdempotencyKey();
}

/**
 * Returns the id of a request. Rejects if `request` is none, such as the request of a framework, or if `idOf` returns
 * no string.
 */
export function idFor(where: string, request: Request, idOf = requestIdOf): string | Promise<never> {
  if (!isRequest(request)) return refuseMistake("request", where, request);
  const id: unknown = idOf(request);
  return typeof id === "string" ? id : refuseMistake("id", where, id);
}

/** The ids of requests that are passed on. */
const noted = new WeakMap<Request, string>();

/** Notes the id of a request, for a handler that gets the same request. */
export const noteId = (request: Request, id: string): void => void noted.set(request, id);

/** The responses that have got their id here. A handler may return one response for many requests. */
const identified = new WeakSet<Response>();

/** Adds the id to a response that has none of its own. */
export function withId(response: Response, id: string): Response {
  if (addId(response, id) || (response.headers.has("x-request-id") && !identified.has(response))) return response;
  try {
    response.headers.set("x-request-id", id);
    identified.add(response);
    return response;
  } catch {
    // The headers of a redirect or of a fetched response cannot be changed.
    const copy = copyOf(response);
    copy.headers.set("x-request-id", id);
    return copy;
  }
}
