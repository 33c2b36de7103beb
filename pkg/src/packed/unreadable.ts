// The error for a value that cannot be read, because one of its getters or proxies threw.
import type { Segment } from "../issue.js";
import { TooLarge } from "./too-large.js";

/**
 * Carries what a getter or a proxy threw up to the caller of the walker. Each level on the way up adds its own segment,
 * so `path` has the innermost segment first.
 */
class Unreadable {
  readonly path: Segment[] = [];
  constructor(readonly cause: unknown) {}

  /** Returns the error for the caller. It names the path. */
  error(): TypeError {
    const what = this.path.length === 0 ? "the value" : `the value at ${this.path.reverse().join(".")}`;
    let why = "it threw";
    try {
      why = this.cause instanceof Error ? this.cause.message : String(this.cause);
    } catch {
      // Reading the message of what was thrown may throw, too.
    }
    return new TypeError(`unanimous could not read ${what}: ${why}`, { cause: this.cause });
  }
}

/**
 * Adds a segment to the path of an error that was thrown while the part at this segment was read; undefined adds none.
 * The caller throws the result.
 */
export function withSegment(segment: Segment | undefined, error: unknown): unknown {
  if (error instanceof TooLarge) return error;
  const unreadable = error instanceof Unreadable ? error : new Unreadable(error);
  if (segment !== undefined) unreadable.path.push(segment);
  return unreadable;
}

/** Returns the error to throw to the user of the package, for an error that was thrown while a value was read. */
export function errorToThrow(error: unknown): unknown {
  const found = withSegment(undefined, error);
  return found instanceof Unreadable ? found.error() : found;
}
