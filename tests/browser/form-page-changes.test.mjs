// Tests that messages of unanimous/form follow a page that changes: rows that are removed, controls that are disabled,
// shown or renamed, and a language that is chosen.
//
//   node --test tests/browser/form-page-changes.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, invalid, messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const object = (properties, required = []) => ({ type: "object", properties, required });
const name = { type: "string", minLength: 3 };
const ROWS = object({
  first: name,
  rows: { type: "array", minItems: 1, items: object({ name }, ["name"]) },
  last: name,
});
const row = (at, label, value) => `<p><label>${label} <input name="rows.${at}.name" value="${value}"></label></p>`;
const FORM = `
  <form>
    <div id="errors" hidden><h2>Errors</h2></div>
    <label>Last <input name="last" value="x"></label>
    ${row(0, "Ann", "a")}${row(1, "Bob", "b")}${row(2, "Cid", "c")}
    <label>First <input name="first" value="x"></label>
    <button>Send</button>
  </form>`;
const SUMMARY = '{ summary: errorSummary("errors"), onSubmit: (value) => (sent.push(value), window.answer) }';
const SHORT = "String must be at least 3 characters";

/** Changes the page by a function, and waits until the form has followed. */
const change = (run, ...args) =>
  page.evaluate(
    ([source, args]) => {
      new Function(`return (${source})`)()(...args);
      return new Promise(requestAnimationFrame);
    },
    [String(run), args],
  );
const list = () => page.locator("#errors li").allInnerTexts();
const fill = (value) =>
  page.locator("input").evaluateAll((all, value) => all.forEach((one) => (one.value = value)), value);

test("a summary lists the errors in the order of the page, and those without a control last", async () => {
  await put(FORM, ROWS, { options: SUMMARY });
  await submit();
  assert.deepEqual(
    await list(),
    ["Last", "Ann", "Bob", "Cid", "First"].map((label) => `${label}: ${SHORT}`),
  );
  await fill("long");
  const paths = ["$", "first", "rows.1.name", "last"];
  await page.evaluate((paths) => (window.answer = paths.map((path) => ({ path, reason: "No" }))), paths);
  await submit();
  assert.deepEqual(await list(), ["Last: No", "Bob: No", "First: No", "No"]);
});

test("of several empty rows the first is the one to fill in", async () => {
  await put(FORM, ROWS);
  await fill("");
  await submit();
  assert.deepEqual([await messages(), await focused()], [[["rows.0.name", "Required"]], "rows.0.name"]);
  await page.getByLabel("Cid").fill("Cid");
  assert.deepEqual(await messages(), []);
  await submit();
  assert.deepEqual(await sent(), [{ rows: [{ name: "Cid" }] }]);
});

test("a removed row takes its messages with it at once, those of the server too", async () => {
  await put(FORM, ROWS, { options: SUMMARY });
  await submit();
  await change(() => document.querySelector("p").remove());
  assert.deepEqual(
    await list(),
    ["Last", "Bob", "Cid", "First"].map((label) => `${label}: ${SHORT}`),
  );
  await fill("long");
  await change(() => {
    window.answer = [1, 2].map((at) => ({ path: ["rows", at - 1, "name"], reason: "No" }));
  });
  await submit();
  assert.deepEqual(await list(), ["Bob: No", "Cid: No"]);
  await change(() => document.querySelector("p").remove());
  assert.deepEqual([await list(), await messages()], [["Cid: No"], [["rows.2.name", "No"]]]);
  // A framework gives the rows that are left new names.
  await change(() => (document.querySelector("p input").name = "rows.0.name"));
  assert.deepEqual([await list(), await messages()], [["Cid: No"], [["rows.0.name", "No"]]]);
  await change(() => document.querySelector("p").remove());
  assert.deepEqual([await list(), await messages()], [[], []]);
});

test("an added row is missing no more", async () => {
  await put(FORM, { ...ROWS, required: ["rows"] }, { options: SUMMARY });
  await fill("long");
  await change(() => document.querySelectorAll("p").forEach((one) => one.remove()));
  await submit();
  assert.deepEqual(await list(), ["rows: List must have at least 1 item"]);
  await change((row) => document.querySelector("form").insertAdjacentHTML("beforeend", row), row(0, "Ann", "Anna"));
  assert.deepEqual(await list(), []);
});

test("a control that the page disables loses its message, and has it again once it is enabled", async () => {
  await put(FORM, ROWS, { options: SUMMARY });
  await submit();
  await change(() => (document.querySelector("[name=last]").disabled = true));
  assert.deepEqual(await invalid(), ["rows.0.name", "rows.1.name", "rows.2.name", "first"]);
  await change(() => (document.querySelector("[name=last]").disabled = false));
  assert.equal((await invalid())[0], "last");
});

