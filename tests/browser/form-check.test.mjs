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

test("a corrected file of the same name and size is checked again, and an unchanged one is not", async () => {
  const html = '<form><input type="file" name="avatar"><input type="file" name="none"><button>Send</button></form>';
  await put(
    html,
    { type: "object" },
    {
      options: `{
        checkDelayMs: 10,
        async check() {
          const text = await document.querySelector("[type=file]").files[0].text();
          calls.push(text);
          return text === "bad" ? [{ path: "avatar", reason: "Bad" }] : null;
        },
        onSubmit: () => void sent.push("sent"),
      }`,
    },
  );
  // Each reading of the form makes a new file of what the page adds: it is not taken for another one.
  await page.evaluate(() => {
    window.calls = [];
    const add = ({ formData }) => formData.append("drawing", new Blob(["x"]), "x.png");
    document.querySelector("form").addEventListener("formdata", add);
  });
  const choose = (text) =>
    field("avatar").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from(text) });
  await choose("bad");
  await page.locator("[data-error-for=avatar]").waitFor();
  await choose("god");
  await page.locator("[data-error-for=avatar]").waitFor({ state: "detached" });
  await submit();
  await page.waitForFunction(() => window.sent.length > 0);
  await submit();
  await page.waitForFunction(() => window.sent.length > 1);
  assert.deepEqual(await page.evaluate(() => window.calls), ["bad", "god"]);
});

