import type { Segment } from "./issue.js";
import type { StandardSegment } from "./segment.js";

/** An issue of any kind: an `Issue` of ours, or an issue of another Standard Schema validator. */
export interface IssueLike {
  /** The path, as text or as a list of steps. */
  readonly path?: string | readonly StandardSegment[] | undefined;
  /** The path as a list of keys and list indices. If it is given, `path` is ignored. */
  readonly segments?: readonly Segment[] | undefined;
  readonly reason?: string | undefined;
  /** The reason of an issue that has no member `reason`, such as an issue of a Standard Schema. */
  readonly message?: string | undefined;
  /**
   * The reason's stable name. It is kept if it is one of ours and `params` holds all parameters of its text, or the
   * reason is a text of this code. Any other code becomes `custom`, so that another validator's `too_small` is not
   * taken for ours.
   */
  readonly code?: unknown;
  /** The parameters of a code of ours. Those of another code are not used, because they may hold the value. */
  readonly params?: unknown;
}
