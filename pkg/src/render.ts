// Error responses. wasm/src/packed/render.rs writes them.
import type { Rejected } from "./checks.js";
import type { ApiError } from "./api-error.js";
import { DIALECTS, type RenderDialect } from "./dialects.js";
import type { IssueLike } from "./issue-like.js";
import type { Locale } from "./locales/locale.js";
import { countOption, flagOption, isLocale, listed, refuseOption, textOption } from "./options.js";
import { callForText } from "./packed/buffer.js";
import { issueRows, type Translate } from "./packed/issues.js";
import { isResponse } from "./packed/objects.js";
import { packJson } from "./packed/pack.js";
import { writer } from "./wasm/writer.js";

export type { RenderDialect };

export interface ErrorResponseOptions {
  /**
   * - `error-object` (default): `{"error": {"message", "code"}}`, 400
   * - `problem`: RFC 9457 with `errors: [{"detail", "pointer", "code", "params"}]`, 422
   * - `detail`: FastAPI's list, each item with `code` and `params`, 422
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
   * The id of the request in the server's logs. It is sent in the header `x-request-id`, and in the body if the dialect
   * has ids.
   */
  readonly requestId?: string | null | undefined;
  /** The resource that the error is about, such as the request's path: the `instance` of RFC 9457. */
  readonly instance?: string | null | undefined;
  /**
   * The beginning of links to documentation. The code follows it. A text that does not begin with `https://` or
   * `http://` is left out.
   */
  readonly docsBase?: string | null | undefined;
  /** A status from 400 to 599; the dialect's by default. */
  readonly status?: number | undefined;
  /** A code; the dialect's by default. */
  readonly code?: string | null | undefined;
  /** The title of a problem; the reason phrase of its status by default. */
  readonly title?: string | null | undefined;
  /**
   * Adds `issues: [{"path", "code", "params"}]` to a body whose dialect has no list of issues: after `code` in
   * `error-object`, and in the `details` of `error-string-code`. A client can then translate custom texts too.
   */
  readonly issues?: boolean | undefined;
  /**
   * The language of the reasons and of the message's prefix: `import de from "unanimous/locales/de"`. Codes,
   * parameters, paths and texts of your own stay. Issues without a code keep their text.
   */
  readonly locale?: Locale | undefined;
  /** Uses the locale's texts of details, where it has them, as in `validate`. Without a `locale` it changes nothing. */
  readonly details?: boolean | undefined;
}

