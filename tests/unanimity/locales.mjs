// The messages of the cases in every locale, and every text of every locale. locales.rs beside this file writes the
// same lines: change both together. This file uses only the language itself and TextEncoder, so it runs everywhere.
import { expand, isUnsupported } from "./calls.mjs";

/**
 * @param {typeof import("unanimous")} api
 * @param {Record<string, any>} files the parsed case files, by name
 * @param {Record<string, any>} locales what the option `locale` takes, by tag, sorted
 * @returns {string[]} the lines of tests/cases/localized.txt, without those that the lite entry does not support
 */
export function localized(api, files, locales) {
  const out = [];
  const line = (name, compile, value) => {
    try {
      const schema = compile();
      if (schema.validate(value).ok) return;
      const messages = Object.values(locales).map((locale) => `${schema.validate(value, { locale }).message}\n`);
      out.push(`${name} ${digest(messages.join(""))}`);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
  };
  const once = (schema) => {
    let compiled;
    return () => (compiled ??= api.schema(schema));
  };

  for (const file of ["schemas", "keywords"]) {
    for (const { id, schema, checks } of files[file].cases) {
      const compile = once(schema);
      checks.forEach(({ value }, at) => line(`${file} ${id} ${at}`, compile, expand(value)));
    }
  }
  for (const { id, schema, cases } of files.formats.groups) {
    const compile = once(schema);
    cases.forEach(({ value }, at) => line(`formats ${id} ${at}`, compile, expand(value)));
  }
  return out;
}

/**
 * @param {string[]} record the lines of tests/cases/locales.txt
 * @param {Record<string, { text(issue: object, options?: object): string }>} locales the locales by tag
 * @returns {string[]} the same lines, made of their code, detail and English reason
 */
export function texts(record, locales) {
  return record.map((line) => {
    const [tag, code, detail, reason] = JSON.parse(line);
    const issue = { code, reason, detail: detail ?? undefined };
    const found = [locales[tag].text(issue), locales[tag].text(issue, { details: true })];
    return JSON.stringify([tag, code, detail, reason, ...found]);
  });
}

/** The digest of a text: two hashes of its UTF-8 bytes, FNV-1a and a polynomial, in hexadecimal digits. */
function digest(text) {
  let fnv = 0x811c9dc5;
  let polynomial = 0;
  for (const byte of new TextEncoder().encode(text)) {
    fnv = Math.imul(fnv ^ byte, 0x01000193);
    polynomial = (Math.imul(polynomial, 0x9e3779b1) + byte) | 0;
  }
  return [fnv, polynomial].map((hash) => (hash >>> 0).toString(16).padStart(8, "0")).join("");
}
