// Texts in other languages: the package writes the bytes that native Rust wrote to tests/cases/locales.txt.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import * as full from "unanimous";
import * as lite from "unanimous/lite";
import { defineLocale } from "unanimous/locales";
import de from "unanimous/locales/de";
import plain from "unanimous/locales/en-x-plain";
import { ROOT } from "../tools/tarball.mjs";

const TAGS = readdirSync(join(ROOT, "locales")).map((name) => name.replace(".json", ""));
const catalogue = (tag) => JSON.parse(readFileSync(join(ROOT, "locales", `${tag}.json`), "utf8"));
const LEAD = {
  type: "object",
  required: ["name"],
  properties: {
    email: { title: "E-Mail", type: "string", format: "email" },
    name: { type: "string", minLength: 2 },
    seats: { type: "integer", maximum: 1, "x-unanimous": { reason: "Nur ein Platz; leider" } },
  },
};
const VALUE = { email: "ann@example", name: "A", seats: 2 };

test("every text is that of native Rust, and reads back", async () => {
  const lines = readFileSync(join(ROOT, "tests", "cases", "locales.txt"), "utf8")
    .trimEnd()
    .split("\n");
  assert.ok(lines.length > TAGS.length * 200);
  const locales = {};
  for (const tag of TAGS) locales[tag] = (await import(`unanimous/locales/${tag}`)).default;
  for (const line of lines) {
    const [tag, code, detail, reason, text, detailed] = JSON.parse(line);
    const issue = { code, reason, detail: detail ?? undefined };
    assert.equal(locales[tag].text(issue, { details: tag === "en-x-plain" }), text);
    assert.equal(locales[tag].text(issue, { details: true }), detailed);
    const isShort = tag === "en-x-plain" && code === "invalid_type";
    if (!isShort && text === detailed && detail === null) assert.equal(locales[tag].english(text)?.text, reason, text);
  }
});

test("the plural rules are those of CLDR", () => {
  const numbers = [...Array(1200).keys(), 10000, 100000, 1000000, 1000001, 2000000, 3000002, 1000012];
  for (const tag of TAGS) {
    const { plural } = catalogue(tag);
    const rules = new Intl.PluralRules(tag === "en-x-plain" ? "en" : tag);
    const categories = [...Object.keys(plural), "other"];
    assert.deepEqual(
      categories.toSorted?.() ?? [...categories].sort(),
      rules.resolvedOptions().pluralCategories.sort(),
      tag,
    );
    const texts = Object.fromEntries(categories.map((category) => [category, `${category} {min}`]));
    const locale = defineLocale({ ...catalogue(tag), reasons: { ...catalogue(tag).reasons, too_short: texts } });
    for (const number of numbers) {
      const reason = `String must be at least ${number} ${number === 1 ? "character" : "characters"}`;
      assert.equal(locale.text({ code: "too_short", reason }), `${rules.select(number)} ${number}`, `${tag} ${number}`);
    }
  }
});

for (const [name, api] of Object.entries({ full, lite })) {
  test(`${name}: validate writes the message in a locale, and parseMessage reads it`, () => {
    const lead = api.schema(LEAD);
    const result = lead.validate(VALUE, { locale: de });
    assert.equal(
      result.message,
      "Validierungsfehler: email: Ungültige E-Mail-Adresse; name: Mindestens 2 Zeichen erforderlich; seats: Nur ein Platz;\u00a0 leider",
    );
    assert.ok(Object.isFrozen(result) && Object.isFrozen(result.issues) && Object.isFrozen(result.issues[0]));
    const [, { code, params }] = api.parseMessage(result.message);
    assert.deepEqual([code, params], ["custom", {}]);
    const english = lead.validate(VALUE).issues;
    assert.deepEqual(
      api
        .parseMessage(result.message, { locale: de })
        .map(({ path, reason, code, params }) => ({ path, reason, code, params })),
      result.issues.map(({ path, reason, code, params }) =>
        path === "seats" ? { path, reason, code: "custom", params: {} } : { path, reason, code, params },
      ),
    );
    assert.equal(api.formatMessage(english, { locale: de }), result.message);
    assert.equal(api.formatMessage([], { locale: de }), "Validierungsfehler");
    const body = JSON.stringify({ error: { message: result.message } });
    assert.deepEqual(
      api
        .readError({ status: 400, headers: { "content-type": "application/json" }, body })
        .fields.map(({ path, reason }) => [path, reason]),
      result.issues.map(({ path, reason }) => [path, reason]),
    );
    assert.equal(lead.validate(VALUE).message.startsWith("Validation error: email: Invalid email"), true);
    assert.equal(lead.validate({ name: "Ann" }, { locale: de }).ok, true);
  });
}

