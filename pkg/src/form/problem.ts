import type { ApiError, FieldError } from "../errors.js";
import type { Segment } from "../issue.js";
import type { IssueLike } from "../issue-like.js";
import { toSegment } from "../segment.js";
import { parsePath, printPath } from "../path.js";

/** A reason and its path: an issue of a schema, a field of an `ApiError`, or an issue of any Standard Schema. */
export type FormProblem = IssueLike & Partial<Pick<FieldError, "location">>;

/** An error that a form can show: an `ApiError`, a schema's invalid result, or the list of issues or fields in one. */
export type FormError =
  | (Pick<ApiError, "message" | "fields"> & Partial<Pick<ApiError, "retryAfterMs">>)
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

/** The problems of an error. An `ApiError` without fields gives one problem: its message. */
export function problemsOf(error: FormError): Problem[] {
  if ("fields" in error) {
    const fields = Array.from(error.fields, problemOf);
    return fields.length > 0 ? fields : [{ segments: [], reason: error.message, isInValue: true }];
  }
  return Array.from("issues" in error ? error.issues : error, problemOf);
}

function problemOf({ segments, path = [], reason, message, location }: FormProblem): Problem {
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
