import type { Accepted, Rejected } from "./checks.js";
import type { UrlCheckResult, UrlPolicy } from "./urls.js";

const missing = (check: string): Error =>
  new Error(`unanimous/lite has no ${check}, for its size: import it from "unanimous"`);

/**
 * Throws, for the lite entry has no safe URLs: import this from `unanimous`.
 *
 * @throws Error always
 */
export function checkUrl(_value: unknown, _policy?: UrlPolicy): UrlCheckResult {
  throw missing("checkUrl");
}

/**
 * Throws, for the lite entry has no safe URLs: import this from `unanimous`.
 *
 * @throws Error always
 */
export function checkAddresses(_host: string, _addresses: readonly string[], _policy?: UrlPolicy): Accepted | Rejected {
  throw missing("checkAddresses");
}
