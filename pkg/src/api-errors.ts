/**
 * The entry `unanimous/errors`: reads, judges and writes error responses. It has no schemas, and is loaded without
 * them.
 *
 * @example
 * if (!response.ok) {
 *   const { readResponse } = await import("unanimous/errors");
 *   const error = await readResponse(response);
 * }
 *
 * @module
 */
export { parseMessage, readError, readResponse, retryAdvice } from "./reader.js";
export { checkIdempotencyHeader, errorResponse, fingerprint, formatMessage, judgeReplay } from "./writer.js";
export type {
  ApiError,
  ErrorCategory,
  ErrorDialect,
  ErrorWarning,
  FieldError,
  RetryHints,
} from "./api-error.js";
export type { ErrorInput, ReadErrorOptions, ReadResponseOptions } from "./errors.js";
export type { VocabularyEntry, VocabularyRole } from "./vocabulary.js";
export type { ResponseLike } from "./response-body.js";
export type { HeadersLike } from "./headers.js";
export type { Time } from "./clock.js";
export type { ErrorResponse, ErrorResponseOptions, PlainError, RenderDialect } from "./render.js";
export type { Attempt, RetryAdvice, RetryReason, Stop, TryAgain } from "./retry.js";
export type { ReplayVerdict, StoredRequest } from "./replay.js";
export type { AcceptedKey } from "./idempotency-header.js";
export { withRetry } from "./with-retry.js";
export type { FetchLike, RetryEvent, WithRetryOptions } from "./with-retry.js";
export type { ParseOptions } from "./messages.js";
export type { IssueLike } from "./issue-like.js";
export type { Code, Issue, Segment } from "./issue.js";