test("a file is checked anew once another one is chosen, though it is no part of the value", async () => {
  await put(
    '<form><input name="email" value="a@b.co"><input type="file" name="avatar"><button>Send</button></form>',
    LEAD,
    {
      options: `{
        checkDelayMs: 10,
        check: () => document.querySelector("[type=file]").files[0]?.size > 9 ? [{ path: "avatar", reason: "Too large" }] : null,
        onSubmit: (value) => void sent.push(value),
      }`,
    },
  );
  const choose = (size) => field("avatar").setInputFiles({ name: "a.png", mimeType: "", buffer: Buffer.alloc(size) });
  for (let times = 0; times < 2; times++) {
    await choose(20);
    await submit();
    await page.getByText("Too large").waitFor();
    assert.deepEqual([await messages(), await sent()], [[["avatar", "Too large"]], []]);
    await choose(times);
    await page.getByText("Too large").waitFor({ state: "detached" });
  }
  await submit();
  assert.deepEqual(await sent(), [{ email: "a@b.co" }]);
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
  await answer(TAKEN);
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await page.keyboard.type("Annie");
  assert.deepEqual([await field("name").inputValue(), await focused(), await sent()], ["Annie", "name", []]);
  // On a busy machine the typing has pauses, so that a part of the name is checked, too.
  await page.waitForFunction(() => window.calls.at(-1) === '{"email":"ann@example.com","name":"Annie"}');
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

test("an edit ends a submission that waits for its check: nothing is sent, and the new value is checked", async () => {
  // The first check ignores its signal, and never answers.
  await page.evaluate(() => Object.assign(window, { calls: [] }));
  await put(FORM, LEAD, {
    options: `{
      checkDelayMs: 10,
      onSubmit: (value) => void sent.push(value),
      check: ({ email }, { signal }) => {
        const call = { email, signal };
        window.calls.push(call);
        return email === "ann@example.com" ? new Promise((resolve) => (call.answer = resolve)) : undefined;
      },
    }`,
  });
  const state = () =>
    page.evaluate(() => [window.calls.map(({ email, signal }) => [email, signal.aborted]), window.sent]);
  const ready = () => page.waitForFunction(() => !document.querySelector("form").hasAttribute("aria-busy"));
  await type("email", "ann@example.com");
  await submit();
  await page.locator("form[aria-busy]").waitFor();
  await page.waitForTimeout(50);
  assert.deepEqual(await state(), [[["ann@example.com", false]], []], "no edit: the check goes on");
  await type("email", "bob@example.com");
  await ready();
  await page.waitForFunction(() => window.calls.length === 2);
  await page.evaluate(() => window.calls[0].answer([{ path: "email", reason: "Ann is taken" }]));
  await page.waitForTimeout(50);
  const checked = [
    ["ann@example.com", true],
    ["bob@example.com", false],
  ];
  assert.deepEqual([await state(), await messages()], [[checked, []], []]);
  await submit();
  assert.deepEqual(await sent(), [{ email: "bob@example.com" }]);
});

test("an edit that leaves the value alone ends a waiting submission too, because its formData is out of date", async () => {
  await putWaiting(LEAD, FORM.replace("<button>", '<input type="file" name="cv"><button>'));
  await type("email", "ann@example.com");
  await submit();
  await calls(1);
  await field("cv").setInputFiles({ name: "cv.txt", mimeType: "text/plain", buffer: Buffer.from("cv") });
  assert.equal(await page.evaluate(() => window.aborted), 1);
  await page.waitForFunction(() => !document.querySelector("form").hasAttribute("aria-busy"));
  await answer([]);
  assert.deepEqual(await sent(), []);
});

test("a form that the page disables during its check is sent once it is enabled again", async () => {
  await page.evaluate(() => Object.assign(window, { calls: [], aborted: 0 }));
  await put(
    `<form action="${site.url}/index.html"><fieldset><input name="email" value="ann@example.com"><button name="go" value="1">Send</button></fieldset></form>`,
    LEAD,
    {
      options: `{
        check: async () => {
          const fieldset = document.querySelector("fieldset");
          fieldset.disabled = true;
          setTimeout(() => (fieldset.disabled = false), 150);
        },
      }`,
    },
  );
  await submit();
  await page.waitForURL("**/index.html?email=ann%40example.com&go=1");
});

for (const [what, change] of [
  ["replaced", (button) => (button.outerHTML = "<button>Again</button>")],
  ["made another button", (button) => (button.type = "button")],
]) {
  test(`a submit button that is ${what} during the check does not stop the browser from sending the form`, async () => {
    await page.evaluate(() => Object.assign(window, { calls: [], aborted: 0 }));
    await put(
      `<form action="${site.url}/index.html"><input name="email" value="ann@example.com"><button name="go" value="1">Send</button></form>`,
      LEAD,
      { options: WAITING.replace("onSubmit: (value) => void sent.push(value),", "") },
    );
    await submit();
    await calls(1);
    await page.locator("button").evaluate(change);
    await page.evaluate(() => void setTimeout(() => window.answer([])));
    await page.waitForURL("**/index.html?email=ann%40example.com");
  });
}

test("a check does not run while an input method composes, and runs once the text is complete", async () => {
  await putWaiting({ ...LEAD, properties: { ...LEAD.properties, email: text } });
  await field("email").focus();
  const client = await page.context().newCDPSession(page);
  for (const text of ["に", "にほ", "にほん"]) {
    await client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }
  await page.waitForTimeout(150);
  assert.deepEqual(await page.evaluate(() => window.calls), []);
  await client.send("Input.insertText", { text: "日本" });
  assert.deepEqual(await calls(1), ['{"email":"日本"}']);
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

test("a check that fails is silent while the user types, and ends a submission with a text", async () => {
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

test("an ApiError that a check throws is shown as one that it returns", async () => {
  await put(FORM, LEAD, {
    options: `{
      checkDelayMs: 1,
      onSubmit: (value) => void sent.push(value),
      check: async ({ email }) => {
        if (email !== "taken@example.com") return;
        const fields = [{ path: "email", reason: "Taken" }];
        throw Object.assign(new Error("Taken"), { name: "ApiError", status: 409, category: "conflict", fields });
      },
    }`,
  });
  await type("email", "taken@example.com");
  await field("name").focus();
  await page.locator("[data-error-for]").filter({ hasText: "Taken" }).waitFor();
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await submit();
  assert.deepEqual([await sent(), await messages()], [[], [["email", "Taken"]]]);
  await type("email", "free@example.com");
  await page.locator("[data-error-for]").waitFor({ state: "detached" });
  await submit();
  assert.deepEqual(await sent(), [{ email: "free@example.com" }]);
});

test("typing while ten checks answer loses no character and never moves the caret", async () => {
  await page.clock.install();
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
    await page.clock.runFor(45);
  }
  const answers = await page.evaluate(() => window.count);
  assert.ok(answers >= 10, `${answers} answers`);
});
