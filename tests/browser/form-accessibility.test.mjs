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

/**
 * Collects what live regions say: each text with its milliseconds since the region came into the page. A screen reader
 * does not read a text that is there from the start, or that comes together with `aria-live`.
 */
const listen = async () => {
  await page.clock.install();
  await page.evaluate(() => {
    window.said = [];
    const LIVE = "[role=status], [aria-live=polite]";
    const since = new Map();
    const look = (records) => {
      for (const { target, type, addedNodes, oldValue } of records) {
        if (type === "attributes" && target.matches(LIVE) && oldValue !== "polite")
          since.set(target, performance.now());
        for (const node of addedNodes) if (node.matches?.(LIVE)) since.set(node, performance.now());
        const region = (target.closest ?? (() => null)).call(target, LIVE);
        if (type !== "childList" || addedNodes.length === 0 || !region) continue;
        const age = performance.now() - (since.get(region) ?? -Infinity);
        window.said.push(age >= 100 ? region.textContent : `too early: ${region.textContent}`);
      }
    };
    const options = { subtree: true, childList: true, attributes: true, attributeOldValue: true };
    new MutationObserver(look).observe(document.querySelector("main"), options);
  });
};
/** What was said since the last call, once it is quiet. */
const heard = async () => {
  await page.clock.runFor(400);
  return page.evaluate(() => window.said.splice(0));
};
const PEOPLE = {
  type: "array",
  items: { type: "object", required: ["age"], properties: { age: { type: "integer" } } },
};
const TRIP = {
  type: "object",
  required: ["email", "seats", "day"],
  properties: {
    ...{ email: { type: "string", format: "email" }, seats: { type: "integer" }, day: { enum: ["a", "b"] } },
    people: PEOPLE,
  },
};
const TRIP_FIELDS = `<label>Email: <input name="email"></label><label>Seats <input name="seats"></label>
  <fieldset><legend>Day</legend>${radios("day")}</fieldset>`;

test("a message is announced once the user has left its control, once, with the name of the control", async () => {
  await put(form(TRIP_FIELDS), TRIP, { options: OPTIONS });
  await listen();
  await page.locator("[name=email]").focus();
  await page.keyboard.type("ann");
  assert.deepEqual(await heard(), [], "not while typing");
  await page.keyboard.press("Tab");
  assert.deepEqual(await heard(), ["Email: Invalid email"]);
  await page.keyboard.type("x");
  await page.keyboard.press("Tab");
  assert.deepEqual(await heard(), ["Seats: Expected integer, received string"], "and not the first again");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  assert.deepEqual(await heard(), ["Day: Required"], "what is known is the description of its control");
  assert.equal(await page.locator("form > [aria-live]").count(), 1);
  await page.keyboard.type("2");
  assert.equal(await page.locator("form > [aria-live]").count(), 0, "no announcement stays in the page");
  await page.evaluate(() => window.bound.dispose());
  assert.equal(await page.locator("form > [aria-live]").count(), 0);
});

test("a mended error is quiet, and another error of the same control is announced when it is left", async () => {
  await put(form(TRIP_FIELDS), TRIP, { options: OPTIONS });
  await submit();
  await listen();
  await page.locator("[name=email]").focus();
  await page.keyboard.type("ann");
  await page.clock.runFor(400);
  await page.keyboard.press("Tab");
  assert.deepEqual(await heard(), ["Email: Invalid email"]);
  await page.keyboard.type("2");
  await page.keyboard.press("Tab");
  assert.deepEqual(await heard(), []);
});

test("what a submission shows is read with the summary, which gets the focus, and not announced too", async () => {
  await put(form(TRIP_FIELDS, '<div id="errors"><h2>There is a problem</h2></div>'), TRIP, { options: OPTIONS });
  await listen();
  await submit();
  assert.deepEqual(await heard(), []);
  const errors = page.locator("#errors");
  assert.equal(await page.evaluate(() => document.activeElement.id), "errors");
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const group = nodes.find(({ ignored, name }) => !ignored && name?.value === "There is a problem");
  assert.equal(group.description.value, "Email: Required Seats: Required Day: Required");
  assert.equal(await errors.locator("[aria-live]").count(), 0, "a live list would be read twice");
  await page.evaluate(() => window.bound.dispose());
  assert.equal(await errors.getAttribute("aria-describedby"), null);
});

test("the page's own description of the summary stays", async () => {
  const summary = '<p id="own">All of these</p><div id="errors" aria-describedby="own"></div>';
  await put(form(TRIP_FIELDS, summary), TRIP, { options: OPTIONS });
  await submit();
  assert.equal(await page.locator("#errors").getAttribute("aria-describedby"), "own");
});