test("details, own messages and labels", () => {
  const lead = full.schema(LEAD);
  const reasons = (options) => lead.validate(VALUE, options).issues.map(({ reason }) => reason);
  assert.equal(reasons({ locale: de, details: true })[0], "Der Teil nach dem @ braucht einen Punkt");
  assert.equal(reasons({ locale: plain })[0], "The part after the @ needs a dot");
  assert.equal(
    full.formatMessage(lead.validate(VALUE).issues, { locale: plain }),
    lead.validate(VALUE, { locale: plain }).message,
  );
  assert.equal(reasons({ locale: plain, details: false })[0], "Enter an email address like ann@example.com");
  const messages = ({ path, params }) => (path === "name" ? ` Name:\n${params.min}+ ` : undefined);
  assert.deepEqual(reasons({ locale: de, messages }).slice(0, 2), ["Ungültige E-Mail-Adresse", "Name: 2+"]);
  assert.deepEqual(reasons({ messages }).slice(0, 2), ["Invalid email", "Name: 2+"]);
  const labelled = lead.validate(VALUE, { locale: de, labels: true });
  assert.equal(labelled.issues[0].label, "E-Mail");
  assert.equal("label" in labelled.issues[1], false);
  assert.match(labelled.message, /^Validierungsfehler: E-Mail: Ungültige E-Mail-Adresse; name: /);
  for (const [where, call] of Object.entries({
    validate: (locale) => lead.validate(VALUE, { locale }),
    formatMessage: (locale) => full.formatMessage([{ path: "a", reason: "x" }], { locale }),
    parseMessage: (locale) => full.parseMessage("Validation error: a: x", { locale }),
    errorResponse: (locale) => full.errorResponse([{ path: "a", reason: "x" }], { locale }),
  })) {
    for (const locale of ["de", { default: de }]) {
      assert.throws(() => call(locale), new RegExp(`^TypeError: ${where}: locale must be a locale such as`));
    }
    for (const none of [null, false, ""]) assert.deepEqual(call(none), call(undefined));
  }
  assert.throws(() => lead.validate(VALUE, { messages: "x" }), /^TypeError: validate: messages must be a function/);
  const standard = lead["~standard"].validate(VALUE, { libraryOptions: { locale: de } });
  assert.equal(standard.issues[0].message, "Ungültige E-Mail-Adresse");
  assert.equal(
    lead.validateAt("name", "A", { locale: de }).message,
    "Validierungsfehler: name: Mindestens 2 Zeichen erforderlich",
  );
});

for (const [name, api] of Object.entries({ full, lite })) {
  test(`${name}: errorResponse writes a locale, and readError gives the codes back`, () => {
    const { issues } = api.schema(LEAD).validate(VALUE);
    const respond = (options) => api.errorResponse(issues, { locale: de, ...options });
    assert.equal(JSON.parse(respond().body).error.message, api.schema(LEAD).validate(VALUE, { locale: de }).message);
    for (const dialect of ["error-object", "problem", "detail", "error-code-message", "error-string-code"]) {
      const { status, headers, body } = respond({ dialect, issues: true });
      assert.deepEqual(
        api.readError({ status, headers, body }).fields.map(({ path, code, reason }) => [path, code, reason]),
        [
          ["email", "invalid_email", "Ungültige E-Mail-Adresse"],
          ["name", "too_short", "Mindestens 2 Zeichen erforderlich"],
          ["seats", "too_big", "Nur ein Platz; leider"],
        ],
        dialect,
      );
    }
    assert.match(respond({ details: true }).body, /email: Der Teil nach dem @ braucht einen Punkt;/);
    // Issues that are in the language already stay as they are.
    const german = api.schema(LEAD).validate(VALUE, { locale: de });
    assert.equal(api.errorResponse(german, { locale: de }).body, respond().body);
    const one = [{ path: "email", message: "Only mine" }];
    assert.match(api.errorResponse(one, { locale: de }).body, /"Validierungsfehler: email: Only mine"/);
    const refusal = api.errorResponse({ status: 404, code: "not_found", message: "Nicht da" }, { locale: de });
    assert.match(refusal.body, /"Nicht da"/);
    assert.throws(() => respond({ locale: "de" }), /^TypeError: errorResponse: locale must be a locale such as/);
  });
}

