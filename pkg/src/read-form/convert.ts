import { BOOLEAN, INTEGER, isTime, isTrimmed, names, NUMBER, STRING, type Kinds } from "./kinds.js";

/** A floating-point number as HTML writes it. */
const FLOAT = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** A time, or a date and a time, as HTML writes it. */
const LOCAL_TIME = /^(?:\d{4}-\d\d-\d\dT)?\d\d:\d\d(:\d\d(?:\.\d+)?)?$/;

/** The texts of `false` and of `true`. A browser sends `on` for a checked box without a value. */
const BOOLEANS = [
  ["false", "off", "no", "0"],
  ["true", "on", "yes", "1"],
] as const;

/**
 * Removes the spaces around a text where no allowed text has them: around a number, a date, an email address. As
 * `<input type="email">` does, it removes ASCII white space only.
 */
export function trimmed(text: string, kinds: Kinds): string {
  if (!isTrimmed(kinds)) return text;
  let [start, end] = [0, text.length];
  const isSpace = (at: number): boolean => "\t\n\f\r ".includes(text.charAt(at));
  while (start < end && isSpace(start)) start++;
  while (start < end && isSpace(end - 1)) end--;
  return text.slice(start, end);
}

/**
 * Adds to a time what a browser leaves out of it, where the schema has a time with an offset from UTC: `12:30` and
 * `2026-01-31T12:30` become `12:30:00Z` and `2026-01-31T12:30:00Z`. As `valueAsNumber` of HTML does, it takes the time
 * to be UTC: a server does not know the user's time zone.
 */
export function completed(text: string, kinds: Kinds): string {
  const [, seconds] = LOCAL_TIME.exec(text) ?? [undefined, null];
  return seconds === null || !isTime(kinds) ? text : `${text}${seconds ? "" : ":00"}Z`;
}

/**
 * Converts a text that is not empty to what a schema allows: `"5"` to 5 for a number, `"on"` to true for a boolean.
 *
 * A text that cannot be converted stays a text: the schema then rejects it with the right reason.
 */
export function convert(text: string, kinds: Kinds): unknown {
  const values = kinds.values.filter((one) => one !== null);
  const value = values.find((one) => one === text) ?? values.find((one) => String(one) === text);
  if (value !== undefined) return value;
  if (kinds.open & STRING) return text;
  const isNumber = kinds.open & INTEGER || (names(kinds, INTEGER | NUMBER) && !names(kinds, STRING));
  const number = isNumber && FLOAT.test(text) ? toNumber(text) : undefined;
  if (number !== undefined) return number;
  const boolean = names(kinds, BOOLEAN) ? BOOLEANS.findIndex((texts) => texts.some((one) => one === text)) : -1;
  return boolean < 0 ? text : boolean === 1;
}

/** The number that was typed; undefined if JavaScript would round it to another whole number, or has no such number. */
function toNumber(text: string): number | undefined {
  const number = Number(text);
  const isExact = !/^-?\d+$/.test(text) || (Number.isFinite(number) && BigInt(text) === BigInt(number));
  return Number.isFinite(number) && isExact ? number : undefined;
}
