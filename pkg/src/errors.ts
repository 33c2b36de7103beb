// Errors of HTTP APIs. wasm/src/packed/errors.rs reads them.
import { bodyOf } from "./body.js";
import { milliseconds, type Time } from "./clock.js";
import { headerPairs, type HeadersLike } from "./headers.js";
import type { Segment } from "./issue.js";
import { INCOMPLETE, KEEP_ECHOES, KNOWN_PATHS } from "./generated/constants.js";
import { durationOption, texts } from "./options.js";
import { Answer } from "./packed/answer.js";
import { callForText } from "./packed/buffer.js";
import { putResponse } from "./packed/response.js";
import { readUpToCap, type ResponseLike } from "./response-body.js";
import { rolesAndNames } from "./vocabulary.js";
import { errors } from "./wasm/errors.js";

/** Reads the members of an error in their order, after the dialect. */
function apiError(status: number, dialect: string, answer: Answer): ApiError {
  const code = answer.text();
  const category = answer.text() as ErrorCategory;
  const title = answer.text();
  const message = answer.text() as string;
  const fields = answer.list(() => fieldError(answer));
  const requestId = answer.text();
  const docsUrl = answer.text();
  const instance = answer.text();
  const details = answer.json();
  const delay = answer.number();
  const error: Writable<ApiError> = {
    dialect: dialect as ErrorDialect,
    status,
    code,
    category,
    title,
    message,
    fields,
    requestId,
    docsUrl,
    instance,
    details,
    retryAfterMs: delay === 0 ? null : delay - 1,
    warnings: answer.list(() => answer.text() as ErrorWarning),
  };
  const hints = answer.json() as RetryHints | null;
  if (hints !== null) error.hints = hints;
  return error;
}

