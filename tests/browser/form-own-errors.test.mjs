// Tests unanimous/form where `onSubmit` returns no error, and the page shows the errors of the server itself.
//
//   node --test tests/browser/form-own-errors.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, invalid, messages, put, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const LEAD = { type: "object", required: ["name"], properties: { name: { type: "string" }, age: { type: "integer" } } };
const FORM = `<form><p><label>Name <input name="name"></label> <span data-error-for="name"></span></p>
  <label>Age <input name="age"></label><div data-error-for=""></div><button>Send</button></form>`;
const fill = (text) => page.locator('[name="name"]').fill(text);
const TAKEN = [["name", "Taken"]];

/**
 * Binds the form. `onSubmit` writes `answer` into the page as a framework does: only a text that is not the one that it
 * has written last, and some time after the state has changed.
 *
 * @param {object} options
 * @param {boolean} options.waits whether `onSubmit` waits for the server; else it returns at once, and the page disables
 *   the button meanwhile
 */
async function putPage({ waits, form = FORM }) {
  await page.evaluate((waits) => {
    const written = {};
    const render = (state = {}) => {
      for (const path of ["name", ""]) {
        const text = state[path] ?? "";
        if (text === (written[path] ?? "")) continue;
        written[path] = text;
        const element = document.querySelector(`span[data-error-for="${path}"], div[data-error-for="${path}"]`);
        if (text !== "" && element.firstChild) element.firstChild.nodeValue = text;
        else element.textContent = text;
      }
    };
    // As React's scheduler: in a task of its own.
    const later = (run) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = run;
      port2.postMessage(0);
    };
    const pause = () => new Promise((end) => setTimeout(end, 40));
    window.answers = 0;
    window.submitted = async () => {
      const button = document.querySelector("button");
      if (waits) {
        await pause();
        later(() => render(window.answer));
      } else {
        button.disabled = true;
        pause().then(() => {
          button.disabled = false;
          render(window.answer);
        });
      }
      setTimeout(() => window.answers++, 100);
    };
  }, waits);
  await put(form, LEAD, { options: "{ onSubmit: () => window.submitted() }" });
}

/** Submits the form, and returns what it shows once the page has answered. */
async function send(answer) {
  await page.evaluate((answer) => (window.answer = answer), answer);
  const before = await page.evaluate(() => window.answers);
  await submit();
  await page.waitForFunction((before) => window.answers > before, before);
  return [await messages(), await invalid(), await focused()];
}

for (const waits of [true, false]) {
  const how = waits ? "onSubmit waits for the server" : "onSubmit does not wait";

  test(`the page's errors are shown each time, and get the focus: ${how}`, async () => {
    await putPage({ waits });
    await fill("Ann");
    assert.deepEqual(await send({ name: "Taken" }), [TAKEN, ["name"], "name"]);
    assert.deepEqual(await send({ name: "Taken" }), [TAKEN, ["name"], "name"], "the same, sent as it was");
    await fill("Bob");
    assert.deepEqual([await messages(), await invalid()], [[], []], "an edit hides it");
    assert.deepEqual(await send({ name: "Taken" }), [TAKEN, ["name"], "name"], "the same after an edit");
    await fill("Cy");
    assert.deepEqual((await send({ "": "Full" })).slice(0, 2), [[["", "Full"]], []]);
    assert.deepEqual((await send({ "": "Full" })).slice(0, 2), [[["", "Full"]], []]);
    await fill("Di");
    assert.deepEqual((await send({})).slice(0, 2), [[], []], "success");
  });

  test(`the page's errors do not take the focus from another control: ${how}`, async () => {
    await putPage({ waits });
    await fill("Ann");
    await send({ name: "Taken" });
    await page.getByRole("button").focus();
    await page.evaluate(() => (window.answer = { name: "Taken" }));
    await submit();
    await page.locator('[name="age"]').focus();
    await page.waitForFunction(() => window.answers === 2);
    assert.deepEqual([await messages(), await focused()], [TAKEN, "age"]);
  });
}

test("a message that a server has written into the page goes for good once onSubmit sends the form", async () => {
  const form = FORM.replace('for="name">', 'for="name">Taken').replace('name="name"', 'name="name" value="Al"');
  await putPage({ waits: true, form });
  assert.deepEqual(await messages(), TAKEN);
  await page.locator('[name="age"]').fill("3");
  await fill("Ann");
  assert.deepEqual((await send({})).slice(0, 2), [[], []]);
});

test("a response that is ok brings back no error that the page has shown", async () => {
  await put(FORM, LEAD, { options: "{ readResponse: api.readResponse, onSubmit: () => window.answer() }" });
  await page.evaluate(() => {
    const name = document.querySelector('[data-error-for="name"]');
    window.answer = () => void (name.textContent = "Taken");
  });
  await fill("Ann");
  await submit();
  assert.deepEqual([await messages(), await focused()], [TAKEN, "name"]);
  await fill("Bob");
  await page.evaluate(() => (window.answer = () => new Response()));
  await submit();
  await page.waitForTimeout(100);
  assert.deepEqual(await messages(), []);
});
