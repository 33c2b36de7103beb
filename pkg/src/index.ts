/**
 * The same validation verdict, to the byte, in the browser, at the edge and on the server.
 *
 * Everything here is synchronous and usable right after the import.
 *
 * @module
 */
export { checkEmail, checkIdempotencyKey, checkPhone, dedupeKey, newIdempotencyKey } from "./checks.js";
export type { Accepted, CheckResult, EmailOptions, IdempotencyKeyOptions, PhoneOptions, Rejected } from "./checks.js";
export { formatMessage, parseMessage } from "./message.js";
export type { IssueLike, ParseOptions } from "./message.js";
export { schema, SchemaError } from "./schema.js";
export type { Invalid, Result, Schema, Valid } from "./schema.js";
export type { Infer, InferSchema, JsonSchema } from "./json-schema.js";
export type { Code, Issue, Segment } from "./issue.js";
