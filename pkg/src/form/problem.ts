import type { ApiError, FieldError } from "../api-error.js";
import type { Segment } from "../issue.js";
import type { IssueLike } from "../issue-like.js";
import { toSegment } from "../segment.js";
import { parsePath, printPath } from "../path.js";

/** A reason and its path: an issue of a schema, a field of an `ApiError`, or an issue of any Standard Schema. */
export type FormProblem = IssueLike & Partial<Pick<FieldError, "location">>;

/**
 * An error that a form can show: an `ApiError`, an `Error` or another object with a message, a schema's invalid result,
 * or the list of issues or fields in one.
 */
export type FormError =
  | (Pick<ApiError, "message"> & Partial<Pick<ApiError, "fields" | "retryAfterMs">>)
  | { readonly issues: Iterable<FormProblem> }
  | Iterable<FormProblem>;

/** One reason to show, in one shape for every kind of `FormError`. */
export interface Problem {
  /** The path; empty for the form as a whole. */
  readonly segments: readonly Segment[];
  readonly reason: string;
  /** Whether the path is one in the form's value; false if it names a header or a cookie. */
  readonly isInValue: boolean;
}

/** The problems of an error. An error without fields gives one problem: its message. */
export function problemsOf(error: FormError): Problem[] {
  const { issues, message } = Object(error) as { readonly issues?: unknown; readonly message?: unknown };
  const list = listIn(error);
  const problems = Array.from(list ?? [], problemOf);
  const hasMessageAlone = problems.length === 0 && (!list || list !== issues) && typeof message === "string";
  return hasMessageAlone ? [problemOf({ message })] : problems;
}

/** Whether this is an error: it has a list of problems or a message. */
export const hasProblems = (error: FormError): boolean =>
  listIn(error) !== undefined || typeof (Object(error) as { readonly message?: unknown }).message === "string";

/** The list of problems in an error. */
function listIn(error: FormError): Iterable<FormProblem> | undefined {
  const { fields, issues } = Object(error) as Record<"fields" | "issues", unknown>;
  const list = fields ?? issues ?? error;
  return typeof list === "object" && Symbol.iterator in Object(list) ? (list as Iterable<FormProblem>) : undefined;
}

function problemOf(problem: FormProblem): Problem {
  const { segments, path = [], reason, message, location } = Object(problem) as FormProblem;
  return {
    segments: segments ?? (typeof path === "string" ? (path === "" ? [] : parsePath(path)) : path.map(toSegment)),
    reason: String(reason ?? message ?? ""),
    isInValue: location !== "header" && location !== "cookie",
  };
}

/** The parts of a problem's line `contacts.0.email: Invalid email`; the reason alone where the path is empty. */
export const partsOf = ({ segments, reason }: Problem): string[] =>
  segments.length === 0 ? [reason] : [printPath(segments), reason];

/** The path of a problem, as issues print it. */
export const pathTextOf = ({ segments }: Problem): string => printPath(segments);
