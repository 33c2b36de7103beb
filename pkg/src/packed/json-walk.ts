// Packs a whole value as JSON. wasm/src/packed/value.rs reads it.
import { TAG_LIST, TAG_OBJECT } from "../generated/constants.js";
import type { Segment } from "../issue.js";
import { lengthOf } from "./objects.js";
import { withSegment } from "./unreadable.js";
import { MAX_DEPTH, type Walker } from "./walker.js";

/** Packs a value and all that it contains. */
export function packJsonValue(walker: Walker, value: unknown, depth: number): void {
  if (typeof value === "number" && Number.isFinite(value)) {
    walker.jsonNumber(value);
    return;
  }
  if (walker.scalar(value)) return;
  if (depth >= MAX_DEPTH) {
    walker.other("object");
    return;
  }
  let step: Segment | undefined;
  try {
    if (Array.isArray(value)) {
      // A getter may change the length, so it is read once.
      const count = lengthOf(value);
      walker.visit(count);
      walker.tag(TAG_LIST, count);
      for (step = 0; step < count; step++) packJsonValue(walker, value[step], depth + 1);
      return;
    }
    const object = value as Record<string, unknown>;
    const names = Object.keys(object).filter((name) => object[name] !== undefined);
    walker.visit(names.length);
    walker.tag(TAG_OBJECT, names.length);
    for (step of names) {
      walker.text(step);
      packJsonValue(walker, object[step], depth + 1);
    }
  } catch (error) {
    throw withSegment(step, error);
  }
}
