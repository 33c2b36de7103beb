// Texts in other languages in Chromium: the bytes of native Rust, and the messages of a form.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../tools/tarball.mjs";
import { messages, put, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const TAGS = readdirSync(join(ROOT, "locales")).map((name) => name.replace(".json", ""));
const FORM = `<form>
  <label>E-Mail <input name="email"></label> <label>Name <input name="name"></label> <button>Send</button></form>`;
const LEAD = {
  type: "object",
  required: ["email", "name"],
  properties: { email: { type: "string", format: "email" }, name: { type: "string" } },
};

test("every text of every locale is that of native Rust", async () => {
  const record = readFileSync(join(ROOT, "tests", "cases", "locales.txt"), "utf8");
  const { lines, differences } = await page.evaluate(async (record) => {
    const lines = record.trimEnd().split("\n").map(JSON.parse);
    const differences = [];
    for (const [tag, code, detail, reason, text, detailed] of lines) {
      const { default: locale } = await import(`/pkg/locales/${tag}.js`);
      const issue = { code, reason, detail: detail ?? undefined };
      const found = [locale.text(issue), locale.text(issue, { details: true })];
      if (found[0] !== text || found[1] !== detailed) differences.push([tag, ...found, text, detailed]);
    }
    return { lines: lines.length, differences };
  }, record);
  assert.ok(lines > 4000);
  assert.deepEqual(differences, []);
});

test("a form shows its messages in its locale, and your own before them", async () => {
  await page.evaluate(async () => {
    window.locale = (await import("/pkg/locales/de.js")).default;
  });
  const messageOf = '({ path }) => path === "name" ? "Wie heißen Sie?" : undefined';
  await put(FORM, LEAD, { options: `{ locale: window.locale, details: true, messages: ${messageOf} }` });
  await page.locator("[name=email]").fill("ann@example");
  await submit();
  assert.deepEqual(
    (await messages()).map(([, text]) => text),
    ["Der Teil nach dem @ braucht einen Punkt", "Wie heißen Sie?"],
  );
});

test("a form in a right-to-left language shows the same texts", async () => {
  await page.evaluate(async () => {
    window.locale = (await import("/pkg/locales/he.js")).default;
    document.dir = "rtl";
  });
  await put(FORM, LEAD, { options: "{ locale: window.locale }" });
  await submit();
  assert.deepEqual(
    (await messages()).map(([, text]) => text),
    ["שדה חובה", "שדה חובה"],
  );
});

test("a form's own texts are those of its locale; without one, those of English", async () => {
  for (const tag of [undefined, ...TAGS]) {
    const { form } = JSON.parse(readFileSync(join(ROOT, "locales", `${tag ?? "en"}.json`), "utf8"));
    await page.evaluate(async (tag) => {
      window.locale = tag && (await import(`/pkg/locales/${tag}.js`)).default;
    }, tag);
    const shown = async (onSubmit, json = {}) => {
      const html = '<form><input type="date" name="day"><p data-retry-countdown></p><button>Send</button></form>';
      await put(html, json, { options: `{ locale: window.locale, onError() {}, onSubmit() { ${onSubmit} } }` });
      if (json.type) await page.locator("[name=day]").press("1");
      await submit();
      const retry = await page.locator("[data-retry-countdown]").innerText();
      return [...(await messages()).map(([, text]) => text), ...(retry ? [retry] : [])];
    };
    assert.deepEqual(await shown('throw new TypeError("Failed to fetch")'), [form.noAnswer], tag);
    assert.deepEqual(await shown('throw new Error("x")'), [form.failed], tag);
    const date = { type: "object", properties: { day: { type: "string", format: "date" } } };
    assert.deepEqual(await shown("", date), [form.unreadable], tag);
    const category = new Intl.PluralRules((tag ?? "en").split("-x-")[0]).select(3);
    for (const [retryAfterMs, text] of [
      [3000, form.retryIn[category].replace("{seconds}", "3")],
      [125_000, form.retryInMinutes.replace("{time}", "2:05")],
    ]) {
      assert.deepEqual(
        await shown(`return { message: "m", fields: [], retryAfterMs: ${retryAfterMs} }`),
        ["m", text],
        tag,
      );
    }
  }
});
