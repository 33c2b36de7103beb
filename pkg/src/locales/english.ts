// The English texts of the Rust crate, in which every issue leaves WebAssembly.
import { EXCLUSIVE, REASONS } from "../generated/english.js";
import type { CatalogueText } from "./catalogue.js";
import { fill, find, type Shown } from "./template.js";

const MORE = "{options} and {more} more";
const isNumber = (text: string): boolean => /^\d+$/.test(text);

const NUMBERS = ["min", "max", "count", "divisor"];
const DECIMAL = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

/** Whether each parameter that is a number looks like one: "at least some" is a text of another author. */
const numbersFit = (shown: Shown): boolean =>
  NUMBERS.every((name) => shown[name] === undefined || DECIMAL.test(shown[name]));

/** What an English text shows, and whether it is the text of a limit that is itself not allowed. */
export interface Found {
  readonly shown: Shown;
  readonly isExclusive: boolean;
}

/** Returns what the English text of a code shows; undefined if the text is not one of this code. */
export function findEnglish(code: string, text: string): Found | undefined {
  for (const isExclusive of [false, true]) {
    const known = (isExclusive ? EXCLUSIVE : REASONS)[code];
    if (known === undefined) continue;
    for (const [category, template] of formsOf(known)) {
      const shown = find(template, text);
      // "at most 1 characters" is a text of another author.
      const agrees = typeof known === "string" || (numberIn(shown) === "1") === (category === "one");
      if (shown && agrees && numbersFit(shown)) return { shown, isExclusive };
    }
  }
  return undefined;
}

/** Returns the English text of a code. */
export function english(code: string, isExclusive: boolean, shown: Shown, value: (name: string) => string): string {
  const known = (isExclusive ? EXCLUSIVE : REASONS)[code] as CatalogueText;
  const template = typeof known === "string" ? known : (known[numberIn(shown) === "1" ? "one" : "other"] as string);
  return fill(template, value);
}

/** Splits `1, 2 and 90 more`; undefined if no options are left out. */
export function splitMore(options: string): Shown | undefined {
  const found = find(MORE, options);
  return found && isNumber(found.more as string) ? found : undefined;
}

/** Joins what {@link splitMore} splits. */
export const joinMore = (shown: Shown): string => fill(MORE, (name) => shown[name] as string);

/** The number that chooses the plural form: the first parameter. */
export const numberIn = (shown: Shown | undefined): string => Object.values(shown ?? {})[0] ?? "";

/** The forms of a text by plural category. */
export const formsOf = (text: CatalogueText): readonly (readonly [string, string])[] =>
  typeof text === "string" ? [["other", text]] : Object.entries(text);
