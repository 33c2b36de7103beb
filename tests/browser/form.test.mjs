// Tests which messages unanimous/form shows, where and when, and what it sends.
//
//   node --test tests/browser/form.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, invalid, messages, put, sent, submit, useBlankPage, value } from "./form/page.mjs";
import { page, site } from "./setup.mjs";

useBlankPage();

const LEAD = {
  type: "object",
  required: ["name", "email"],
  properties: {
    name: { type: "string" },
    email: { type: "string", format: "email" },
    age: { type: "integer", minimum: 18 },
    plan: { enum: ["a", "b"] },
  },
  additionalProperties: false,
};
const FIELDS = `
  <label>Name <input name="name"></label>
  <label for="email">Email</label> <input id="email" name="email" aria-describedby="hint"> <i id="hint">Yours</i>
  <input name="age" aria-label="Age">
  <label><input type="radio" name="plan" value="a"> A</label><label><input type="radio" name="plan" value="c"> C</label>`;
const FORM = `<form>${FIELDS}<button>Send</button></form>`;
const field = (name) => page.locator(`[name="${name}"]`).first();
const type = async (name, text) => {
  await field(name).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
};

test("an invalid form is not sent; each message is at its control, and the first one gets the focus", async () => {
  await put(FORM, LEAD);
  await type("email", "ann");
  await type("age", "old");
  await submit();
  assert.deepEqual(await sent(), []);
  assert.deepEqual(await messages(), [
    ["name", "Required"],
    ["email", "Invalid email"],
    ["age", "Expected integer, received string"],
  ]);
  assert.deepEqual(await invalid(), ["name", "email", "age"]);
  assert.equal(await focused(), "name");
  assert.match(await field("email").getAttribute("aria-describedby"), /^hint unanimous-error-\d+$/);
  assert.equal(await page.getByLabel("Name", { exact: true }).count(), 1, "the message is not part of the label");

  await type("name", "Ann");
  assert.deepEqual(await invalid(), ["email", "age"]);
  await type("email", "ann@example.com");
  assert.equal(await field("email").getAttribute("aria-describedby"), "hint");
  await type("age", "17");
  assert.deepEqual(await messages(), [["age", "Number must be at least 18"]]);
  await type("age", "18");
  assert.deepEqual(await messages(), []);
  await submit();
  assert.deepEqual(await sent(), [{ name: "Ann", email: "ann@example.com", age: 18 }]);
});

test("a control shows its message when the user leaves it, then at each key; a choice shows it at once", async () => {
  await put(FORM, LEAD);
  await type("email", "ann");
  assert.deepEqual(await messages(), []);
  await page.keyboard.press("Tab");
  assert.deepEqual(await messages(), [["email", "Invalid email"]], "and no other message");
  await type("email", "ann@example.com");
  assert.deepEqual(await messages(), []);
  await page.keyboard.press("Backspace");
  await type("email", "ann");
  assert.deepEqual(await messages(), [["email", "Invalid email"]]);

  await field("name").focus();
  await field("email").focus();
  assert.deepEqual(await messages(), [
    ["name", "Required"],
    ["email", "Invalid email"],
  ]);
  await page.getByLabel("C").check();
  assert.deepEqual((await messages()).at(-1), ["plan", 'Expected one of "a", "b"']);
  assert.deepEqual(await invalid(), ["name", "email", "plan", "plan"]);
  await page.getByLabel("A", { exact: true }).check();
  assert.deepEqual(await invalid(), ["name", "email"]);
});

