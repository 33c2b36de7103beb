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
 * An `Error` without a status becomes a 500 that does not show its text.
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
  const shown = isUnexpected(error) ? INTERNAL_ERROR : (error as Exclude<AnswerableError, Error>);
  const given = { dialect, docsBase, issues, accept: headerOf(request, "accept"), requestId };
  const { response, isCached } = writeError(shown, given, () =>
    errorResponseFor("answer", shown, { ...given, instance: new URL(request.url).pathname }),
  );
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

/** Whether this is an `Error` without issues and without a status: no client may see its text. */
const isUnexpected = (error: AnswerableError): boolean =>
  error instanceof Error && !("issues" in error) && typeof (error as { status?: unknown }).status !== "number";
