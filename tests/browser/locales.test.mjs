// Texts in other languages in Chromium: the bytes of native Rust, and the messages of a form.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../tools/tarball.mjs";
import { messages, put, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

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
