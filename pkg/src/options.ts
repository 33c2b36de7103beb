import type { Locale } from "./locales/locale.js";
import { lengthOf, someIndex } from "./packed/objects.js";

/**
 * Throws for an option with a wrong value.
 *
 * @param where the function that was called
 * @param expected what the option must be: `must be ${expected}`
 */
export function refuseOption(where: string, option: string, value: unknown, expected: string): never {
  throw new TypeError(`${where}: ${option} must be ${expected}, not ${shown(value)}`);
}

/** The most characters of a value in an error. */
const MAX_SHOWN = 100;

/** Returns a value as an error shows it: JSON, or the class of an instance, whose members may be secret. */
export function shown(value: unknown): string {
  try {
    const { constructor: type, name } = Object(value) as { readonly constructor?: { name: string }; name: string };
    if (typeof value === "function") return `the function ${name}`;
    const isObject = typeof value === "object";
    if (isObject && type && type !== Object && type !== Array) return `an instance of ${type.name}`;
    return (isObject || typeof value === "string" ? JSON.stringify(value) : String(value)).slice(0, MAX_SHOWN);
  } catch {
    return typeof value;
  }
}

/** Whether the option `locale` is given, and not `""` or false. Throws if it is no locale, such as the tag `"de"`. */
export function isLocale(where: string, locale: unknown): locale is Locale {
  if (!locale) return false;
  if (typeof (locale as Partial<Locale>).text === "function") return true;
  return refuseOption(where, "locale", locale, 'a locale such as the default export of "unanimous/locales/de"');
}

/** Checks an option that must be a list of texts, if it is given. */
export function listOption(where: string, option: string, value: unknown): void {
  if (value !== undefined && value !== null && !Array.isArray(value)) refuseOption(where, option, value, "a list");
}

/** A check of an option: it throws for a wrong value, and takes undefined. */
export type OptionCheck = (where: string, option: string, value: unknown) => unknown;

/** Returns a flag; undefined if it is not given. */
export function flagOption(where: string, option: string, value: unknown): boolean | undefined {
  return value === undefined || typeof value === "boolean"
    ? value
    : refuseOption(where, option, value, "true or false");
}

/** Checks an option that must be a function, if it is given. */
export function functionOption(where: string, option: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") refuseOption(where, option, value, "a function");
}

/** Returns what an option must be that is one of several texts. */
export const listed = (texts: readonly string[]): string => `one of ${texts.join(", ")}`;

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

/**
 * Returns an option that is a time limit in milliseconds, up to Infinity; undefined if it is not given. Refuses 0,
 * because nothing ends in no time.
 */
export function limitOption(where: string, option: string, value: unknown): number | undefined {
  return value === 0
    ? refuseOption(where, option, value, "milliseconds above 0")
    : durationOption(where, option, value);
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
