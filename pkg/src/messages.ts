import type { Issue, Segment } from "./issue.js";
import { packJson } from "./packed/walker.js";
import { ask } from "./packed/buffer.js";
import { errors } from "./wasm/errors.js";

/** Anything that names a place and a reason: an {@link Issue}, or an issue of any Standard Schema validator. */
export interface IssueLike {
  /** A printed path, or a list of segments. */
  readonly path?: string | readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** The place, step by step; it wins over `path`. */
  readonly segments?: readonly Segment[] | undefined;
  readonly reason?: string | undefined;
  /** The reason, where there is no `reason`. */
  readonly message?: string | undefined;
  /** The reason's stable name; one that is none of ours is `custom`. */
  readonly code?: unknown;
}

const segment = (step: PropertyKey | { readonly key: PropertyKey }): Segment => {
  const key = typeof step === "object" ? step.key : step;
  return typeof key === "number" ? key : String(key);
};

/** Issues as they cross the boundary: `[path, reason, code]`. */
export const issueRows = (issues: Iterable<IssueLike>): unknown[] =>
  Array.from(issues, (issue) => {
    const path = issue.segments ?? issue.path ?? "";
    const reason = String(issue.reason ?? issue.message ?? "");
    return [typeof path === "string" ? path : path.map(segment), reason, issue.code];
  });

/**
 * Prints issues as one sentence: `Validation error: email: Invalid email; phone: Required`.
 *
 * {@link parseMessage} reads it back to the same paths and reasons.
 *
 * @throws TypeError for what is no list of issues
 */
export function formatMessage(issues: Iterable<IssueLike>): string {
  return packJson(errors, issueRows(issues), (length) => ask(errors, (wasm) => wasm.formatMessage(length))) as string;
}

/** What a caller knows about the server whose message is read. */
export interface ParseOptions {
  /** The only paths that can begin an issue, as they are printed; `*` stands for any one segment. */
  readonly knownPaths?: readonly string[];
  /** What the message may begin with beside `Validation error`, say in another language; ASCII letters in any case. */
  readonly prefixes?: readonly string[];
  /** The message's form, where it is known. */
  readonly form?: "path-reason" | "reason-at-path";
}

/**
 * Reads a message back to its issues; null where it does not begin with `Validation error` (in any case) or a given
 * prefix, so that it names no fields: show it as it is.
 *
 * A reason in the words of one of our codes gets that code and its parameters back; any other is `custom`.
 *
 * @throws TypeError for a text that is no string, or an option that does not exist
 */
export function parseMessage(text: string, options: ParseOptions = {}): Issue[] | null {
  if (typeof text !== "string") throw new TypeError(`parseMessage takes a string, not ${typeof text}`);
  const { knownPaths, prefixes, form } = options;
  if (form !== undefined && form !== "path-reason" && form !== "reason-at-path") {
    throw new TypeError(`parseMessage: form ${String(form)} is not known: use path-reason or reason-at-path`);
  }
  const read = packJson(errors, { text, knownPaths, prefixes, form }, (length) =>
    ask(errors, (wasm) => wasm.parseMessage(length)),
  );
  return read === undefined ? null : (JSON.parse(read) as { issues: Issue[] }).issues;
}
