// All functions that need errors.wasm. The build makes one file of them, which the entries share: they import it when
// they are loaded, and `withRetry` when a request has failed.
export { readError, readResponse } from "./errors.js";
export { parseMessage } from "./messages.js";
export { retryAdvice } from "./retry.js";
