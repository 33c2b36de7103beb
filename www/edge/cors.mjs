// The page comes from another origin (its own port), so its browser asks whether it may read the answers.

/** Whether an origin is a page on this machine. */
export const isLoopbackOrigin = (origin) => /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(origin);

/**
 * What a page of another origin may read of an answer, beside what the fetch standard lists. A page that cannot see
 * `Retry-After` would take it for absent.
 */
const EXPOSED = [
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

/** The answer to OPTIONS. */
export function preflight(methods) {
  const headers = {
    allow: methods.join(","),
    "access-control-allow-methods": methods.join(", "),
    "access-control-allow-headers": "content-type, idempotency-key",
    "access-control-max-age": "600",
  };
  return new Response(null, { status: 204, headers });
}

/** Lets the page read the response, where its origin is allowed. */
export function allowOrigin(request, response, isAllowed) {
  response.headers.append("vary", "origin");
  const origin = request.headers.get("origin");
  if (origin !== null && isAllowed(origin)) {
    response.headers.set("access-control-allow-origin", origin);
    response.headers.set("access-control-expose-headers", EXPOSED);
  }
  return response;
}
