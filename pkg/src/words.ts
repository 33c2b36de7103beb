// The words of a schema's issues: told by the crate once, remembered here under the crate's numbers.
import type { Code, Issue, Segment } from "./issue.js";

/** An issue as the crate tells it; in `template` and `line`, U+0000 stands for each index of a list. */
export interface Told {
  /** 0 where it is not to be remembered. */
  readonly number: number;
  readonly template: string;
  /** The issue as its message has it. */
  readonly line: string;
  readonly issue: Issue;
}

/** The words of an issue, for any indices. */
export class Words {
  readonly #path: readonly string[];
  readonly #line: readonly string[];
  readonly #segments: readonly Segment[];
  readonly #code: Code;
  readonly #reason: string;
  readonly #params: Issue["params"];
  readonly #detail: string | undefined;
  /** What its parameters need for a copy: nothing, one level, or all of them. */
  readonly #copy: 0 | 1 | 2;

  constructor({ template, line, issue: { segments, code, reason, params, detail } }: Told) {
    this.#path = template.split("\0");
    this.#line = line.split("\0");
    this.#segments = segments;
    this.#code = code;
    this.#reason = reason;
    this.#params = params;
    this.#detail = detail;
    const values = Object.values(params);
    this.#copy = values.length === 0 ? 0 : values.some((value) => typeof value === "object") ? 2 : 1;
  }

  /** The issue itself, fresh in all its parts: whoever gets it may change it. */
  issue(indices: readonly number[]): Issue {
    const path = fill(this.#path, indices);
    const segments = this.#segments.slice();
    if (indices.length > 0) {
      // Only the indices of lists are numbers.
      let next = 0;
      for (let at = 0; at < segments.length; at++) if (typeof segments[at] === "number") segments[at] = indices[next++] as number;
    }
    const code = this.#code;
    const reason = this.#reason;
    const params = this.#copy === 0 ? {} : this.#copy === 1 ? { ...this.#params } : structuredClone(this.#params);
    const detail = this.#detail;
    return detail === undefined ? { path, segments, code, reason, params } : { path, segments, code, reason, params, detail };
  }

  line(indices: readonly number[]): string {
    return fill(this.#line, indices);
  }
}

function fill(pieces: readonly string[], indices: readonly number[]): string {
  let text = pieces[0] as string;
  for (let at = 0; at < indices.length; at++) text += (indices[at] as number) + (pieces[at + 1] as string);
  return text;
}
