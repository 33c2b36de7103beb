// Reads error responses into an `ApiError`. wasm/src/packed/errors.rs is the other side.
import type { ApiError, ErrorCategory, ErrorDialect, ErrorWarning, FieldError, RetryHints } from "./api-error.js";
import { textOrBytes } from "./body.js";
import { milliseconds, type Time } from "./clock.js";
import { headerPairs, type HeadersLike } from "./headers.js";
import { INCOMPLETE, KEEP_ECHOES, KNOWN_PATHS } from "./generated/constants.js";
import { durationOption, texts } from "./options.js";
import { MemberReader } from "./packed/members.js";
import { callForText } from "./packed/buffer.js";
import { putLists } from "./packed/lists.js";
import { readUpToCap, type ResponseLike } from "./response-body.js";
import { rolesAndNames, type VocabularyEntry } from "./vocabulary.js";
import { errors } from "./wasm/errors.js";

/** Reads the members of an error in their order, after the dialect. */
function apiError(status: number, dialect: string, members: MemberReader): ApiError {
  const code = members.text();
  const category = members.text() as ErrorCategory;
  const title = members.text();
  const message = members.text() as string;
  const fields = members.list(() => fieldError(members));
  const requestId = members.text();
  const docsUrl = members.text();
  const instance = members.text();
  const details = members.json();
  const delay = members.number();
  const error: Writable<ApiError> = {
    dialect: dialect as ErrorDialect,
    status,
    code,
    category,
    title,
    message,
    fields,
    requestId,
    docsUrl,
    instance,
    details,
    retryAfterMs: delay === 0 ? null : delay - 1,
    warnings: members.list(() => members.text() as ErrorWarning),
  };
  const hints = members.json() as RetryHints | null;
  if (hints !== null) error.hints = hints;
  return error;
}

