/**
 * Makes ky throw an API's error.
 *
 * @module
 */
import type { ReadResponseOptions } from "../errors.js";
import type { ResponseLike } from "../response-body.js";
import { loadReader } from "./load-reader.js";
import { thrown } from "./thrown-error.js";

export { isApiError } from "./thrown-error.js";
export type { ThrownApiError } from "./thrown-error.js";

/** What is needed of ky's `HTTPError`. */
interface FailedRequest {
  readonly response?: Response;
  /** ky 2 has read the body already. */
  readonly data?: unknown;
}

/**
 * Returns a `beforeError` hook, for ky 1 and 2: ky then throws an {@link ThrownApiError | ApiError}, whose `cause` is
 * the `HTTPError`. Other errors (a timeout, no connection) are thrown as they were.
 *
 * `unanimous/errors` is loaded when the first response has failed. If it cannot be loaded, ky throws the `HTTPError`.
 *
 * @param options options of `readResponse`
 *
 * @example
 * // The option `prefix` of ky 2 is `prefixUrl` in ky 1.
 * const api = ky.create({ prefix: "https://api.example", hooks: { beforeError: [apiErrors()] } });
 */
// biome-ignore lint/suspicious/noExplicitAny: ky 1 passes and expects its `HTTPError`, ky 2 an object with any error.
export function apiErrors(options?: ReadResponseOptions): (given: any) => Promise<any> {
  return async (given: FailedRequest | { readonly error: FailedRequest }) => {
    const failure = "error" in given ? given.error : given;
    const { response } = failure;
    if (response === undefined || response === null) return failure;
    const reader = await loadReader();
    if (reader === undefined) return failure;
    const { status, headers } = response;
    const read = (response.bodyUsed ? { status, headers, body: failure.data } : response) as ResponseLike;
    throw thrown(await reader.readResponse(read, options), failure);
  };
}
