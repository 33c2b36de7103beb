// The words of a schema's issues: told by the crate once, remembered here under the crate's numbers.
import type { Code, Issue, Segment } from "./issue.js";

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
  readonly #segments: readonly Segment[];
  readonly #code: Code;
  readonly #reason: string;
  readonly #params: Issue["params"];
  readonly #detail: string | undefined;

  constructor({ line, issue: { path, segments, code, reason, params, detail } }: Told) {
    this.#path = path.split("\0");
    this.#line = line.split("\0");
    this.#segments = segments;
    this.#code = code;
    this.#reason = reason;
    this.#params = frozen(params);
    this.#detail = detail;
  }

  /** The issue itself, frozen in all its parts, for issues share them. */
  issue(indices: Indices): Issue {
    const path = fill(this.#path, indices);
    let next = 0;
    // Only the indices of lists are numbers.
    const place = (step: Segment) => (typeof step === "number" && next < indices.length ? (indices[next++] as number) : step);
    const segments = Object.freeze(this.#segments.map(place));
    const code = this.#code;
    const reason = this.#reason;
    const params = this.#params;
    const detail = this.#detail;
    return Object.freeze(detail === undefined ? { path, segments, code, reason, params } : { path, segments, code, reason, params, detail });
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
