// The error of an API, as `readError` returns it.
import type { Segment } from "./issue.js";

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
 * An irregularity of a response that could still be read. `incomplete`: the body ended early, because the connection
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
  /** The part of the request that has the field; null if the body does not name the part. */
  readonly location: "body" | "query" | "header" | "path" | "cookie" | null;
  /** The reason in words. It is never empty. */
  readonly reason: string;
  /**
   * The code of the reason: the server's own, if it sends one. Otherwise, if the reason stands in a message and is a
   * text of this package, the code of that text. Else null.
   */
  readonly code: string | null;
  /** The parameters of the reason, if its code is one of this package and has parameters: `{ max: 50 }`. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The hints about retrying in the headers of a response, without the delay. */
export interface RetryHints {
  /** `x-should-retry` or `stripe-should-retry`. */
  readonly retry?: boolean;
  /** `idempotent-replayed: true`. */
  readonly replayed?: boolean;
  /** Whether a rate limit is used up: its remaining count is 0. */
  readonly limited?: boolean;
}

/** An error response of any dialect. It is plain data, so it survives `JSON.stringify` and `structuredClone`. */
export interface ApiError {
  /** The dialect of the body. */
  readonly dialect: ErrorDialect;
  /** The HTTP status. A status in the body is only compared with it. */
  readonly status: number;
  /** The server's code, verbatim; null if the response has no code. It is never derived from the status. */
  readonly code: string | null;
  /** The kind of the error. It follows from the code if the code says more than the status, else from the status. */
  readonly category: ErrorCategory;
  /** A short title: that of the body, or else the reason phrase of the status. */
  readonly title: string | null;
  /** A text to show: one line of 1 to 2,000 characters. It is text, not markup. */
  readonly message: string;
  /** The rejected fields, at most 256. */
  readonly fields: readonly FieldError[];
  /** The id of the request in the server's logs; null if the response does not name it. */
  readonly requestId: string | null;
  /** The URL of a page about this error, with `http` or `https`; null if the response does not name one. */
  readonly docsUrl: string | null;
  /** The `instance` of RFC 9457: a URI of this occurrence of the error; null if the body has none. */
  readonly instance: string | null;
  /** The rest of the body, without copies of the user's input and without stack traces. */
  readonly details: unknown;
  /**
   * The delay that the server asks for, in milliseconds; null if it asks for no delay. {@link retryAdvice} says whether
   * to try again at all.
   */
  readonly retryAfterMs: number | null;
  /** The irregularities of the response. */
  readonly warnings: readonly ErrorWarning[];
  /** What the headers say about retrying; absent if they say nothing. */
  readonly hints?: RetryHints;
}
