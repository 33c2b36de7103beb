// Recognises requests that no fetch would send.

/** A URL for the requests that are only checked. */
const BASE = "http://localhost/";

/**
 * Whether a `fetch` failed before it sent anything, because the platform's `Request` refuses the request: its method, a
 * body of a GET, a user name in its URL, a wrong mode, … It never throws.
 *
 * A failure of the network is a TypeError too, but the same request is then a valid one.
 *
 * @param hasBody whether the request has a body. The body itself is not touched, because it may be a stream
 */
export function isInvalidRequest(failure: unknown, input: unknown, init: RequestInit, hasBody: boolean): boolean {
  // A cause says that the request was sent, or tried to be.
  if (typeof Request !== "function" || !(failure instanceof TypeError) || failure.cause !== undefined) return false;
  const { body, signal: _, ...rest } = init;
  const probe = hasBody ? { body: body instanceof ReadableStream ? new ReadableStream() : "x" } : {};
  try {
    // A relative URL is for the caller's own `fetch` to judge.
    new Request(new URL(urlOf(input), BASE), { ...rest, ...probe });
    return false;
  } catch {
    return true;
  }
}

const urlOf = (input: unknown): string =>
  typeof input === "object" && input !== null && "url" in input ? String(input.url) : String(input);
