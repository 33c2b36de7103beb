// All functions that need writer.wasm. The build makes one file of them, which the entries share: they import it when
// they are loaded, and `unanimous/server` when a request has an error or a key.
export { errorResponse, errorResponseFor } from "./render.js";
export { checkIdempotencyHeader } from "./idempotency-header.js";
export { formatMessage } from "./format-message.js";
export { fingerprint, judgeReplay } from "./replay.js";
export { mistakeOf } from "./server/mistakes.js";
