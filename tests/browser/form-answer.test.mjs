// What unanimous/form does with an answer: a server's error on its fields, one submission at a time.
//
//   node --test tests/browser/form-answer.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, invalid, messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const LEAD = { type: "object", properties: { name: { type: "string" }, email: { type: "string" }, tags: { type: "array", items: { type: "string" } } } };
const FORM = '<form><input name="name" value="Ann"><input name="email" value="ann@example.com"><input name="tags.0"><input name="tags.1" value="a"><button>Send</button></form>';

/** Options with which each submission gets this answer. */
const answering = (status, body, headers = {}) => `{
  readResponse: api.readResponse,
  onSubmit: (value) => (sent.push(value), new Response(${JSON.stringify(JSON.stringify(body))}, ${JSON.stringify({ status, headers })})),
}`;
const fields = (text) => ({ error: { message: `Validation error: ${text}`, code: "VALIDATION_ERROR" } });

test("a response's fields stand at their controls until these are edited", async () => {
  await put(FORM, LEAD, { options: answering(400, fields("email: Taken; tags.0: Unknown; company.name: Required; $: No more leads")) });
  await submit();
  await page.locator("[aria-invalid]").first().waitFor();
  assert.deepEqual(await messages(), [["email", "Taken"], ["tags.1", "Unknown"], ["", "company.name: Required\nNo more leads"]]);
  assert.deepEqual(await invalid(), ["email", "tags.1"]);
  assert.equal(await focused(), "email");
  await page.keyboard.press("End");
  await page.keyboard.type("x");
  assert.deepEqual(await messages(), [["tags.1", "Unknown"], ["", "company.name: Required\nNo more leads"]]);
  await submit();
  await page.locator("[name=email][aria-invalid]").waitFor();
  assert.equal((await sent()).length, 2, "what a server said stops nothing");
});

test("an error without fields is an alert, and goes when the form is sent again", async () => {
  await put(FORM, LEAD, { options: answering(429, { message: "Slow down <b>now</b>" }) });
  await submit();
  await page.getByRole("alert").waitFor();
  assert.deepEqual(await messages(), [["", "Slow down <b>now</b>"]]);
  await page.locator("[name=name]").fill("Bob");
  assert.equal((await messages()).length, 1);
  await page.evaluate(() => (window.Response = class extends Response {
    get ok() {
      return true;
    }
  }));
  await submit();
  assert.deepEqual(await messages(), []);
});

test("a field of a header is not the control of the same name; a reason that comes twice is said once", async () => {
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
  assert.deepEqual(await messages(), [["name", "is bad; is worse"], ["", "email: Bad header"]]);
});

test("whatever names a place and a reason can be shown, beside what the schema says", async () => {
  await put(FORM, { ...LEAD, required: ["phone"] });
  await page.evaluate(() => {
    window.bound.validate();
    window.bound.showError([{ path: ["tags", { key: 0 }], message: "Standard" }, { path: "name", reason: "Printed" }]);
  });
  assert.deepEqual(await messages(), [["name", "Printed"], ["tags.1", "Standard"], ["", "phone: Required"]]);
  await page.evaluate(() => window.bound.clear());
  assert.deepEqual(await messages(), []);
});

test("what a server has written into the page is taken over, and goes with an edit", async () => {
  await put('<form><input name="name" aria-invalid="true"><p data-error-for="name"> Taken </p><div data-error-for="">Try later</div><button>Send</button></form>', LEAD);
  assert.deepEqual(await messages(), [["name", "Taken"], ["", "Try later"]]);
  assert.deepEqual(await invalid(), ["name"]);
  await page.locator("[name=name]").fill("Bob");
  assert.deepEqual([await messages(), await invalid()], [[["", "Try later"]], []]);
  await submit();
  assert.deepEqual([await messages(), await sent()], [[], [{ name: "Bob" }]]);
});

test("one submission at a time, and the form is busy meanwhile", async () => {
  await put(FORM, LEAD, { options: "{ onSubmit: (value) => (sent.push(value), new Promise((resolve) => (window.finish = resolve))) }" });
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

test("an error about a row that is gone is not lost", async () => {
  await put(FORM, LEAD, { options: "{ onSubmit: () => new Promise((resolve) => (window.finish = resolve)) }" });
  await submit();
  await page.locator('[name="tags.1"]').evaluate((gone) => gone.remove());
  await page.evaluate(() => window.finish({ message: "m", fields: [{ path: "tags.0", reason: "Unknown" }] }));
  assert.deepEqual(await messages(), [["", "tags.0: Unknown"]]);
});

for (const [what, end] of [["fails", "reject(signal.reason)"], ["has an answer", 'resolve({ message: "m", fields: [] })']]) {
  test(`unbound, a submission is aborted; that it ${what} then is shown nowhere`, async () => {
    await put(FORM, LEAD, {
      options: `{ onSubmit: (value, { signal }) => new Promise((resolve, reject) => signal.addEventListener("abort", () => (sent.push("aborted"), ${end}))) }`,
    });
    await submit();
    await page.evaluate(() => {
      window.bound.unbind();
      return new Promise(requestAnimationFrame);
    });
    assert.deepEqual([await sent(), await messages(), await page.locator("form").getAttribute("aria-busy")], [["aborted"], [], null]);
  });
}

for (const [what, onSubmit, message] of [
  ["what onSubmit throws is not caught", '() => { throw new Error("no network") }', "no network"],
  ["a response that nobody can read is an error", '() => new Response("", { status: 500 })', "bindForm: onSubmit gave a Response: give bindForm the option readResponse"],
]) {
  test(`${what}, and the form can be sent again`, async () => {
    await put(FORM, LEAD, { options: `{ onSubmit: ${onSubmit} }` });
    await page.evaluate(() =>
      window.addEventListener("unhandledrejection", (event) => {
        event.preventDefault();
        window.sent.push(event.reason.message);
      }),
    );
    await submit();
    await submit();
    await page.waitForFunction(() => window.sent.length === 2);
    assert.deepEqual([await sent(), await page.locator("form").getAttribute("aria-busy")], [[message, message], null]);
  });
}

test("onInvalid hears of a form that is not sent, once its messages are there", async () => {
  await put('<form><input name="name"><button>Send</button></form>', { required: ["name"] }, {
    options: '{ onInvalid: ({ message }) => sent.push([message, document.querySelector("[data-error-for]").textContent]) }',
  });
  await submit();
  assert.deepEqual(await sent(), [["Validation error: name: Required", "Required"]]);
});
