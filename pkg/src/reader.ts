// All functions that need errors.wasm. The build makes one file of them, which the entries share: they import it when
// they are loaded, and `withRetry` when a request has failed.
export { errorResponse } from "./render.js";
export { readError, readResponse } from "./errors.js";
export { checkIdempotencyHeader } from "./idempotency-header.js";
export { formatMessage, parseMessage } from "./messages.js";
export { fingerprint, judgeReplay, retryAdvice } from "./retry.js";
