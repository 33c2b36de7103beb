// Tests how unanimous/form reads a form with a schema.
//
//   node --test tests/browser/form-read.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { readForm } from "unanimous/form";
import { messages, put, sent, submit, useBlankPage, value } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const object = (properties, required = []) => ({ type: "object", properties, required });
const list = (items, more) => ({ type: "array", items, ...more });
const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const INTEGER = { type: "integer" };
const BOOLEAN = { type: "boolean" };
const CHOICE = { enum: [true, "x"] };
/** The formats whose texts are trimmed. */
const FORMATS = [
  ...["email", "idn-email", "phone", "phone-number", "e164", "safe-url", "uri", "uri-reference", "uuid", "hostname"],
  ...["idn-hostname", "ip", "ipv4", "ipv6", "date", "date-time", "time", "duration"],
];
const contacts = object({ contacts: list(object({ email: TEXT, tags: list(TEXT) }, ["email"])) });

/** `[title, the form's HTML, the schema, the expected value]` */
const TABLE = [
  [
    "a text is read as typed",
    '<input name="a" value=" x "><textarea name="b">\n1\n2</textarea>',
    object({ a: TEXT, b: TEXT }),
    { a: " x ", b: "1\n2" },
  ],
  [
    "an empty text is missing",
    '<input name="a"><textarea name="b"></textarea><select name="c"><option value="">-</select>',
    object({ a: TEXT, b: TEXT, c: TEXT }, ["a"]),
    {},
  ],
  [
    "an empty text that is required and nullable is null",
    '<input name="a"><input name="b">',
    object({ a: { type: ["string", "null"] }, b: { type: ["string", "null"] } }, ["a"]),
    { a: null },
  ],
  ["a control without a name is not read", '<input value="x"><input name="" value="x">', object({}), {}],
  [
    "disabled controls are left out, also by their fieldset",
    '<input name="a" value="x" disabled><fieldset disabled><input name="b" value="x"><input type="checkbox" name="c" checked></fieldset>',
    object({ a: TEXT, b: TEXT, c: BOOLEAN }),
    {},
  ],
  [
    "names that are paths",
    '<input name="a.b" value="1"><input name="a[\'c\']" value="2"><input name=\'a["like this"]\' value="3"><input name="like that" value="4">',
    object({ a: object({ b: TEXT, "like this": TEXT }), "like that": TEXT }),
    { a: { b: "1", "like this": "3" }, "a['c']": "2", "like that": "4" },
  ],
  [
    "a name that is not a path is one key",
    '<input name="a..b" value="1"><input name="a[01]" value="2"><input name="007" value="3"><input name="a." value="4"><input name=\'["x]\' value="5">',
    {},
    { "a..b": "1", a: { "01": "2" }, "007": "3", "a.": "4", '["x]': "5" },
  ],
  [
    "properties that are named like paths",
    '<input name="ids[]" value="1"><input name="user.name" value="Ann"><input name="user.age" value="5">',
    object({ "ids[]": list(INTEGER), "user.name": TEXT, user: object({ age: INTEGER }) }),
    { "ids[]": [1], "user.name": "Ann", user: { age: 5 } },
  ],
  [
    "list indices are renumbered without gaps",
    '<input name="contacts.0.email" value="a"><input name="contacts[7].email" value="c"><input name="contacts.2.email" value="b">',
    contacts,
    { contacts: [{ email: "a" }, { email: "b" }, { email: "c" }] },
  ],
  [
    "an empty row is left out, and with it a list that has no other row",
    '<input name="contacts.0.email"><input name="contacts.0.tags.0"><input name="contacts.0.tags.1">',
    contacts,
    {},
  ],
  [
    "empty rows are left out wherever they are",
    '<input name="contacts.0.email"><input name="contacts.1.email" value="a"><input name="contacts.2.email"><input name="contacts.3.email" value="b">',
    object({ ...contacts.properties, rows: list(TEXT) }, ["contacts", "rows"]),
    { contacts: [{ email: "a" }, { email: "b" }], rows: [] },
  ],
  [
    "an empty row is kept if the schema asks for so many rows",
    '<input name="contacts.0.email"><input name="contacts.1.email"><input name="contacts.2.email" value="a">',
    object({ contacts: list(object({ email: TEXT }, ["email"]), { minItems: 2 }) }),
    { contacts: [{}, { email: "a" }] },
  ],
  [
    "a row with a checked box is kept, one with an unchecked box is left out",
    '<input type="checkbox" name="rows.0.a"><input name="rows.0.b"><input type="checkbox" name="rows.1.a" checked><input name="rows.1.b">',
    object({ rows: list(object({ a: BOOLEAN, b: TEXT })) }),
    { rows: [{ a: true }] },
  ],
  [
    "spaces around a text go where no value has them, and stay elsewhere",
    [...FORMATS, "password", "regex", "json-pointer"]
      .map((format) => `<textarea name="${format}">\n\t x \n </textarea>`)
      .join("") + '<input name="name" value=" Ann "><input name="plan" value=" a "><input name="code" value=" x ">',
    object({
      ...Object.fromEntries(
        [...FORMATS, "password", "regex", "json-pointer"].map((format) => [format, { ...TEXT, format }]),
      ),
      name: TEXT,
      plan: { enum: ["a"] },
      code: { ...TEXT, pattern: "^x$" },
    }),
    {
      ...Object.fromEntries(FORMATS.map((format) => [format, "x"])),
      ...Object.fromEntries(["password", "regex", "json-pointer"].map((format) => [format, "\t x \n "])),
      name: " Ann ",
      plan: " a ",
      code: " x ",
    },
  ],
  [
    "only ASCII whitespace is removed, as by input type=email",
    '<input name="a" value="\u00a0x\u00a0"><input name="b" value=" \u2003x"><input name="c.0" value=" x "><input name="c.1" value=" ">',
    object({
      a: { ...TEXT, format: "email" },
      b: { ...TEXT, format: "phone" },
      c: list({ ...TEXT, format: "email" }),
    }),
    { a: "\u00a0x\u00a0", b: "\u2003x", c: ["x"] },
  ],
  [
    "spaces alone are a missing number, date or address",
    '<input name="a" value=" "><input name="b" value="  "><input name="c" value=" "><input name="d" value=" ">',
    object({ a: INTEGER, b: { ...TEXT, format: "date" }, c: { type: ["string", "null"], format: "email" }, d: TEXT }, [
      "c",
    ]),
    { c: null, d: " " },
  ],
  [
    "hidden inputs of frameworks are left out",
    [
      ...["$ACTION_REF_1", "$ACTION_1:0", "$ACTION_KEY", "$ACTION_ID_7f", "authenticity_token", "_method", "utf8"],
      ...["csrfmiddlewaretoken", "_csrf", "_csrf_token", "csrf-token", "_token", "__RequestVerificationToken"],
      ...["__VIEWSTATE", "__VIEWSTATEGENERATOR", "__EVENTVALIDATION"],
    ]
      .map((name) => `<input type="hidden" name="${name}" value="1">`)
      .join("") + '<input type="hidden" name="id" value="5"><input name="method" value="m">',
    { ...object({ id: INTEGER, method: TEXT }), additionalProperties: false },
    { id: 5, method: "m" },
  ],
  [
    "an input that a schema mentions is read, whatever its name",
    '<input name="_method" value="put"><input name="utf8" value="x"><input name="_token" value="t"><input name="a._csrf" value="c">',
    {
      required: ["_token"],
      properties: { a: { properties: { _csrf: TEXT } } },
      allOf: [{ properties: { _method: TEXT } }],
    },
    { _method: "put", _token: "t", a: { _csrf: "c" } },
  ],
  [
    "a huge index is renumbered too",
    '<input name="tags.4294967294" value="a"><input name="tags.0" value="b">',
    object({ tags: list(TEXT) }),
    { tags: ["b", "a"] },
  ],
  [
    "digits are keys where the schema has an object",
    '<input name="a.0" value="x">',
    object({ a: object({ 0: TEXT }) }),
    { a: { 0: "x" } },
  ],
  [
    "without a schema, indices make a list",
    '<input name="a.0" value="x"><input name="b.0" value="x"><input name="b.c" value="y">',
    {},
    { a: ["x"], b: { 0: "x", c: "y" } },
  ],
  [
    "a repeated name is a list without the empty texts",
    '<input name="tags" value="a"><input name="tags"><input name="tags" value="b">',
    object({ tags: list(TEXT) }),
    { tags: ["a", "b"] },
  ],
  [
    "a single control is a list if the schema has a list",
    '<input name="tags" value="1">',
    object({ tags: list(INTEGER) }),
    { tags: [1] },
  ],
  [
    "a repeated name is a list even if the schema has none",
    '<input name="a" value="1"><input name="a" value="2">',
    object({ a: TEXT }),
    { a: ["1", "2"] },
  ],
  [
    "an empty list is left out unless it is required",
    '<select multiple name="a"><option>1</select><select multiple name="b"><option>1</select>',
    object({ a: list(TEXT), b: list(TEXT), c: list(TEXT) }, ["b", "c"]),
    { b: [], c: [] },
  ],
  [
    "select multiple",
    '<select multiple name="a"><option selected>1<option>2<option selected>3<option selected disabled>4</select>',
    object({ a: list(INTEGER) }),
    { a: [1, 3] },
  ],
  [
    "numbers",
    '<input name="a" value=" -1.5e3 "><input name="b" value=".5"><input type="number" name="c" value="7"><input type="range" name="d" value="3" max="9">',
    object({ a: NUMBER, b: NUMBER, c: INTEGER, d: INTEGER }),
    { a: -1500, b: 0.5, c: 7, d: 3 },
  ],
  [
    "a wrong number stays a text",
    ["12px", "1,5", "0x10", "1e999", "Infinity", "9007199254740993", " "]
      .map((text, at) => `<input name="n.${at}" value="${text}">`)
      .join(""),
    object({ n: list(NUMBER) }),
    { n: ["12px", "1,5", "0x10", "1e999", "Infinity", "9007199254740993"] },
  ],
  [
    "digits stay a text if the schema accepts a text",
    '<input name="a" value="01"><input name="b" value="5">',
    object({ a: TEXT, b: { type: ["string", "integer"] } }),
    { a: "01", b: "5" },
  ],
  [
    "a checkbox is a boolean, whatever its value attribute",
    '<input type="checkbox" name="a" checked><input type="checkbox" name="b"><input type="checkbox" name="c" value="no" checked>',
    object({ a: BOOLEAN, b: BOOLEAN, c: BOOLEAN }),
    { a: true, b: false, c: true },
  ],
  [
    "a checkbox with a hidden input before it",
    '<input type="hidden" name="a" value="0"><input type="checkbox" name="a" value="1" checked><input type="hidden" name="b" value="0"><input type="checkbox" name="b" value="1">',
    object({ a: BOOLEAN, b: BOOLEAN }),
    { a: true, b: false },
  ],
  [
    "a checkbox is a text where the schema allows texts, too",
    '<input type="checkbox" name="a" value="x" checked><input type="checkbox" name="b"><input type="checkbox" name="c" value="x" checked><input type="checkbox" name="d" checked>',
    object({ a: { type: ["boolean", "string"] }, b: { type: ["boolean", "string"] }, c: CHOICE, d: CHOICE }),
    { a: "x", c: "x", d: true },
  ],
  [
    "an unchecked checkbox that must be true is false with a hidden input that says so",
    '<input type="hidden" name="a" value="0"><input type="checkbox" name="a" value="1"><input type="hidden" name="b" value=""><input type="checkbox" name="b" value="1">',
    object({ a: { const: true }, b: { const: true } }),
    { a: false },
  ],
  [
    "an unchecked checkbox that must be true is left out",
    '<input type="checkbox" name="a"><input type="checkbox" name="b">',
    object({ a: { const: true }, b: { type: "boolean", enum: [true] } }),
    {},
  ],
  [
    "a checkbox with a text",
    '<input type="checkbox" name="a" value="yes" checked><input type="checkbox" name="b" value="yes">',
    object({ a: TEXT, b: TEXT }),
    { a: "yes" },
  ],
  [
    "checkboxes with the same name are a list",
    '<input type="checkbox" name="a" value="1" checked><input type="checkbox" name="a" value="2"><input type="checkbox" name="a" value="3" checked>',
    object({ a: list({ enum: [1, 2, 3] }) }),
    { a: [1, 3] },
  ],
  [
    "radio buttons",
    '<input type="radio" name="a" value="true"><input type="radio" name="a" value="false" checked><input type="radio" name="b" value="x"><input type="radio" name="c" value="2" checked>',
    object({ a: BOOLEAN, b: TEXT, c: { enum: ["1", 2] } }),
    { a: false, c: 2 },
  ],
  [
    "enum members keep their own type",
    '<input name="a" value="1"><input name="b" value="1"><input name="c" value="true"><input name="d" value="null"><input name="e">',
    object(
      {
        a: { enum: ["1", 1] },
        b: { enum: [1, "x"] },
        c: { const: true },
        d: { enum: ["x", null] },
        e: { enum: ["x", null] },
      },
      ["e"],
    ),
    { a: "1", b: 1, c: true, d: "null", e: null },
  ],
  [
    "an object with no input is left out",
    '<input name="a.b"><input type="checkbox" name="a.c"><input name="d.e">',
    object({ a: object({ b: TEXT, c: BOOLEAN, x: list(TEXT) }, ["b", "x"]), d: object({ e: TEXT }, ["e"]) }, ["d"]),
    { d: {} },
  ],
  [
    "an object with some input",
    '<input name="a.b"><input type="checkbox" name="a.c" checked>',
    object({ a: object({ b: TEXT, c: BOOLEAN, x: list(TEXT) }, ["b", "x"]) }),
    { a: { c: true, x: [] } },
  ],
  [
    "names of prototype properties are plain keys",
    '<input name="__proto__.polluted" value="1"><input name="constructor" value="2">',
    {},
    JSON.parse('{"__proto__":{"polluted":"1"},"constructor":"2"}'),
  ],
  [
    "names of form properties are plain keys",
    '<input name="elements" value="1"><input name="id" value="2"><input name="method" value="3">',
    {},
    { elements: "1", id: "2", method: "3" },
  ],
  ["the root value", '<input name="$" value="5">', INTEGER, 5],
  ["a list as the root value", '<input name="0.a" value="x">', list(object({ a: TEXT })), [{ a: "x" }]],
  ["an empty form", "", object({ a: object({ b: TEXT }, ["b"]) }, ["a"]), { a: {} }],
];