/** An error without fields: 413, 415, JSON that does not parse. */
export interface PlainError {
  /** From 400 to 599. */
  readonly status: number;
  /** The code, such as `not_found`. The dialect `problem` writes it as `not-found`. */
  readonly code: string;
  readonly message: string;
  /** When to send the request again, in milliseconds from now. It is sent in the header `retry-after`, in seconds. */
  readonly retryAfterMs?: number | null | undefined;
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
 * Writes issues or another error as a response. {@link readError} reads it back to the same paths, reasons, codes and
 * params.
 *
 * The body has at most 60 KiB. It shows the first issues that fit, at most 256. If there are more, the last one has the
 * code `more_issues` and counts the others.
 *
 * If the only issue is that the header `Idempotency-Key` is missing or wrong, the response is 400 with
 * `IDEMPOTENCY_KEY_REQUIRED`, `IDEMPOTENCY_KEY_TOO_LONG` or `IDEMPOTENCY_KEY_INVALID` in each dialect. Such an issue
 * has the path `["Idempotency-Key"]`. With the code `idempotency_key_required` or `invalid_idempotency_key`, it may
 * have the path of the root instead.
 *
 * @param error issues, a rejected result of a schema or of a check, an `ApiError` to send on, or
 * `{ status, code, message }`. An `ApiError` without a code is sent with its category. The delay of an error,
 * `retryAfterMs`, is sent as `retry-after`
 * @throws TypeError if `error` is something else, such as an `Error` or a `Response`, or an option is wrong
 *
 * @example
 * const result = lead.validate(data);
 * if (!result.ok) {
 *   const { status, headers, body } = errorResponse(result.issues, { accept: request.headers.get("accept") });
 *   return new Response(body, { status, headers });
 * }
 */
export function errorResponse(
  error: Iterable<IssueLike> | { readonly issues: Iterable<IssueLike> } | Rejected | ApiError | PlainError,
  options?: ErrorResponseOptions,
): ErrorResponse {
  return errorResponseFor("errorResponse", error, options ?? {});
}

/** Writes an error as {@link errorResponse} does, for the function `where`, which its errors name. */
export function errorResponseFor(where: string, error: unknown, options: ErrorResponseOptions): ErrorResponse {
  const dialect: string = options.dialect ?? "error-object";
  const rendered = packJson(writer, [dialect, ...parts(where, error, options)], (length) =>
    callForText(writer, (wasm) => wasm.renderError(length)),
  );
  if (rendered === undefined) return refuseOption(where, "dialect", dialect, listed(DIALECTS));
  const { status, headers, body } = JSON.parse(rendered) as {
    status: number;
    headers: [string, string][];
    body: string;
  };
  return { status, headers: Object.fromEntries(headers), body };
}

type Context = Record<string, unknown>;

/** Returns what wasm takes: `[context, issues]`, or `[context, status, code, message]`. */
function parts(where: string, error: unknown, options: ErrorResponseOptions): unknown[] {
  const context = contextOf(where, options);
  if (typeof error !== "object" || error === null) return refuse(where, error);
  const given = error as Partial<ApiError> & Partial<Rejected> & { readonly issues?: unknown };
  context.retryAfterMs = delayOf(where, given);
  const issues = Symbol.iterator in error ? error : given.issues;
  if (typeof issues === "object" && issues !== null && Symbol.iterator in issues) {
    return withIssues(where, context, issues as Iterable<IssueLike>, options);
  }
  if (given.ok === false && typeof given.code === "string")
    return withIssues(where, context, [given as IssueLike], options);
  if (given.status === undefined || isResponse(error)) return refuse(where, error);
  const status = statusOption(where, given.status);
  const code = given.code ?? given.category;
  if (Array.isArray(given.fields) && given.fields.length > 0) {
    const ofError = { ...context, status: context.status ?? status, code: context.code ?? code };
    return withIssues(where, ofError, given.fields, options);
  }
  return [context, status, required(where, "code", code), required(where, "message", given.message)];
}

/** Returns `[context, issues]`. With a locale the context has its texts: the prefix, and those that count issues. */
function withIssues(
  where: string,
  context: Context,
  issues: Iterable<IssueLike>,
  options: ErrorResponseOptions,
): unknown[] {
  const { locale, details } = options;
  if (!isLocale(where, locale)) return [context, issueRows(issues)];
  const translate: Translate = (issue) => locale.text(issue, { details });
  const rows = issueRows(issues, translate);
  const [path, , code, params] = rows.at(-1) ?? [];
  const isCount = code === "more_issues" && (path === "" || (Array.isArray(path) && path.length === 0));
  const count = (params as { count?: unknown } | undefined)?.count;
  const before = isCount ? (Number.isSafeInteger(count) && Number(count) >= 0 ? Number(count) : 1) : 0;
  // The text for each number of issues that may not be shown, because the wasm module has no plural rules.
  const more = rows.slice(isCount ? 1 : 0).map((_, at) => {
    const total = before + at + 1;
    return locale.text({ code: "more_issues", reason: `${total} more issue${total === 1 ? "" : "s"} not shown` });
  });
  return [{ ...context, prefix: locale.prefix, more }, rows];
}

/** Returns the delay of an error. A refused permission has none: a 403 with `retry-after` reads as a rate limit. */
function delayOf(where: string, { retryAfterMs, category }: Partial<ApiError>): number | undefined {
  if (category === "permission") return undefined;
  return countOption(where, "retryAfterMs", retryAfterMs ?? undefined);
}

const required = (where: string, name: string, text: unknown): string =>
  textOption(where, name, text) ?? refuseOption(where, name, text, "a string");

/** What to do with an object that cannot be sent as an error, by its tag. */
const REMEDIES: Readonly<Record<string, string>> = {
  Error: ": its text may show internals, so send { status: 500, code, message } with a text of your own",
  Promise: ": await it first",
  Response: ": read it with readResponse first",
};

function refuse(where: string, error: unknown): never {
  const tag = Object.prototype.toString.call(error).slice("[object ".length, -1);
  const expected = "issues or an error { status, code, message }";
  throw new TypeError(`${where} takes ${expected}, not ${nameOf(error, tag)}${REMEDIES[tag] ?? ""}`);
}

function nameOf(error: unknown, tag: string): string {
  if (typeof error !== "object" || error === null) return String(error);
  if (tag !== "Object") return tag;
  return "ok" in error && error.ok === true ? "an accepted result: call it only where ok is false" : "this object";
}

function contextOf(where: string, options: ErrorResponseOptions): Context {
  const text = (option: keyof ErrorResponseOptions) => textOption(where, option, options[option]);
  return {
    requestId: text("requestId"),
    instance: text("instance"),
    docsBase: text("docsBase"),
    status: statusOption(where, options.status),
    code: text("code"),
    title: text("title"),
    accept: options.accept === null ? "" : text("accept"),
    issues: flagOption(where, "issues", options.issues) === true,
  };
}

/** Returns the status of an error; undefined if it is not given. */
function statusOption(where: string, status: unknown): number | undefined {
  if (status === undefined) return undefined;
  if (typeof status === "number" && Number.isInteger(status) && status >= 400 && status <= 599) return status;
  return refuseOption(where, "status", status, "a whole number from 400 to 599");
}
