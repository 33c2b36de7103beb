import type { Accepted, Rejected } from "./checks.js";
import { LiteError } from "./lite-error.js";
import type { UrlCheckResult, UrlPolicy } from "./urls.js";

/**
 * Always throws, because the lite entry has no safe URLs. Import this function from `unanimous`.
 *
 * @throws LiteError
 */
export function checkUrl(_value: unknown, _policy?: UrlPolicy): UrlCheckResult {
  throw new LiteError("checkUrl");
}

/**
 * Always throws, because the lite entry has no safe URLs. Import this function from `unanimous`.
 *
 * @throws LiteError
 */
export function checkAddresses(_host: string, _addresses: readonly string[], _policy?: UrlPolicy): Accepted | Rejected {
  throw new LiteError("checkAddresses");
}
