// The two kinds of answer: JSON, and a refusal in the dialect that the client asks for.
import { errorResponse } from "unanimous";

export function json(body, status = 200, headers = {}) {
  const all = { "content-type": "application/json", "cache-control": "no-store", ...headers };
  return new Response(JSON.stringify(body), { status, headers: all });
}

/** An answer that says no, thrown from wherever that is found out. */
export class Refusal extends Error {
  constructor(status, code, message, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** As problem details (RFC 9457) for a client that asks for them, else as {"error":{"message","code"}}. */
  toResponse(request, requestId) {
    const instance = new URL(request.url).pathname;
    const accept = request.headers.get("accept");
    const { status, headers, body } = errorResponse(this, { accept, requestId, instance });
    return new Response(body, { status, headers: { "cache-control": "no-store", ...this.headers, ...headers } });
  }
}

/** What is wrong with a lead. Status, code and message are the dialect's. */
export class Invalid extends Refusal {
  constructor(issues) {
    super();
    this.issues = issues;
  }
}
