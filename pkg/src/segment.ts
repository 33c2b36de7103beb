import type { Segment } from "./issue.js";

/** A path's segment as a Standard Schema issue has it: a key, or an object that holds the key. */
export type StandardSegment = PropertyKey | { readonly key: PropertyKey };

/** Converts a segment of a Standard Schema issue to ours: a number stays an index, any other key becomes a string. */
export function toSegment(segment: StandardSegment): Segment {
  const key = typeof segment === "object" ? segment.key : segment;
  return typeof key === "number" ? key : String(key);
}
