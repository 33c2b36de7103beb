// Tests errors that a page shows by itself, and errors that are thrown: `showError`, `onError`, a network that fails, a
// server that asks to wait, and the focus, which stays with the user.
//
//   node --test tests/browser/form-error.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, invalid, messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page, stopClock } from "./setup.mjs";

const isFailedRequest = (message) => /^Failed to load resource/.test(message.text());
useBlankPage({ isExpected: isFailedRequest });

const text = { type: "string" };
const LEAD = { type: "object", required: ["email"], properties: { email: text, name: text } };
const FORM =
  '<form><input name="email" value="ann@example.com"><input name="name"><button>Send</button></form><input id="search">';
const TAKEN = [{ path: "email", reason: "Taken" }];
const showError = (error, options) =>
  page.evaluate(([error, options]) => window.bound.showError(error, options), [error, options]);
const NO_ANSWER = "No answer from the server. Check your connection and try again.";
const FAILED = "This could not be sent. Try again.";

test("showError does not take the focus from a user who is at another control", async () => {
  await put(FORM, LEAD);
  for (const selector of ["[name=name]", "#search"]) {
    await page.locator(selector).focus();
    await page.keyboard.type("Ann");
    await showError(TAKEN);
    await page.keyboard.type("ie");
    assert.equal(await page.locator(selector).inputValue(), "Annie");
    assert.equal(await page.locator("[name=email]").inputValue(), "ann@example.com");
    assert.deepEqual(await messages(), [["email", "Taken"]]);
  }
  await page.locator("button").focus();
  await showError(TAKEN, { focus: false });
  assert.equal(await focused(), "");
  await showError(TAKEN);
  assert.equal(await focused(), "email", "at a button the user waits for its effect");
  await page.evaluate(() => document.activeElement.blur());
  await showError(TAKEN);
  assert.equal(await focused(), "email", "nothing had the focus");
});

for (const [what, act, expected] of [
  ["stays at the control from which the form was sent", async () => {}, "email"],
  ["has edited it again", () => page.keyboard.type("x"), "name"],
  ["has gone to another control", () => page.locator("#search").focus(), ""],
  [
    "has left and come back",
    () =>
      page
        .locator("#search")
        .focus()
        .then(() => page.locator("[name=name]").focus()),
    "name",
  ],
]) {
  test(`a late answer moves the focus only if the user stays: the user ${what}`, async () => {
    await put(FORM, LEAD, { options: "{ onSubmit: () => new Promise((resolve) => (window.finish = resolve)) }" });
    await page.locator("[name=name]").focus();
    await page.keyboard.press("Enter");
    await act();
    await page.evaluate((error) => window.finish(error), TAKEN);
    await page.locator("[name=email][aria-invalid]").waitFor();
    assert.equal(await focused(), expected);
  });
}

test("the focus in shadow roots, open and closed", async () => {
  for (const mode of ["open", "closed"]) {
    const names = await page.evaluate(
      ([mode, html]) => {
        const host = document.createElement("div");
        document.querySelector("main").replaceChildren(host, document.createElement("input"));
        const root = host.attachShadow({ mode });
        root.innerHTML = html;
        const bound = window.bindForm(root.querySelector("form"), window.entries.full.schema({}));
        const [, name] = root.querySelectorAll("input");
        const taken = [{ path: "email", reason: "Taken" }];
        const focusedNow = () => root.activeElement?.name ?? document.activeElement.localName;
        return [name, root.querySelector("button"), document.querySelector("main > input")].map((element) => {
          element.focus();
          bound.showError(taken);
          return focusedNow();
        });
      },
      [mode, FORM],
    );
    assert.deepEqual(names, ["name", "email", "input"], mode);
  }
});

test("an error that showError shows blocks submissions until its control is edited", async () => {
  await put(FORM, LEAD);
  await page.locator("[name=name]").focus();
  await showError(TAKEN);
  await submit();
  assert.deepEqual([await sent(), await messages(), await focused()], [[], [["email", "Taken"]], "email"]);
  await page.keyboard.press("End");
  await page.keyboard.type(".uk");
  await submit();
  assert.deepEqual([await sent(), await messages()], [[{ email: "ann@example.com.uk" }], []]);
});

