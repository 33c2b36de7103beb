// Issues that a caller passes in, on their way into wasm: wasm/src/packed/issues.rs reads them.
import type { IssueLike } from "../issue-like.js";
import { toSegment } from "../segment.js";

/** Returns issues as rows `[path, reason, code]`. */
export const issueRows = (issues: Iterable<IssueLike>): unknown[] =>
  Array.from(issues, (issue) => {
    const path = issue.segments ?? issue.path ?? "";
    const reason = String(issue.reason ?? issue.message ?? "");
    return [typeof path === "string" ? path : path.map(toSegment), reason, issue.code];
  });
