/** Refuses an option, saying where and what would do. */
export function refuseOption(where: string, option: string, value: unknown, known: string): never {
  let shown: string;
  try {
    shown = JSON.stringify(value) ?? String(value);
  } catch {
    shown = typeof value;
  }
  throw new TypeError(`${where}: ${option} ${shown} is not known: use ${known}`);
}

/** A text option; undefined where it is not given. */
export function textOption(where: string, option: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : refuseOption(where, option, value, "a string");
}

const LARGEST_COUNT = 0xffff_ffff;

/** A count of things or of milliseconds, Infinity included; undefined where it is not given. */
export function countOption(where: string, option: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= 0) return Math.min(Math.ceil(value), LARGEST_COUNT);
  return refuseOption(where, option, value, "a number that is not negative");
}
