// Errors that are written once and sent many times.
import type { ErrorResponse, ErrorResponseOptions } from "../render.js";
import type { IssueLike } from "../issue-like.js";

/** The options of one request. */
export interface RequestOptions extends Pick<ErrorResponseOptions, "dialect" | "docsBase" | "issues" | "accept"> {
  readonly requestId: string;
}

/** What has been written last, by all that it depends on. */
const written = new Map<string, ErrorResponse>();
const MAX_KEPT = 256;
/** The most UTF-16 units of a key, and of a body. */
const MAX_UNITS = 2048;

/** An id that every dialect sends. */
const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Problem details name the request's path. */
const PROBLEM = "application/problem+json";

/**
 * Writes an error with `write`, or takes what was written of an error with the same issues: clients make the same
 * mistakes again and again. A body that names the request is not kept.
 */
export function writeError(error: object, options: RequestOptions, write: () => ErrorResponse): ErrorResponse {
  const { requestId } = options;
  const key = ID.test(requestId) ? keyOf(error, options) : undefined;
  if (key === undefined || key.length > MAX_UNITS) return write();
  const kept = written.get(key);
  if (kept) return { ...kept, headers: { ...kept.headers, "x-request-id": requestId } };
  const response = write();
  if (isForAll(response, requestId)) {
    // A `Map` keeps the order of insertion.
    if (written.size >= MAX_KEPT) written.delete(written.keys().next().value as string);
    written.set(key, response);
  }
  return response;
}

/** Whether only the header with the id differs between requests. */
const isForAll = ({ headers, body }: ErrorResponse, id: string): boolean =>
  body.length <= MAX_UNITS &&
  headers["x-request-id"] === id &&
  headers["content-type"] !== PROBLEM &&
  !body.includes(id);

/** Returns all that is written of an error; undefined for one that is neither a schema's result nor a plain error. */
function keyOf(error: object, { dialect, docsBase, issues, accept }: RequestOptions): string | undefined {
  // The parts of a schema's result are frozen and JSON. Another object may have any.
  if (!Object.isFrozen(error)) return undefined;
  const given = error as { ok?: unknown; issues?: unknown; status?: unknown; code?: unknown; message?: unknown };
  const options = JSON.stringify([dialect, docsBase, issues, accept]);
  if (given.ok === false && Array.isArray(given.issues)) {
    let key = options;
    for (const { path, segments, reason, message, code, params } of given.issues as IssueLike[])
      key += JSON.stringify([segments ?? path, reason ?? message, code, params]);
    return key;
  }
  const isPlain = Object.getPrototypeOf(error) === Object.prototype && Object.keys(error).length === 3;
  if (!isPlain || given.status === undefined) return undefined;
  return options + JSON.stringify([given.status, given.code, given.message]);
}
