// Builds responses: JSON, and errors in the dialect that the client accepts.
import { errorResponse } from "unanimous";

export function json(body, status = 200, headers = {}) {
  const all = { "content-type": "application/json", "cache-control": "no-store", ...headers };
  return new Response(JSON.stringify(body), { status, headers: all });
}

/** An error response. Handlers throw it. */
export class HttpError extends Error {
  constructor(status, code, message, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** Renders problem details (RFC 9457) if the client accepts them, and {"error":{"message","code"}} if not. */
  toResponse(request, requestId) {
    const instance = new URL(request.url).pathname;
    const accept = request.headers.get("accept");
    const { status, headers, body } = errorResponse(this, { accept, requestId, instance });
    return new Response(body, { status, headers: { "cache-control": "no-store", ...this.headers, ...headers } });
  }
}

/** A validation error. The dialect sets status, code and message. */
export class ValidationFailed extends HttpError {
  constructor(issues) {
    super();
    this.issues = issues;
  }
}
