// The value that `validateAt` checks. The parser of paths in path.ts also rejects a text that is not a path. It is not
// used here, because it would make a bundle that has only `schema` larger.
import type { Segment } from "./issue.js";

/** One segment of a path as it is printed: `["a key"]`, `[0]`, `0` or `key`. */
const SEGMENT = /\[("(?:[^"\\]|\\.)*")\]|\[?(0|[1-9]\d*)(?![^.[\]])\]?|[^.[\]]+/g;

/** The root, which a path may begin with: `$.email`. */
const ROOT = /^\$(?:\.(?=.)|(?=\[)|$)/s;

/** Reads a path as {@link Issue.path} prints it. */
const segmentsOf = (path: string): Segment[] =>
  Array.from(path.replace(ROOT, "").matchAll(SEGMENT), ([key, quoted, index]) =>
    quoted ? (JSON.parse(quoted) as string) : index ? Number(index) : key,
  );

/** The highest index of a list that is built. Longer lists would have more issues of other items than are reported. */
const MAX_INDEX = 199;

/** Returns the segments of a path, and a value that has nothing but this part. */
export function valueWithOnly(
  path: string | readonly Segment[],
  part: unknown,
): { segments: Segment[]; value: unknown } {
  const segments = typeof path === "string" ? segmentsOf(path) : [...path];
  const value = segments.reduceRight<unknown>((inner, segment) => {
    if (typeof segment === "string") return Object.fromEntries([[segment, inner]]);
    if (segment > MAX_INDEX) throw new RangeError(`validateAt: an index can be at most ${MAX_INDEX}, not ${segment}`);
    const list: unknown[] = [];
    list[segment] = inner;
    return list;
  }, part);
  return { segments, value };
}