test("a value that a script has entered is sent though showError has refused the one before", async () => {
  const html = `${FORM.replace("<button>", '<input type="checkbox" name="news"><button>')}`;
  await put(html, LEAD);
  for (const [path, change] of [
    ["email", "value = 'bob@example.com'"],
    ["news", "checked = true"],
  ]) {
    await page.evaluate(() => (window.sent.length = 0));
    await showError([{ path, reason: "Wrong" }]);
    await submit();
    assert.deepEqual([await sent(), await messages()], [[], [[path, "Wrong"]]]);
    await page.evaluate(`document.querySelector("[name=${path}]").${change}`);
    await submit();
    assert.deepEqual([(await sent()).length, await messages()], [1, []]);
  }
});

test("an error of a custom element blocks submissions until its event of an edit", async () => {
  await page.evaluate(() => {
    if (customElements.get("x-text")) return;
    customElements.define(
      "x-text",
      class extends HTMLElement {
        static formAssociated = true;
        internals = this.attachInternals();
        connectedCallback() {
          this.internals.setFormValue("a");
        }
      },
    );
  });
  await put('<form><x-text name="email"></x-text><button>Send</button></form>', { type: "object" });
  await showError([{ path: "email", reason: "Taken" }]);
  await submit();
  await submit();
  assert.deepEqual(await sent(), []);
  await page.evaluate(() => document.querySelector("x-text").dispatchEvent(new Event("input", { bubbles: true })));
  await submit();
  assert.equal((await sent()).length, 1);
});

test("an error that no edit can remove does not block the form", async () => {
  const html =
    '<form><input name="email" value="a"><input type="hidden" name="id" value="1"><input name="ro" readonly value="1"><input name="gone" value="1"><button>Send</button></form>';
  await put(html, { type: "object" });
  for (const path of ["id", "ro", "gone", "elsewhere", ""]) {
    await showError([{ path, reason: "Wrong" }]);
    if (path === "gone") await page.locator("[name=gone]").evaluate((gone) => gone.remove());
    await submit();
    assert.equal((await sent()).length, 1, path);
    await page.evaluate(() => (window.sent.length = 0));
  }
});

test("an empty list takes the last error away, and moves no focus", async () => {
  await put(FORM, LEAD);
  await page.evaluate(() => window.bound.showError([{ path: "name", reason: "Odd" }], { focus: false }));
  await page.locator("[name=email]").fill("");
  await page.locator("[name=email]").blur();
  await showError([]);
  assert.deepEqual([await messages(), await focused()], [[["email", "Required"]], "body"]);
});

test("clear and reset end the block", async () => {
  await put(FORM, LEAD);
  for (const end of ["bound.clear()", "document.querySelector('form').reset()"]) {
    await showError(TAKEN);
    await page.evaluate(end);
    await submit();
    assert.equal((await sent()).length, 1);
    await page.evaluate(() => (window.sent.length = 0));
  }
});

test("a network that fails is said to the user, and is no uncaught error", async () => {
  await page.route("**/leads", (route) => route.abort());
  await put(FORM, LEAD, {
    options: `{ readResponse: api.readResponse, onSubmit: (value) => fetch("/leads", { method: "POST", body: "{}" }) }`,
  });
  await submit();
  await page.getByRole("alert").waitFor();
  assert.deepEqual(await messages(), [["", NO_ANSWER]]);
  await page.unroute("**/leads");
  await page.route("**/leads", (route) => route.fulfill({ status: 200, body: "{}" }));
  await submit();
  await page.locator("[data-error-for]").waitFor({ state: "detached" });
});

test("a body that breaks off, and a time limit, are failures of the network too", async () => {
  for (const error of [
    'new DOMException("signal timed out", "TimeoutError")',
    'new TypeError("Failed to fetch")',
    'new TypeError("NetworkError when attempting to fetch resource.")',
    'new TypeError("Load failed")',
    'new TypeError("The Internet connection appears to be offline.")',
    'new TypeError("The network connection was lost.")',
    'new TypeError("network error")',
    'new Error("Network Error")',
    'new TypeError("Network request failed")',
    'new TypeError("fetch failed")',
  ]) {
    await put(FORM, LEAD, { options: `{ onSubmit: async () => { throw ${error}; } }` });
    await submit();
    assert.deepEqual(await messages(), [["", NO_ANSWER]], error);
  }
});

