// Errors that are written once and sent many times.
import type { ErrorResponse, ErrorResponseOptions } from "../render.js";
import type { IssueLike } from "../issue-like.js";

/** The options of one request. */
export interface RequestOptions extends Pick<ErrorResponseOptions, "dialect" | "docsBase" | "issues" | "accept"> {
  readonly requestId: string;
}

/** The errors that were written last, by everything on which they depend. */
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

/**
 * Returns all that is written of an error; undefined for one that is neither a schema's result nor a plain error.
 * Another object may have members that are written, too, and one client must never get those of another.
 */
function keyOf(error: object, { dialect, docsBase, issues, accept }: RequestOptions): string | undefined {
  if (!Object.isFrozen(error)) return undefined;
  const members = Reflect.ownKeys(error).join();
  const given = error as { readonly issues?: readonly IssueLike[]; readonly message?: unknown };
  const options = JSON.stringify([dialect, docsBase, issues, accept]);
  // The issues of a schema's result are frozen and JSON.
  if (members === "ok,issues,message" && given.issues?.every(isOfSchema))
    return options + JSON.stringify([given.message, given.issues]);
  const isPlain =
    members === "status,code,message" && Object.values(error).every((member) => Object(member) !== member);
  return isPlain ? options + JSON.stringify(error) : undefined;
}

const isOfSchema = (issue: IssueLike): boolean =>
  Object.isFrozen(issue) && Array.isArray(issue.segments) && Object.isFrozen(issue.params);
