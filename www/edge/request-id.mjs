/**
 * Returns the request's `x-request-id` if it is well formed, so that client and server logs share it; if not, a new id.
 */
export function requestIdOf(request) {
  const given = request.headers.get("x-request-id") ?? "";
  // Only characters that are safe in a log and in a header.
  return /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : crypto.randomUUID();
}
