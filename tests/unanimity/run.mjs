// Runs every shared case through the npm package's public API, and returns the same lines as tests/unanimity/mod.rs in
// Rust. This file uses only the language itself, so it runs on every runtime.
import {
  checkIdempotencyKey,
  checkPhone,
  compile,
  EMAIL_RULES,
  expand,
  isUnsupported,
  readForm,
  validate,
} from "./calls.mjs";
import { ERROR_FILES, errorLines } from "./errors.mjs";
import { localized, texts } from "./locales.mjs";
import { urlLines } from "./urls.mjs";

const RULE_FILES = [
  "emails",
  "phones",
  "idempotency-keys",
  "dedupe-keys",
  "schemas",
  "keywords",
  "formats",
  "schema-errors",
  "validation-messages",
  "paths",
  "forms",
];

/** The names of the files in tests/cases that `lines` reads. */
export const FILES = [...RULE_FILES, "safe-urls", "addresses", ...ERROR_FILES];

/**
 * Everything that a runtime writes.
 *
 * @param {typeof import("unanimous")} api
 * @param {Record<string, string>} caseTexts the case files, by name
 * @param {Record<string, any>} locales what the option `locale` takes, by tag
 * @param {string[]} localeTexts the lines of tests/cases/locales.txt; none if the locales have no method `text`
 * @returns {{ lines: (string | null)[], localized: string[], texts: string[] }} the lines of outputs.txt, localized.txt
 *   and locales.txt
 */
export function outputs(api, caseTexts, locales, localeTexts = []) {
  const files = Object.fromEntries(Object.entries(caseTexts).map(([name, text]) => [name, JSON.parse(text)]));
  return {
    lines: lines(api, files),
    localized: localized(api, files, locales),
    texts: texts(localeTexts, locales),
  };
}

/**
 * @param {typeof import("unanimous")} api
 * @param {Record<string, any>} files the parsed case files, by name
 * @returns {string[]} `name output`, in the order of tests/cases/outputs.txt; null for a case that the lite entry does not support
 */
export function lines(api, files) {
  const out = [];
  const line = (name, result) => {
    try {
      out.push(`${name} ${JSON.stringify(result())}`);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      out.push(null);
    }
  };

  for (const { id, address } of files.emails.cases) {
    for (const rule of EMAIL_RULES) line(`emails ${id} ${rule}`, () => api.checkEmail(address, { rule }));
  }
  for (const item of files.phones.cases) line(`phones ${item.id}`, () => checkPhone(api, item));
  for (const item of files["idempotency-keys"].cases)
    line(`idempotency-keys ${item.id}`, () => checkIdempotencyKey(api, item));
  for (const { id, address } of files["dedupe-keys"].cases) line(`dedupe-keys ${id}`, () => api.dedupeKey(address));

  for (const file of ["schemas", "keywords"]) {
    for (const { id, schema, checks } of files[file].cases) {
      let compiled;
      checks.forEach((check, at) => {
        line(`${file} ${id} ${at}`, () => {
          compiled ??= api.schema(schema);
          return validate(compiled, expand(check.value));
        });
      });
    }
  }
  for (const { id, schema, cases } of files.formats.groups) {
    let compiled;
    cases.forEach((item, at) => {
      line(`formats ${id} ${at}`, () => {
        compiled ??= api.schema(schema);
        return validate(compiled, expand(item.value));
      });
    });
  }
  for (const { id, schema } of files["schema-errors"].cases)
    line(`schema-errors ${id}`, () => compile(api, expand(schema)).error);

  for (const { id, message, options } of files["validation-messages"].parse) {
    line(`messages parse ${id}`, () => api.parseMessage(message, options));
  }
  for (const { id, fields } of files["validation-messages"].emit)
    line(`messages emit ${id}`, () => api.formatMessage(fields));
  pathLines(api, files.paths, line);
  for (const { id, schema, ...form } of files.forms.cases) {
    line(`forms ${id}`, () => {
      const compiled = api.schema(schema);
      const value = readForm(api, compiled, form);
      return { value, verdict: validate(compiled, value) };
    });
  }
  urlLines(api, files, line);
  errorLines(api, files, (name, value) => line(name, () => value));
  return out;
}

function pathLines(api, { printed, read, refused, quoted }, line) {
  // A message about the path, and the segments that are read back from it.
  const pathLine = (name, path) =>
    line(`paths ${name}`, () => {
      const message = api.formatMessage([{ path, reason: "x" }]);
      return [message, api.parseMessage(message)[0].segments];
    });
  for (const { id, segments } of printed) pathLine(`printed ${id}`, segments);
  for (const { id, text } of read) pathLine(`read ${id}`, text);
  for (const { id, text } of refused) pathLine(`refused ${id}`, text);
  // The characters at both ends of each range, and those outside them.
  for (const [from, to] of quoted) {
    const [first, last] = [from, to].map((end) => parseInt(end, 16));
    const edges = [first - 1, first, last, last + 1].filter(
      (edge) => edge <= 0x10ffff && !(edge >= 0xd800 && edge <= 0xdfff),
    );
    pathLine(
      `quoted ${from}-${to}`,
      edges.map((edge) => `a${String.fromCodePoint(edge)}`),
    );
  }
}
