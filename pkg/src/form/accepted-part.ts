import type { Segment } from "../issue.js";

/** The parts of a form that are filled in and valid: each member is optional, because it may be missing or rejected. */
export type FormDraft<T> = T extends readonly (infer Item)[]
  ? readonly (FormDraft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: FormDraft<T[Key]> }
    : T;

/**
 * Removes from a value, in place, what a schema rejects. Items of a list keep their index.
 *
 * Returns undefined if the schema rejects the value as a whole.
 */
export function acceptedPart(value: unknown, issues: Iterable<{ readonly segments: readonly Segment[] }>): unknown {
  for (const { segments } of issues) {
    let part = value as Record<Segment, unknown>;
    const last = segments.at(-1);
    if (last === undefined) return undefined;
    // Only own members: a path may begin with `__proto__`.
    const exists = segments.slice(0, -1).every((segment) => {
      const isThere = Object.hasOwn(Object(part), segment);
      if (isThere) part = part[segment] as Record<Segment, unknown>;
      return isThere;
    });
    if (exists && typeof part === "object" && part !== null) delete part[last];
  }
  return value;
}