test("an error that comes while the user is elsewhere is announced: of a check, of showError, of no control", async () => {
  const options = `{ summary: errorSummary("errors"), checkDelayMs: 0, async check({ email }) {
    await new Promise((done) => setTimeout(done, 300));
    return email === "a@b.example" ? [{ path: "email", reason: "Taken" }] : [];
  } }`;
  await put(form(TRIP_FIELDS), TRIP, { options });
  await listen();
  await page.locator("[name=day]").first().check();
  await page.locator("[name=email]").fill("a@b.example");
  await page.locator("[name=seats]").fill("2");
  await page.clock.runFor(300);
  assert.deepEqual(await heard(), ["Email: Taken"]);
  const problems = [
    { path: "day", reason: "Full" },
    { path: "", reason: "Closed" },
    { path: "seats", reason: "Too many" },
  ];
  await page.evaluate((problems) => window.bound.showError(problems), problems);
  assert.deepEqual(await heard(), ["Day: Full; Closed"], "the control with the focus is described");
  await page.locator("[name=email]").focus();
  assert.deepEqual(await heard(), ["Seats: Too many"]);
});

test("an announcement names the row of a control whose label others share", async () => {
  const row = (at) => `<fieldset><legend>Person ${at + 1}</legend>
    <label>Age <input name="people.${at}.age"></label></fieldset>`;
  await put(form(row(0) + row(1)), { properties: { people: PEOPLE } }, { options: OPTIONS });
  await listen();
  await page.locator('[name="people.0.age"]').fill("x");
  await page.locator('[name="people.1.age"]').fill("x");
  assert.deepEqual(await heard(), ["Age: Expected integer, received string"], "of the row that was left last");
  await page.locator('[name="people.0.age"]').focus();
  assert.deepEqual(await heard(), ["Person 2: Age: Expected integer, received string"]);
});

test("what the page announces itself, and what it had before the form was bound, is not announced again", async () => {
  const live = '<label>Seats <input name="seats"></label><p data-error-for="seats" role="alert"></p>';
  const written = '<label>Email <input name="email"></label><p data-error-for="email">Taken</p>';
  await put(form(live + written), TRIP, { options: OPTIONS });
  await listen();
  await page.locator("[name=seats]").fill("x");
  await page.locator("[name=email]").focus();
  await page.locator("button").focus();
  assert.deepEqual(await heard(), []);
});

test("a live summary is announced by the page alone", async () => {
  await put(form(TRIP_FIELDS, '<div id="errors" role="alert"></div>'), TRIP, { options: OPTIONS });
  await submit();
  await listen();
  await page.locator("[name=email]").fill("x");
  await page.locator("[name=seats]").focus();
  assert.deepEqual(await heard(), []);
});

test("a message is announced though the focus is at a control of that name in another form", async () => {
  await put(`${form(TRIP_FIELDS)}<form><input id="other" name="email"></form>`, TRIP, { options: OPTIONS });
  await listen();
  await page.locator("form").first().locator("[name=email]").fill("x");
  await page.locator("#other").focus();
  assert.deepEqual(await heard(), ["Email: Invalid email"]);
});

test("a countdown is announced when it begins and at each try to send, and not each second", async () => {
  await put(form('<input name="a" value="a" aria-label="A">', ""), required("a"));
  await listen();
  await page.evaluate(() => window.bound.showError({ message: "Slow down", fields: [], retryAfterMs: 9000 }));
  const timer = page.getByRole("timer");
  assert.equal(await timer.textContent(), "Try again in 9 seconds");
  await page.clock.runFor(1000);
  assert.notEqual(await timer.textContent(), "Try again in 9 seconds");
  assert.deepEqual(await heard(), ["Try again in 9 seconds"]);
  assert.equal(await timer.getAttribute("aria-live"), null, "a screen reader may not notice that it changes");
  for (const _ of [1, 2]) {
    await submit();
    assert.match((await heard()).join(), /^Try again in \d seconds$/, "even if the text is the one that is shown");
  }
  await page.evaluate(() => window.bound.clear());
  assert.equal(await page.locator("form > [aria-live]").count(), 0);
});

test("a try to send while the form is being sent announces no countdown", async () => {
  const options = "{ onSubmit: () => new Promise(() => {}) }";
  await put(form('<input name="a" value="a" aria-label="A">', ""), required("a"), { options });
  await listen();
  await submit();
  await submit();
  assert.deepEqual(await heard(), []);
  assert.equal(await page.locator("form > [aria-live]").count(), 0);
});
