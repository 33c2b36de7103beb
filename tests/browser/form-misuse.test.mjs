// Tests what `bindForm` refuses, and the errors that `onSubmit` throws, in Chromium.
import assert from "node:assert/strict";
import { test } from "node:test";
import { messages, put, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const FORM = `<form><label>Email <input name="email"></label><button>Send</button></form>`;
const SCHEMA = { type: "object", properties: { email: { type: "string" } } };
const main = () => page.locator("main").innerHTML();

for (const [options, message] of [
  ['{ ignore: ["a", 5] }', "bindForm: ignore[1] must be a name or a pattern, not 5"],
  ['{ texts: "x" }', 'bindForm: texts must be an object, not "x"'],
  ["{ texts: { failed: 5 } }", "bindForm: texts.failed must be a string that is not empty, not 5"],
  ['{ texts: { noAnswer: "" } }', 'bindForm: texts.noAnswer must be a string that is not empty, not ""'],
  ['{ texts: { retryIn: "x" } }', 'bindForm: texts.retryIn must be a function, not "x"'],
  ['{ texts: { fail: "x" } }', "bindForm has no text fail"],
  ["{ onsubmit() {} }", "bindForm has no option onsubmit"],
]) {
  test(`${options} is refused`, async () => {
    const error = await put(FORM, SCHEMA, { options }).catch((error) => error);
    assert.ok(error?.message.includes(`TypeError: ${message}\n`), error?.message);
    assert.equal(await main(), FORM);
  });
}

test("what is no form is refused", async () => {
  await put(FORM, SCHEMA);
  const refusals = await page.evaluate(() =>
    ["#f", { current: null }, document.body].map((form) => {
      try {
        window.bindForm(form, window.entries.full.schema({}));
      } catch (error) {
        return `${error}`.replace(/, not .*/, "");
      }
    }),
  );
  assert.deepEqual(refusals, Array(3).fill("TypeError: bindForm: the form must be a <form> element"));
});

test("a form whose schema describes a file is left as it was", async () => {
  const html = '<form><input name="email" type="file"></form>';
  await assert.rejects(put(html, SCHEMA), /holds a file/);
  assert.equal(await main(), html);
});

test("an ApiError that onSubmit throws is shown at its field", async () => {
  await put(FORM, SCHEMA, {
    options: `{ onSubmit() {
      const body = { errors: [{ field: "email", message: "Taken" }] };
      throw Object.assign(new Error("m"), { name: "ApiError" }, api.readError({ status: 422, body }));
    } }`,
  });
  await submit();
  assert.deepEqual(await messages(), [["email", "Taken"]]);
});

for (const [error, text] of [
  ['Object.assign(new Error("timeout of 9ms exceeded"), { name: "AxiosError", code: "ECONNABORTED" })', "No answer"],
  ['Object.assign(new Error("x"), { name: "NetworkError" })', "No answer"],
  ['new Error("[GET] /x: <no response> gone")', "No answer"],
  ['new Error("x", { cause: new TypeError("Failed to fetch") })', "No answer"],
  ['Object.assign(new Error("canceled"), { name: "CanceledError", code: "ERR_CANCELED" })', undefined],
  [
    'Object.assign(new Error("canceled"), { code: "ERR_CANCELED", config: { signal: { reason: { name: "TimeoutError" } } } })',
    "No answer",
  ],
  ['new Error("[GET] /x: <no response> gone", { cause: new DOMException("x", "AbortError") })', undefined],
  ['new Error("Upload timed out", { cause: new DOMException("x", "AbortError") })', "This coul"],
]) {
  test(`${error} shows ${text}`, async () => {
    await put(FORM, SCHEMA, { options: `{ onSubmit() { throw ${error}; }, onError() {} }` });
    await submit();
    assert.equal((await messages())[0]?.[1].slice(0, 9), text);
  });
}

test("an element that is or contains a form-associated custom element is no message element", async () => {
  await page.evaluate(() => {
    class Field extends HTMLElement {
      static formAssociated = true;
      value = "";
      internals = this.attachInternals();
      connectedCallback() {
        this.tabIndex = 0;
        this.textContent = "field";
      }
    }
    customElements.define("misused-field", Field);
  });
  for (const html of [
    '<div data-error-for="email"><misused-field name="email"></misused-field></div>',
    '<misused-field name="email" data-error-for="email"></misused-field>',
  ]) {
    await put(`<form>${html}<button>Send</button></form>`, {
      type: "object",
      required: ["email"],
      properties: { email: { type: "string" } },
    });
    await submit();
    const field = page.locator("misused-field");
    assert.deepEqual([await field.isVisible(), await field.innerText()], [true, "field"]);
    await page.getByText("Required").waitFor();
  }
});

test("an element that contains a control is no message element", async () => {
  await put(`<form><label data-error-for="email"><input name="email"></label><button>Send</button></form>`, {
    ...SCHEMA,
    required: ["email"],
  });
  await submit();
  assert.ok(await page.locator("input").isVisible());
  assert.ok((await messages()).some(([, text]) => text === "Required"));
});

test("errorSummary works without CSS.escape", async () => {
  await page.evaluate(() => (CSS.escape = undefined));
  await put(`<div id="a.b"></div>${FORM}`, SCHEMA, { options: "{ summary: errorSummary('a.b') }" });
});
