import { bodyBytes } from "./body.js";
import { milliseconds, type Time } from "./clock.js";
import { headerPairs, type HeadersLike } from "./headers.js";
import type { Segment } from "./issue.js";
import { packWithBytes } from "./packed/walker.js";
import { readUpToCap } from "./stream.js";
import { ask } from "./packed/buffer.js";
import { errors } from "./wasm/errors.js";

/** How an error body is written. */
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

/** What kind of error it is. */
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

/** What was odd about a response. */
export type ErrorWarning =
  | "bom"
  | "invalid_utf8"
  | "invalid_json"
  | "too_large"
  | "too_deep"
  | "duplicate_key"
  | "content_type_mismatch"
  | "status_mismatch"
  | "request_id_mismatch";

/** One field that an API has rejected. */
export interface FieldError {
  /** The place: `contacts.0.email`; the empty string is the request as a whole. */
  readonly path: string;
  /** The place, step by step. */
  readonly segments: readonly Segment[];
  /** The part of the request, where the body tells it. */
  readonly location: "body" | "query" | "header" | "path" | "cookie" | null;
  /** The reason in words, never empty. */
  readonly reason: string;
  /** The server's own code for the reason. */
  readonly code: string | null;
}

/** What headers say about trying again, beside a delay. */
export interface RetryHints {
  /** `x-should-retry` or `stripe-should-retry`. */
  readonly retry?: boolean;
  /** `idempotent-replayed: true`. */
  readonly replayed?: boolean;
  /** A rate limit's remaining count is 0. */
  readonly limited?: boolean;
}

/** An error response, whatever its dialect. It is plain data: it survives `JSON.stringify` and `structuredClone`. */
export interface ApiError {
  /** How the body was written. */
  readonly dialect: ErrorDialect;
  /** The HTTP status; what the body claims is only compared with it. */
  readonly status: number;
  /** The server's code, verbatim; never made up from the status. */
  readonly code: string | null;
  /** What kind of error it is: from the code where it says more than the status. */
  readonly category: ErrorCategory;
  /** A short title: the body's, else the reason phrase of the status. */
  readonly title: string | null;
  /** A text fit to show: never empty, one line, at most 2,000 characters. It is text, not markup. */
  readonly message: string;
  /** The fields that were rejected, at most 256. */
  readonly fields: readonly FieldError[];
  /** The id under which the server's logs know the request. */
  readonly requestId: string | null;
  /** A page about this error: `http` or `https`, nothing else. */
  readonly docsUrl: string | null;
  /** RFC 9457's `instance`: what the error happened to. */
  readonly instance: string | null;
  /** What else the body says, without echoes of the user's input and without stacks. */
  readonly details: unknown;
  /** The delay that the server asked for. Whether to try again at all is {@link retryAdvice}'s to say. */
  readonly retryAfterMs: number | null;
  /** What was odd about the response. */
  readonly warnings: readonly ErrorWarning[];
  /** What the headers say about trying again, where they say anything. */
  readonly hints?: RetryHints;
}

/** What the caller knows about the server, and wants. */
export interface ReadErrorOptions {
  /** The time now, which dates in headers are compared with; `Date.now()` unless given. */
  readonly now?: Time | undefined;
  /** The only paths that can begin an issue in a message, as they are printed; `*` stands for any one segment. */
  readonly knownPaths?: readonly string[] | undefined;
  /** What a validation message may begin with beside `Validation error`, say in another language. */
  readonly prefixes?: readonly string[] | undefined;
  /** Keeps in `details` what echoes the user's input or tells the server's insides. They would end up in logs. */
  readonly keepEchoes?: boolean | undefined;
}

/** A response as it came. */
export interface ErrorInput extends ReadErrorOptions {
  /** The HTTP status; what is no whole number from 0 to 65535 counts as 0. */
  readonly status: number;
  readonly headers?: HeadersLike | null | undefined;
  /**
   * The body as it came: text or bytes. Of what is beyond 256 KiB only one byte is looked at.
   *
   * A plain object or a list, which a client has parsed, is written as JSON again; what its parser lost stays lost.
   */
  readonly body?: string | ArrayBuffer | ArrayBufferView | object | null | undefined;
}

/**
 * Reads any error response; never throws, whatever the values are.
 *
 * @example
 * const error = readError({ status: 400, headers: {}, body: '{"error":{"message":"Validation error: email: Invalid email"}}' });
 * error.fields[0]; // { path: "email", segments: ["email"], location: null, reason: "Invalid email", code: null }
 */
export function readError(input: ErrorInput): ApiError {
  return read(statusOf(member(input, "status")), member(input, "headers"), bodyBytes(member(input, "body")), input);
}

/**
 * Reads the error of a fetch response; of its body no more than 256 KiB are taken from the network, and the rest is
 * cancelled.
 *
 * A body that fails while it is read counts as far as it came. A response is read whatever its status: ask
 * `response.ok` first. Anything with `status`, `headers` and a `body` stream or `text()` will do.
 *
 * @throws TypeError (the promise rejects) where the body was used already, or is being read by somebody else: its error
 *   is lost. Call `readResponse` instead of `json()` or `text()`, or on `response.clone()` before them.
 *
 * @example
 * const response = await fetch(url, init);
 * if (!response.ok) throw new Error((await readResponse(response)).message);
 */
export async function readResponse(response: ResponseLike, options: ReadErrorOptions = {}): Promise<ApiError> {
  const bytes = await readUpToCap(response);
  return read(statusOf(response.status), response.headers, bytes, options);
}

/** What {@link readResponse} asks of a response: `Response` of every platform has it. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: HeadersLike;
  readonly bodyUsed?: boolean | undefined;
  readonly body?: unknown;
  readonly text?: (() => Promise<string>) | undefined;
}

function read(status: number, headers: unknown, body: Uint8Array, options: unknown): ApiError {
  const now = member(options, "now");
  const rest = {
    headers: headerPairs(headers),
    now: now === undefined ? Date.now() : milliseconds(now),
    knownPaths: texts(member(options, "knownPaths")),
    prefixes: texts(member(options, "prefixes")),
    keepEchoes: member(options, "keepEchoes") === true,
  };
  const answer = packWithBytes(errors, rest, body, (rest, length) =>
    ask(errors, (wasm) => wasm.readError(status, rest, length)),
  );
  return JSON.parse(answer as string) as ApiError;
}

/** A property, as far as it can be read. */
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

function texts(list: unknown): string[] | undefined {
  try {
    return Array.isArray(list) ? Array.from(list as unknown[]).filter((text) => typeof text === "string") : undefined;
  } catch {
    return undefined;
  }
}