for (const [title, html, json, expected] of TABLE) {
  test(title, async () => {
    await put(`<form>${html}</form>`, json);
    // Compares texts, because a value that Playwright returns from the page loses `__proto__`.
    assert.equal(await page.evaluate(() => JSON.stringify(window.bound.value)), JSON.stringify(expected));
  });
}

test("outside controls are read only if they name the form", async () => {
  await put('<input form="f" name="a" value="1"><input name="b" value="2"><form id="f"></form>', object({ a: TEXT }));
  assert.deepEqual(await value(), { a: "1" });
});

test("an unreadable number is a text and an incomplete date is null, so both are reported", async () => {
  await put('<form><input type="number" name="n"><input type="date" name="d"></form>', object({ n: NUMBER, d: TEXT }));
  await page.locator("[name=n]").pressSequentially("1e");
  await page.locator("[name=d]").pressSequentially("12");
  assert.deepEqual(await value(), { n: "", d: null });
  assert.equal(
    await page.evaluate(() => window.bound.validate().message),
    "Validation error: n: Expected number, received string; d: Expected string, received null",
  );
});

test("ignore takes names and patterns, also patterns with a state", async () => {
  const html =
    '<form><input name="a" value="1"><input name="x-1" value="t"><input name="x-2" value="t"><input name="token" value="t"></form>';
  await put(html, object({ a: TEXT, token: TEXT }), { options: '{ ignore: ["token", /^x-/g] }' });
  assert.deepEqual([await value(), await value()], [{ a: "1" }, { a: "1" }]);
});