test("a file, a colour and a position are chosen, not typed: their messages are shown at once", async () => {
  const html = `<form><input type="file" name="file"><input type="range" name="range" max="5" value="0">
    <input type="color" name="color"><input type="number" name="number"><button>Send</button></form>`;
  const [range, color, number] = [
    { type: "integer", minimum: 3 },
    { const: "#ffffff" },
    { type: "integer", minimum: 3 },
  ];
  await put(
    html,
    { type: "object", properties: { range, color, number } },
    {
      options: `{ check: () => document.querySelector("input").files.length ? [{ path: "file", reason: "Too large" }] : [], checkDelayMs: 0 }`,
    },
  );
  await field("file").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
  await page.getByText("Too large").waitFor();
  await field("range").press("ArrowRight");
  await field("color").evaluate((input) => {
    input.value = "#ff0000";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await field("number").press("ArrowUp");
  const shown = Object.fromEntries(await messages());
  assert.deepEqual(Object.keys(shown), ["file", "range", "color"], "a number is typed, so it is not complete yet");
});

test("a custom control with buttons inside is left once the focus is outside of it", async () => {
  await page.evaluate(() => {
    class Group extends HTMLElement {
      static formAssociated = true;
      internals = this.attachInternals();
    }
    customElements.define("x-group", Group);
    customElements.define("x-button", class extends Group {});
  });
  const buttons = '<x-button tabindex="0">A</x-button> <b tabindex="0">B</b>';
  const html = `<form><x-group name="plan">${buttons}</x-group><button>Send</button></form>`;
  await put(html, { type: "object", required: ["plan"], properties: { plan: { enum: ["a", "b"] } } });
  await page.getByText("A", { exact: true }).focus();
  await page.getByText("B", { exact: true }).focus();
  await page.getByText("A", { exact: true }).focus();
  assert.deepEqual(await messages(), []);
  await page.evaluate(() => document.activeElement.blur());
  assert.deepEqual(await messages(), [["plan", "Required"]]);
});

test("moving within a radio group shows no message, and no message appears while the mouse button is down", async () => {
  await put(FORM, { ...LEAD, required: ["plan"] });
  await page.getByLabel("A", { exact: true }).focus();
  await page.getByLabel("C").focus();
  assert.deepEqual(await messages(), []);
  await field("name").focus();
  assert.deepEqual(await messages(), [["plan", "Required"]]);

  await put(FORM, LEAD);
  await field("name").focus();
  await page.getByRole("button").hover();
  await page.mouse.down();
  assert.deepEqual(await messages(), [], "no message while the mouse button is down");
  await page.mouse.up();
  assert.equal((await messages()).length, 2);
});

test(":user-invalid matches used controls, and nothing is :invalid before", async () => {
  await put(FORM, LEAD);
  const matching = (selector) => page.locator(`input${selector}`).count();
  assert.deepEqual([await matching(":invalid"), await matching(":user-invalid")], [0, 0]);
  await type("email", "ann");
  await page.keyboard.press("Tab");
  assert.deepEqual([await matching(":invalid"), await matching(":user-invalid")], [1, 1]);
  await submit();
  assert.deepEqual([await matching(":invalid"), await matching(":user-invalid")], [2, 2]);
});

test("data-error-for in the page sets where a message goes, and a hidden element is shown", async () => {
  await put(
    `<form><div><input name="email" aria-describedby="here"><p id="here" data-error-for="email"></p></div>
     <input name="age"><p hidden data-error-for="age"></p>
     <p data-error-for="rows"></p><p data-error-for='["rows"][0].a'></p><div><input name="rows[0].a"></div><button>Send</button></form>`,
    {
      type: "object",
      required: ["email", "age"],
      properties: {
        ...LEAD.properties,
        rows: { type: "array", minItems: 2, items: { required: ["a"], properties: { a: {} } } },
      },
    },
  );
  await submit();
  assert.deepEqual(await messages(), [
    ["email", "Required"],
    ["age", "Required"],
    ["rows", "List must have at least 2 items"],
    ['["rows"][0].a', "Required"],
  ]);
  assert.equal(await page.locator("span[data-error-for]").count(), 0);
  assert.equal(await field("email").getAttribute("aria-describedby"), "here");
  await invalid();
  await type("age", "18");
  await type("email", "ann@example.com");
  assert.equal(await page.locator("[data-error-for=age]").isHidden(), true);
  assert.equal(await field("email").getAttribute("aria-describedby"), "here");
  assert.deepEqual(
    (await messages()).map(([name]) => name),
    ["rows", '["rows"][0].a'],
  );
});

test("an unchanged message is not written again, because a screen reader would announce it at each key", async () => {
  await put(FORM, LEAD);
  await submit();
  const writes = await page.evaluate(async () => {
    let count = 0;
    const observer = new MutationObserver((records) => (count += records.length));
    for (const element of document.querySelectorAll("[data-error-for]"))
      observer.observe(element, { childList: true, characterData: true, subtree: true });
    const age = document.querySelector("[name=age]");
    for (const text of ["1", "18"]) {
      age.value = text;
      age.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    await Promise.resolve();
    return count;
  });
  assert.equal(writes, 0);
  assert.deepEqual(
    (await messages()).map(([name]) => name),
    ["name", "email"],
  );
});

test("controls with the same name each get a message, or share the page's own element", async () => {
  const tags = { type: "object", properties: { tags: { type: "array", items: { type: "string", maxLength: 2 } } } };
  const inputs =
    '<input name="tags" value="aaa"><input name="tags"><input name="tags" value="b"><input name="tags" value="ccc">';
  await put(`<form>${inputs}<button>Send</button></form>`, tags);
  await submit();
  const reason = "String must be at most 2 characters";
  assert.deepEqual(await messages(), [
    ["tags", reason],
    ["tags", reason],
  ]);
  assert.deepEqual(
    await page.locator("input").evaluateAll((all) => all.map(({ validationMessage }) => validationMessage)),
    [reason, "", "", reason],
  );
  assert.deepEqual(
    await page.locator("[data-error-for]").evaluateAll((all) => all.map((one) => one.previousElementSibling.value)),
    ["aaa", "ccc"],
  );

  await put(`<form>${inputs}<p data-error-for="tags"></p><button>Send</button></form>`, tags);
  await submit();
  assert.deepEqual(await messages(), [["tags", reason]]);
  assert.deepEqual(await invalid(), ["tags", "tags"]);
});

test("an error without a visible control is an alert with its path", async () => {
  const html =
    '<form><input type="hidden" name="token" value="t"><input type="hidden" name="id" value="1"><input name="name" value="Ann"><div style="display:none"><input name="email" value="ann"></div>%<button>Send</button></form>';
  const lines = "email: Invalid email\nid: Unrecognized key\ntoken: Unrecognized key";
  await put(html.replace("%", ""), LEAD);
  await field("name").focus();
  await field("name").blur();
  assert.deepEqual(await messages(), [], "no alert before the form is sent");
  await submit();
  assert.deepEqual(await messages(), [["", lines]]);
  assert.equal(await page.getByRole("alert").innerText(), lines);
  assert.deepEqual(await page.evaluate(() => document.querySelector("form").lastElementChild.dataset.errorFor), "");
  await page.evaluate(() => {
    document.querySelector("form div").style.display = "block";
    window.bound.validate();
  });
  assert.deepEqual(await messages(), [
    ["email", "Invalid email"],
    ["", "id: Unrecognized key\ntoken: Unrecognized key"],
  ]);

  await put(html.replace("%", '<ul data-error-for="" aria-live="polite"></ul>'), LEAD);
  await submit();
  assert.deepEqual(await page.locator("ul[aria-live]:not([role]) > li").allTextContents(), lines.split("\n"));
  await page.evaluate(() => window.bound.clear());
  assert.equal(await page.locator("li").count(), 0);
  assert.equal(await page.locator("ul").count(), 1);
});

test("a control name that is a printed path is read as that path", async () => {
  const keys = [
    "like this",
    "a.b",
    "имя",
    "電話",
    "007",
    "$",
    "",
    'q"\\\n',
    "line\u2028",
    "a; b: c",
    "-x",
    "@id",
    "0",
    "٣",
    "🙂",
  ];
  const json = { type: "object", required: ["in", ...keys], properties: { in: { type: "object", required: keys } } };
  await put("<form><button>Send</button></form>", json);
  const paths = await page.evaluate(() => {
    const paths = window.bound.validate().issues.map(({ path }) => path);
    for (const path of paths)
      document.querySelector("form").append(Object.assign(document.createElement("input"), { name: path }));
    return paths;
  });
  assert.equal(paths.length, 2 * keys.length);
  await submit();
  assert.deepEqual(
    (await messages()).filter(([name]) => name === "" || !paths.includes(name)),
    [],
    "each message has its control",
  );
  assert.deepEqual(new Set(await invalid()), new Set(paths));
  const typed = await page.evaluate(() => {
    for (const input of document.querySelectorAll("input")) input.value = input.name;
    return window.bound.value;
  });
  assert.deepEqual(
    new Set([...Object.keys(typed).filter((key) => key !== "in"), ...Object.keys(typed.in)]),
    new Set(keys),
  );
});

test("texts from the schema and from names are never parsed as HTML", async () => {
  const evil = "<img src=x onerror=alert(1)>";
  await put(`<form><input name="a"><input type="hidden" name="${evil}" value="1"><button>Send</button></form>`, {
    type: "object",
    required: ["a"],
    properties: { a: { "x-unanimous": { reason: evil } } },
    additionalProperties: false,
  });
  await submit();
  assert.deepEqual(await messages(), [
    ["a", evil],
    ["", `["${evil}"]: Unrecognized key`],
  ]);
  assert.equal(await page.locator("img").count(), 0);
});

test("when rows are added and removed, each message stays at its own row", async () => {
  const row = (at) => `<p><input name="contacts.${at}.email"></p>`;
  await put(`<form>${row(0)}<button>Send</button></form>`, {
    type: "object",
    properties: {
      contacts: {
        type: "array",
        minItems: 2,
        items: { type: "object", required: ["email"], properties: { email: { type: "string", format: "email" } } },
      },
    },
  });
  await page
    .locator("button")
    .evaluate((button, html) => button.insertAdjacentHTML("beforebegin", html), row(1) + row(2));
  await type("contacts.1.email", "ann");
  await page.keyboard.press("Tab");
  assert.deepEqual(await messages(), [["contacts.1.email", "Invalid email"]]);
  await page
    .locator("p")
    .first()
    .evaluate((gone) => gone.remove());
  await submit();
  assert.deepEqual(await messages(), [
    ["contacts.1.email", "Invalid email"],
    ["contacts.2.email", "Required"],
  ]);
  await page.locator("button").evaluate((button, html) => button.insertAdjacentHTML("beforebegin", html), row(3));
  await type("contacts.1.email", "ann@example.com");
  await type("contacts.2.email", "bob@example.com");
  assert.deepEqual(await messages(), [], "a new row shows no message yet");
  await page
    .locator("p")
    .last()
    .evaluate((gone) => gone.remove());
  await submit();
  assert.deepEqual(await sent(), [{ contacts: [{ email: "ann@example.com" }, { email: "bob@example.com" }] }]);
});

test("reset removes all messages and starts again", async () => {
  await put(FORM, LEAD);
  await submit();
  await type("email", "ann");
  await page.evaluate(() => document.querySelector("form").reset());
  assert.deepEqual([await messages(), await invalid(), await value()], [[], [], {}]);
  await type("email", "ann");
  assert.deepEqual(await messages(), []);
});

test("controls outside their form, and two similar forms", async () => {
  const outside = (id) => `<section><input form="${id}" name="email"><p data-error-for="email"></p></section>`;
  await put(
    `${outside("other")}${outside("f")}<form id="other"><input name="name"><p data-error-for="name"></p><p data-error-for="age"></p></form><form id="f"><input name="name"><button>Send</button></form><input form="f" name="age" value="x">`,
    LEAD,
  );
  await page.evaluate(() => {
    window.bound.unbind();
    const schema = window.entries.full.schema({
      required: ["name", "email"],
      properties: { age: { type: "integer" } },
    });
    window.bound = window.bindForm(document.getElementById("f"), schema);
  });
  const [email, name] = [page.locator("[form=f][name=email]"), page.locator("#f [name=name]")];
  await email.focus();
  await name.focus();
  assert.deepEqual(await messages(), [["email", "Required"]]);
  assert.equal(await page.locator("section").nth(1).locator("p").innerText(), "Required");
  await submit();
  assert.equal(await page.locator("#f [data-error-for=name]").innerText(), "Required");
  assert.equal(
    await page.locator("#other [data-error-for]:not(:empty)").count(),
    0,
    "the message element of another form is not used",
  );
  assert.equal(await focused(), "email", "the first control in page order");
});

test("a form in a shadow root", async () => {
  const state = await page.evaluate((html) => {
    const root = document.querySelector("main").attachShadow({ mode: "open" });
    root.innerHTML = html;
    const { schema } = window.entries.full;
    window.bindForm(
      root.querySelector("form"),
      schema({ required: ["email"], properties: { email: { format: "email" } } }),
      { onSubmit: () => {} },
    );
    root.querySelector("button").click();
    const email = root.querySelector("#email");
    const [message] = root.querySelectorAll("[data-error-for]");
    const before = [
      message.textContent,
      root.activeElement === email,
      email.getAttribute("aria-describedby").endsWith(message.id),
    ];
    email.value = "ann@example.com";
    email.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    return [...before, root.querySelectorAll("[data-error-for]").length];
  }, FORM);
  assert.deepEqual(state, ["Required", true, true, 0]);
});

test("without onSubmit the browser sends a valid form, and an invalid form fires no submit event", async () => {
  await put(`<form action="${site.url}/index.html">${FIELDS}<button>Send</button></form>`, LEAD, { options: "{}" });
  await page.evaluate(() => document.querySelector("form").addEventListener("submit", () => window.sent.push("heard")));
  await submit();
  assert.deepEqual([await sent(), await focused()], [[], "name"]);
  await type("name", "Ann");
  await type("email", "ann@example.com");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/index.html?name=Ann&email=ann%40example.com&age=");
});

test("a formnovalidate button calls onSubmit with a value that is not validated", async () => {
  await put(
    `<form><input name="name"><input name="age" value="x"><button formnovalidate>Later</button><button>Send</button></form>`,
    LEAD,
    {
      options:
        "{ check: () => [{ reason: 'No' }], onSubmit: (value, { submitter }) => void sent.push(value, submitter.innerText) }",
    },
  );
  await page.getByRole("button", { name: "Later" }).click();
  assert.deepEqual(
    [await sent(), await messages(), page.url()],
    [[{ age: "x" }, "Later"], [], `${site.url}/index.html`],
  );
  await submit();
  assert.equal((await sent()).length, 2);
});

test("a formnovalidate button that says how to send, or closes a dialog, is left to the browser", async () => {
  const dialogs = [
    `<form method="dialog"><input name="name"><button formnovalidate value="cancel">Cancel</button></form>`,
    `<form method="Dialog" id="f"><input name="name"></form><button form="f" formnovalidate value="cancel">Cancel</button>`,
  ];
  for (const html of dialogs) {
    await put(`<dialog open>${html}</dialog>`, LEAD);
    await page.getByRole("button", { name: "Cancel" }).click();
    assert.deepEqual(
      [await page.locator("dialog").evaluate(({ open, returnValue }) => [open, returnValue]), await sent()],
      [[false, "cancel"], []],
    );
  }
  await put(
    `<form><input name="name"><button formnovalidate formaction="${site.url}/index.html">Later</button></form>`,
    LEAD,
  );
  await page.getByRole("button", { name: "Later" }).click();
  await page.waitForURL("**/index.html?name=");
});

test("a formnovalidate button sends without validation, and preventDefault is respected", async () => {
  await put(
    `<form action="${site.url}/index.html"><input name="name"><button formnovalidate>Later</button><button>Send</button></form>`,
    LEAD,
    { options: "{}" },
  );
  await page.evaluate(() =>
    document
      .querySelector("main")
      .addEventListener("submit", (event) => event.preventDefault(), { capture: true, once: true }),
  );
  await submit();
  assert.deepEqual([await messages(), await sent()], [[], []]);
  await page.getByRole("button", { name: "Later" }).click();
  await page.waitForURL("**/index.html?name=");
});

test("unbind restores the page; a form can be bound again, but not twice at once", async () => {
  const html = FORM.replace(
    "<button>",
    '<ul data-error-for="" role="status"></ul><p data-error-for="age" id="age-error" hidden></p><button>',
  );
  await put(html, LEAD);
  const main = () => page.locator("main").innerHTML();
  const bound = await main();
  await submit();
  await page.evaluate(() => {
    window.bound.showError({
      message: "m",
      fields: [
        { path: "age", reason: "No" },
        { path: "x", reason: "No" },
      ],
    });
    window.bound.unbind();
    window.bound.unbind();
  });
  assert.equal(await main(), bound.replace(' novalidate=""', ""));
  assert.equal(await page.locator("input:invalid").count(), 0);
  await field("email").focus();
  await field("name").focus();
  assert.deepEqual(await messages(), []);
  const again = () =>
    page.evaluate(
      () =>
        (window.bound = window.bindForm(document.querySelector("form"), window.entries.full.schema({}))) && undefined,
    );
  await again();
  await assert.rejects(again(), /TypeError: bindForm: this form is already bound: call unbind\(\) first/);
  await page.evaluate(() => window.bound[Symbol.dispose ?? Symbol.for("Symbol.dispose")]());
  await again();
});

test("a schema of unanimous/lite works, and validate() shows all messages without moving the focus", async () => {
  await put(FORM, LEAD, { entry: "lite" });
  await field("age").focus();
  assert.equal(
    await page.evaluate(() => window.bound.validate().message),
    "Validation error: name: Required; email: Required",
  );
  assert.deepEqual(await messages(), [
    ["name", "Required"],
    ["email", "Required"],
  ]);
  assert.equal(await focused(), "age");
});
