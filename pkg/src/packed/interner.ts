// Turns the answer of a check into issues and a message. wasm/src/packed/interner.rs gives each kind of issue an id,
// and shows the words of an answer. The texts of an id cross the boundary once, and are kept here.
import { INDEX_COUNT_SHIFT, ISSUE_ID_BITS } from "../generated/constants.js";
import type { Invalid, Issue, Segment } from "../issue.js";

/** An issue's texts as wasm gives them. If it has an id, U+0000 stands for each list index in its path and its line. */
export interface InternedIssue {
  /** 0 if the issue is not interned, and is needed once only. */
  readonly id: number;
  /** The issue's part of the message: `path: reason`. */
  readonly line: string;
  readonly issue: Issue;
}

/** The list indices of an issue's path, from the root. */
type Indices = readonly number[];

const NO_INDICES: Indices = [];
const ID_MASK = (1 << INDEX_COUNT_SHIFT) - 1;

/** How many nodes the tree of verdicts may have before it stops to grow. */
const MAX_NODES = 1024;

/** Makes an issue for any list indices. */
class IssueTemplate {
  readonly #path: readonly string[];
  readonly #line: readonly string[];
  /** A copy, because copying a frozen list is slow. */
  readonly #segments: readonly Segment[];
  readonly #issue: Issue;

  constructor({ line, issue }: InternedIssue) {
    this.#path = issue.path.split("\0");
    this.#line = line.split("\0");
    this.#segments = issue.segments.slice();
    this.#issue = freezeJson(issue);
  }

  /** Returns the issue. It is frozen in all its parts, because results share it. */
  issue(indices: Indices): Issue {
    if (indices.length === 0) return this.#issue;
    const { code, reason, params, detail } = this.#issue;
    const path = insert(this.#path, indices);
    const segments = this.#segments.slice();
    // Every number among the segments is a list index.
    for (let at = 0, next = 0; at < segments.length; at++)
      if (typeof segments[at] === "number") segments[at] = indices[next++] as number;
    Object.freeze(segments);
    return Object.freeze(
      detail === undefined
        ? { path, segments, code, reason, params }
        : { path, segments, code, reason, params, detail },
    );
  }

  /** Returns the issue's part of the message. */
  line(indices: Indices): string {
    return insert(this.#line, indices);
  }
}

/** Joins pieces of a text with an index between each two. */
function insert(pieces: readonly string[], indices: Indices): string {
  let text = pieces[0] as string;
  for (let at = 0; at < indices.length; at++) text += (indices[at] as number) + (pieces[at + 1] as string);
  return text;
}

/** Freezes a JSON value and all that it holds. */
function freezeJson<T>(json: T): T {
  if (typeof json === "object" && json !== null) {
    for (const part of Object.values(json)) freezeJson(part);
    Object.freeze(json);
  }
  return json;
}

/**
 * What one schema has found so far: a template for each issue's id, and a tree of verdicts.
 *
 * The tree spares repeated work: values with the same issues share one verdict, which is found by the answer's ids, one
 * step for each. Answers with list indices have too many forms to be kept, so the templates serve these.
 */
export class IssueInterner {
  readonly #opening: string;
  readonly #separator: string;
  /** By issue id. */
  #templates: (IssueTemplate | undefined)[] = [];
  /** The edges of the tree: from a node and an issue id, packed into one number, to a node. The root is 0. */
  readonly #edges = new Map<number, number>();
  /** By node. */
  #verdicts: (Invalid | undefined)[] = [];

  /**
   * @param opening the text at the beginning of a message
   * @param separator the text between two issues of a message
   */
  constructor(opening: string, separator: string) {
    this.#opening = opening;
    this.#separator = separator;
  }

  /** Returns the verdict of an earlier answer with the same `count` words; undefined if no earlier answer had them. */
  find(answer: DataView, count: number): Invalid | undefined {
    let node: number | undefined = 0;
    for (let at = 0; at < count && node !== undefined; at++)
      // A word with a count of indices is larger than the key of any edge, so it is never found.
      node = this.#edges.get((node << ISSUE_ID_BITS) | answer.getUint32(at * 4, true));
    return node === undefined ? undefined : this.#verdicts[node];
  }

  /** Builds the verdict of an answer. `newIssues` returns the issues that have no template yet, in order. */
  build(answer: readonly number[], newIssues: () => readonly InternedIssue[]): Invalid {
    const issues: Issue[] = [];
    let message = this.#opening;
    let unknown: readonly InternedIssue[] | undefined;
    let unknownCount = 0;
    for (let at = 0; at < answer.length; ) {
      const word = answer[at++] as number;
      const id = word & ID_MASK;
      let template = this.#templates[id];
      if (template === undefined) {
        unknown ??= newIssues();
        template = new IssueTemplate(unknown[unknownCount++] as InternedIssue);
        if (id !== 0) this.#templates[id] = template;
      }
      const indices = word > ID_MASK ? answer.slice(at, (at += word >>> INDEX_COUNT_SHIFT)) : NO_INDICES;
      if (issues.length > 0) message += this.#separator;
      issues.push(template.issue(indices));
      message += template.line(indices);
    }
    const verdict: Invalid = Object.freeze({ ok: false, issues: Object.freeze(issues), message });
    this.#keep(answer, verdict);
    return verdict;
  }

  /**
   * Returns the issues of a verdict at a path and below it, as a verdict; undefined if the verdict has no such issue.
   */
  below({ issues, message }: Invalid, path: readonly Segment[]): Invalid | undefined {
    // A path that leads nowhere has its issue above: an unknown key, or a value that has no parts.
    const leadsNowhere = /^(?:unrecognized_key|invalid_type)$/;
    const isBelow = ({ segments, code }: Issue): boolean =>
      path.every((segment, at) => segments[at] === segment || (at >= segments.length && leadsNowhere.test(code)));
    const found = issues.filter(isBelow);
    if (found.length === 0) return undefined;
    // No line of a message contains the separator.
    const lines = message.slice(this.#opening.length).split(this.#separator);
    const text = lines.filter((_, at) => isBelow(issues[at] as Issue)).join(this.#separator);
    return Object.freeze({ ok: false, issues: Object.freeze(found), message: this.#opening + text });
  }

  /** Adds a verdict to the tree if all its issues have ids and no indices. */
  #keep(answer: readonly number[], verdict: Invalid): void {
    const edges = this.#edges;
    if (edges.size >= MAX_NODES || answer.some((word) => word === 0 || word > ID_MASK)) return;
    let node = 0;
    for (const id of answer) {
      const key = (node << ISSUE_ID_BITS) | id;
      node = edges.get(key) ?? edges.size + 1;
      edges.set(key, node);
    }
    this.#verdicts[node] = verdict;
  }

  /** Forgets everything, because the schema was compiled again and its ids have changed. */
  clear(): void {
    this.#templates = [];
    this.#edges.clear();
    this.#verdicts = [];
  }
}
