/**
 * Shows an API's errors in a form of Conform.
 *
 * @module
 */
import type { ApiError } from "../api-error.js";
import type { Segment } from "../issue.js";
import { bracketed, sortByField } from "./field-errors.js";

/** What is needed of a `Submission`: the values that were sent. */
export interface ConformPayload {
  readonly payload: object;
}

/** What is needed of a `Submission` with `reply`, as `parseWithZod` returns it. */
export interface ConformSubmission<Result> extends ConformPayload {
  reply(options: { formErrors?: string[]; fieldErrors?: Record<string, string[]> }): Result;
}

/** Errors as Conform has them: names such as `contacts[0].email`, each with its reasons. */
export interface ConformErrors {
  formErrors: string[];
  fieldErrors: Record<string, string[]>;
}

/**
 * Returns the errors of an API: each error at its field, and errors without a field, and of fields that the form did
 * not send, as errors of the form.
 *
 * A field counts as sent if its path is in the submission. So an error of an unchecked box, which a browser does not
 * send, is one of the form.
 *
 * @example
 * // With `@conform-to/react/future`:
 * return { result: report(submission, { error: conformErrors(await readResponse(response), submission) }) };
 */
export function conformErrors(error: ApiError, submission: ConformPayload): ConformErrors {
  const problems = sortByField(error, bracketed, (_name, segments) => holds(submission.payload, segments));
  return {
    formErrors: problems.form === undefined ? [] : [problems.form],
    fieldErrors: Object.fromEntries(problems.fields.map(({ name, reasons }) => [name, [...reasons]])),
  };
}

/** Whether a path leads to a value. */
function holds(payload: unknown, path: readonly Segment[]): boolean {
  let value = payload;
  for (const segment of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return false;
    value = (value as Record<Segment, unknown>)[segment];
  }
  return true;
}

/**
 * Returns the `SubmissionResult` with the errors of an API, by `submission.reply`. {@link conformErrors} says which
 * error belongs to which field.
 *
 * @example
 * const submission = parseWithZod(formData, { schema });
 * if (submission.status !== "success") return submission.reply();
 * const body = JSON.stringify(submission.value);
 * const response = await fetch("https://api.example/leads", { method: "POST", body });
 * if (!response.ok) return submissionResult(await readResponse(response), submission);
 */
export function submissionResult<Result>(error: ApiError, submission: ConformSubmission<Result>): Result {
  return submission.reply(conformErrors(error, submission));
}
