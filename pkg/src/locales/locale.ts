import type { Issue } from "../issue.js";
import type { Catalogue, CatalogueText } from "./catalogue.js";
import { checkCatalogue } from "./check.js";
import { english, findEnglish, formsOf, joinMore, numberIn, splitMore } from "./english.js";
import { pluralCategory } from "./plural.js";
import { fill, find, type Shown } from "./template.js";

/** A text of a locale in English, as the Rust crate writes it. */
export interface EnglishReason {
  readonly text: string;
  /** The detail code, if the text was that of a detail. */
  readonly detail?: string;
}

/** The texts of one language, to pass to `validate`, `formatMessage`, `parseMessage` and `bindForm`. */
export interface Locale {
  /** The language tag (BCP 47): `pt-BR`. */
  readonly tag: string;
  /** The language's own name: `Português (Brasil)`. */
  readonly name: string;
  /** The beginning of a message: `Erro de validação: `. */
  readonly prefix: string;
  /**
   * Returns the text of an issue in this language. A reason that is not the English text of its code is the author's
   * own, and is returned unchanged.
   */
  text(
    issue: Pick<Issue, "code" | "reason"> & { readonly detail?: string | undefined },
    options?: { readonly details?: boolean | undefined },
  ): string;
  /**
   * Returns a text that `bindForm` shows of its own, with the number that it shows; undefined if the locale has none.
   */
  form?(name: string, number?: string): string | undefined;
  /** Returns a text of this locale in English; undefined for any other text. */
  english(text: string): EnglishReason | undefined;
}

/**
 * Makes a locale of a catalogue. A reason that the catalogue lacks stays in English, such as one of a newer version.
 *
 * @throws TypeError with the member of the catalogue that is missing or wrong: `reasons.too_short.other`
 */
export function defineLocale(catalogue: Catalogue): Locale {
  checkCatalogue(catalogue);
  return builtIn({ ...catalogue, plural: catalogue.plural ?? {} });
}

/**
 * Makes a locale of a catalogue of this package, which its tests have checked.
 *
 * @internal
 */
export function builtIn(catalogue: Catalogue): Locale {
  const { locale: tag, name, prefix } = catalogue;
  return Object.freeze({
    tag,
    name,
    prefix,
    text: (issue, options) => localText(catalogue, issue, options?.details),
    form: (name, number = "") => {
      const text = own(catalogue.form, name);
      return text && fill(choose(catalogue, text, number), () => number);
    },
    english: (text) => englishReason(catalogue, text),
  } satisfies Locale);
}

function localText(catalogue: Catalogue, issue: Parameters<Locale["text"]>[0], details?: boolean): string {
  const { code, reason, detail } = issue;
  const found = findEnglish(code, reason);
  if (!found) return reason;
  const showsDetails = details ?? catalogue.showDetails;
  const special =
    (showsDetails && detail !== undefined && own(own(catalogue.details, code), detail)) ||
    own(catalogue.expected, found.shown.expected);
  const texts = found.isExclusive ? catalogue.exclusive : catalogue.reasons;
  return special || (own(texts, code) ? fillCode(catalogue, code, found.isExclusive, found.shown) : reason);
}

/** Returns a property that is the object's own. */
const own = <T>(object: Readonly<Record<string, T>> | undefined, name: string | undefined): T | undefined =>
  object && name !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;

/** Returns the text of a code with parameters as the English text shows them. */
function fillCode(catalogue: Catalogue, code: string, isExclusive: boolean, shown: Shown): string {
  const texts = isExclusive ? catalogue.exclusive : catalogue.reasons;
  return fill(choose(catalogue, texts[code] as CatalogueText, numberIn(shown)), (name) => {
    const value = shown[name] as string;
    if (name === "expected" || name === "received") return words(value, catalogue.types, " or ", catalogue.or);
    if (name === "schemes") return value.replaceAll(" or ", () => catalogue.or);
    const split = name === "options" ? splitMore(value) : undefined;
    if (!split) return value;
    return fill(choose(catalogue, catalogue.more, split.more as string), (name) => split[name] as string);
  });
}

/** Returns the form that agrees with the number. */
const choose = (catalogue: Catalogue, text: CatalogueText, number: string): string =>
  typeof text === "string" ? text : ((text[pluralCategory(catalogue.plural, number)] ?? text.other) as string);

/**
 * Translates each word of a list of types such as `string, number or null`. A word may hold a separator itself:
 * `yes or no or no value` is the list of `yes or no` and `no value`.
 */
function words(list: string, types: Readonly<Record<string, string>>, from: string, to: string): string {
  const known = Object.keys(types).sort((one, other) => other.length - one.length);
  const isSeparator = (text: string): boolean => text === "" || text.startsWith(from) || text.startsWith(", ");
  let [translated, rest] = ["", list];
  for (;;) {
    const word =
      known.find((one) => rest.startsWith(one) && isSeparator(rest.slice(one.length))) ??
      (rest.split(from)[0]?.split(", ")[0] as string);
    translated += own(types, word) ?? word;
    rest = rest.slice(word.length);
    if (rest === "") return translated;
    const separator = rest.startsWith(from) ? from : ", ";
    translated += separator === from ? to : separator;
    rest = rest.slice(separator.length);
  }
}

function englishReason(catalogue: Catalogue, text: string): EnglishReason | undefined {
  for (const [code, details] of Object.entries(catalogue.details ?? {})) {
    for (const [detail, known] of Object.entries(details)) {
      const reason = english(code, false, {}, () => "");
      // The text of a detail shows no parameter, so a reason that needs one cannot be read.
      if (known === text && findEnglish(code, reason)) return { text: reason, detail };
    }
  }
  for (const isExclusive of [false, true]) {
    for (const [code, forms] of Object.entries(isExclusive ? catalogue.exclusive : catalogue.reasons)) {
      for (const [, form] of formsOf(forms)) {
        const shown = find(form, text);
        if (!shown) continue;
        const reason = toEnglish(catalogue, code, isExclusive, shown);
        const found = findEnglish(code, reason);
        // The text of another plural category, for example, fits a template but is not what this locale writes.
        if (found && fillCode(catalogue, code, found.isExclusive, found.shown) === text) return { text: reason };
      }
    }
  }
  return undefined;
}

function toEnglish(catalogue: Catalogue, code: string, isExclusive: boolean, shown: Shown): string {
  const names = Object.fromEntries(Object.entries(catalogue.types).map(([name, word]) => [word, name]));
  return english(code, isExclusive, shown, (name) => {
    const value = shown[name] as string;
    if (name === "expected" || name === "received") return words(value, names, catalogue.or, " or ");
    if (name === "schemes") return value.replaceAll(catalogue.or, " or ");
    if (name !== "options") return value;
    const found = formsOf(catalogue.more).map(([, form]) => find(form, value));
    const split = found.find((shown) => /^\d+$/.test(shown?.more ?? ""));
    return split ? joinMore(split) : value;
  });
}