test("require gives the same locale", () => {
  const required = createRequire(import.meta.url)("unanimous/locales/de").default;
  assert.equal(required.text({ code: "required", reason: "Required" }), "Pflichtfeld");
});

test("the check says what is missing", () => {
  const check = (...args) =>
    execFileSync(process.execPath, ["scripts/locales.mjs", ...args], { cwd: ROOT, encoding: "utf8" });
  assert.match(check(), /^21 locales, no problems\n$/);
});

test("a reason that a catalogue lacks stays in English, and what is no catalogue is refused", () => {
  const { required, ...reasons } = catalogue("de").reasons;
  assert.equal(required, "Pflichtfeld");
  const locale = defineLocale({ ...catalogue("de"), reasons });
  const { issues } = full.schema({ type: "object", required: ["a"] }).validate({}, { locale });
  assert.equal(issues[0].reason, "Required");
  assert.throws(() => defineLocale(), /^TypeError: defineLocale: the catalogue: must be an object$/);
});

test("a wrong catalogue is refused by member, as in Rust", () => {
  const german = catalogue("de");
  for (const tag of TAGS) assert.equal(defineLocale(catalogue(tag)).tag, tag);
  const { details, form, ...least } = { ...german, plural: undefined, more: "{options} und {more}" };
  const reasons = { required: "Fehlt", too_short: "Mindestens {min}" };
  const short = defineLocale({ ...least, reasons });
  assert.equal(short.text({ code: "required", reason: "Required" }), "Fehlt");
  assert.equal(short.text({ code: "too_short", reason: "String must be at least 1 character" }), "Mindestens 1");
  assert.ok(details && form);
  const expected = { "string, number or null": "Bitte einen Wert" };
  assert.equal(defineLocale({ ...german, expected, default: german }).tag, "de");
  for (const [member, change] of [
    ["plural.one", { plural: { one: "i == 1" } }],
    ["plural.one", { plural: { one: "n % 0 = 1" } }],
    ["plural.some", { plural: { some: "i = 1" } }],
    ["plural", { plural: "i = 1" }],
    ["locale", { locale: undefined }],
    ["name", { name: " Deutsch" }],
    ["prefix", { prefix: "Fehler" }],
    ["prefix", { prefix: "Fehler: im: " }],
    ["prefix", { prefix: undefined }],
    ["types", { types: undefined }],
    ["types.null", { types: { ...german.types, null: undefined } }],
    ["types.integer", { types: { ...german.types, integer: german.types.number } }],
    ["or", { or: undefined }],
    ["more", { more: "{options}" }],
    ["more.one", { more: { other: "{options} und {more}" } }],
    ["reasons", { reasons: undefined }],
    ["reasons.requird", { reasons: { requird: "Fehlt" } }],
    ["reasons.constructor", { reasons: { constructor: "Fehlt" } }],
    ["reasons.too_short.other", { reasons: { too_short: { one: "{min} Zeichen" } } }],
    ["reasons.too_short.few", { reasons: { too_short: { one: "{min}", few: "{min}", other: "{min}" } } }],
    ["reasons.too_small", { reasons: { too_small: "Zu klein" } }],
    ["reasons.too_small", { reasons: { too_small: "{minimum}" } }],
    ["reasons.too_small", { reasons: { too_small: "{min} {min}" } }],
    ["reasons.too_small", { reasons: { too_small: "{min} {" } }],
    ["reasons.required", { reasons: { required: "Feld; Pflicht" } }],
    ["reasons.required", { reasons: { required: "" } }],
    ["reasons.required", { reasons: { required: "Fehlt\ud800" } }],
    ["exclusive", { exclusive: undefined }],
    ["exclusive.too_big", { exclusive: { too_big: "{min}" } }],
    ["expected.integer", { expected: { integer: 1 } }],
    ["details.invalid_email", { details: { invalid_email: "x" } }],
    ["details.invalid_email.domain", { details: { invalid_email: { domain: "{x}" } } }],
    ["form.noAnswer.other", { form: { noAnswer: { one: "x" } } }],
    ["detail", { detail: german.details }],
    ["showdetails", { showdetails: true }],
    ["expected.intger", { expected: { intger: "Bitte eine ganze Zahl" } }],
    ["expected.string or nul", { expected: { "string or nul": "Bitte einen Text" } }],
    ["details.invalid_emial", { details: { invalid_emial: { domain: "x" } } }],
    ["details.custom", { details: { custom: { domain: "x" } } }],
    ["form.noanswer", { form: { noanswer: "x" } }],
  ]) {
    const says = new RegExp(`^TypeError: defineLocale: ${member.replaceAll(".", "\\.")}: `);
    assert.throws(() => defineLocale({ ...german, ...change }), says, member);
  }
});