for (const [what, onSubmit, message] of [
  [
    "another error of onSubmit",
    '() => { throw new TypeError("x is undefined: fetch failed") }',
    "x is undefined: fetch failed",
  ],
  [
    "a Response without the option readResponse",
    '() => new Response("", { status: 500 })',
    "bindForm: onSubmit gave a Response: pass the option readResponse",
  ],
]) {
  test(`${what} is said to the user and thrown again, and the form can be sent again`, async () => {
    await put(FORM, LEAD, { options: `{ onSubmit: ${onSubmit} }` });
    await page.evaluate(() =>
      window.addEventListener("unhandledrejection", (event) => {
        event.preventDefault();
        window.sent.push(event.reason.message);
      }),
    );
    await submit();
    assert.deepEqual(await messages(), [["", FAILED]]);
    await submit();
    await page.waitForFunction(() => window.sent.length === 2);
    assert.deepEqual([await sent(), await page.locator("form").getAttribute("aria-busy")], [[message, message], null]);
  });
}

test("a request that the page itself aborts shows nothing", async () => {
  await put(FORM, LEAD, { options: '{ onSubmit: () => { throw new DOMException("stop", "AbortError"); } }' });
  await submit();
  assert.deepEqual(await messages(), []);
});

test("onError gets the error, and the form shows its result", async () => {
  for (const [answer, shown] of [
    ["undefined", [["", FAILED]]],
    ["null", []],
    ['[{ reason: "Our fault" }]', [["", "Our fault"]]],
    ['Promise.resolve([{ path: "name", reason: "Odd" }])', [["name", "Odd"]]],
  ]) {
    await put(FORM, LEAD, {
      options: `{ onSubmit: () => { throw new Error("bug"); }, onError: (error) => (sent.push(error.message), ${answer}) }`,
    });
    await submit();
    await page.waitForFunction(() => !document.querySelector("form").hasAttribute("aria-busy"));
    assert.deepEqual([await sent(), await messages()], [["bug"], shown], answer);
  }
});

test("the form's own texts can be replaced", async () => {
  await put(FORM, LEAD, {
    options: `{ texts: { noAnswer: "Keine Antwort", retryIn: (s) => "Noch " + s }, onSubmit: () => { throw new TypeError("Failed to fetch"); } }`,
  });
  await submit();
  assert.deepEqual(await messages(), [["", "Keine Antwort"]]);
  await showError({ message: "Zu viele", fields: [], retryAfterMs: 5000 });
  assert.equal(await page.getByRole("timer").innerText(), "Noch 5");
});

test("a server that asks to wait: the seconds are counted down, and nothing is sent before", async () => {
  await stopClock();
  await put(FORM, LEAD, {
    options: `{ readResponse: api.readResponse, onSubmit: (value) => (sent.push(value), new Response('{"message":"Slow down"}', { status: 429, headers: { "retry-after": "125" } })) }`,
  });
  await submit();
  await page.getByRole("timer").waitFor();
  assert.deepEqual(await messages(), [["", "Slow down"]]);
  const timer = page.locator("[role=timer]");
  assert.equal(await timer.innerText(), "Try again in 2:05 minutes");
  assert.equal(await page.locator("[role=alert] [role=timer]").count(), 0, "an alert would announce each second");
  await page.clock.runFor(65_000);
  assert.equal(await timer.innerText(), "Try again in 1:00 minutes");
  await page.clock.runFor(1_000);
  assert.equal(await timer.innerText(), "Try again in 59 seconds");
  await submit();
  assert.equal((await sent()).length, 1);
  assert.deepEqual(await messages(), [["", "Slow down"]]);
  await page.clock.runFor(58_000);
  assert.equal(await timer.innerText(), "Try again in 1 second");
  await page.clock.runFor(1_000);
  assert.equal(await timer.count(), 0);
  await submit();
  await timer.waitFor();
  assert.equal((await sent()).length, 2);
  await page.evaluate(() => window.bound.dispose());
  assert.equal(await timer.count(), 0);
});

