import { issueRows, type IssueLike } from "./messages.js";
import { refuseOption, textOption } from "./options.js";
import { packJson } from "./packed/walker.js";
import { ask } from "./packed/buffer.js";
import { errors } from "./wasm/errors.js";

/** A dialect in which errors are written. */
export type RenderDialect = "error-object" | "problem" | "detail" | "error-code-message" | "error-string-code";

export interface ErrorResponseOptions {
  /**
   * - `error-object` (default): `{"error": {"message", "code"}}`, 400
   * - `problem`: RFC 9457 with `errors: [{"detail", "pointer"}]`, 422
   * - `detail`: FastAPI's list, 422
   * - `error-code-message`: `{"error": code, "message", "details", "request_id"}`, 422
   * - `error-string-code`: `{"error": text, "code", "docs_url", "request_id", "details": {"fields"}}`, 400
   */
  readonly dialect?: RenderDialect | undefined;
  /**
   * The request's `Accept` header, null for a request without one: a client that wants `application/problem+json` gets
   * the dialect `problem`, any other the given one, and the response says `vary: accept`.
   */
  readonly accept?: string | null | undefined;
  /** The id under which the server logs the request: in the body where it has a place there, and in `x-request-id`. */
  readonly requestId?: string | null | undefined;
  /** What the error happened to, such as the request's path: RFC 9457's `instance`. */
  readonly instance?: string | null | undefined;
  /** What links to documentation begin with; the code follows. */
  readonly docsBase?: string | null | undefined;
  /** Another status than the dialect's, from 200 to 599. */
  readonly status?: number | undefined;
  /** Another code than the dialect's. */
  readonly code?: string | null | undefined;
  /** A problem's title, where it is not the status's reason phrase. */
  readonly title?: string | null | undefined;
}

/** An error that names no fields: 413, 415, JSON that does not parse. */
export interface PlainError {
  readonly status: number;
  /** The code: `not_found` is written `not-found` in a problem. */
  readonly code: string;
  readonly message: string;
}

/** A response ready to send: `new Response(body, { status, headers })`. */
export interface ErrorResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  /** JSON. */
  readonly body: string;
}

/**
 * Writes issues, or any other error, as a response; {@link readError} reads it back to the same paths and reasons.
 *
 * @param error issues, the invalid result of a schema, or `{ status, code, message }`
 * @throws TypeError for what is no error, or an option that does not exist
 *
 * @example
 * const result = lead.validate(data);
 * if (!result.ok) {
 *   const { status, headers, body } = errorResponse(result.issues, { accept: request.headers.get("accept") });
 *   return new Response(body, { status, headers });
 * }
 */
export function errorResponse(
  error: Iterable<IssueLike> | { readonly issues: Iterable<IssueLike> } | PlainError,
  options: ErrorResponseOptions = {},
): ErrorResponse {
  if (typeof error !== "object" || error === null) throw new TypeError("errorResponse takes issues or an error");
  const dialect: string = options.dialect ?? "error-object";
  const context = contextOf(options);
  const issues = Symbol.iterator in error ? error : "issues" in error ? error.issues : undefined;
  const what = issues === undefined ? plain(error as PlainError) : [issueRows(issues)];
  const rendered = packJson(errors, [dialect, context, ...what], (length) =>
    ask(errors, (wasm) => wasm.renderError(length)),
  );
  if (rendered === undefined) {
    const known = "error-object, problem, detail, error-code-message or error-string-code";
    return refuseOption("errorResponse", "dialect", dialect, known);
  }
  const { status, headers, body } = JSON.parse(rendered) as {
    status: number;
    headers: [string, string][];
    body: string;
  };
  return { status, headers: Object.fromEntries(headers), body };
}

function plain(error: PlainError): unknown[] {
  const status =
    statusOption(error.status) ?? refuseOption("errorResponse", "status", error.status, "one from 200 to 599");
  const code =
    textOption("errorResponse", "code", error.code) ?? refuseOption("errorResponse", "code", error.code, "a string");
  const message =
    textOption("errorResponse", "message", error.message) ??
    refuseOption("errorResponse", "message", error.message, "a string");
  return [status, code, message];
}

function contextOf(options: ErrorResponseOptions): Record<string, unknown> {
  const text = (option: keyof ErrorResponseOptions) => textOption("errorResponse", option, options[option]);
  return {
    requestId: text("requestId"),
    instance: text("instance"),
    docsBase: text("docsBase"),
    status: statusOption(options.status),
    code: text("code"),
    title: text("title"),
    accept: options.accept === null ? "" : text("accept"),
  };
}

/** A status that a `Response` can have. */
function statusOption(status: unknown): number | undefined {
  if (status === undefined) return undefined;
  if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  return refuseOption("errorResponse", "status", status, "one from 200 to 599");
}
