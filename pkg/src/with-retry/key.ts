// The `Idempotency-Key` that `withRetry` adds to a request.
import { newIdempotencyKey } from "../idempotency-key.js";

/**
 * The bare keys that `checkIdempotencyKey` accepts, but for those that begin with a quotation mark.
 * `checkIdempotencyKey` itself would bring the module that validates.
 */
const BARE_KEY = /^(?!")[!-~]{1,255}$/;
const BARE_KEY_TEXT = "use 1 to 255 visible ASCII characters, and no quotation mark at the beginning";

/** Adds a key to the headers if the option says so. Returns whether the request has a key. */
export function ensureKey(headers: Headers, method: string, option: boolean | ((method: string) => string)): boolean {
  // An empty key names no operation, so no server honours it.
  if (headers.get("idempotency-key")) return true;
  if (option === false || (method !== "POST" && method !== "PATCH")) return false;
  const key: unknown = option === true ? newIdempotencyKey() : option(method);
  if (typeof key !== "string" || !BARE_KEY.test(key)) {
    throw new TypeError(`withRetry: the function idempotencyKey returned an invalid key: ${BARE_KEY_TEXT}`);
  }
  headers.set("idempotency-key", key);
  return true;
}
