// Tests unanimous/form where the page sends the form and shows the answer itself, as an action of React does.
//
//   node --test tests/browser/form-page-answer.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, invalid, messages, put, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const LEAD = { type: "object", required: ["name"], properties: { name: { type: "string" }, age: { type: "integer" } } };
const FORM = `<form><div id="errors"></div><p><label>Name <input name="name"></label> <span data-error-for="name"></span></p>
  <label>Age <input name="age"></label><div data-error-for=""></div><button>Send</button></form>`;
const fill = (text) => page.locator('[name="name"]').fill(text);

/**
 * Binds the form, and lets the page answer each submission. As frameworks do, it changes a text only if it is not the one
 * that it has written last, and disables the button meanwhile.
 *
 * @param {object} options
 * @param {boolean} options.resets whether the page then resets the form, as React does
 * @param {boolean} options.keeps whether a text without a message is an empty text node, as in Svelte; else the node is
 *   removed, as in React and Vue
 */
async function putPage({ resets, keeps, options = "{}" }) {
  await put(FORM, LEAD, { options });
  await page.evaluate(
    ({ resets, keeps }) => {
      const form = document.querySelector("form");
      const button = form.querySelector("button");
      const written = {};
      window.write = (path, text = "") => {
        if (text === (written[path] ?? "")) return;
        written[path] = text;
        const element = form.querySelector(`span[data-error-for="${path}"], div[data-error-for="${path}"]`);
        if (keeps) {
          element.node ??= element.appendChild(new Text());
          element.node.data = text;
        } else if (text !== "" && element.firstChild) element.firstChild.nodeValue = text;
        else element.textContent = text;
      };
      window.answer = undefined;
      window.answers = 0;
      // On the document, as React does: after the form's own listeners.
      document.onsubmit = (event) => {
        event.preventDefault();
        button.disabled = true;
        const name = form.elements.name.value;
        setTimeout(() => {
          form.elements.name.defaultValue = name;
          button.disabled = false;
          for (const path of ["name", ""]) window.write(path, window.answer?.[path]);
          if (resets) form.reset();
          window.answers++;
        }, 60);
      };
    },
    { resets, keeps },
  );
}

/** Submits the form, and returns what it shows once the page has answered. */
async function send(answer) {
  await page.evaluate((answer) => (window.answer = answer), answer);
  const before = await page.evaluate(() => window.answers);
  await submit();
  await page.waitForFunction((before) => window.answers > before, before);
  return messages();
}

const TAKEN = [["name", "Taken"]];

for (const resets of [true, false]) {
  for (const keeps of [true, false]) {
    const how = `${resets ? "that resets the form" : "that resets nothing"}, ${keeps ? "with text nodes that stay" : "with text nodes that go"}`;

    test(`an error that a page repeats is shown each time: a page ${how}`, async () => {
      await putPage({ resets, keeps });
      await fill("Ann");
      assert.deepEqual([await send({ name: "Taken" }), await invalid()], [TAKEN, ["name"]]);
      assert.deepEqual([await send({ name: "Taken" }), await invalid()], [TAKEN, ["name"]], "sent again as it was");
      await fill("Bob");
      assert.deepEqual([await messages(), await invalid()], [[], []], "an edit hides it");
      assert.deepEqual([await send({ name: "Taken" }), await invalid()], [TAKEN, ["name"]], "sent again after an edit");
      await fill("Cy");
      assert.deepEqual([await send({ name: "Used" }), await invalid()], [[["name", "Used"]], ["name"]]);
      assert.deepEqual([await send({ "": "Full" }), await invalid()], [[["", "Full"]], []]);
      assert.deepEqual([await send({ "": "Full" }), await invalid()], [[["", "Full"]], []]);
      await fill("Di");
      assert.deepEqual([await send(), await invalid()], [[], []]);
    });

    test(`an error that a page has taken back does not return: a page ${how}`, async () => {
      await putPage({ resets, keeps });
      await fill("Ann");
      assert.deepEqual(await send({ name: "Taken" }), TAKEN);
      await fill("Bob");
      await page.evaluate(() => window.write("name"));
      assert.deepEqual([await send(), await invalid()], [[], []]);
      assert.deepEqual([await send({ "": "Full" }), await invalid()], [[["", "Full"]], []]);
      assert.deepEqual([await send(), await invalid()], [[], []]);
    });
  }
}

