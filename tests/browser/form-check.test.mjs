// Tests the option `check` of unanimous/form: rules that a schema cannot say, and those that a server answers.
//
//   node --test tests/browser/form-check.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, invalid, messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page, site } from "./setup.mjs";

useBlankPage({ isExpected: (message) => message.text() === "Failed to load resource: net::ERR_FAILED" });

const text = { type: "string" };
const LEAD = {
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, name: text, age: { type: "integer" } },
};
const FORM =
  '<form><label>Email <input name="email"></label><input name="name"><input name="age"><button>Send</button></form>';
const field = (name) => page.locator(`[name="${name}"]`).first();
/** Enters a text as one edit, because a machine under load would make pauses while it types. */
const type = (name, text) => field(name).fill(text);

/**
 * The source of options with a check that waits for `window.answer(problems)`. `calls` holds each value that it got, and
 * `aborted` counts the checks that were aborted.
 */
const WAITING = `{
  checkDelayMs: 50,
  onSubmit: (value) => void sent.push(value),
  check: (value, { signal }) => new Promise((resolve, reject) => {
    window.calls.push(JSON.stringify(value));
    window.answer = resolve;
    signal.addEventListener("abort", () => (window.aborted++, reject(signal.reason)));
  }),
}`;
const putWaiting = async (json = LEAD, html = FORM) => {
  await page.evaluate(() => Object.assign(window, { calls: [], aborted: 0 }));
  await put(html, json, { options: WAITING });
};
const calls = (count) =>
  page.waitForFunction((count) => window.calls.length === count && window.calls, count).then((all) => all.jsonValue());
const answer = (problems) => page.evaluate((problems) => window.answer(problems), problems);
const TAKEN = [{ path: "email", reason: "Taken" }];

test("passwords that differ: a check that answers at once", async () => {
  const html = '<form><input name="one"><input name="two"><button>Send</button></form>';
  await put(
    html,
    { type: "object", required: ["one", "two"], properties: { one: text, two: text } },
    {
      options: `{
        onSubmit: (value) => void sent.push(value),
        check: ({ one, two }) => one !== undefined && two !== undefined && one !== two
          ? [{ path: "two", reason: "Passwords differ" }] : undefined,
      }`,
    },
  );
  await type("one", "secret");
  await type("two", "secre");
  await field("one").focus();
  assert.deepEqual(await messages(), [["two", "Passwords differ"]], "as soon as the user leaves the control");
  await submit();
  assert.deepEqual([await sent(), await invalid(), await focused()], [[], ["two"], "two"]);
  await type("one", "secre");
  await page.locator("[data-error-for]").waitFor({ state: "detached" });
  await submit();
  assert.deepEqual([await sent(), await messages()], [[{ one: "secre", two: "secre" }], []]);
});

