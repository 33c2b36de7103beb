// Tests unanimous/form with controls whose names hide the members of their form: `name="append"`, `name="action"`.
//
//   node --test tests/browser/form-names.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const LEAD = { type: "object", required: ["email"], properties: { email: { type: "string", format: "email" } } };

/** The names of all members that a form has, in every interface that it inherits from. */
const memberNames = () =>
  page.evaluate(() => {
    const names = new Set();
    for (let one = HTMLFormElement.prototype; one; one = Object.getPrototypeOf(one)) {
      for (const name of Object.getOwnPropertyNames(one)) names.add(name);
    }
    return [...names];
  });

/**
 * Uses all that a binding has, and returns what it shows after each step. The page's own functions are used, because those
 * of Playwright do not work with such a form.
 */
const useAll = (hiding, hasSummary) =>
  page.evaluate(
    async ([hiding, hasSummary, lead]) => {
      const main = document.querySelector("main");
      main.innerHTML = `<form><input name="email">${hiding}<button>Send</button></form><div id="errors"></div>`;
      const form = main.firstChild;
      const [email, button] = [main.querySelector("[name=email]"), main.querySelector("button")];
      const shown = [];
      const bound = window.bindForm(form, window.entries.full.schema(lead), {
        ...(hasSummary ? { summary: window.errorSummary("errors") } : {}),
        check: () => [],
        onSubmit: (value) => void shown.push(value.email),
      });
      const look = () => shown.push(main.innerText.replace(/\s*Send\s*/, "|").trim());
      button.click();
      look();
      email.value = "ann@example.com";
      email.dispatchEvent(new InputEvent("input", { bubbles: true }));
      look();
      button.click();
      await new Promise((end) => setTimeout(end, 10));
      shown.push(bound.value.email);
      bound.showError({ message: "Busy", fields: [], retryAfterMs: 60_000 });
      look();
      bound.showError([{ path: "email", reason: "Taken" }]);
      look();
      HTMLFormElement.prototype.reset.call(form);
      look();
      bound.dispose();
      return [...shown, Element.prototype.hasAttribute.call(form, "novalidate")];
    },
    [hiding, hasSummary, LEAD],
  );

test("each member of a form can be the name of a control", async () => {
  const hiding = (await memberNames()).filter((name) => name !== "constructor");
  assert.ok(hiding.length > 250 && hiding.includes("append") && hiding.includes("ownerDocument"));
  const controls = hiding.map((name) => `<input type="hidden" name="${name}" value="1">`).join("");
  const others = '<input type="hidden" name="constructor"><img name="localName"><input type="hidden" id="matches">';
  const expected = await useAll("", false);
  assert.deepEqual(expected.slice(0, 5), [
    "Required|",
    "|",
    "ann@example.com",
    "ann@example.com",
    "|Try again in 1:00 minutes\nBusy",
  ]);
  for (const hasSummary of [false, true]) {
    const plain = await useAll("", hasSummary);
    for (const hiding of [controls, others]) assert.deepEqual(await useAll(hiding, hasSummary), plain);
  }
});

test("controls that are named as properties of the schema, though the names look like paths", async () => {
  await put(
    `<form><input name="ids[]"><input name="user.name" value="Ann"><p data-error-for="user.name">Taken</p><button>Send</button></form>`,
    {
      type: "object",
      required: ["ids[]"],
      properties: {
        "ids[]": { type: "array", items: { type: "integer" }, minItems: 1 },
        "user.name": { type: "string" },
      },
    },
  );
  assert.equal(await page.locator('[name="user.name"]').getAttribute("aria-invalid"), "true");
  await page.locator('[name="user.name"]').fill("Bob");
  assert.deepEqual(await messages(), []);
  await submit();
  assert.deepEqual([await messages(), await focused()], [[["ids[]", "List must have at least 1 item"]], "ids[]"]);
  await page.locator('[name="ids[]"]').fill("5");
  await submit();
  assert.deepEqual([await messages(), await sent()], [[], [{ "ids[]": [5], "user.name": "Bob" }]]);
});
