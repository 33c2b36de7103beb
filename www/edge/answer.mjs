// The two kinds of answer: JSON, and the envelope {"error":{"message","code"}}.

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

  toResponse() {
    return json({ error: { message: this.message, code: this.code } }, this.status, this.headers);
  }
}