test("a check runs once after a pause in typing, and a newer value aborts it", async () => {
  await putWaiting();
  await page.evaluate(() => {
    const email = document.querySelector("[name=email]");
    for (const text of ["a@example.com", "an@example.com", "ann@example.com"]) {
      email.value = text;
      email.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
  assert.deepEqual(await calls(1), ['{"email":"ann@example.com"}']);
  await type("email", "ann@example.com.uk");
  assert.deepEqual(await calls(2), ['{"email":"ann@example.com"}', '{"email":"ann@example.com.uk"}']);
  assert.equal(await page.evaluate(() => window.aborted), 1);
  await answer(TAKEN);
  assert.deepEqual(await messages(), [], "not while the user types in the control for the first time");
  await page.keyboard.press("Tab");
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await type("email", "bob@example.com");
  assert.deepEqual(await messages(), [], "an edit removes the message");
  await calls(3);
  await type("email", "ann@example.com.uk");
  await calls(4);
  await answer([]);
  assert.deepEqual(await messages(), []);
});

test("an edit that is taken back brings the verdict back without another check", async () => {
  await putWaiting();
  await type("email", "ann@example.com");
  await page.keyboard.press("Tab");
  await calls(1);
  await answer(TAKEN);
  await type("age", "5");
  await calls(2);
  await answer(TAKEN);
  await field("email").focus();
  await page.keyboard.press("End");
  await page.evaluate(() => (document.querySelector("[name=email]").value += "x"));
  await page.keyboard.press("Backspace");
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await page.waitForTimeout(100);
  await calls(2);
});

test("a check gets only what is filled in and valid, and is not called for a wrong root", async () => {
  await putWaiting(
    {
      type: "object",
      properties: {
        ...LEAD.properties,
        rows: { type: "array", items: { type: "object", properties: { n: { type: "integer" } } } },
      },
      not: { required: ["name"] },
    },
    '<form><input name="email"><input name="name"><input name="age"><input name="rows.0.n"><input name="rows.1.n"></form>',
  );
  await type("email", "ann");
  await type("age", "5");
  await type("rows.0.n", "x");
  await type("rows.1.n", "2");
  await page.waitForFunction(() => window.calls.at(-1) === '{"age":5,"rows":[{},{"n":2}]}');
  const before = await page.evaluate(() => window.calls.length);
  await type("name", "Ann");
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => window.calls.length), before);
});

test("a submission waits for its check, and continues once it finds nothing", async () => {
  await putWaiting();
  await type("email", "ann@example.com");
  await page.keyboard.press("Enter");
  await calls(1);
  assert.deepEqual([await sent(), await page.locator("form").getAttribute("aria-busy")], [[], "true"]);
  await submit();
  assert.equal((await calls(1)).length, 1, "a second submission is ignored");
  await answer(null);
  assert.deepEqual(
    [await sent(), await page.locator("form").getAttribute("aria-busy")],
    [[{ email: "ann@example.com" }], null],
  );
  await submit();
  assert.equal((await calls(1)).length, 1, "the verdict on the same value is kept");
  assert.equal((await sent()).length, 2);
});

test("a check that finds a problem stops the submission until the value changes", async () => {
  await putWaiting();
  await type("email", "ann@example.com");
  await submit();
  await calls(1);
  await answer(TAKEN);
  assert.deepEqual([await sent(), await messages(), await focused()], [[], [["email", "Taken"]], "email"]);
  await submit();
  assert.deepEqual([await sent(), (await calls(1)).length], [[], 1]);
  await type("email", "bob@example.com");
  await submit();
  await calls(2);
  await answer([]);
  assert.deepEqual(await sent(), [{ email: "bob@example.com" }]);
});

test("a problem of a check that belongs to no control is shown at submission, and stops it", async () => {
  await putWaiting();
  await type("email", "ann@example.com");
  await calls(1);
  await answer({ message: "No more leads today", fields: [] });
  assert.deepEqual(await messages(), []);
  await submit();
  assert.deepEqual([await sent(), await messages()], [[], [["", "No more leads today"]]]);
});

test("a late answer to a submission takes neither the focus nor a character from a user who types on", async () => {
  await putWaiting();
  await type("email", "ann@example.com");
  await page.keyboard.press("Enter");
  await calls(1);
  await field("name").focus();
  await page.keyboard.type("An");
  await answer(TAKEN);
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await page.keyboard.type("nie");
  assert.deepEqual([await field("name").inputValue(), await focused(), await sent()], ["Annie", "name", []]);
  assert.equal((await calls(2)).at(-1), '{"email":"ann@example.com","name":"Annie"}', "the new value is checked");
});

test("without onSubmit the browser sends the form once the check finds nothing, with the button", async () => {
  await page.evaluate(() => Object.assign(window, { calls: [], aborted: 0, submitted: 0 }));
  await put(
    `<form action="${site.url}/index.html"><input name="email" value="ann@example.com"><button name="go" value="1">Send</button></form>`,
    LEAD,
    { options: WAITING.replace("onSubmit: (value) => void sent.push(value),", "") },
  );
  await page.evaluate(() => document.querySelector("form").addEventListener("submit", () => window.submitted++));
  await submit();
  await calls(1);
  assert.equal(await page.evaluate(() => window.submitted), 0);
  await page.evaluate(() => void setTimeout(() => window.answer([])));
  await page.waitForURL("**/index.html?email=ann%40example.com&go=1");
});

test("reset, clear and dispose abort a check, and a submission that waits for it", async () => {
  for (const end of ["document.querySelector('form').reset()", "bound.clear()", "bound.dispose()"]) {
    await putWaiting();
    await type("email", "ann@example.com");
    await page.keyboard.press("Enter");
    await calls(1);
    await page.evaluate(end);
    assert.equal(await page.evaluate(() => window.aborted), 1, end);
    await page.waitForFunction(() => !document.querySelector("form").hasAttribute("aria-busy"));
    await answer([]);
    assert.deepEqual([await sent(), await messages()], [[], []], end);
  }
});

test("a check that nobody answers is silent while the user types, and ends a submission with a text", async () => {
  await put(FORM, LEAD, {
    options: `{
      checkDelayMs: 1,
      onSubmit: (value) => void sent.push(value),
      check: () => (sent.push("check"), fetch("http://127.0.0.1:1/").then(() => [])),
    }`,
  });
  await page.route("http://127.0.0.1:1/", (route) => route.abort());
  await type("email", "ann@example.com");
  await page.waitForFunction(() => window.sent.length > 0);
  assert.deepEqual(await messages(), []);
  await submit();
  await page.getByRole("alert").waitFor();
  assert.deepEqual(await messages(), [["", "No answer from the server. Check your connection and try again."]]);
  assert.ok((await sent()).length > 1 && (await sent()).every((one) => one === "check"), "it is tried again");
});

test("typing while ten checks answer loses no character and never moves the caret", async () => {
  // Each keystroke lets a check start, because the pause is short; each answer shows or removes messages.
  await page.evaluate(() => (window.count = 0));
  await put(
    FORM,
    { ...LEAD, properties: { ...LEAD.properties, email: text } },
    {
      options: `{
        checkDelayMs: 20,
        onSubmit: (value) => void sent.push(value),
        check: async (value, { signal }) => {
          await new Promise((resolve) => setTimeout(resolve, 15));
          signal.throwIfAborted();
          window.count++;
          return window.count % 2 ? [{ path: "email", reason: "Taken " + window.count }, { path: "name", reason: "Odd" }] : [];
        },
      }`,
    },
  );
  // All controls show their messages from now on.
  await page.evaluate(() => window.bound.validate());
  await field("email").fill("<>");
  await field("email").focus();
  await page.keyboard.press("ArrowLeft");
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  for (const [at, key] of [...alphabet].entries()) {
    await page.keyboard.press(key);
    const [value, start, end, name] = await page.evaluate(() => {
      const { value, selectionStart, selectionEnd, name } = document.activeElement;
      return [value, selectionStart, selectionEnd, name];
    });
    assert.deepEqual([value, start, end, name], [`<${alphabet.slice(0, at + 1)}>`, at + 2, at + 2, "email"]);
    await page.waitForTimeout(45);
  }
  const answers = await page.evaluate(() => window.count);
  assert.ok(answers >= 10, `${answers} answers`);
});
