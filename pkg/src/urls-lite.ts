import type { Accepted, Rejected } from "./checks.js";
import { LiteError } from "./lite-error.js";
import type { UrlCheckResult, UrlPolicy } from "./urls.js";

/**
 * Throws, for the lite entry has no safe URLs: import this from `unanimous`.
 *
 * @throws LiteError always
 */
export function checkUrl(_value: unknown, _policy?: UrlPolicy): UrlCheckResult {
  throw new LiteError("checkUrl");
}

/**
 * Throws, for the lite entry has no safe URLs: import this from `unanimous`.
 *
 * @throws LiteError always
 */
export function checkAddresses(_host: string, _addresses: readonly string[], _policy?: UrlPolicy): Accepted | Rejected {
  throw new LiteError("checkAddresses");
}
