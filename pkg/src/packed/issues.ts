// Issues that a caller passes in, on their way into wasm: wasm/src/packed/issues.rs reads them.
import type { Issue, Segment } from "../issue.js";
import type { IssueLike } from "../issue-like.js";
import { type StandardSegment, toSegment } from "../segment.js";
import { isPlain } from "./objects.js";

/** Gives the text of an issue in another language. */
export type Translate = (issue: Pick<Issue, "code" | "reason" | "detail">) => string;

/** Returns issues as rows `[path, reason, code, params, translated reason]`. */
export const issueRows = (issues: Iterable<IssueLike>, translate?: Translate): unknown[][] =>
  Array.from(issues, (issue) => issueRow(issue, translate));

function issueRow(issue: IssueLike, translate: Translate | undefined): unknown[] {
  if (typeof issue !== "object" || issue === null) throw new TypeError(`an issue must be an object, not ${issue}`);
  const path = issue.segments ?? issue.path ?? "";
  if (typeof path !== "string" && !Array.isArray(path)) {
    throw new TypeError("an issue's path must be a string or a list of segments");
  }
  const { code, params, detail } = issue as IssueLike & { readonly detail?: unknown };
  const reason = String(issue.reason ?? issue.message ?? "");
  const hasCode = typeof code === "string";
  return [
    typeof path === "string" ? path : path.map(toFiniteSegment),
    reason,
    hasCode ? code : undefined,
    typeof params === "object" && params !== null && isPlain(params) ? params : undefined,
    translate && hasCode
      ? translate({ code: code as Issue["code"], reason, ...(typeof detail === "string" ? { detail } : {}) })
      : undefined,
  ];
}

/** JSON has no NaN, so a path cannot hold it. */
function toFiniteSegment(given: StandardSegment): Segment {
  const segment = toSegment(given);
  if (typeof segment === "number" && !Number.isFinite(segment)) {
    throw new TypeError(`an issue's path must hold keys and list indices, not ${segment}`);
  }
  return segment;
}