for (const [what, html, show] of [
  ["tab", '<div hidden id="part">FIELD</div>', () => (document.getElementById("part").hidden = false)],
  [
    "class",
    '<style>.off { display: none }</style><div class="off" id="part">FIELD</div>',
    () => (document.getElementById("part").className = ""),
  ],
  [
    "style",
    '<div style="display: none" id="part">FIELD</div>',
    () => document.getElementById("part").removeAttribute("style"),
  ],
  [
    "details",
    '<details id="part"><summary>More</summary>FIELD</details>',
    () => (document.getElementById("part").open = true),
  ],
]) {
  test(`a message moves to its control once the page shows it (${what})`, async () => {
    const field = '<label>First <input name="first" value="x"></label>';
    await put(`<form>${html.replace("FIELD", field)}<button>Send</button></form>`, object({ first: name }));
    await submit();
    assert.deepEqual([await messages(), await invalid()], [[["", `first: ${SHORT}`]], []]);
    await change(show);
    assert.deepEqual([await messages(), await invalid()], [[["first", SHORT]], ["first"]]);
  });
}

test("a message that the page writes when it changes its controls is shown", async () => {
  const html = '<form><input name="first" aria-label="First"><p data-error-for="first">Old</p></form>';
  await put(html, object({ first: name }));
  assert.deepEqual(await messages(), [["first", "Old"]]);
  await change(() => {
    document.querySelector("p").textContent = "New";
    document.querySelector("form").insertAdjacentHTML("beforeend", '<input name="last">');
  });
  assert.deepEqual([await messages(), await invalid()], [[["first", "New"]], ["first"]]);
});

test("a check whose error is shown runs again after a row is removed, and not otherwise", async () => {
  const check = `(value) => (sent.push(value.rows.length), value.rows.length > 2 ? [{ path: "rows.0.name", reason: "Too many" }] : [])`;
  await put(FORM, ROWS, { options: `{ check: ${check}, checkDelayMs: 0 }` });
  await fill("long");
  await change(() => document.querySelector("p").insertAdjacentHTML("afterend", "<p>A note</p>"));
  assert.deepEqual(await sent(), []);
  await page.evaluate(() =>
    document.querySelector("form").addEventListener("submit", (event) => event.preventDefault()),
  );
  await submit();
  assert.deepEqual(await messages(), [["rows.0.name", "Too many"]]);
  await change(() => [...document.querySelectorAll("p")].at(-1).remove());
  await page.waitForFunction(() => window.sent.length === 2);
  assert.deepEqual([await sent(), await messages()], [[3, 2], []]);
});

test("a focus and a text that is being typed survive each change of the page", async () => {
  await put(FORM, ROWS, { options: SUMMARY });
  await submit();
  await page.getByLabel("Cid").focus();
  await page.keyboard.press("End");
  await page.evaluate(() => {
    const timer = setInterval(() => {
      const first = document.querySelector("p");
      if (first.querySelector("input").name === "rows.2.name") clearInterval(timer);
      else first.remove();
    }, 100);
  });
  await page.keyboard.type("onstantine", { delay: 50 });
  assert.equal(await page.getByLabel("Cid").inputValue(), "constantine");
  assert.equal(await focused(), "rows.2.name");
});

test("a locale can be chosen while the form is bound", async () => {
  await page.evaluate(async () => (window.de = (await import("/pkg/locales/de.js")).default));
  await put(FORM, object({ first: name }), {
    options:
      '{ get locale() { return window.locale; }, onSubmit: () => ({ message: "m", fields: [], retryAfterMs: 90_000 }) }',
  });
  await submit();
  assert.deepEqual(await messages(), [["first", SHORT]]);
  await page.evaluate(() => {
    window.locale = window.de;
    window.bound.validate();
  });
  assert.deepEqual(await messages(), [["first", "Mindestens 3 Zeichen erforderlich"]]);
  await fill("long");
  await submit();
  assert.match(await page.getByRole("timer").innerText(), /^Versuchen Sie es in 1:\d\d Minuten erneut$/);
});

test("a server that says nothing but its status: the form says it in its own language", async () => {
  await page.evaluate(async () => (window.de = (await import("/pkg/locales/de.js")).default));
  const options = (locale) =>
    `{ ${locale} readResponse: api.readResponse, onSubmit: () => new Response(...window.answer) }`;
  const page502 = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
  for (const [body, init, text] of [
    [page502, { status: 502, headers: { "content-type": "text/html" } }, "(502 Bad Gateway)"],
    ["", { status: 413 }, /\(413 .+\)$/],
    ["", { status: 429, headers: { "retry-after": "90" } }, "(429 Too Many Requests)"],
    ["502 Bad Gateway", { status: 502, headers: { "content-type": "text/plain" } }, "(502 Bad Gateway)"],
    ["Bad Gateway", { status: 502, headers: { "content-type": "text/plain" } }, "(Bad Gateway)"],
    ["", { status: 599 }, "(HTTP 599)"],
    ['{"message":"400 are too many"}', { status: 400, headers: { "content-type": "application/json" } }, null],
    ["400 are too many", { status: 400, headers: { "content-type": "text/plain" } }, null],
  ]) {
    for (const [locale, failed] of [
      ["", "This could not be sent. Try again."],
      ["locale: window.de,", "Das konnte nicht gesendet werden. Versuchen Sie es erneut."],
    ]) {
      await put("<form><button>Send</button></form>", {}, { options: options(locale) });
      await page.evaluate((answer) => (window.answer = answer), [body, init]);
      await submit();
      await page.getByRole("alert").waitFor();
      const shown = await page.getByRole("alert").innerText();
      if (text === null) assert.equal(shown, "400 are too many");
      else if (typeof text === "string") assert.equal(shown, `${failed} ${text}`);
      else assert.match(shown, text);
      assert.equal(await page.getByRole("timer").count(), init.status === 429 ? 1 : 0);
    }
  }
});