test("the form can be sent at the very end of a countdown, which takes an hour at most", async () => {
  await stopClock();
  await put(FORM, LEAD);
  const timer = page.locator("[role=timer]");
  await showError({ message: "Slow down", fields: [], retryAfterMs: 60_500 });
  await page.clock.runFor(40_000);
  await submit();
  assert.deepEqual([await sent(), await timer.count()], [[], 1]);
  await page.clock.runFor(20_500);
  assert.equal(await timer.count(), 0);
  await submit();
  assert.equal((await sent()).length, 1);
  for (const retryAfterMs of [Number.POSITIVE_INFINITY, 1e15, 3_600_000]) {
    await showError({ message: "Come back tomorrow", fields: [], retryAfterMs });
    assert.equal(await timer.innerText(), "Try again in 60:00 minutes");
    await page.clock.runFor(3_600_000);
    assert.equal(await timer.count(), 0);
  }
});

test("a countdown whose timers are late has ended at its end", async () => {
  await put(FORM, LEAD);
  await showError({ message: "Slow down", fields: [], retryAfterMs: 50 });
  await page.evaluate(() => {
    const end = performance.now() + 60;
    while (performance.now() < end);
    document.querySelector("button").click();
  });
  assert.deepEqual([(await sent()).length, await page.locator("[role=timer]").count()], [1, 0]);
});

test("the page's own element for the countdown", async () => {
  await put(FORM.replace("<button>", "<p hidden data-retry-countdown></p><button>"), LEAD);
  await showError({ message: "Slow down", fields: [], retryAfterMs: 1000 });
  const element = page.locator("p[data-retry-countdown]");
  assert.equal(await element.innerText(), "Try again in 1 second");
  await page.evaluate(() => window.bound.clear());
  assert.deepEqual([await element.isHidden(), await element.textContent()], [true, ""]);
  await showError({ message: "Odd", fields: [], retryAfterMs: null });
  assert.equal(await element.isHidden(), true);
});

for (const [what, html, edit] of [
  ["a text", '<input name="email">', "b"],
  ["a number", '<input name="email" type="number">', "1"],
  ["a text area", '<textarea name="email"></textarea>', "b"],
]) {
  for (const leave of ["Tab", "Enter", "a click"]) {
    test(`an error that is shown while ${what} has the focus stays, and blocks, after ${leave}`, async () => {
      await put(`<form>${html}<button>Send</button></form>`, { properties: { email: {} } });
      await page.locator("[name=email]").focus();
      await page.keyboard.type(edit);
      await showError(TAKEN, { focus: false });
      if (leave === "a click") await submit();
      else await page.keyboard.press(leave === "Enter" && what === "a text area" ? "Tab" : leave);
      assert.deepEqual([await messages(), await sent()], [[["email", "Taken"]], []]);
      await submit();
      assert.deepEqual([await messages(), await sent()], [[["email", "Taken"]], []]);
      await page.locator("[name=email]").focus();
      await page.keyboard.press("End");
      await page.keyboard.type("2");
      assert.deepEqual(await messages(), [], "an edit");
      await submit();
      assert.equal((await sent()).length, 1);
    });
  }
}

test("an error that is shown between input and change of a choice stays until another choice is made", async () => {
  const html =
    '<form><input type="checkbox" name="email"><select name="name"><option>a<option>b</select><button>Send</button></form>';
  await put(html, { properties: { email: {}, name: {} } });
  await page.evaluate(() =>
    document.querySelector("form").parentElement.addEventListener("change", ({ target }) => {
      if (target.name === "email") window.bound.showError([{ path: "email", reason: "Taken" }], { focus: false });
    }),
  );
  await page.locator("[name=email]").click();
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await page.locator("[name=name]").selectOption("b");
  assert.deepEqual(await messages(), [["email", "Taken"]]);
  await page.evaluate(() => window.bound.showError([{ path: "name", reason: "No" }]));
  await page.locator("[name=name]").selectOption("a");
  assert.deepEqual(await messages(), []);
});

