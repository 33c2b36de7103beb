/** Whether an object is plain, so that JSON can hold it: `{}` or `Object.create(null)`, of this realm or another. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    // Another realm's `Object.prototype`.
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty"))
  );
}

/** Whether an object is a Response, of this realm or another. */
export const isResponse = (value: object): boolean => Object.prototype.toString.call(value) === "[object Response]";

const EMPTY = {};

/** Whether plain objects inherit enumerable properties, because somebody added one to `Object.prototype`. */
export function inheritsProperties(): boolean {
  for (const _ in EMPTY) return true;
  return false;
}

const CLASSES = ["Date", "Map", "Set", "RegExp", "Promise", "Error", "Blob", "File", "FormData", "URL"];

/**
 * Returns the class of an object that is not plain. It names classes of the platform only, because a bundler may have
 * changed the names of others.
 */
export function className(value: object): string {
  const known = CLASSES.find((name) => {
    const constructor: unknown = (globalThis as Record<string, unknown>)[name];
    return typeof constructor === "function" && value instanceof constructor;
  });
  return known ?? "class instance";
}

/** A list with at most this many items is walked by index. */
const MAX_WALKED = 10_000;
const MAX_LENGTH = 2 ** 32 - 1;
/** How many items of a long list are sampled, to find out whether most of it is holes. */
const TRIED = 64;

/** Returns the length of a list, from 0 to 2^32 - 1, even if a proxy gives another value. */
export function lengthOf(list: readonly unknown[]): number {
  const { length } = list;
  return Number.isInteger(length) && length > 0 ? Math.min(length, MAX_LENGTH) : 0;
}

/**
 * Calls `visit` with the index of each of a list's `length` items, or only with those of items that exist if the list
 * is long and has many holes. Stops as soon as `visit` returns true, and returns whether it did.
 *
 * `a.length = 1e8` takes no time, so a walk over the holes must not take a second.
 */
export function someIndex(list: readonly unknown[], length: number, visit: (index: number) => boolean): boolean {
  if (length > MAX_WALKED && hasHoles(list, length)) {
    const isIndex = (key: string) => Number(key) < length && String(Number(key) >>> 0) === key;
    return Object.keys(list).some((key) => isIndex(key) && visit(Number(key)));
  }
  for (let at = 0; at < length; at++) {
    if (visit(at)) return true;
  }
  return false;
}

function hasHoles(list: readonly unknown[], length: number): boolean {
  let found = 0;
  for (let at = 0; at < TRIED; at++) {
    if (Object.hasOwn(list, Math.floor((length / TRIED) * at))) found++;
  }
  return found < TRIED / 2;
}
