// Tests how unanimous/form handles an answer: it shows a server's error at the fields, and allows one submission at a
// time.
//
//   node --test tests/browser/form-answer.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, invalid, messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const LEAD = {
  type: "object",
  properties: {
    name: { type: "string" },
    email: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
  },
};
const FORM =
  '<form><input name="name" value="Ann"><input name="email" value="ann@example.com"><input name="tags.0"><input name="tags.1" value="a"><button>Send</button></form>';

/** The source of options that answer each submission with this response. */
const answering = (status, body, headers = {}) => `{
  readResponse: api.readResponse,
  onSubmit: (value) => (sent.push(value), new Response(${JSON.stringify(JSON.stringify(body))}, ${JSON.stringify({ status, headers })})),
}`;
const fields = (text) => ({ error: { message: `Validation error: ${text}`, code: "VALIDATION_ERROR" } });

test("a response's field errors are shown at their controls until the user edits them", async () => {
  await put(FORM, LEAD, {
    options: answering(400, fields("email: Taken; tags.0: Unknown; company.name: Required; $: No more leads")),
  });
  await submit();
  await page.locator("[aria-invalid]").first().waitFor();
  assert.deepEqual(await messages(), [
    ["email", "Taken"],
    ["tags.1", "Unknown"],
    ["", "company.name: Required\nNo more leads"],
  ]);
  assert.deepEqual(await invalid(), ["email", "tags.1"]);
  assert.equal(await focused(), "email");
  await page.keyboard.press("End");
  await page.keyboard.type("x");
  assert.deepEqual(await messages(), [
    ["tags.1", "Unknown"],
    ["", "company.name: Required\nNo more leads"],
  ]);
  await submit();
  await page.locator("[name=email][aria-invalid]").waitFor();
  assert.equal((await sent()).length, 2, "a server error does not block the next submission");
});

test("an error without fields is an alert, and disappears when the form is sent again", async () => {
  await put(FORM, LEAD, { options: answering(429, { message: "Slow down <b>now</b>" }) });
  await submit();
  await page.getByRole("alert").waitFor();
  assert.deepEqual(await messages(), [["", "Slow down <b>now</b>"]]);
  await page.locator("[name=name]").fill("Bob");
  assert.equal((await messages()).length, 1);
  await page.evaluate(
    () =>
      (window.Response = class extends Response {
        get ok() {
          return true;
        }
      }),
  );
  await submit();
  assert.deepEqual(await messages(), []);
});

test("a header's error is not shown at the control of the same name; a repeated reason is shown once", async () => {
  await put(FORM, LEAD);
  await page.evaluate(() =>
    window.bound.showError({
      message: "m",
      fields: [
        { path: "email", segments: ["email"], location: "header", reason: "Bad header", code: null },
        { path: "name", segments: ["name"], location: "body", reason: "is bad", code: null },
        { path: "name", segments: ["name"], location: "body", reason: "is worse", code: null },
        { path: "name", segments: ["name"], location: "body", reason: "is bad", code: null },
      ],
    }),
  );
  assert.deepEqual(await messages(), [
    ["name", "is bad; is worse"],
    ["", "email: Bad header"],
  ]);
});

test("showError accepts any object with a path and a reason, and keeps the schema's errors", async () => {
  await put(FORM, { ...LEAD, required: ["phone"] });
  await page.evaluate(() => {
    window.bound.validate();
    window.bound.showError([
      { path: ["tags", { key: 0 }], message: "Standard" },
      { path: "name", reason: "Printed" },
    ]);
  });
  assert.deepEqual(await messages(), [
    ["name", "Printed"],
    ["tags.1", "Standard"],
    ["", "phone: Required"],
  ]);
  await page.evaluate(() => window.bound.clear());
  assert.deepEqual(await messages(), []);
});

test("server-rendered messages are kept until the user edits the control", async () => {
  await put(
    '<form><input name="name" aria-invalid="true"><p data-error-for="name"> Taken </p><div data-error-for="">Try later</div><button>Send</button></form>',
    LEAD,
  );
  assert.deepEqual(await messages(), [
    ["name", "Taken"],
    ["", "Try later"],
  ]);
  assert.deepEqual(await invalid(), ["name"]);
  await page.locator("[name=name]").fill("Bob");
  assert.deepEqual([await messages(), await invalid()], [[["", "Try later"]], []]);
  await submit();
  assert.deepEqual([await messages(), await sent()], [[], [{ name: "Bob" }]]);
});

