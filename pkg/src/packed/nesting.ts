// Checks the parts of a value for which a schema has no plan: whether they are nested too deeply, and whether their
// keys are Unicode text.
import { isPlain, lengthOf, someIndex } from "./objects.js";
import { isWellFormed } from "./well-formed.js";

/** What is known of the objects of a value. So an object is looked at once, however many references to it there are. */
export interface Memo {
  /** The number of levels for which {@link isDeeper} has found an object not to be deeper. */
  seen: Map<object, number> | undefined;
  /** The objects of which {@link hasTextKeys} has found all keys to be Unicode text. */
  withTextKeys: Set<object> | undefined;
  /** Counts parts of the value, and throws if there are too many. */
  visit(parts: number): void;
}

/**
 * Whether more than `levels` lists and objects of a value stand inside one another, as in a value that contains
 * itself.
 */
export function isDeeper(memo: Memo, value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  const isList = Array.isArray(value);
  if (!isList && !isPlain(value)) return false;
  if (levels <= 0) return true;
  memo.seen ??= new Map();
  if ((memo.seen.get(value) ?? Infinity) <= levels) return false;
  memo.visit(1);
  const isPartDeeper = (part: unknown) => isDeeper(memo, part, levels - 1);
  if (
    isList
      ? someIndex(value, lengthOf(value), (index) => isPartDeeper(value[index]))
      : Object.values(value).some(isPartDeeper)
  )
    return true;
  memo.seen.set(value, levels);
  return false;
}

/**
 * Whether a value is not deeper than `levels`. Also false if reading the value throws, because the walk that follows
 * can report the error with its path.
 */
export function isShallow(memo: Memo, value: unknown, levels: number): boolean {
  try {
    return !isDeeper(memo, value, levels);
  } catch {
    return false;
  }
}

/** Whether all keys of an object are Unicode text. */
export function hasTextKeys(memo: Memo, value: object): boolean {
  if (memo.withTextKeys?.has(value)) return true;
  if (!Object.keys(value).every(isWellFormed)) return false;
  memo.withTextKeys ??= new Set();
  memo.withTextKeys.add(value);
  return true;
}
