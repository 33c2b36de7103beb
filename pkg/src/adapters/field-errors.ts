// The errors of an API, sorted by the fields of a form.
import type { ApiError } from "../api-error.js";
import type { Segment } from "../issue.js";

/** The errors of one field. */
export interface FieldErrors {
  readonly name: string;
  /** The reasons, in order. */
  readonly reasons: readonly string[];
  /** The code of the first reason; null if it has none. */
  readonly code: string | null;
}

/** The errors of an API, sorted for a form. */
export interface SortedErrors {
  /** The fields that the form has, each once, in the order of the error. */
  readonly fields: readonly FieldErrors[];
  /** The errors that no field shows, as one text for the form; undefined if the fields show all errors. */
  readonly form: string | undefined;
}

/**
 * Sorts the errors by field. An error without a field that the form shows becomes one of the form as a whole, so that
 * no error is lost.
 *
 * @param nameOf how the form's library writes a path
 * @param has whether the form shows a field of this name, which has this path
 */
export function sortByField(
  error: ApiError,
  nameOf: (segments: readonly Segment[]) => string,
  has: (name: string, segments: readonly Segment[]) => boolean,
): SortedErrors {
  const known = new Map<string, { name: string; reasons: string[]; code: string | null }>();
  const rest: string[] = [];
  for (const { path, segments, reason, code } of error.fields) {
    const name = nameOf(segments);
    if (segments.length > 0 && has(name, segments)) {
      const field = known.get(name);
      if (field) field.reasons.push(reason);
      else known.set(name, { name, reasons: [reason], code });
    } else rest.push(path === "" ? reason : `${path}: ${reason}`);
  }
  if (error.fields.length === 0) rest.push(error.message);
  return { fields: [...known.values()], form: rest.length > 0 ? rest.join("; ") : undefined };
}

/** `contacts.0.email` */
export const dotted = (segments: readonly Segment[]): string => segments.join(".");

/** `contacts[0].email` */
export const bracketed = (segments: readonly Segment[]): string =>
  segments.reduce<string>(
    (name, segment) =>
      typeof segment === "number" ? `${name}[${segment}]` : name === "" ? segment : `${name}.${segment}`,
    "",
  );
