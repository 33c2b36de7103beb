// Errors that are written once and sent many times.
import type { ErrorResponse, ErrorResponseOptions } from "../render.js";

/** The options of one request. */
export interface RequestOptions extends Pick<ErrorResponseOptions, "dialect" | "docsBase" | "issues"> {
  readonly accept: string | null;
  readonly requestId: string;
}

/** An error, and the responses that were written for it with the same options. */
interface Written extends Pick<RequestOptions, "dialect" | "docsBase" | "issues"> {
  readonly error: object;
  /** By the request's `Accept`. */
  readonly responses: Map<string | null, ErrorResponse>;
}

/** The last errors by their message, with their cached responses; undefined for a message that came only once. */
const recent = new Map<string, Written | undefined>();
/** The same messages in a ring buffer, which names the oldest one. `Map` would take longer to find its oldest key. */
const ring: string[] = [];
let next = 0;
const MAX_RECENT = 256;
/** `Accept` comes from the client, so the number of values is limited. */
const MAX_RESPONSES = 4;
/** The most UTF-16 units of a message, of a body and of an `Accept` that are cached. */
const MAX_UNITS = 2048;

/** An id that every dialect sends. */
const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Problem details name the request's path. */
const PROBLEM = "application/problem+json";

/**
 * Returns the response for an error: the cached one of an equal error, or else that of `write`. This saves time,
 * because clients repeat the same mistakes. `isCached` is true for a cached response: its headers have the id of
 * another request.
 *
 * A response is cached when the message of its error comes for the second time, and only if nothing in the error can
 * change and the body does not name the request.
 */
export function writeError(
  error: object,
  options: RequestOptions,
  write: () => ErrorResponse,
): { readonly response: ErrorResponse; readonly isCached: boolean } {
  const { dialect, docsBase, issues, accept, requestId } = options;
  const { message } = Object(error) as { readonly message?: unknown };
  if (typeof message !== "string" || message.length > MAX_UNITS || !ID.test(requestId))
    return { response: write(), isCached: false };
  const found = recent.get(message);
  const hasOptions = found?.dialect === dialect && found?.docsBase === docsBase && found?.issues === issues;
  const known = found && hasOptions && isEqual(found.error, error) ? found : undefined;
  const cached = known?.responses.get(accept);
  if (cached) return { response: cached, isCached: true };
  const response = write();
  if (!recent.has(message)) {
    note(message);
  } else if (isForAll(response, accept, requestId) && isConstant(error, MAX_LEVELS)) {
    const written = known ?? { error, dialect, docsBase, issues, responses: new Map() };
    if (written.responses.size < MAX_RESPONSES) written.responses.set(accept, response);
    recent.set(message, written);
  }
  return { response, isCached: false };
}

/** Notes a message in place of the oldest noted one. */
function note(message: string): void {
  const oldest = ring[next];
  if (oldest !== undefined) recent.delete(oldest);
  ring[next] = message;
  recent.set(message, undefined);
  next = (next + 1) % MAX_RECENT;
}

/** Whether only the header with the id differs between requests. */
const isForAll = ({ headers, body }: ErrorResponse, accept: string | null, id: string): boolean =>
  body.length <= MAX_UNITS &&
  (accept?.length ?? 0) <= MAX_UNITS &&
  headers["x-request-id"] === id &&
  headers["content-type"] !== PROBLEM &&
  !body.includes(id);

/** A result has five levels: the result, its issues, an issue, its params, and a list in them. */
const MAX_LEVELS = 5;

/** Whether nothing can ever change in a value: it is JSON, and each object of it is frozen. */
function isConstant(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (levels === 0 || !Object.isFrozen(value) || (prototype !== Object.prototype && prototype !== Array.prototype))
    return false;
  // A getter may return another value each time.
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    (member) => "value" in member && isConstant(member.value, levels - 1),
  );
}

/**
 * Whether a value is the same JSON as another, which is constant. A value with another member, even a hidden one, is
 * not equal: the member may be written, and no client may get the error of another.
 */
function isEqual(constant: unknown, value: unknown): boolean {
  if (constant === value) return true;
  if (typeof constant !== "object" || constant === null || typeof value !== "object" || value === null) return false;
  if (Object.getPrototypeOf(constant) !== Object.getPrototypeOf(value)) return false;
  const names = Reflect.ownKeys(constant);
  const others = Reflect.ownKeys(value);
  if (names.length !== others.length) return false;
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    if (name !== others[at]) return false;
    if (!isEqual((constant as Record<string, unknown>)[name], (value as Record<string, unknown>)[name])) return false;
  }
  return true;
}
