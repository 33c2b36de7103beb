// The error for a value that cannot be read: a getter or a proxy of it threw.
import type { Segment } from "../issue.js";
import { TooLarge } from "./too-large.js";

/** What a getter or a proxy threw, and where. The path is collected on the way up, so it is reversed. */
class Unreadable {
  readonly path: Segment[] = [];
  constructor(readonly cause: unknown) {}

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

/** Returns what to throw after `error` was thrown below `step`. */
export function withStep(step: Segment | undefined, error: unknown): unknown {
  if (error instanceof TooLarge) return error;
  const unreadable = error instanceof Unreadable ? error : new Unreadable(error);
  if (step !== undefined) unreadable.path.push(step);
  return unreadable;
}

/** Returns what to throw to the caller after `error` was thrown while a value was read. */
export function errorToThrow(error: unknown): unknown {
  const found = withStep(undefined, error);
  return found instanceof Unreadable ? found.error() : found;
}
