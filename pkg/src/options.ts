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
