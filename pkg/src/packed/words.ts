// The words of a schema's issues: told by the crate once, remembered here under the crate's numbers.
import type { Issue, Segment } from "../issue.js";

/** An issue as the crate tells it; where it has a number, U+0000 stands for each index of a list in its path and its line. */
export interface Told {
  /** 0 where it is not to be remembered. */
  readonly number: number;
  /** The issue as its message has it. */
  readonly line: string;
  readonly issue: Issue;
}

/** The indices of lists on the way to an issue, from the root. */
type Indices = ArrayLike<number>;

/** The words of an issue, for any indices. */
export class Words {
  readonly #path: readonly string[];
  readonly #line: readonly string[];
  /** Not the issue's own: to copy a frozen list is slow. */
  readonly #segments: readonly Segment[];
  readonly #issue: Issue;

  constructor({ line, issue }: Told) {
    this.#path = issue.path.split("\0");
    this.#line = line.split("\0");
    this.#segments = issue.segments.slice();
    this.#issue = frozen(issue);
  }

  /** The issue itself, frozen in all its parts, for issues share them. */
  issue(indices: Indices): Issue {
    if (indices.length === 0) return this.#issue;
    const { code, reason, params, detail } = this.#issue;
    const path = fill(this.#path, indices);
    const segments = this.#segments.slice();
    // Only the indices of lists are numbers.
    for (let at = 0, next = 0; at < segments.length; at++)
      if (typeof segments[at] === "number") segments[at] = indices[next++] as number;
    Object.freeze(segments);
    return Object.freeze(
      detail === undefined
        ? { path, segments, code, reason, params }
        : { path, segments, code, reason, params, detail },
    );
  }

  line(indices: Indices): string {
    return fill(this.#line, indices);
  }
}

function fill(pieces: readonly string[], indices: Indices): string {
  let text = pieces[0] as string;
  for (let at = 0; at < indices.length; at++) text += (indices[at] as number) + (pieces[at + 1] as string);
  return text;
}

/** Freezes a JSON value and all that it holds. */
function frozen<T>(json: T): T {
  if (typeof json === "object" && json !== null) {
    for (const part of Object.values(json)) frozen(part);
    Object.freeze(json);
  }
  return json;
}
