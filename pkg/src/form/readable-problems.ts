import type { ApiError } from "../api-error.js";
import { hasProblems, problemsOf, type FormError, type Problem } from "./problem.js";
import { textOf } from "./texts.js";
import type { FormOptions } from "./types.js";

/**
 * The problems of an error, with messages for people.
 *
 * @throws TypeError if it is no error, such as a `Response`
 */
export function readableProblems<T>(error: FormError, options: FormOptions<T>): Problem[] {
  // `new Error()` has an empty message.
  const isBlank = (Object(error) as { readonly message?: unknown }).message === "";
  const problems = problemsOf(error).map((one) =>
    isBlank && one.reason === "" && one.segments.length === 0 ? { ...one, reason: textOf(options, "failed") } : one,
  );
  if (!hasProblems(error) || problems.some(({ reason }) => reason === "")) {
    throw new TypeError(
      `bindForm: ${Object.prototype.toString.call(error)} is no error with a message, fields or issues`,
    );
  }
  return problems.map((one) => ({ ...one, reason: readableMessage(one.reason, error, options) }));
}

/**
 * The message of an error for people: that the form could not be sent, where the message says only the status, or is
 * the title of a web page, as a proxy answers.
 *
 * Where a body says nothing, `readResponse` makes the message: `502 Bad Gateway`, `HTTP 599`. The title of a text is
 * the reason phrase of the status. A JSON body can have a title of its own, which is a message of the server.
 *
 * @param error an `ApiError`, or any other error, which has no status
 */
function readableMessage<T>(message: string, error: unknown, options: FormOptions<T>): string {
  const { dialect, status, title } = Object(error) as Partial<ApiError>;
  const ofStatus = [`HTTP ${status}`, `${status} ${title}`, /^(html|text)$/.test(dialect as string) && title];
  return ofStatus.includes(message) ? `${textOf(options, "failed")} (${message})` : message;
}
