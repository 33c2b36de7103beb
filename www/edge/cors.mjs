// CORS headers. The page has another origin than the edge function (another port), so the browser asks for permission.

/** Whether the origin is a page on this machine. */
export const isLoopbackOrigin = (origin) => /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(origin);

/**
 * The headers that a page of another origin may read, besides those that the fetch standard always allows. Without this
 * list, a page would think that `Retry-After` is absent.
 */
const EXPOSED_HEADERS = [
  "idempotent-body-omitted",
  "idempotent-replayed",
  "link",
  "location",
  "ratelimit",
  "ratelimit-limit",
  "ratelimit-policy",
  "ratelimit-remaining",
  "ratelimit-reset",
  "retry-after",
  "x-request-id",
].join(", ");

/** Answers an OPTIONS request. */
export function preflight(methods) {
  const headers = {
    allow: methods.join(","),
    "access-control-allow-methods": methods.join(", "),
    "access-control-allow-headers": "content-type, idempotency-key",
    "access-control-max-age": "600",
  };
  return new Response(null, { status: 204, headers });
}

/** Lets the page read the response if its origin is allowed. */
export function allowOrigin(request, response, isAllowed) {
  response.headers.append("vary", "origin");
  const origin = request.headers.get("origin");
  if (origin !== null && isAllowed(origin)) {
    response.headers.set("access-control-allow-origin", origin);
    response.headers.set("access-control-expose-headers", EXPOSED_HEADERS);
  }
  return response;
}