test("the control that a page's answer is about gets the focus, unless the user has gone on", async () => {
  await putPage({ resets: true, keeps: false });
  await fill("Ann");
  await send({ name: "Taken" });
  assert.equal(await focused(), "name");
  await page.getByRole("button").focus();
  await send({ name: "Taken" });
  assert.equal(await focused(), "name", "the same error again");
  await submit();
  await page.locator('[name="age"]').focus();
  await page.waitForFunction(() => window.answers === 3);
  assert.equal(await focused(), "age");
});

test("an error that a page repeats without a reset gets the focus once the page is not busy any more", async () => {
  await putPage({ resets: false, keeps: false });
  await fill("Ann");
  await send({ name: "Taken" });
  assert.equal(await focused(), "name");
  await page.getByRole("button").focus();
  await send({ name: "Taken" });
  await page.waitForFunction(() => document.activeElement.name === "name");
  await page.locator('[name="age"]').fill("3");
  await send({ name: "Taken" });
  await page.waitForFunction(() => document.activeElement.name === "name");
  await submit();
  await page.locator('[name="age"]').focus();
  await page.waitForFunction(() => window.answers === 4);
  await page.waitForTimeout(50);
  assert.deepEqual([await messages(), await focused()], [TAKEN, "age"]);
});

test("a page that asks checkValidity can send again what it has refused, and each message is a mark afterwards", async () => {
  await putPage({ resets: false, keeps: false });
  await fill("Ann");
  await send({ name: "Taken" });
  await page.evaluate(() => {
    const { form } = document.querySelector("button");
    form.addEventListener("submit", (event) => form.checkValidity() || event.stopImmediatePropagation());
  });
  assert.deepEqual([await send({ name: "Taken" }), await invalid()], [TAKEN, ["name"]]);
});

test("a message that the page writes without a submission takes no focus", async () => {
  await putPage({ resets: false, keeps: false });
  await fill("Ann");
  await page.locator('[name="age"]').focus();
  await page.evaluate(() => window.write("name", "Odd"));
  assert.deepEqual([await messages(), await focused()], [[["name", "Odd"]], "age"]);
});

test("a user's reset still removes the messages of the page", async () => {
  await putPage({ resets: true, keeps: false });
  await fill("Ann");
  assert.deepEqual(await send({ name: "Taken" }), TAKEN);
  await page.evaluate(() => document.querySelector("form").reset());
  assert.deepEqual([await messages(), await invalid()], [[], []]);
});

test("a form that the browser sends shows no old message on its way", async () => {
  await put(FORM.replace("></span>", ">Taken</span>").replace("<form", '<form target="none"'), LEAD, { options: "{}" });
  await fill("Ann");
  await submit();
  await page.waitForTimeout(50);
  assert.deepEqual([await messages(), await invalid()], [[], []]);
  for (const popup of page
    .context()
    .pages()
    .filter((one) => one !== page))
    await popup.close();
});

test("a summary lists the answer of a page, and gets the focus", async () => {
  await putPage({ resets: false, keeps: false, options: '{ summary: errorSummary("errors") }' });
  await fill("Ann");
  await send({ name: "Taken", "": "Full" });
  assert.deepEqual(await page.locator("#errors li").allTextContents(), ["Name: Taken", "Full"]);
  assert.equal(await page.evaluate(() => document.activeElement.id), "errors");
  await page.evaluate(() => (document.querySelector("button").title = "any change of the page"));
  assert.deepEqual(await page.locator("#errors li").allTextContents(), ["Name: Taken", "Full"]);
  await page.evaluate(() => window.write(""));
  assert.deepEqual(await page.locator("#errors li").allTextContents(), ["Name: Taken"]);
});