test("only one submission runs at a time, and the form is busy until it ends", async () => {
  await put(FORM, LEAD, {
    options: "{ onSubmit: (value) => (sent.push(value), new Promise((resolve) => (window.finish = resolve))) }",
  });
  const busy = () => page.locator("form").getAttribute("aria-busy");
  assert.equal(await busy(), null);
  await submit();
  await submit();
  await page.locator("[name=name]").press("Enter");
  assert.deepEqual([(await sent()).length, await busy()], [1, "true"]);
  await page.evaluate(() => window.finish());
  assert.equal(await busy(), null);
  await submit();
  assert.equal((await sent()).length, 2);
});

const FIELDSET = FORM.replace("<form>", "<form><fieldset>").replace("</form>", "</fieldset></form>");
const PENDING = `{
  onSubmit: async (value) => {
    const fieldset = document.querySelector("fieldset");
    fieldset.disabled = true;
    // An application may change the value that it sends.
    delete value.name;
    const answer = await new Promise((resolve) => (window.finish = resolve));
    setTimeout(() => (fieldset.disabled = false), 100);
    return answer;
  },
}`;

test("a form that is disabled while it is sent keeps its value, and gets the focus once it is enabled", async () => {
  await put(FIELDSET, { ...LEAD, required: ["name", "email"] }, { options: PENDING });
  await submit();
  await page.evaluate(() => window.finish([{ path: "email", reason: "Taken" }]));
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await page.waitForFunction(() => document.activeElement.name === "email");
  await page.keyboard.press("End");
  await page.keyboard.type("x");
  assert.deepEqual(await messages(), []);
  await page.locator("[name=name]").fill("");
  await page.keyboard.press("Tab");
  assert.deepEqual(await messages(), [["name", "Required"]], "after the submission the form is read again");
});

test("showError while the form is disabled for a submission shows no other error", async () => {
  await put(FIELDSET, { ...LEAD, required: ["name", "email"] }, { options: PENDING });
  await submit();
  await page.evaluate(() => window.bound.showError([{ path: "email", reason: "Taken" }]));
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await page.evaluate(() => window.finish());
});

test("a control that the page disables after a rejected submission is not part of the value", async () => {
  await put(FORM, { ...LEAD, properties: { ...LEAD.properties, email: { type: "string", maxLength: 2 } } });
  await submit();
  assert.deepEqual(await invalid(), ["email"]);
  await page.locator("[name=email]").evaluate((control) => (control.disabled = true));
  assert.equal(await page.evaluate(() => window.bound.validate().ok), true);
  assert.deepEqual(await messages(), []);
  await submit();
  assert.equal((await sent()).length, 1);
});

const ACTION = {
  type: "object",
  required: ["email", "action"],
  properties: { email: {}, action: { enum: ["save", "draft"] } },
};
const BUTTON = '<button name="action" value="save">Send</button>';

test("a submit button that the schema mentions is not missing after a submission", async () => {
  await put(`<form><input name="email" value="a">${BUTTON}</form>`, ACTION, {
    options: '{ onSubmit: (value) => (sent.push(value), [{ path: "email", reason: "Taken" }]) }',
  });
  await submit();
  await page.locator("[aria-invalid]").waitFor();
  assert.deepEqual([await sent(), await messages()], [[{ email: "a", action: "save" }], [["email", "Taken"]]]);
  await page.locator("[name=email]").fill("b");
  assert.deepEqual(await messages(), []);
  await page.locator("button").evaluate((button) => (button.outerHTML = "<button>Again</button>"));
  await page.locator("[name=email]").fill("c");
  assert.deepEqual(await messages(), [], "a framework has replaced the button");
  assert.equal(await page.evaluate(() => window.bound.validate().ok), true);
});

