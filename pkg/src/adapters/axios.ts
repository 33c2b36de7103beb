/**
 * Makes axios reject with an API's error.
 *
 * @module
 */
import type { ReadResponseOptions } from "../errors.js";
import type { ResponseLike } from "../response-body.js";
import { loadReader } from "./load-reader.js";
import { thrown } from "./thrown-error.js";

export { isApiError } from "./thrown-error.js";
export type { ThrownApiError } from "./thrown-error.js";

/** What is needed of an `AxiosError`. */
interface FailedRequest {
  readonly name?: string;
  readonly response?: { readonly status: number; readonly headers: unknown; readonly data: unknown };
}

/**
 * Returns an interceptor for failed responses: axios then rejects with an {@link ThrownApiError | ApiError}, whose
 * `cause` is the `AxiosError`. A request without a response (no connection, aborted, timed out) rejects as it did
 * before, and so does one whose response was successful but broke off or is not the JSON that axios expects.
 *
 * The body is read whatever `responseType` is. `unanimous/errors` is loaded when the first response has failed. If it
 * cannot be loaded, axios rejects as it did before.
 *
 * @param options options of `readResponse`
 *
 * @example
 * const api = axios.create({ baseURL: "https://api.example" });
 * api.interceptors.response.use(undefined, apiErrors());
 */
export function apiErrors(options?: ReadResponseOptions): (failure: unknown) => Promise<never> {
  return async (failure) => {
    const { name, response } = (failure ?? {}) as FailedRequest;
    if (response === undefined || response === null) throw failure;
    const { status, headers, data } = response;
    if (status < 300 && (data === undefined || name === "SyntaxError")) throw failure;
    const reader = await loadReader();
    if (reader === undefined) throw failure;
    const body = typeof Blob === "function" && data instanceof Blob ? data.stream() : data;
    throw thrown(await reader.readResponse({ status, headers, body } as ResponseLike, options), failure);
  };
}
