// Issues that a caller passes in, on their way into wasm: wasm/src/packed/issues.rs reads them.
import type { Segment } from "../issue.js";
import type { IssueLike } from "../issue-like.js";
import { type StandardSegment, toSegment } from "../segment.js";
import { isPlain } from "./objects.js";

/** Returns issues as rows `[path, reason, code, params]`. */
export const issueRows = (issues: Iterable<IssueLike>): unknown[] => Array.from(issues, issueRow);

function issueRow(issue: IssueLike): unknown[] {
  if (typeof issue !== "object" || issue === null) throw new TypeError(`an issue must be an object, not ${issue}`);
  const path = issue.segments ?? issue.path ?? "";
  if (typeof path !== "string" && !Array.isArray(path)) {
    throw new TypeError("an issue's path must be a string or a list of segments");
  }
  const { code, params } = issue;
  return [
    typeof path === "string" ? path : path.map(toFiniteSegment),
    String(issue.reason ?? issue.message ?? ""),
    typeof code === "string" ? code : undefined,
    typeof params === "object" && params !== null && isPlain(params) ? params : undefined,
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
