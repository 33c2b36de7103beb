import { isApiError } from "../adapters/thrown-error.js";
import type { Rejected } from "../checks.js";
import type { ApiError } from "../api-error.js";
import type { IssueLike } from "../issue-like.js";
import type { ErrorResponseOptions, PlainError } from "../render.js";
import { headerOf, isLight } from "./light-request.js";
import { textResponse } from "./light-response.js";
import { idFor } from "./request-id.js";
import { checkOptions } from "./server-options.js";
import { writeError } from "./written-error.js";

/** The values that {@link answer} writes as a response. */
export type AnswerableError =
  | Iterable<IssueLike>
  | { readonly issues: Iterable<IssueLike> }
  | Rejected
  | ApiError
  | PlainError
  | Error;

/** How errors are written. */
export interface AnswerOptions extends Pick<ErrorResponseOptions, "dialect" | "docsBase" | "issues"> {
  /**
   * Returns the id of a request in the server's logs. By default it is the request's own `x-request-id` if that is well
   * formed, else a random UUID.
   */
  readonly requestId?: ((request: Request) => string) | undefined;
}

/** The module that writes errors. It is loaded for the first error. */
let writer: typeof import("../writer.js") | undefined;

/** The options of most calls: there is nothing to check. */
const NO_OPTIONS: AnswerOptions = Object.freeze({});

const INTERNAL_ERROR: PlainError = Object.freeze({
  status: 500,
  code: "INTERNAL_ERROR",
  message: "Internal error",
});

/**
 * Returns the response that tells a client about an error: problem details if the request's `Accept` prefers them, else
 * the given dialect. The response has the request's id.
 *
 * An `Error` becomes a 500 that does not show its text, because the status and the text may be those of another server.
 * Three kinds of `Error` are sent as what they are: one with `issues`, such as zod's, an `ApiError` that a hook of
 * `unanimous/adapters/…` threw, and one that says that a client may see it: with `expose: true`, a status and a code.
 *
 * @param error issues, a rejected result of a schema or of a check, an `ApiError` to send on, or
 * `{ status, code, message }`
 * @param headers more header fields of the response; case does not matter. A `vary` is combined with that of the error.
 * Other fields that the error has are not replaced
 * @throws TypeError (the promise rejects) if `error` or `request` is something else, or an option is wrong
 *
 * @example
 * const result = lead.validate(await request.json());
 * if (!result.ok) return answer(result.issues, request);
 */
export async function answer(
  error: AnswerableError,
  request: Request,
  options: AnswerOptions = NO_OPTIONS,
  headers?: Readonly<Record<string, string>>,
): Promise<Response> {
  if (options !== NO_OPTIONS) checkOptions("answer", options);
  return answerWithId(error, request, await idFor("answer", request, options.requestId), options, headers);
}

/**
 * Does what {@link answer} does, with a known request id. Returns the response itself, and no promise, if the writer is
 * loaded already.
 */
export function answerWithId(
  error: AnswerableError,
  request: Request,
  requestId: string,
  options: AnswerOptions,
  headers?: Readonly<Record<string, string>>,
): Response | Promise<Response> {
  if (writer === undefined) {
    return import("../writer.js").then((loaded) => {
      writer = loaded;
      return answerWithId(error, request, requestId, options, headers);
    });
  }
  const { errorResponseFor } = writer;
  const { dialect, docsBase, issues } = options;
  const given = { dialect, docsBase, issues, accept: headerOf(request, "accept"), requestId };
  const write = (shown: object) =>
    writeError(shown, given, () =>
      errorResponseFor("answer", shown, { ...given, instance: new URL(request.url).pathname }),
    );
  const { response, isCached } = isError(error) ? writeOf(error, write) : write(error);
  const { status, body } = response;
  // No cache may send a response that names one request to another.
  const all: Record<string, string> = { "cache-control": "no-store" };
  for (const [name, value] of Object.entries(headers ?? {})) all[name.toLowerCase()] = value;
  const { vary: more } = all;
  const { vary: own } = response.headers;
  Object.assign(all, response.headers, more && own && { vary: `${more}, ${own}` });
  if (isCached) all["x-request-id"] = requestId;
  return isLight(request) ? textResponse(body, status, all) : new Response(body, { status, headers: all });
}

/** Also true for an `Error` of another realm. */
const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";

/** Writes an `Error`, or an internal error if no client may see it or no response can say it. */
function writeOf<T>(error: Error, write: (shown: object) => T): T {
  try {
    const { issues, expose, code } = error as { issues?: unknown; expose?: unknown; code?: unknown };
    const hasIssues = typeof issues === "object" && issues !== null && Symbol.iterator in issues;
    if (hasIssues || isApiError(error) || (expose === true && typeof code === "string")) return write(error);
  } catch {
    // Its status, for example, is none of an error.
  }
  return write(INTERNAL_ERROR);
}
