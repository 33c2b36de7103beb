// Tests unanimous/form in a page that the user returns to by the browser's history.
//
//   node --test tests/browser/form-history.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch } from "../tools/chromium.mjs";
import { messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page, site } from "./setup.mjs";

useBlankPage();

const LEAD = { type: "object", required: ["name"], properties: { name: { type: "string" } } };
const FORM = '<form><label>Name <input name="name"></label> <button>Send</button></form>';
const fill = (text) => page.locator('[name="name"]').fill(text);

/** The page as the browser's history shows it again: a frozen page is thawed, with everything as it was. */
const comeBack = () => page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
const busy = () => page.locator("form").getAttribute("aria-busy");

test("a form that was being sent when the user left the page can be sent once the user is back", async () => {
  await put(FORM, LEAD, {
    options: `{ onSubmit: (value, { signal }) => {
      sent.push(value);
      if (value.name === "Ann") return new Promise((end) => {
        window.end = end;
        signal.addEventListener("abort", () => sent.push("aborted"));
      });
    } }`,
  });
  await fill("Ann");
  await submit();
  assert.equal(await busy(), "true");
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow")));
  assert.equal(await busy(), "true", "a page that was loaded is another matter");
  await comeBack();
  assert.equal(await busy(), null);
  await fill("Bob");
  await submit();
  assert.deepEqual(await sent(), [{ name: "Ann" }, "aborted", { name: "Bob" }]);
  await page.evaluate(() => window.end({ message: "Too late" }));
  assert.deepEqual([await messages(), await busy()], [[], null]);
});

test("a check that was running when the user left the page does not block the form once the user is back", async () => {
  await put(FORM, LEAD, {
    options: `{ check: ({ name }) => name === "Ann" ? new Promise(() => {}) : null, onSubmit: (value) => void sent.push(value) }`,
  });
  await fill("Ann");
  await submit();
  assert.equal(await busy(), "true");
  await comeBack();
  assert.equal(await busy(), null);
  await fill("Bob");
  await submit();
  await page.waitForFunction(() => window.sent.length > 0);
  assert.deepEqual(await sent(), [{ name: "Bob" }]);
});

test("Chromium's own history shows a form that can be sent again", async () => {
  // Playwright disables the cache of left pages.
  const browser = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  try {
    const left = await browser.newPage();
    await left.goto(`${site.url}/index.html`);
    await left.waitForFunction(() => window.bindForm);
    await left.evaluate(
      ({ form, json }) => {
        document.querySelector("main").innerHTML = form;
        window.sent = [];
        window.addEventListener("pageshow", ({ persisted }) => (window.isBack = persisted));
        window.bindForm(document.querySelector("form"), window.entries.lite.schema(json), {
          onSubmit(value) {
            window.sent.push(value);
            location.href = "?next";
            return new Promise(() => {});
          },
        });
      },
      { form: FORM, json: LEAD },
    );
    await left.locator("[name=name]").fill("Ann");
    await left.getByRole("button").click();
    await left.waitForURL("**?next");
    await left.waitForFunction(() => window.bindForm);
    await left.evaluate(() => void setTimeout(() => history.back()));
    await left.waitForFunction(() => window.isBack);
    assert.equal(await left.locator("form").getAttribute("aria-busy"), null);
    await left.locator("[name=name]").fill("Bob");
    await left.getByRole("button").click();
    await left.waitForURL("**?next");
  } finally {
    await browser.close();
  }
});
