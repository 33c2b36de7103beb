/**
 * Makes axios reject with an API's error.
 *
 * @module
 */
import type { ReadResponseOptions } from "../errors.js";
import type { ResponseLike } from "../response-body.js";
import { thrown } from "./thrown-error.js";

export { isApiError } from "./thrown-error.js";
export type { ThrownApiError } from "./thrown-error.js";

/** What is needed of an `AxiosError`. */
interface FailedRequest {
  readonly response?: { readonly status: number; readonly headers: unknown; readonly data: unknown };
}

/**
 * Returns an interceptor for failed responses: axios then rejects with an {@link ThrownApiError | ApiError}, whose
 * `cause` is the `AxiosError`. A request without a response (no connection, aborted, timed out) rejects as it did
 * before.
 *
 * The body is read whatever `responseType` is. `unanimous/errors` is loaded when the first response has failed.
 *
 * @param options options of `readResponse`
 *
 * @example
 * const api = axios.create({ baseURL: "https://api.example" });
 * api.interceptors.response.use(undefined, apiErrors());
 */
export function apiErrors(options?: ReadResponseOptions): (failure: unknown) => Promise<never> {
  return async (failure) => {
    const response = (failure as FailedRequest | null | undefined)?.response;
    if (response === undefined || response === null) throw failure;
    const { readResponse } = await import("../api-errors.js");
    const { status, headers, data } = response;
    const body = typeof Blob === "function" && data instanceof Blob ? data.stream() : data;
    throw thrown(await readResponse({ status, headers, body } as ResponseLike, options), failure);
  };
}
