// Checks the catalogues of locales/, and begins a new one. docs/adding-a-locale.md explains the members.
//
//   node scripts/locales.mjs           checks all
//   node scripts/locales.mjs --new fi  writes locales/fi.json with the English texts
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(ROOT, "locales");
const read = (name) => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
const english = read("en");
const MEMBERS = [...Object.keys(english), "expected", "showDetails"];

/** The plural categories that the language has in the CLDR data of this Node. */
const categoriesOf = (tag) => {
  const language = tag.split("-x-")[0];
  return Intl.PluralRules.supportedLocalesOf(language).length > 0
    ? new Intl.PluralRules(language).resolvedOptions().pluralCategories
    : undefined;
};

const names = (template) => [...template.matchAll(/\{(\w*)\}/g)].map(([, name]) => name).sort();
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Returns the problems of a catalogue, one a line. */
function problems(tag) {
  const found = [];
  const say = (member, text) => found.push(`locales/${tag}.json, ${member}: ${text}`);
  let catalogue;
  try {
    catalogue = read(tag);
  } catch (error) {
    say("the file", `is not JSON: ${error.message}`);
    return found;
  }
  const text = (member, value, parameters) => {
    if (value === undefined) return say(member, "is missing");
    if (typeof value !== "string" || value === "") return say(member, "must be a text");
    if (value.trim() !== value) say(member, "has a space at an end");
    if (/[\p{Cc}\u2028\u2029]/u.test(value)) say(member, "has a line break or another control character");
    if (/;[ \u00a0]/.test(value)) say(member, 'must not hold "; ", which separates the issues of a message');
    const wanted = parameters.map((name) => `{${name}}`).join(" and ") || "no { }";
    if (!same(names(value), [...parameters].sort())) say(member, `must hold ${wanted}, as in English`);
  };
  const categories = [...Object.keys(catalogue.plural ?? {}), "other"];
  const forms = (member, value, like) => {
    if (typeof like === "string") return text(member, value, names(like));
    if (typeof value !== "object" || value === null)
      return say(member, `needs a text for each of: ${categories.join(", ")}`);
    for (const category of categories) text(`${member}.${category}`, value[category], names(like.other));
    for (const name of Object.keys(value)) {
      if (!categories.includes(name))
        say(`${member}.${name}`, `is no plural category of this language: ${categories.join(", ")}`);
    }
  };
  const group = (member, value, like, check) => {
    for (const [name, one] of Object.entries(like)) check(`${member}.${name}`, value?.[name], one);
    for (const name of Object.keys(value ?? {})) if (!(name in like)) say(`${member}.${name}`, "is unknown");
  };

  if (catalogue.locale !== tag) say("locale", `must be ${tag}, the name of the file`);
  text("name", catalogue.name, []);
  if (!/^[^\s:：;"{}][^:：;"{}]*(?:: |：)$/.test(catalogue.prefix ?? "")) {
    say("prefix", 'must be words, then ": " or "：", and hold no other colon');
  }
  const expected = categoriesOf(tag);
  if (expected && !same([...categories].sort(), [...expected].sort())) {
    say("plural", `needs a rule for each of CLDR's categories but other: ${expected.join(", ")}`);
  }
  group("types", catalogue.types, english.types, (member, value) => text(member, value, []));
  if (new Set(Object.values(catalogue.types ?? {})).size < 8) say("types", "needs a different word for each type");
  if (typeof catalogue.or !== "string" || catalogue.or.trim() === "")
    say("or", "must be the word with a space on each side");
  forms("more", catalogue.more, english.more);
  group("reasons", catalogue.reasons, english.reasons, forms);
  group("exclusive", catalogue.exclusive, english.exclusive, forms);
  group("details", catalogue.details, english.details, (member, value, like) =>
    group(member, value, like, (member, value) => text(member, value, [])),
  );
  group("form", catalogue.form, english.form, forms);
  for (const name of Object.keys(catalogue)) if (!MEMBERS.includes(name)) say(name, "is unknown");
  const seen = new Map();
  for (const member of ["reasons", "exclusive"]) {
    for (const [code, value] of Object.entries(catalogue[member] ?? {})) {
      for (const one of new Set(typeof value === "string" ? [value] : Object.values(value ?? {}))) {
        if (seen.has(one)) say(`${member}.${code}`, `has the text of ${seen.get(one)}, so it cannot be read back`);
        seen.set(one, code);
      }
    }
  }
  const listed = (file, word) => {
    if (!readFileSync(join(ROOT, file), "utf8").includes(JSON.stringify(word)))
      say("the file", `add ${JSON.stringify(word)} to ${file}`);
  };
  listed("src/locale/named.rs", tag);
  if (tag !== "en") listed("src/report/prefixes.rs", (catalogue.prefix ?? "").replace(/[\s:：]+$/, ""));
  return found;
}

/** Writes a catalogue with the English texts for each plural category of the language. */
function begin(tag) {
  const file = join(FOLDER, `${tag}.json`);
  if (existsSync(file)) throw new Error(`${file} exists`);
  const categories = categoriesOf(tag) ?? ["other"];
  const ordered = [...categories.filter((category) => category !== "other"), "other"];
  const forms = (text) =>
    typeof text === "string"
      ? text
      : Object.fromEntries(ordered.map((category) => [category, text[category] ?? text.other]));
  const all = (texts) => Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, forms(text)]));
  const plural = Object.fromEntries(ordered.slice(0, -1).map((category) => [category, "CLDR's rule"]));
  const { reasons, exclusive, form, more } = english;
  const catalogue = {
    ...{ ...english, locale: tag, name: tag, prefix: "", plural, more: forms(more) },
    ...{ reasons: all(reasons), exclusive: all(exclusive), form: all(form) },
  };
  writeFileSync(file, `${JSON.stringify(catalogue, null, 2)}\n`);
  console.log(`wrote locales/${tag}.json`);
}

const [flag, tag] = process.argv.slice(2);
if (flag === "--new" && tag) begin(tag);
else {
  const tags = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json"))
    .map((name) => basename(name, ".json"));
  const found = tags.flatMap(problems);
  for (const line of found) console.error(line);
  console.log(`${tags.length} locales, ${found.length === 0 ? "no" : found.length} problems`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