test("the submit button is part of the value only if the schema mentions it", async () => {
  const html = '<form><input name="a" value="1"><button name="intent" value="save">Send</button></form>';
  const options = "{ onSubmit: (value, { formData }) => void sent.push([value, formData.get('intent')]) }";
  for (const [json, expected, name = "intent"] of [
    [object({ a: TEXT, intent: TEXT }), { a: "1", intent: "save" }],
    [
      { $ref: "#/$defs/x", $defs: { x: object({ a: TEXT, intent: TEXT }) } },
      { a: "1", intent: "save" },
    ],
    [{ ...object({ a: TEXT }), additionalProperties: false }, { a: "1" }],
    [object({ a: TEXT }), { a: "1" }],
    [object({ a: TEXT, b: object({ intent: TEXT }) }), { a: "1", b: { intent: "save" } }, "b.intent"],
  ]) {
    await put(html.replace("intent", name), json, { options: options.replace("intent", name) });
    assert.deepEqual(await value(), { a: "1" });
    await submit();
    assert.deepEqual(await sent(), [[expected, "save"]]);
  }
  await put(html, object({ a: TEXT, intent: TEXT }), { options: options.replace("{", '{ ignore: ["intent"],') });
  await submit();
  assert.deepEqual(await sent(), [[{ a: "1" }, "save"]]);
});

