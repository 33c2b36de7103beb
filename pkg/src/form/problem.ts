import type { ApiError, FieldError } from "../errors.js";
import type { Segment } from "../issue.js";
import type { IssueLike } from "../messages.js";
import { parsePath, printPath } from "./path.js";

/** What is wrong, and where: an issue of a schema, a field of an API's error, or an issue of any Standard Schema. */
export type FormProblem = IssueLike & Partial<Pick<FieldError, "location">>;

/** An error that a form can show: an API's error, the invalid result of a schema, or what each of them lists. */
export type FormError =
  | Pick<ApiError, "message" | "fields">
  | { readonly issues: Iterable<FormProblem> }
  | Iterable<FormProblem>;

/** One thing to show. */
export interface Problem {
  readonly segments: readonly Segment[];
  readonly reason: string;
  /** Whether it is about the form's values, and not about a header, say. */
  readonly isOfValue: boolean;
}

/** What there is to show of an error: its fields, else its message. */
export function problemsOf(error: FormError): Problem[] {
  if ("fields" in error) {
    const fields = Array.from(error.fields, problemOf);
    return fields.length > 0 ? fields : [{ segments: [], reason: error.message, isOfValue: true }];
  }
  return Array.from("issues" in error ? error.issues : error, problemOf);
}

function problemOf({ segments, path = [], reason, message, location }: FormProblem): Problem {
  return {
    segments: segments ?? (typeof path === "string" ? (path === "" ? [] : parsePath(path)) : path.map(toSegment)),
    reason: String(reason ?? message ?? ""),
    isOfValue: location !== "header" && location !== "cookie",
  };
}

function toSegment(step: PropertyKey | { readonly key: PropertyKey }): Segment {
  const key = typeof step === "object" ? step.key : step;
  return typeof key === "number" ? key : String(key);
}

/** A problem in one line that says where. */
export const lineOf = ({ segments, reason }: Problem): string =>
  segments.length === 0 ? reason : `${printPath(segments)}: ${reason}`;
