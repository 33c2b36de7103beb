import { newIdempotencyKey } from "../idempotency-key.js";
import { headerOf } from "./light-request.js";
import { addId } from "./light-response.js";

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
    const copy = new Response(response.body, response);
    copy.headers.set("x-request-id", id);
    return copy;
  }
}