function fieldError(answer: Answer): FieldError {
  const { path, segments } = answer.path();
  const location = answer.text() as FieldError["location"];
  const reason = answer.text() as string;
  const field: Writable<FieldError> = { path, segments, location, reason, code: answer.text() };
  const params = answer.json() as Readonly<Record<string, unknown>> | null;
  if (params !== null) field.params = params;
  return field;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** The dialect of an error body. */
export type ErrorDialect =
  | "problem"
  | "graphql"
  | "jsonapi"
  | "google"
  | "trpc"
  | "zod"
  | "stripe"
  | "error-object"
  | "oauth"
  | "nest"
  | "spring"
  | "error-string-code"
  | "error-code-message"
  | "error-string"
  | "errors-map"
  | "errors-list"
  | "detail"
  | "aws"
  | "github"
  | "message"
  | "bare-field-map"
  | "json"
  | "empty"
  | "html"
  | "xml"
  | "text"
  | "unreadable";

/** The kind of an error. */
export type ErrorCategory =
  | "bad_request"
  | "validation"
  | "authentication"
  | "permission"
  | "plan_limit"
  | "not_found"
  | "conflict"
  | "idempotency"
  | "rate_limited"
  | "payload_too_large"
  | "unsupported"
  | "timeout"
  | "server_error"
  | "unavailable"
  | "unknown";

/**
 * A fault of a response that could be read all the same. `incomplete`: the body ended early, because the connection
 * broke or a time limit passed.
 */
export type ErrorWarning =
  | "bom"
  | "invalid_utf8"
  | "invalid_json"
  | "too_large"
  | "too_deep"
  | "unknown_charset"
  | "duplicate_key"
  | "content_type_mismatch"
  | "status_mismatch"
  | "request_id_mismatch"
  | "incomplete";

/** A field that an API has rejected. */
export interface FieldError {
  /** The path as text: `contacts.0.email`. The empty string is the request as a whole. */
  readonly path: string;
  /** The path as a list of keys and list indices. */
  readonly segments: readonly Segment[];
  /** The part of the request; null if the body does not say. */
  readonly location: "body" | "query" | "header" | "path" | "cookie" | null;
  /** The reason in words. It is never empty. */
  readonly reason: string;
  /**
   * The code of the reason: the server's own, if it sends one. Otherwise, if the reason stands in a message and is a
   * text of this package, the code of that text. Else null.
   */
  readonly code: string | null;
  /** The parameters of a reason that has a code of this package, if there are any: `{ max: 50 }`. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The hints of the headers on whether to retry, without the delay. */
export interface RetryHints {
  /** `x-should-retry` or `stripe-should-retry`. */
  readonly retry?: boolean;
  /** `idempotent-replayed: true`. */
  readonly replayed?: boolean;
  /** A rate limit's remaining count is 0. */
  readonly limited?: boolean;
}

/** An error response of any dialect. It is plain data, so it survives `JSON.stringify` and `structuredClone`. */
export interface ApiError {
  /** The dialect of the body. */
  readonly dialect: ErrorDialect;
  /** The HTTP status. A status in the body is only compared with it. */
  readonly status: number;
  /** The server's code, verbatim; null if it gives none. It is never derived from the status. */
  readonly code: string | null;
  /** The kind of the error: from the code if the code says more than the status. */
  readonly category: ErrorCategory;
  /** A short title: the body's, or the reason phrase of the status. */
  readonly title: string | null;
  /** A text to show: one line of 1 to 2,000 characters. It is text, not markup. */
  readonly message: string;
  /** The rejected fields, at most 256. */
  readonly fields: readonly FieldError[];
  /** The id under which the server's logs know the request. */
  readonly requestId: string | null;
  /** The URL of a page about this error, with `http` or `https`. */
  readonly docsUrl: string | null;
  /** The `instance` of RFC 9457: the resource that the error is about. */
  readonly instance: string | null;
  /** The rest of the body, without copies of the user's input and without stack traces. */
  readonly details: unknown;
  /** The delay that the server asks for, in milliseconds. {@link retryAdvice} says whether to try again at all. */
  readonly retryAfterMs: number | null;
  /** The irregularities of the response. */
  readonly warnings: readonly ErrorWarning[];
  /** The hints of the headers on whether to retry; absent if there are none. */
  readonly hints?: RetryHints;
}

/**
 * The part that a member of an error body plays. `message` is also the reason of an item, `path` the path of a field,
 * `fields` a list of field errors or a map of them, `envelope` an object that holds the error, `echo` a copy of the
 * user's input, which is removed, and `ignored` is neither a path nor a detail.
 */
export type VocabularyRole =
  | "message"
  | "code"
  | "title"
  | "request_id"
  | "docs_url"
  | "instance"
  | "retry_after"
  | "retry_after_ms"
  | "path"
  | "fields"
  | "envelope"
  | "echo"
  | "ignored";

/** Names of members that play one part. */
export interface VocabularyEntry {
  readonly role: VocabularyRole;
  /** At most 256 names in all entries, each of at most 256 bytes. */
  readonly names: readonly string[];
}

/** Options of {@link readError}. */
export interface ReadErrorOptions {
  /** The current time, with which dates in headers are compared; `Date.now()` by default. */
  readonly now?: Time | undefined;
  /** The only paths that an issue in a message can begin with, as they are printed. `*` stands for any one segment. */
  readonly knownPaths?: readonly string[] | undefined;
  /** Beginnings of a validation message beside `Validation error`, such as in another language. */
  readonly prefixes?: readonly string[] | undefined;
  /**
   * Keeps copies of the user's input and internals of the server. They stay in `details`, and can become fields or the
   * message of a body that looks like a map of fields. They may end up in logs.
   */
  readonly keepEchoes?: boolean | undefined;
  /**
   * Names of members that this server uses, and the parts that they play. They stand before the names that the reader
   * knows. Case, `_` and `-` do not count.
   *
   * @example
   * [{ role: "message", names: ["fehlertext"] }, { role: "path", names: ["feld"] }]
   */
  readonly vocabulary?: readonly VocabularyEntry[] | undefined;
}

/** Options of {@link readResponse}. */
export interface ReadResponseOptions extends ReadErrorOptions {
  /**
   * The longest time to read the body, in milliseconds; 10,000 by default. After it, the part that has arrived is read.
   * 0 reads only what has arrived already, and Infinity sets no limit.
   */
  readonly timeoutMs?: number | undefined;
}

/** A response whose body has been received. */
export interface ErrorInput extends ReadErrorOptions {
  /** The HTTP status. Anything but a whole number from 0 to 65535 counts as 0. */
  readonly status: number;
  readonly headers?: HeadersLike | null | undefined;
  /**
   * The body as text or bytes. A body of more than 256 KiB gets the dialect `unreadable`.
   *
   * A plain object or a list counts as JSON that a client has parsed, and is written as JSON again.
   */
  readonly body?: string | ArrayBuffer | ArrayBufferView | object | null | undefined;
  /** A `Response` has this member. Its body is still to be read: pass it to {@link readResponse}. */
  readonly bodyUsed?: never;
  /** Whether the body ended early, as the client knows. The error then has the warning `incomplete`. */
  readonly incomplete?: boolean | undefined;
}

/**
 * Reads any error response. It never throws, unless the option `vocabulary` is wrong.
 *
 * @param options options, which may also stand beside the response
 * @throws TypeError if `vocabulary` is wrong: an unknown role, an empty name, or one name with two roles
 *
 * @example
 * const body = '{"error":{"message":"Validation error: email: Invalid email"}}';
 * const error = readError({ status: 400, headers: {}, body });
 * error.fields[0]; // { path: "email", reason: "Invalid email", code: "invalid_email", … }
 */
export function readError(input: ErrorInput, options?: ReadErrorOptions): ApiError {
  return readBytes(
    "readError",
    statusOf(member(input, "status")),
    member(input, "headers"),
    bodyOf(member(input, "body")),
    member(input, "incomplete") === true,
    (name) => member(options, name) ?? member(input, name),
  );
}

/** The longest time to read the body of an error, in milliseconds, unless an option says otherwise. */
const BODY_TIMEOUT_MS = 10_000;

/**
 * Reads the error of a fetch response: at most 256 KiB of its body, for at most 10 seconds. The rest is cancelled.
 *
 * If the connection breaks, the request is aborted or the time is over, the part of the body that has arrived is read,
 * and the error has the warning `incomplete`.
 *
 * A response is read whatever its status is, so look at `response.ok` first. Any object with `status`, `headers` and a
 * `body` stream or `text()` will do.
 *
 * @throws TypeError (the promise rejects) if an option is wrong, or the body has been read or is being read. Call
 *   `readResponse` instead of `json()` or `text()`, or on `response.clone()` before them.
 *
 * @example
 * const response = await fetch(url, init);
 * if (!response.ok) throw new Error((await readResponse(response)).message);
 */
export async function readResponse(response: ResponseLike, options: ReadResponseOptions = {}): Promise<ApiError> {
  const timeoutMs = durationOption("readResponse", "timeoutMs", member(options, "timeoutMs")) ?? BODY_TIMEOUT_MS;
  const { bytes, incomplete } = await readUpToCap(response, timeoutMs);
  return readBytes("readResponse", statusOf(response.status), response.headers, bytes, incomplete, (name) =>
    member(options, name),
  );
}

function readBytes(
  where: string,
  status: number,
  headers: unknown,
  body: string | Uint8Array,
  incomplete: boolean,
  option: (name: string) => unknown,
): ApiError {
  const time = option("now");
  const now = time === undefined ? Date.now() : milliseconds(time);
  const knownPaths = texts(option("knownPaths"));
  const prefixes = texts(option("prefixes"));
  const vocabulary = option("vocabulary");
  const names = vocabulary === undefined ? [] : rolesAndNames(where, vocabulary);
  const flags =
    (incomplete ? INCOMPLETE : 0) |
    (option("keepEchoes") === true ? KEEP_ECHOES : 0) |
    (knownPaths === undefined ? 0 : KNOWN_PATHS);
  const lists = [headerTexts(headers), knownPaths ?? [], prefixes ?? [], names];
  const written = callForText(errors, (wasm) =>
    wasm.readError(status, now ?? -1, flags, putResponse(errors, lists, body)),
  );
  const answer = new Answer(written as string);
  const dialect = answer.text();
  if (dialect === null) throw new TypeError(`${where}: vocabulary: ${answer.text()}`);
  return apiError(status, dialect, answer);
}

/** Returns the names and the values of headers in turn. */
function headerTexts(headers: unknown): string[] {
  const texts: string[] = [];
  for (const [name, value] of headerPairs(headers)) texts.push(name, value);
  return texts;
}

/** Returns a property; undefined if reading it throws. */
function member(object: unknown, name: string): unknown {
  try {
    return (object as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function statusOf(status: unknown): number {
  const number = typeof status === "string" && /^\d{3}$/.test(status) ? Number(status) : status;
  return Number.isInteger(number) && (number as number) >= 0 && (number as number) <= 65535 ? (number as number) : 0;
}