test("an error that comes after dispose leaves nothing in the page", async () => {
  await put(FORM, { ...LEAD, required: ["name"] });
  await page.evaluate(() => window.bound.dispose());
  const html = await page.locator("form").innerHTML();
  await showError(TAKEN);
  const message = await page.evaluate(() => window.bound.validate().message);
  assert.equal(message, "Validation error: name: Required");
  assert.equal(await page.locator("form").innerHTML(), html);
  await page.evaluate(() => window.bindForm(document.querySelector("form"), window.entries.full.schema({})));
  await page.evaluate((taken) => window.bound.showError(taken), TAKEN);
  assert.deepEqual(await messages(), []);
});

test("dispose is unbind", async () => {
  await put(FORM, LEAD);
  await showError(TAKEN);
  await page.evaluate(() => window.bound.dispose());
  assert.deepEqual([await messages(), await invalid()], [[], []]);
  await page.evaluate(() => window.bound.dispose());
  await page.evaluate(() => window.bindForm(document.querySelector("form"), window.entries.full.schema({})).unbind());
});

test("showError shows the message of any error, and refuses a value that is not an error", async () => {
  await put(FORM, LEAD);
  for (const error of [
    'new Error("Full")',
    '{ message: "Full" }',
    '{ message: "Full", fields: [] }',
    "[new Error('Full')]",
  ]) {
    await page.evaluate(`bound.clear(); bound.showError(${error})`);
    assert.deepEqual(await messages(), [["", "Full"]], error);
  }
  for (const blank of ["new Error()", '{ message: "" }']) {
    await page.evaluate(`bound.clear(); bound.showError(${blank})`);
    assert.deepEqual(await messages(), [["", "This could not be sent. Try again."]], blank);
  }
  await page.evaluate("bound.clear(); bound.showError(new Error('Full'))");
  for (const odd of NO_ERRORS) {
    const text = await page.evaluate(
      `(() => { try { bound.showError(${odd}); } catch (error) { return String(error); } })()`,
    );
    assert.match(text, /^TypeError: bindForm: \[object \w+\] is no error with a message, fields or issues/, odd);
    assert.deepEqual(await messages(), [["", "Full"]], "the last error stays");
  }
});

const NO_ERRORS = [
  'new Response("", { status: 409 })',
  "{}",
  "true",
  "5",
  '"Taken"',
  '["Taken"]',
  '[["email", "Taken"]]',
  '{ error: "Taken" }',
  '[{ path: "email" }]',
  "{ data: {}, status: 409, headers: {} }",
  "() => {}",
  "new Map([[1, 2]])",
];

for (const [what, options] of [
  ["check", (odd) => `{ check: () => (${odd}), onSubmit: () => void sent.push("sent") }`],
  ["an asynchronous check", (odd) => `{ check: async () => (${odd}), onSubmit: () => void sent.push("sent") }`],
  ["onSubmit", (odd) => `{ readResponse: api.readResponse, onSubmit: async () => (${odd}) }`],
  ["onError", (odd) => `{ onSubmit: () => { throw new Error("x") }, onError: () => (${odd}) }`],
]) {
  test(`the result of ${what} must be an error: anything else is said to the user and thrown`, async () => {
    await page.evaluate(() =>
      window.addEventListener("unhandledrejection", (event) => {
        event.preventDefault();
        window.sent.push(event.reason.message);
      }),
    );
    // The response that is not ok is read as an error where a response is expected.
    const odds = what === "onSubmit" ? NO_ERRORS.slice(1) : NO_ERRORS;
    for (const odd of [...odds, ...(/check/.test(what) ? ["false", "0", '""'] : [])]) {
      await put(FORM, LEAD, { options: options(odd) });
      await submit();
      await page.waitForFunction(() => window.sent.length > 0);
      assert.deepEqual(await messages(), [["", FAILED]], odd);
      const [message, ...others] = await sent();
      assert.match(message, /^bindForm: \[object \w+\] is no error/, odd);
      assert.deepEqual(others, [], odd);
    }
  });
}