function fieldError(members: MemberReader): FieldError {
  const { path, segments } = members.path();
  const location = members.text() as FieldError["location"];
  const reason = members.text() as string;
  const field: Writable<FieldError> = { path, segments, location, reason, code: members.text() };
  const params = members.json() as Readonly<Record<string, unknown>> | null;
  if (params !== null) field.params = params;
  return field;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Options of {@link readError}. */
export interface ReadErrorOptions {
  /** The current time, with which dates in headers are compared; `Date.now()` by default. */
  readonly now?: Time | undefined;
  /**
   * The paths of the issues that a message may list, in their printed form. Any other text before a colon is part of a
   * reason. `*` stands for any one segment. By default every path is possible.
   */
  readonly knownPaths?: readonly string[] | undefined;
  /** Further prefixes of a validation message, in addition to `Validation error`. */
  readonly prefixes?: readonly string[] | undefined;
  /**
   * Keeps copies of the user's input and internals of the server. They stay in `details`, and can become fields or the
   * message of a body that looks like a map of fields. They may end up in logs.
   */
  readonly keepEchoes?: boolean | undefined;
  /**
   * The names of members in this server's bodies, with their roles. They take precedence over the names that the reader
   * knows. Case, `_` and `-` in a name are ignored.
   *
   * @example
   * [{ role: "message", names: ["fehlertext"] }, { role: "path", names: ["feld"] }]
   */
  readonly vocabulary?: readonly VocabularyEntry[] | undefined;
}

/** Options of {@link readResponse}. */
export interface ReadResponseOptions extends ReadErrorOptions {
  /**
   * The longest time to read the body, in milliseconds; 10,000 by default. After it, the part that has arrived is read.
   * 0 reads only what has arrived already, and Infinity sets no limit.
   */
  readonly timeoutMs?: number | undefined;
}

/** A response whose body has been received. */
export interface ErrorInput extends ReadErrorOptions {
  /** The HTTP status. Anything but a whole number from 0 to 65535 counts as 0. */
  readonly status: number;
  readonly headers?: HeadersLike | null | undefined;
  /**
   * The body as text or bytes. A body of more than 256 KiB gets the dialect `unreadable`.
   *
   * A plain object or a list counts as JSON that a client has parsed, and is written as JSON again.
   */
  readonly body?: string | ArrayBuffer | ArrayBufferView | object | null | undefined;
  /** A `Response` has this member. Its body is still to be read: pass it to {@link readResponse}. */
  readonly bodyUsed?: never;
  /** Whether the body ended early, as the client knows. The error then has the warning `incomplete`. */
  readonly incomplete?: boolean | undefined;
}

/**
 * Reads any error response. It never throws, unless the option `vocabulary` is wrong.
 *
 * @param options the options; they may also be members of `input`
 * @throws TypeError if `vocabulary` is wrong: an unknown role, an empty name, or one name with two roles
 *
 * @example
 * const body = '{"error":{"message":"Validation error: email: Invalid email"}}';
 * const error = readError({ status: 400, headers: {}, body });
 * error.fields[0]; // { path: "email", reason: "Invalid email", code: "invalid_email", … }
 */
export function readError(input: ErrorInput, options?: ReadErrorOptions): ApiError {
  return readBytes(
    "readError",
    statusOf(member(input, "status")),
    member(input, "headers"),
    textOrBytes(member(input, "body")),
    member(input, "incomplete") === true,
    (name) => member(options, name) ?? member(input, name),
  );
}

/** The longest time to read the body of an error, in milliseconds, unless an option says otherwise. */
const BODY_TIMEOUT_MS = 10_000;

/**
 * Reads the error of a fetch response: at most 256 KiB of its body, for at most 10 seconds. The rest is cancelled.
 *
 * If the connection breaks, the request is aborted or the time is over, the part of the body that has arrived is read,
 * and the error has the warning `incomplete`.
 *
 * It also reads a response whose status is a success, so check `response.ok` first. Any object with `status`, `headers`
 * and a `body` stream or `text()` will do.
 *
 * @throws TypeError (the promise rejects) if an option is wrong, or the body has been read or is being read. Call
 *   `readResponse` instead of `json()` or `text()`, or on `response.clone()` before them.
 *
 * @example
 * const response = await fetch(url, init);
 * if (!response.ok) throw new Error((await readResponse(response)).message);
 */
export async function readResponse(response: ResponseLike, options: ReadResponseOptions = {}): Promise<ApiError> {
  const timeoutMs = durationOption("readResponse", "timeoutMs", member(options, "timeoutMs")) ?? BODY_TIMEOUT_MS;
  const { bytes, incomplete } = await readUpToCap(response, timeoutMs);
  return readBytes("readResponse", statusOf(response.status), response.headers, bytes, incomplete, (name) =>
    member(options, name),
  );
}

function readBytes(
  where: string,
  status: number,
  headers: unknown,
  body: string | Uint8Array,
  incomplete: boolean,
  option: (name: string) => unknown,
): ApiError {
  const time = option("now");
  const now = time === undefined ? Date.now() : milliseconds(time);
  const knownPaths = texts(option("knownPaths"));
  const prefixes = texts(option("prefixes"));
  const vocabulary = option("vocabulary");
  const names = vocabulary === undefined ? [] : rolesAndNames(where, vocabulary);
  const flags =
    (incomplete ? INCOMPLETE : 0) |
    (option("keepEchoes") === true ? KEEP_ECHOES : 0) |
    (knownPaths === undefined ? 0 : KNOWN_PATHS);
  const lists = [headerTexts(headers), knownPaths ?? [], prefixes ?? [], names];
  const written = callForText(errors, (wasm) =>
    wasm.readError(status, now ?? -1, flags, putLists(errors, lists, body)),
  );
  const members = new MemberReader(written as string);
  const dialect = members.text();
  if (dialect === null) throw new TypeError(`${where}: vocabulary: ${members.text()}`);
  return apiError(status, dialect, members);
}

/** Returns the names and the values of headers in turn. */
function headerTexts(headers: unknown): string[] {
  const texts: string[] = [];
  for (const [name, value] of headerPairs(headers)) texts.push(name, value);
  return texts;
}

/** Returns a property; undefined if reading it throws. */
function member(object: unknown, name: string): unknown {
  try {
    return (object as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function statusOf(status: unknown): number {
  const number = typeof status === "string" && /^\d{3}$/.test(status) ? Number(status) : status;
  return Number.isInteger(number) && (number as number) >= 0 && (number as number) <= 65535 ? (number as number) : 0;
}
