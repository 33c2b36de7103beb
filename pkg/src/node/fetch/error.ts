// The errors of safeFetch itself.

/**
 * The codes of failures that every attempt would repeat. `ERR_INVALID_ARG_VALUE` is Node's name for a wrong argument.
 */
export type FetchErrorCode = "ERR_INVALID_ARG_VALUE" | "ERR_REDIRECT" | "ERR_RESPONSE_STATUS" | "ERR_RESPONSE_CODING";

/** Returns a TypeError with a code. */
export const codedError = (code: FetchErrorCode, message: string, cause?: unknown): TypeError =>
  Object.assign(new TypeError(message, cause === undefined ? {} : { cause }), { code });

/** Runs a function, and gives the code of a wrong argument to its TypeErrors that have none. */
export function argumentErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof TypeError && !("code" in error)
      ? Object.assign(error, { code: "ERR_INVALID_ARG_VALUE" satisfies FetchErrorCode })
      : error;
  }
}