test("labels are those of native Rust", async () => {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "pkg", "src", "label.ts")],
    bundle: true,
    format: "esm",
    write: false,
  });
  const { labelAt } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  const { cases, lines } = JSON.parse(readFileSync(join(ROOT, "tests", "cases", "labels.json"), "utf8"));
  for (const { id, schema, path, label } of cases) assert.equal(labelAt(schema, path) ?? null, label, id);
  for (const { title, line } of lines) {
    const json = { type: "object", required: ["a"], properties: { a: { title } } };
    assert.equal(full.schema(json).validate({}, { labels: true }).message, `Validation error: ${line}`);
  }
});

test("separators in options and in words of types read back", async () => {
  const options = ["a; b: c", "; ", "a;  b", "a;\u00a0 b", "x: y", " or ", "b and 3 more", 'a", "b', "{min}"];
  const long = Array.from({ length: 80 }, (_, at) => `option; ${at}: x`);
  const schemas = [
    ...[...options.map((option) => [option, "d"]), long].map((values) => ({ enum: values })),
    ...[
      ["boolean", "null"],
      ["string", "boolean", "null"],
      ["string", "boolean"],
    ].map((type) => ({ type })),
  ];
  const pick = (issues) => issues.map(({ path, code, reason, params }) => ({ path, code, reason, params }));
  for (const tag of [undefined, ...TAGS]) {
    const locale = tag && (await import(`unanimous/locales/${tag}`)).default;
    for (const json of schemas) {
      const { message, issues } = full
        .schema({ properties: { k: json, "a: b": json } })
        .validate({ k: [], "a: b": [] }, { locale });
      assert.deepEqual(pick(full.parseMessage(message, { locale })), pick(issues), message);
    }
  }
  const words = defineLocale({
    ...catalogue("en"),
    types: { ...catalogue("en").types, string: "text", null: "nothing" },
  });
  const { issues, message } = full.schema({ type: ["string", "null"] }).validate(1, { locale: words });
  assert.equal(message, "Validation error: $: Expected text or nothing, received number");
  assert.deepEqual(pick(full.parseMessage(message, { locale: words })), pick(issues));
  const korean = (await import("unanimous/locales/ko")).default;
  for (const [key, code] of [
    ["a", "required_with"],
    ["a ", "custom"],
  ]) {
    const message = `Validation error: k: ${key} 항목과 함께 필수입니다`;
    assert.equal(full.parseMessage(message, { locale: korean })[0].code, code, message);
  }
});
