/** The request's `x-request-id` where it is well formed, so that the client's logs and ours can be read side by side; else a new one. */
export function requestIdOf(request) {
  const given = request.headers.get("x-request-id") ?? "";
  // What is safe in a log and a header.
  return /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : crypto.randomUUID();
}