test("files are only in formData; a schema with a property for a file is rejected", async () => {
  const html = '<form><input name="a" value="1"><input type="file" name="cv"><button>Send</button></form>';
  await put(html, object({ a: TEXT }), {
    options: "{ onSubmit: (value, { formData }) => void sent.push([value, formData.get('cv').name]) }",
  });
  await page.locator("[name=cv]").setInputFiles({ name: "cv.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
  await submit();
  assert.deepEqual(await sent(), [[{ a: "1" }, "cv.txt"]]);
  await assert.rejects(
    put(html, object({ cv: TEXT })),
    /TypeError: bindForm: the control cv holds a file, which is not a JSON value/,
  );
});

test("values of custom elements and of formdata listeners are read", async () => {
  await page.evaluate(() => {
    customElements.define(
      "x-field",
      class extends HTMLElement {
        static formAssociated = true;
        connectedCallback() {
          this.attachInternals().setFormValue("from inside");
        }
      },
    );
  });
  await put('<form><x-field name="a"></x-field></form>', object({ a: TEXT, n: INTEGER }));
  await page.evaluate(() =>
    document.querySelector("form").addEventListener("formdata", ({ formData }) => formData.set("n", "5")),
  );
  assert.deepEqual(await value(), { a: "from inside", n: 5 });
});

test("a custom element that can be checked is a boolean as a checkbox is; several of one name may be radio buttons", async () => {
  await page.evaluate(() => {
    customElements.define(
      "x-switch",
      class extends HTMLElement {
        static formAssociated = true;
        #internals = this.attachInternals();
        #checked = false;
        get checked() {
          return this.#checked;
        }
        set checked(checked) {
          this.#checked = checked;
          this.#internals.setFormValue(checked ? (this.getAttribute("value") ?? "on") : null);
        }
      },
    );
  });
  const html = `<x-switch name="a"></x-switch><x-switch name="b" value="newsletter"></x-switch>
    <x-switch name="c" value="true"></x-switch><x-switch name="c" value="false"></x-switch><button>Send</button>`;
  await put(`<form>${html}</form>`, object({ a: BOOLEAN, b: BOOLEAN, c: BOOLEAN }, ["a"]));
  assert.deepEqual(await value(), { a: false, b: false });
  await submit();
  assert.deepEqual([await messages(), await sent()], [[], [{ a: false, b: false }]]);
  const check = (at) => page.evaluate((at) => (document.querySelectorAll("x-switch")[at].checked = true), at);
  for (const at of [0, 1, 3]) await check(at);
  assert.deepEqual(await value(), { a: true, b: true, c: false });
});

test("times of the browser's own controls are read as UTC, as readForm reads them", async () => {
  const time = (format) => ({ type: "string", format });
  await put(
    `<form><input type="time" name="at" value="12:30"><input type="time" step="1" name="exact" value="12:30:15">
     <input type="datetime-local" name="from" value="2026-01-31T09:30"><input type="date" name="day" value="2026-01-31">
     <button>Send</button></form>`,
    { properties: { at: time("time"), exact: time("time"), from: time("date-time"), day: time("date") } },
  );
  await submit();
  const expected = { at: "12:30:00Z", exact: "12:30:15Z", from: "2026-01-31T09:30:00Z", day: "2026-01-31" };
  assert.deepEqual([await messages(), await sent()], [[], [expected]]);
});

for (const schema of [
  { type: "string", format: "date" },
  { type: ["string", "null"], format: "date" },
  { format: "date" },
  { type: "string" },
  { type: ["string", "null"] },
]) {
  for (const required of [[], ["day"]]) {
    test(`half a date is said to be incomplete: ${JSON.stringify(schema)}, required: ${required}`, async () => {
      await put('<form><input type="date" name="day"><button>Send</button></form>', {
        required,
        properties: { day: schema },
      });
      await page.locator("[name=day]").focus();
      await page.keyboard.type("12");
      await submit();
      assert.deepEqual([await messages(), await sent()], [[["day", "This is incomplete or invalid"]], []]);
      await page.locator("[name=day]").fill("2026-12-31");
      await submit();
      assert.deepEqual([await messages(), await sent()], [[], [{ day: "2026-12-31" }]]);
    });
  }
}

test("a server gives the verdict on a checkbox that the form gives, also beside a hidden input", async () => {
  const box = (attributes) => `<input type="checkbox" name="a" ${attributes}>`;
  const beside = (text) => `<input type="hidden" name="a" value="${text}">`;
  const schemas = [BOOLEAN, { const: true }, { ...BOOLEAN, const: true }, { type: ["boolean", "null"] }, CHOICE];
  const verdicts = [];
  for (const json of [...schemas, { type: ["boolean", "string"] }]) {
    for (const required of [[], ["a"]]) {
      for (const html of [box(""), box("checked"), box('value="1" checked'), beside("0") + box('value="1"')]) {
        await put(`<form>${html}<button>Send</button></form>`, object({ a: json }, required));
        const differs = await page.evaluate(
          (json) => {
            const { readForm, schema } = window.entries.full;
            const lead = schema(json);
            const ofServer = lead.validate(readForm(lead, new FormData(document.querySelector("form"))));
            return ofServer.message !== lead.validate(window.bound.value).message;
          },
          object({ a: json }, required),
        );
        if (differs) verdicts.push([html, json, required]);
      }
    }
  }
  // Here a form knows more: without an entry, a server cannot tell a text that is not entered from an unchecked box.
  assert.deepEqual(verdicts, []);
});

test("a hidden input beside a checkbox fills no row: an empty row that minItems asks for is required", async () => {
  const row = (index, name = "", isOn = "") => `<input name="rows[${index}][name]" value="${name}"><input type="hidden"
    name="rows[${index}][main]" value="0"><input type="checkbox" name="rows[${index}][main]" value="1" ${isOn}>`;
  const rows = (minItems) => object({ rows: list(object({ name: TEXT, main: BOOLEAN }, ["name"]), { minItems }) });
  const refused = (index) => [[`rows[${index}][name]`, "Required"]];
  for (const [html, minItems, expected, shown] of [
    [row(0), 1, { rows: [{ main: false }] }, refused(0)],
    [row(0) + row(1), 1, { rows: [{ main: false }] }, refused(0)],
    [row(0) + row(1, "Bob"), 1, { rows: [{ name: "Bob", main: false }] }, []],
    [row(0, "Ann") + row(1), 2, { rows: [{ name: "Ann", main: false }, { main: false }] }, refused(1)],
    [row(0, "", "checked"), 1, { rows: [{ main: true }] }, refused(0)],
    [row(0) + row(1), 0, {}, []],
  ]) {
    await put(`<form>${html}<button>Send</button></form>`, rows(minItems));
    assert.deepEqual(await value(), expected);
    await submit();
    assert.deepEqual(await messages(), shown);
  }
});

test("names that mean one list keep the form's order, as readForm reads them", async () => {
  const options = ["a", "b"].map((text) => `<option selected>${text}</option>`).join("");
  const html = `<form><input name="tags" value="1"><select multiple name="tags[]">${options}</select><input name="$.tags"
    value="2"><input name="tags" value="3"><input name='["tags"]' value="4"><button>Send</button></form>`;
  for (const json of [{}, object({ tags: {} }), object({ tags: list({ enum: ["1", "2", "3", "4", "a", "b"] }) })]) {
    await put(html, json, { options: "{ onSubmit: (value, { formData }) => void sent.push(value, [...formData]) }" });
    await submit();
    const [read, formData] = await sent();
    assert.deepEqual(read, { tags: ["1", "a", "b", "2", "3", "4"] });
    assert.deepEqual(readForm({ json }, formData), read);
  }
  await put(html, object({ tags: list({ enum: ["1", "a", "b", "3", "4"] }) }));
  await submit();
  assert.deepEqual(
    await messages(),
    [["$.tags", 'Expected one of "1", "a", "b", "3", "4"']],
    "each item has its control",
  );
});

test("entries that the browser adds are not unknown keys, unless the schema has them", async () => {
  const gif = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAAC";
  const closed = (properties) => ({ ...object(properties), additionalProperties: false });
  const fields = '<input name="note" dirname="direction" value="x"><input type="hidden" name="_charset_">';
  for (const [button, properties, more] of [
    [`<input type="image" src="${gif}" alt="Send">`, {}, {}],
    [`<input type="image" src="${gif}" alt="Send" name="go">`, {}, {}],
    ['<button name="save" value="1">Send</button>', {}, {}],
    ['<button name="save" value="1">Send</button>', { save: INTEGER }, { save: 1 }],
    [
      `<input type="image" src="${gif}" alt="Send" name="go">`,
      { go: object({ x: INTEGER, y: INTEGER }), direction: TEXT, _charset_: TEXT },
      { direction: "ltr", _charset_: "UTF-8", go: { x: 0, y: 0 } },
    ],
  ]) {
    const json = closed({ note: TEXT, ...properties });
    await put(`<form>${fields}${button}</form>`, json, {
      options: "{ onSubmit: (value, { formData }) => void sent.push(value, [...formData]) }",
    });
    await page.locator("form > :last-child").focus();
    await page.keyboard.press("Enter");
    const [read, formData] = await sent();
    assert.deepEqual([read, await messages()], [{ note: "x", ...more }, []]);
    assert.ok(formData.length > 3);
  }
});

test("an empty item of prefixItems before one that is filled in has its message at its control", async () => {
  const json = object({ price: { type: "array", prefixItems: [INTEGER, INTEGER] } });
  for (const [first, second, name] of [
    ["price[0]", "price[1]", "price[0]"],
    ["price.1", "price.0", "price.0"],
    ["price", "price", "price"],
  ]) {
    const isSwapped = first === "price.1";
    await put(`<form><input name="${first}"><input name="${second}"><button>Send</button></form>`, json);
    const [one, other] = await page.locator("input").all();
    await (isSwapped ? one : other).fill("9");
    assert.deepEqual(await value(), { price: [null, 9] }, first);
    await submit();
    assert.deepEqual(await messages(), [[name, "Expected integer, received null"]], first);
    await (isSwapped ? other : one).fill("5");
    await submit();
    assert.deepEqual(await sent(), [{ price: [5, 9] }], first);
    const entries = await page.locator("form").evaluate((form) => [...new FormData(form)]);
    assert.deepEqual(readForm({ json }, entries), { price: [5, 9] });
  }
});
