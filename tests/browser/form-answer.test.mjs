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
