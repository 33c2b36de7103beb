import { lengthOf, someIndex } from "./packed/objects.js";

/**
 * Throws for an option with a wrong value.
 *
 * @param where the function that was called
 * @param expected what the option must be: `must be ${expected}`
 */
export function refuseOption(where: string, option: string, value: unknown, expected: string): never {
  let shown: string;
  try {
    shown = JSON.stringify(value) ?? String(value);
  } catch {
    shown = typeof value;
  }
  throw new TypeError(`${where}: ${option} must be ${expected}, not ${shown}`);
}

/** Returns an option that must be a string; undefined if it is not given. */
export function textOption(where: string, option: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : refuseOption(where, option, value, "a string");
}

const LARGEST_COUNT = 0xffff_ffff;

/**
 * Returns an option that is a count or a number of milliseconds, rounded up; undefined if it is not given. Infinity is
 * allowed.
 */
export function countOption(where: string, option: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= 0) return Math.min(Math.ceil(value), LARGEST_COUNT);
  return refuseOption(where, option, value, "a number from 0 on");
}

/** Returns an option that is a length of time in milliseconds, from 0 to Infinity; undefined if it is not given. */
export function durationOption(where: string, option: string, value: unknown): number | undefined {
  if (value === undefined || (typeof value === "number" && value >= 0)) return value;
  return refuseOption(where, option, value, "milliseconds from 0 on");
}

/** The most characters of all strings in an option. */
const MAX_OPTION_CHARACTERS = 1_048_576;

/** Returns the strings of a list, up to `MAX_OPTION_CHARACTERS`; undefined if it is not a list. */
export function texts(list: unknown): string[] | undefined {
  try {
    if (!Array.isArray(list)) return undefined;
    const kept: string[] = [];
    let left = MAX_OPTION_CHARACTERS;
    someIndex(list, lengthOf(list), (at) => {
      const text: unknown = list[at];
      if (typeof text === "string" && (left -= text.length + 1) >= 0) kept.push(text);
      return left < 0;
    });
    return kept;
  } catch {
    return undefined;
  }
}