for (const [what, options] of [
  ["onSubmit returns", "{ onSubmit: () => window.read() }"],
  ["onError returns", "{ onSubmit() { throw new Error() }, onError: () => window.read() }"],
  ["check returns", "{ check: () => window.read(), onSubmit() {} }"],
  ["showError gets", "{ async onSubmit() { bound.showError(await window.read()) } }"],
]) {
  test(`an ApiError of a status alone is said in the form's language, too: one that ${what}`, async () => {
    await put("<form><button>Send</button></form>", {}, { options });
    await page.evaluate(() => {
      const { readResponse } = window.entries.lite;
      window.read = () => readResponse(new Response("", { status: 503, statusText: "Service Unavailable" }));
    });
    await submit();
    await page.getByRole("alert").waitFor();
    const text = await page.getByRole("alert").innerText();
    assert.equal(text, "This could not be sent. Try again. (503 Service Unavailable)");
  });
}

test("a form that is not there is an error that says so", async () => {
  const error = await page.evaluate(() => {
    try {
      window.bindForm(document.querySelector("form.none"), window.entries.lite.schema({}));
    } catch (error) {
      return String(error);
    }
  });
  assert.equal(error, "TypeError: bindForm: the form is null");
});

test("what is wrong in a call of bindForm is named, and the form stays unbound", async () => {
  await page.setContent("<form></form>");
  const errors = await page.evaluate(() => {
    const form = document.querySelector("form");
    const compiled = window.entries.lite.schema({ type: "object" });
    const errorOf = (schema, options) => {
      try {
        window.bindForm(form, schema, options);
      } catch (error) {
        return String(error);
      }
    };
    return [
      errorOf({ type: "object" }),
      errorOf(undefined),
      errorOf({ validate() {} }),
      errorOf(compiled, null),
      errorOf(compiled, { details: "yes" }),
      errorOf(compiled, { onSubmit: 5 }),
      errorOf(compiled, { messages: {} }),
      errorOf(compiled, { checkDelayMs: "300" }),
      errorOf(compiled, { ignore: "token" }),
      errorOf(compiled, { locale: "de" }),
      errorOf(compiled, { onSubmit: null, check: undefined }),
    ];
  });
  const notCompiled = "TypeError: bindForm: the schema must be compiled: bindForm(form, schema(json), options)";
  assert.deepEqual(errors, [
    notCompiled,
    notCompiled,
    notCompiled,
    "TypeError: bindForm: options must be an object, not null",
    'TypeError: bindForm: details must be true or false, not "yes"',
    "TypeError: bindForm: onSubmit must be a function, not 5",
    "TypeError: bindForm: messages must be a function, not {}",
    'TypeError: bindForm: checkDelayMs must be milliseconds from 0 on, not "300"',
    'TypeError: bindForm: ignore must be a list of names and patterns, not "token"',
    'TypeError: bindForm: locale must be a locale such as the default export of "unanimous/locales/de", not "de"',
    undefined,
  ]);
});

test("a message moves to its control once a closed dialog around the form is opened", async () => {
  const html = '<dialog><form><label>First <input name="first" value="x"></label><button>Send</button></form></dialog>';
  await put(html, object({ first: name }));
  await page.evaluate(() => {
    window.bound.validate();
    document.querySelector("dialog").showModal();
  });
  assert.deepEqual([await messages(), await invalid()], [[["first", SHORT]], ["first"]]);
});

test("a message beside a label does not stick to the label's text, and leaves nothing behind", async () => {
  await put(
    '<form><label><input type="checkbox" name="first"> Yes</label><i></i></form>',
    object({ first: { const: true } }),
  );
  const before = await page.locator("form").innerHTML();
  await page.evaluate(() => window.bound.showError([{ path: "first", reason: "No" }]));
  assert.equal((await page.locator("form").innerText()).trim(), "Yes No");
  await page.evaluate(() => window.bound.clear());
  assert.equal(await page.locator("form").innerHTML(), before);
});
