// Checks a catalogue that an application made. It refuses what `validate` or `parseMessage` cannot use.
// src/locale/catalogue.rs also refuses a catalogue that lacks the text of a code, and plural forms of a text without a
// number. It does not look at `form`.
import { EXCLUSIVE, REASONS } from "../generated/english.js";
import type { CatalogueText } from "./catalogue.js";
import { isRule } from "./plural.js";
import { pieces } from "./template.js";

type Members = Readonly<Record<string, unknown>>;

const TYPES = ["string", "number", "integer", "boolean", "null", "array", "object", "undefined"];
/** The names of a catalogue, and `default`, which the import of a JSON file as a namespace has, too. */
const MEMBERS =
  /^(locale|name|prefix|plural|types|or|more|reasons|exclusive|expected|details|form|showDetails|default)$/;
const FORM = /^(noAnswer|failed|unreadable|retryIn(Minutes)?)$/;

/** The parameters of a template in any order, as one text. */
const namesIn = (template: string): string =>
  pieces(template)
    .filter((_, at) => at % 2)
    .sort()
    .map((name) => `{${name}}`)
    .join(", ");

const UNKNOWN = "unknown name";

const refuse = (member: string, message: string): never => {
  throw new TypeError(`defineLocale: ${member}: ${message}`);
};

/**
 * Checks a catalogue. A text of a code may be missing: the English text is used then.
 *
 * @throws TypeError with the member that is missing or wrong
 */
export function checkCatalogue(catalogue: unknown): void {
  const given = members("the catalogue", catalogue);
  const { plural, locale, name, prefix, types, or, more, reasons, exclusive, expected, details, form } = given;
  for (const name of Object.keys(given)) if (!MEMBERS.test(name)) refuse(name, UNKNOWN);
  const categories = Object.entries(members("plural", plural ?? {})).map(([category, rule]) => {
    if (!/^(?:zero|one|two|few|many)$/.test(category) || typeof rule !== "string" || !isRule(rule)) {
      refuse(
        `plural.${category}`,
        'must be a category of CLDR (zero, one, two, few, many) with its rule: "i = 1 and v = 0"',
      );
    }
    return category;
  });
  categories.push("other");
  const forms = (member: string, value: unknown, names?: string): void => {
    if (typeof value !== "object" || value === null) {
      text(member, value, names);
      return;
    }
    const given = members(member, value);
    for (const category of categories) text(`${member}.${category}`, given[category], names);
    for (const category of Object.keys(given)) {
      if (!categories.includes(category))
        refuse(`${member}.${category}`, `this language has no such category: use ${categories.join(", ")}`);
    }
  };
  const known = (member: string, value: unknown, english: Readonly<Record<string, CatalogueText>>): void => {
    for (const [code, one] of Object.entries(members(member, value))) {
      if (!Object.hasOwn(english, code)) refuse(`${member}.${code}`, UNKNOWN);
      const template = english[code] as CatalogueText;
      forms(`${member}.${code}`, one, namesIn(typeof template === "string" ? template : (template.other as string)));
    }
  };
  text("locale", locale, "");
  text("name", name, "");
  if (!/^[^\s:：;"{}][^:：;"{}]*(?:: |：)$/.test(line("prefix", prefix))) {
    refuse("prefix", 'must be words, then ": "');
  }
  const words = members("types", types);
  for (const type of TYPES) {
    text(`types.${type}`, words[type], "");
    const other = TYPES.find((other) => words[other] === words[type]) as string;
    if (other !== type) refuse(`types.${type}`, `must not be the word for ${other}`);
  }
  line("or", or);
  forms("more", more, "{more}, {options}");
  known("reasons", reasons, REASONS);
  known("exclusive", exclusive, EXCLUSIVE);
  for (const [type, one] of Object.entries(members("expected", expected ?? {}))) {
    if (!type.split(/, | or /).every((word) => TYPES.includes(word))) refuse(`expected.${type}`, UNKNOWN);
    text(`expected.${type}`, one, "");
  }
  for (const [code, texts] of Object.entries(members("details", details ?? {}))) {
    if (!Object.hasOwn(REASONS, code)) refuse(`details.${code}`, UNKNOWN);
    for (const [detail, one] of Object.entries(members(`details.${code}`, texts))) {
      text(`details.${code}.${detail}`, one, "");
    }
  }
  for (const [name, one] of Object.entries(members("form", form ?? {}))) {
    if (!FORM.test(name)) refuse(`form.${name}`, UNKNOWN);
    forms(`form.${name}`, one);
  }
}

function members(member: string, value: unknown): Members {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Members;
  return refuse(member, "must be an object");
}

/** A text that can have spaces at its ends. */
function line(member: string, value: unknown): string {
  if (value === undefined || value === null || value === "") return refuse(member, "missing: give the text");
  if (typeof value !== "string" || /\p{Cs}/u.test(value)) return refuse(member, "must be a text");
  if (/;[ \u00a0]|[\p{Cc}\u2028\u2029]/u.test(value)) refuse(member, 'must be one line without "; "');
  return value;
}

/** Checks a text with exactly these parameters, or with any. */
function text(member: string, value: unknown, names?: string): void {
  const given = line(member, value);
  if (given.trim() !== given) refuse(member, "has spaces at its ends");
  const found = namesIn(given);
  if (pieces(given).length % 2 === 0 || (names !== undefined && found !== names)) {
    refuse(
      member,
      names ? `must hold each of these once: ${names}` : names === "" ? "must not hold { or }" : "has { without }",
    );
  }
}
