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
export {
  checkIdempotencyHeader,
  errorResponse,
  fingerprint,
  formatMessage,
  judgeReplay,
  parseMessage,
  readError,
  readResponse,
  retryAdvice,
} from "./reader.js";
export type {
  ApiError,
  ErrorCategory,
  ErrorDialect,
  ErrorInput,
  ErrorWarning,
  FieldError,
  ReadErrorOptions,
  ReadResponseOptions,
  RetryHints,
  VocabularyEntry,
  VocabularyRole,
} from "./errors.js";
export type { ResponseLike } from "./response-body.js";
export type { HeadersLike } from "./headers.js";
export type { Time } from "./clock.js";
export type { ErrorResponse, ErrorResponseOptions, PlainError, RenderDialect } from "./render.js";
export type { Attempt, ReplayVerdict, RetryAdvice, RetryReason, Stop, StoredRequest, TryAgain } from "./retry.js";
export type { AcceptedKey } from "./idempotency-header.js";
export { withRetry } from "./with-retry.js";
export type { FetchLike, RetryEvent, WithRetryOptions } from "./with-retry.js";
export type { IssueLike, ParseOptions } from "./messages.js";
export type { Code, Issue, Segment } from "./issue.js";
