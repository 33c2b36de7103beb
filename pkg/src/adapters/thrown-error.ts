import type { ApiError } from "../api-error.js";

/**
 * An {@link ApiError} that was thrown: an `Error` with all members of the API's error. `message` is the text to show,
 * and `cause` is what the HTTP client threw.
 */
export type ThrownApiError = Error & ApiError & { readonly name: "ApiError"; readonly cause: unknown };

/** Returns an API's error as one that can be thrown. */
export function thrown(error: ApiError, cause: unknown): ThrownApiError {
  // `cause` may hold the request with its secrets. Like the one that a constructor sets, it is not enumerable, so
  // `JSON.stringify` leaves it out.
  const made = Object.assign(new Error(error.message, { cause }), { name: "ApiError" as const }, error);
  // `JSON.stringify` writes it, as it does for an error that is not thrown.
  return Object.defineProperty(made, "message", { enumerable: true }) as ThrownApiError;
}

/** Whether a value is an {@link ApiError} that a hook of this package threw. */
export function isApiError(value: unknown): value is ThrownApiError {
  return value instanceof Error && value.name === "ApiError" && "category" in value && "fields" in value;
}
