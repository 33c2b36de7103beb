// Errors that are written once and sent many times.
import type { ErrorResponse, ErrorResponseOptions } from "../render.js";

/** The options of one request. */
export interface RequestOptions extends Pick<ErrorResponseOptions, "dialect" | "docsBase" | "issues" | "accept"> {
  readonly requestId: string;
}

/** What has been written of each error, by the options; undefined for an error that was met once. */
const written = new WeakMap<object, Map<string, ErrorResponse> | undefined>();

/** `Accept` comes from the client, so the number of different options is bounded. */
const MAX_KEPT = 8;

/** A result has five levels of objects: issues, an issue, its params, and a list of them. A longer chain may be a circle. */
const MAX_LEVELS = 8;

/** An id that every dialect sends. */
const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Problem details name the request's path. */
const PROBLEM = "application/problem+json";

/**
 * Writes an error with `write`. What is written of a frozen error is kept while the error lives, unless its body names the request.
 * The results of a schema are frozen, and values with the same issues share one.
 */
export function writeError(error: object, options: RequestOptions, write: () => ErrorResponse): ErrorResponse {
  if (!Object.isFrozen(error)) return write();
  const { dialect, docsBase, issues, accept, requestId } = options;
  // A header field has no line feed.
  const key = `${dialect}\n${issues}\n${accept}\n${docsBase}`;
  const kept = written.get(error)?.get(key);
  if (kept && ID.test(requestId)) return { ...kept, headers: { ...kept.headers, "x-request-id": requestId } };
  const response = write();
  // Most results that are not shared never come again.
  if (!written.has(error)) written.set(error, undefined);
  else if (isForAll(response, requestId) && isFrozenWithin(error, MAX_LEVELS)) {
    const all = written.get(error) ?? new Map<string, ErrorResponse>();
    if (all.size < MAX_KEPT) written.set(error, all.set(key, response));
  }
  return response;
}

/** Whether only the header with the id differs between requests. */
const isForAll = ({ headers, body }: ErrorResponse, id: string): boolean =>
  ID.test(id) && headers["x-request-id"] === id && headers["content-type"] !== PROBLEM && !body.includes(id);

/** Whether nothing can change in a value, down to a number of levels. */
function isFrozenWithin(value: unknown, levels: number): boolean {
  if (typeof value === "function") return false;
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.isFrozen(value) && Object.values(value).every((part) => isFrozenWithin(part, levels - 1));
}
