// Tests `errorSummary` of unanimous/form: a list of all errors with links to their controls.
//
//   node --test tests/browser/form-summary.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const LEAD = {
  type: "object",
  required: ["email", "country", "plan"],
  properties: {
    email: { type: "string", format: "email" },
    country: { type: "string" },
    plan: { enum: ["a", "b"] },
    age: { type: "integer" },
  },
};
const FIELDS = `
  <label for="mail">Email
    address: *</label><input id="mail" name="email">
  <label>Country <select name="country"><option value="">Choose<option>Chile</select></label>
  <fieldset><legend>Plan</legend><label><input type="radio" name="plan" value="a">A</label><label><input type="radio" name="plan" value="b">B</label></fieldset>
  <input name="age" aria-label="Age">`;
const html = (summary) => `<form>${summary}${FIELDS}<button>Send</button></form>`;
const OPTIONS = '{ summary: errorSummary("errors"), onSubmit: (value) => void sent.push(value) }';
const lines = () => page.locator("#errors li").allTextContents();

test("an invalid submission lists all errors, takes the focus there, and each link leads to its control", async () => {
  await put(html('<div id="errors"><h2>There is a problem</h2></div>'), LEAD, { options: OPTIONS });
  const summary = page.locator("#errors");
  assert.equal(await summary.isHidden(), true);
  await page.locator("#mail").focus();
  await page.keyboard.type("ann");
  await page.locator("[name=country]").focus();
  assert.deepEqual([await messages(), await summary.isHidden()], [[["email", "Invalid email"]], true], "not before");
  await submit();
  assert.deepEqual(await lines(), ["Email address: Invalid email", "Country: Required", "Plan: Required"]);
  assert.equal(await page.evaluate(() => document.activeElement.id), "errors");
  assert.deepEqual(await sent(), []);
  const url = page.url();
  await page.getByRole("link", { name: "Country: Required" }).click();
  assert.equal(await focused(), "country");
  await page.getByRole("link", { name: "Email address: Invalid email" }).click();
  assert.equal(await focused(), "email");
  await page.getByRole("link", { name: "Plan: Required" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.value), "a");
  assert.equal(page.url(), url);
});

test("a corrected error leaves the list, and the other lines are not touched", async () => {
  await put(html('<section id="errors"><ol></ol></section>'), LEAD, { options: OPTIONS });
  await submit();
  assert.equal((await lines()).length, 3);
  await page.getByRole("link", { name: "Plan: Required" }).focus();
  await page.evaluate(() => {
    const email = document.querySelector("#mail");
    email.value = "ann@example.com";
    email.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  assert.deepEqual(await lines(), ["Country: Required", "Plan: Required"]);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Plan: Required");
  await page.locator("[name=age]").fill("x");
  assert.deepEqual(await lines(), ["Country: Required", "Plan: Required", "Age: Expected integer, received string"]);
  await page.locator("[name=age]").fill("");
  await page.locator("[name=country]").selectOption("Chile");
  await page.getByLabel("B", { exact: true }).check();
  assert.deepEqual([await lines(), await page.locator("#errors").isHidden()], [[], true]);
  await submit();
  assert.equal((await sent()).length, 1);
});

test("errors without a control are in the list alone", async () => {
  await put(html('<div id="errors"></div>'), LEAD, { options: OPTIONS });
  await page.evaluate(() =>
    window.bound.showError({
      message: "m",
      fields: [
        { path: "", reason: "No more leads" },
        { path: "other", reason: "Odd" },
      ],
    }),
  );
  assert.deepEqual([await lines(), await messages()], [["No more leads", "other: Odd"], []]);
  assert.equal(await page.locator("#errors a").count(), 0);
  await page.evaluate(() => window.bound.dispose());
  assert.equal(await page.locator("#errors").isHidden(), true);
});

test("texts in the list are never parsed as HTML", async () => {
  const evil = "<img src=x onerror=alert(1)>";
  await put(
    `<form><div id="errors"></div><label for="a">&lt;img src=y&gt;</label><input id="a" name="a"><button>Send</button></form>`,
    { required: ["a"], properties: { a: { "x-unanimous": { reason: evil } } } },
    { options: OPTIONS },
  );
  await submit();
  assert.deepEqual(await lines(), [`<img src=y>: ${evil}`]);
  assert.equal(await page.locator("img").count(), 0);
});

test("an id that no element has is an error", async () => {
  await assert.rejects(
    put(html(""), LEAD, { options: OPTIONS }),
    /TypeError: errorSummary: no element has the id errors/,
  );
});

test("fields of the same name are told apart by the name of their group", async () => {
  const row = (at) =>
    `<fieldset><legend>Person ${at}</legend><label>Name <input name="rows.${at}.name"></label></fieldset>`;
  const item = { type: "object", required: ["name"], properties: { name: { type: "string" } } };
  const json = { type: "object", properties: { rows: { type: "array", minItems: 2, items: item } } };
  await put(
    `<form><div id="errors"></div>${row(1)}${row(2)}<button>Send</button></form>`,
    { ...json, required: ["rows"] },
    { options: OPTIONS },
  );
  await submit();
  assert.deepEqual(await lines(), ["Person 1: Name: Required", "Person 2: Name: Required"]);
  await page.locator("input").first().fill("Ann");
  assert.deepEqual(await lines(), ["Name: Required"]);
});

test("a summary that is the element of the form's messages itself is shown, and put back", async () => {
  await put(html('<div id="errors" data-error-for=""><h2>There is a problem</h2></div>'), LEAD, { options: OPTIONS });
  const summary = page.locator("#errors");
  await submit();
  assert.deepEqual([(await lines()).length, await summary.isVisible()], [3, true]);
  assert.equal(await page.getByRole("heading", { name: "There is a problem" }).isVisible(), true);
  await page.evaluate(() => window.bound.showError({ message: "Closed" }));
  assert.deepEqual([(await lines()).at(-1), await summary.isVisible()], ["Closed", true]);
  await page.evaluate(() => window.bound.dispose());
  assert.equal(await summary.getAttribute("data-error-for"), "");
});

test("one summary for two forms is refused, until the first one is unbound or gone", async () => {
  await put(html('<div id="errors"></div>'), LEAD, { options: OPTIONS });
  const bindOther = () =>
    page.evaluate(() => {
      const other = document.querySelector("main").appendChild(document.createElement("form"));
      try {
        const schema = window.entries.full.schema({ type: "object" });
        window.bindForm(other, schema, { summary: window.errorSummary(document.getElementById("errors")) }).dispose();
        return "bound";
      } catch (error) {
        return String(error);
      }
    });
  assert.match(await bindOther(), /^TypeError: errorSummary: this element is the summary of another form/);
  await page.evaluate(() => window.bound.dispose());
  assert.equal(await bindOther(), "bound");
});
