// The messages of the cases in every locale, and every text of every locale. locales.rs beside this file writes the
// same lines: change both together. This file uses only the language itself and TextEncoder, so it runs everywhere.
import { expand, isUnsupported } from "./calls.mjs";
import { DIALECTS } from "./errors.mjs";

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
  for (const [name, issues] of Object.entries(reports())) {
    for (const dialect of DIALECTS) {
      const body = (locale) => `${api.errorResponse(issues, { dialect, issues: true, locale }).body}\n`;
      out.push(`response ${name} ${dialect} ${digest(Object.values(locales).map(body).join(""))}`);
    }
  }
  return out;
}

/** Issues whose responses are written: mixed ones, those that do not fit into a body, one about a header, and none. */
function reports() {
  const tooLong = (path, max) => {
    const reason = `String must be at most ${max} character${max === 1 ? "" : "s"}`;
    return { path, code: "too_long", reason, params: { max } };
  };
  const more = (count) => ({
    path: "",
    code: "more_issues",
    reason: `${count} more issues not shown`,
    params: { count },
  });
  const large = Array.from({ length: 300 }, (_, at) => tooLong(["items", at, "k".repeat(200)], at));
  return {
    mixed: [
      { path: "email", code: "invalid_email", reason: "Invalid email", params: {}, detail: "single_label" },
      {
        path: "contacts.0.name",
        code: "too_short",
        reason: "String must be at least 2 characters",
        params: { min: 2 },
      },
      {
        path: "age",
        code: "invalid_type",
        reason: "Expected integer, received string",
        params: { expected: "integer", received: "string" },
      },
      { path: "seats", code: "too_big", reason: "Only one; sorry", params: { max: 8 } },
      more(2),
    ],
    large,
    counted: [...large.slice(0, 256), more(44)],
    key: [tooLong(["Idempotency-Key"], 255)],
    empty: [],
  };
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
