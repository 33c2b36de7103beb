// Tests what a screen reader says of a form's messages, and the order of texts in a page from right to left.
//
//   node --test tests/browser/form-accessibility.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { put, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const OPTIONS = '{ summary: errorSummary("errors"), onSubmit: (value) => void sent.push(value) }';
const required = (...names) => ({
  type: "object",
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { enum: ["a", "b", true] }])),
});
const lines = () => page.locator("#errors li").allTextContents();
const form = (fields, summary = '<div id="errors"></div>') => `<form>${summary}${fields}<button>Send</button></form>`;
const radios = (name) =>
  `<input type="radio" name="${name}" value="a" aria-label="A"><input type="radio" name="${name}" value="b" aria-label="B">`;

const NAMES = [
  [
    "a label that only aria-labelledby names",
    '<i id="x">Your</i> <b id="y">email:</b><input name="a" aria-labelledby="x y">',
    "Your email",
  ],
  [
    "a label whose star is not read",
    '<label>Email <b aria-hidden="true">(needed)</b><input name="a"></label>',
    "Email",
  ],
  ["a label with a hidden hint", '<label>Email <b hidden>hint</b> <input name="a"></label>', "Email"],
  ["aria-label before a label", '<label>Email <input name="a" aria-label="Your email"></label>', "Your email"],
  [
    "an id of aria-labelledby that is not there",
    '<label>Email <input name="a" aria-labelledby="none"></label>',
    "Email",
  ],
  ["radio buttons in a fieldset", `<fieldset><legend>Day</legend>${radios("a")}</fieldset>`, "Day"],
  ["radio buttons in a radiogroup", `<div role="radiogroup" aria-label="Day">${radios("a")}</div>`, "Day"],
  [
    "radio buttons in a labelled group",
    `<h3 id="x">Day *</h3><div role="group" aria-labelledby="x">${radios("a")}</div>`,
    "Day",
  ],
  ["a fieldset without a legend", `<fieldset>${radios("a")}</fieldset>`, "A"],
  [
    "a checkbox alone among other fields",
    '<fieldset><legend>Your data</legend><input name="z" aria-label="Z"><label><input type="checkbox" name="a"> I agree</label></fieldset>',
    "I agree",
  ],
  ["a control without a name", '<input name="a">', "a"],
  ["a custom element with a label of its own", '<x-text name="a" label="Email *"></x-text>', "Email"],
  ["a custom checkbox with its label inside", '<x-box name="a">I <b>agree</b></x-box>', "I agree"],
];

/** Defines controls as component libraries do. */
function defineElements() {
  class Field extends HTMLElement {
    static formAssociated = true;
    internals = this.attachInternals();
  }
  customElements.define(
    "x-text",
    class extends Field {
      get label() {
        return this.getAttribute("label");
      }
    },
  );
  customElements.define(
    "x-box",
    class extends Field {
      checked = false;
    },
  );
}

for (const [title, fields, name] of NAMES) {
  test(`the summary names a control as a screen reader does: ${title}`, async () => {
    const json = {
      ...required("a"),
      properties: { a: title.includes("checkbox") ? { const: true } : { enum: ["a"] }, z: {} },
    };
    await page.evaluate(defineElements);
    await put(form(fields), json, { options: OPTIONS });
    await submit();
    const [line] = await lines();
    assert.equal(line.slice(0, line.indexOf(": ")), name);
  });
}

const SUMMARIES = [
  ['<div id="errors"><h2>There is a problem</h2></div>', "group", "There is a problem"],
  ['<section id="errors"><h3 id="own">Problems</h3></section>', "region", "Problems"],
  ['<div id="errors" role="alert" aria-label="Errors"><h2>x</h2></div>', "alert", "Errors"],
  ['<div id="errors"></div>', "group", ""],
];
for (const [summary, role, name] of SUMMARIES) {
  test(`the summary that has the focus is a ${role} of the name ${JSON.stringify(name)}`, async () => {
    await put(form('<label>Email <input name="a"></label>', summary), required("a"), { options: OPTIONS });
    await submit();
    const found = page.getByRole(role, name ? { name, exact: true } : {});
    assert.equal(await found.count(), 1);
    assert.equal(await found.evaluate((element) => element === document.activeElement), true);
  });
}

/** Whether each character of the text stands to the right of the one before it. */
const isLeftToRight = (selector, text) =>
  page.locator(selector).evaluate((element, text) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && !walker.currentNode.data.includes(text));
    const start = walker.currentNode.data.indexOf(text);
    const lefts = Array.from(text, (_, at) => {
      const range = document.createRange();
      range.setStart(walker.currentNode, start + at);
      range.setEnd(walker.currentNode, start + at + 1);
      return range.getBoundingClientRect().left;
    });
    return lefts.every((left, at) => at === 0 || left > lefts[at - 1]);
  }, text);

test("in a page from right to left, each path and each English reason keeps its own order", async () => {
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  const problems = [
    { path: "a", reason: "ann@example.com is taken." },
    { path: "a", reason: "مستخدم (1)" },
    { path: ["list", 0, "x[0]"], reason: "هذا الحقل مطلوب" },
    { path: "", reason: "No more (sorry)." },
  ];
  const fields = '<label>البريد <input name="a"></label>';
  for (const options of [undefined, OPTIONS]) {
    await put(form(fields, options ? '<div id="errors"></div>' : ""), { properties: { a: {} } }, { options });
    await page.evaluate((problems) => window.bound.showError(problems), problems);
    const own = '[data-error-for="a"]';
    assert.equal(await page.locator(own).textContent(), "ann@example.com is taken.; مستخدم (1)");
    assert.equal(await isLeftToRight(own, "ann@example.com is taken."), true);
    const all = options ? "#errors" : '[data-error-for=""]';
    assert.equal(await isLeftToRight(all, "No more (sorry)."), true);
    assert.equal(await isLeftToRight(all, 'list.0["x[0]"]'), true);
    await page.evaluate(() => window.bound.dispose());
  }
});

test("a countdown is announced when it begins and at each try to send, and not each second", async () => {
  await page.clock.install();
  await put(form('<input name="a" value="a" aria-label="A">', ""), required("a"));
  await page.evaluate(() => window.bound.showError({ message: "Slow down", fields: [], retryAfterMs: 9000 }));
  const timer = page.getByRole("timer");
  const live = async () => [await timer.getAttribute("aria-live"), await timer.textContent()];
  assert.deepEqual(await live(), ["polite", "Try again in 9 seconds"]);
  await page.clock.runFor(1000);
  assert.deepEqual(await live(), ["off", "Try again in 8 seconds"]);
  await submit();
  assert.deepEqual(await live(), ["polite", "Try again in 8 seconds"]);
  await page.clock.runFor(1000);
  assert.deepEqual(await live(), ["off", "Try again in 7 seconds"]);
});
