// Error responses. wasm/src/packed/render.rs writes them.
import type { IssueLike } from "./issue-like.js";
import { refuseOption, textOption } from "./options.js";
import { callForText } from "./packed/buffer.js";
import { issueRows } from "./packed/issues.js";
import { packJson } from "./packed/walker.js";
import { errors } from "./wasm/errors.js";

/** A dialect in which errors can be written. */
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
   * The request's `Accept` header; null if the request has none. If it prefers `application/problem+json`, the dialect
   * is `problem`, otherwise the given one. The response says `vary: accept`.
   */
  readonly accept?: string | null | undefined;
  /**
   * The id under which the server logs the request. It stands in `x-request-id`, and in the body if its dialect has
   * ids.
   */
  readonly requestId?: string | null | undefined;
  /** What the error happened to, such as the request's path: the `instance` of RFC 9457. */
  readonly instance?: string | null | undefined;
  /** The beginning of links to documentation. The code follows it. */
  readonly docsBase?: string | null | undefined;
  /** A status from 200 to 599; the dialect's by default. */
  readonly status?: number | undefined;
  /** A code; the dialect's by default. */
  readonly code?: string | null | undefined;
  /** The title of a problem; the reason phrase of its status by default. */
  readonly title?: string | null | undefined;
}

/** An error without fields: 413, 415, JSON that does not parse. */
export interface PlainError {
  readonly status: number;
  /** The code, such as `not_found`. A problem has it as `not-found`. */
  readonly code: string;
  readonly message: string;
}

/** A response ready to send: `new Response(body, { status, headers })`. */
export interface ErrorResponse {
  readonly status: number;
  /** The header fields; names are in lower case. */
  readonly headers: Record<string, string>;
  /** The body, as JSON. */
  readonly body: string;
}

/**
 * Writes issues or another error as a response. {@link readError} reads it back to the same paths and reasons.
 *
 * @param error issues, the invalid result of a schema, or `{ status, code, message }`
 * @throws TypeError if `error` is not an error, or an option is wrong
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
  const what = issues === undefined ? plainRow(error as PlainError) : [issueRows(issues)];
  const rendered = packJson(errors, [dialect, context, ...what], (length) =>
    callForText(errors, (wasm) => wasm.renderError(length)),
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

function plainRow(error: PlainError): unknown[] {
  const status =
    statusOption(error.status) ??
    refuseOption("errorResponse", "status", error.status, "a whole number from 200 to 599");
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

/** Returns a status that a `Response` can have; undefined if it is not given. */
function statusOption(status: unknown): number | undefined {
  if (status === undefined) return undefined;
  if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  return refuseOption("errorResponse", "status", status, "a whole number from 200 to 599");
}