test("an answer to a submission from before a reset is not shown", async () => {
  for (const finish of [
    "resolve([{ path: 'email', reason: 'Taken' }])",
    "resolve({ message: 'Busy', fields: [], retryAfterMs: 5000 })",
    "reject(new TypeError('Failed to fetch'))",
  ]) {
    await put(FORM, LEAD, {
      options: "{ onSubmit: () => new Promise((resolve, reject) => Object.assign(window, { resolve, reject })) }",
    });
    await submit();
    await page.evaluate(() => document.querySelector("form").reset());
    await page.evaluate(finish);
    await page.waitForFunction(() => !document.querySelector("form").hasAttribute("aria-busy"));
    assert.deepEqual([await messages(), await page.locator("[role=timer]").count()], [[], 0], finish);
    await submit();
    await page.evaluate("resolve([{ path: 'email', reason: 'Taken' }])");
    await page.locator("[aria-invalid]").waitFor();
  }
});

test("a reset that a later listener prevents keeps the messages", async () => {
  await put(FORM, LEAD);
  await page.evaluate(() => {
    window.bound.showError([{ path: "email", reason: "Taken" }]);
    document.addEventListener("reset", (event) => event.preventDefault(), { once: true });
    document.querySelector("form").reset();
  });
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await page.evaluate(() => document.querySelector("form").reset());
  assert.deepEqual(await messages(), []);
});

test("the page's own attributes of a control return after a message, and a lost description is restored", async () => {
  await put(FORM.replace('name="name"', 'name="name" aria-invalid="false" aria-describedby="hint"'), LEAD);
  const state = () =>
    page.locator("[name=name]").evaluate((control) => {
      const of = (name) => control.getAttribute(name);
      return [of("aria-invalid"), of("aria-describedby"), control.validationMessage];
    });
  const edit = (text) => page.locator("[name=email]").fill(text);
  await page.locator("[name=name]").evaluate((control) => control.setCustomValidity("Mine"));
  await page.evaluate(() => window.bound.showError([{ path: "name", reason: "No" }]));
  const [invalid, ids, text] = await state();
  assert.deepEqual([invalid, text], ["true", "No"]);
  assert.match(ids, /^hint unanimous-error-\d+$/);
  await page.locator("[name=name]").evaluate((control) => {
    control.setAttribute("aria-describedby", "hint");
    control.removeAttribute("aria-invalid");
  });
  await edit("a");
  assert.deepEqual(await state(), ["true", ids, "No"], "a framework has rewritten the attributes");
  await page.locator("[name=name]").fill("Bob");
  assert.deepEqual(await state(), ["false", "hint", "Mine"]);
  await page.evaluate(() => {
    window.bound.showError([{ path: "name", reason: "No" }]);
    document.querySelector("[name=name]").setCustomValidity("");
    window.bound.clear();
  });
  assert.deepEqual(await state(), ["false", "hint", ""], "the page has removed its text meanwhile");
});

test("an error for a removed row is shown as a form error", async () => {
  await put(FORM, LEAD, { options: "{ onSubmit: () => new Promise((resolve) => (window.finish = resolve)) }" });
  await submit();
  await page.locator('[name="tags.1"]').evaluate((gone) => gone.remove());
  await page.evaluate(() => window.finish({ message: "m", fields: [{ path: "tags.0", reason: "Unknown" }] }));
  assert.deepEqual(await messages(), [["", "tags.0: Unknown"]]);
});

for (const [what, end] of [
  ["rejects", "reject(signal.reason)"],
  ["resolves", 'resolve({ message: "m", fields: [] })'],
]) {
  test(`unbind aborts the submission, and shows nothing if it ${what} later`, async () => {
    await put(FORM, LEAD, {
      options: `{ onSubmit: (value, { signal }) => new Promise((resolve, reject) => signal.addEventListener("abort", () => (sent.push("aborted"), ${end}))) }`,
    });
    await submit();
    await page.evaluate(() => {
      window.bound.unbind();
      return new Promise(requestAnimationFrame);
    });
    assert.deepEqual(
      [await sent(), await messages(), await page.locator("form").getAttribute("aria-busy")],
      [["aborted"], [], null],
    );
  });
}

test("onInvalid is called for an invalid form after its messages are shown", async () => {
  await put(
    '<form><input name="name"><button>Send</button></form>',
    { required: ["name"] },
    {
      options:
        '{ onInvalid: ({ message }) => sent.push([message, document.querySelector("[data-error-for]").textContent]) }',
    },
  );
  await submit();
  assert.deepEqual(await sent(), [["Validation error: name: Required", "Required"]]);
});
