// Tests `validateAt`, `emptyAsMissing`, and the shapes of issues: `errorMap`, `flatten`, `treeify`.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as full from "unanimous";
import * as lite from "unanimous/lite";

const { emptyAsMissing, errorMap, flatten, readError, schema, treeify } = full;

const text = { type: "string" };
const email = { type: "string", format: "email" };
const json = {
  type: "object",
  required: ["email", "name"],
  properties: {
    email,
    name: text,
    age: { type: "integer" },
    contacts: {
      type: "array",
      maxItems: 2,
      items: { type: "object", required: ["email", "id"], properties: { email, id: { type: "integer" } } },
    },
    "a b": { type: "object", properties: { 0: { type: "string", maxLength: 1 }, 'q"; x': { type: "integer" } } },
  },
  additionalProperties: false,
};

/** `[path, part, message]`; the message is empty for a valid part. */
const PARTS = [
  ["email", "ann", "email: Invalid email"],
  ["email", "ann@example.com", ""],
  ["email", undefined, "email: Required"],
  ["age", undefined, ""],
  ["age", "5", "age: Expected integer, received string"],
  ["contacts.0.email", "ann", "contacts.0.email: Invalid email"],
  ["contacts[1].email", "ann", "contacts.1.email: Invalid email"],
  ["contacts.1.email", "ann@example.com", ""],
  ["contacts.7.email", undefined, "contacts.7.email: Required"],
  ["contacts.199.id", "x", "contacts.199.id: Expected integer, received string"],
  ["contacts.0", { email: "x" }, "contacts.0.email: Invalid email; contacts.0.id: Required"],
  ["contacts", [{}, 1, {}], "contacts: List must have at most 2 items"],
  ['["a b"]["0"]', "xx", '["a b"]["0"]: String must be at most 1 character'],
  [["a b", "0"], "xx", '["a b"]["0"]: String must be at most 1 character'],
  ['["a b"]["q\\";\\u0020x"]', "xx", '["a b"]["q\\";\\u0020x"]: Expected integer, received string'],
  ["color", "red", "color: Unrecognized key"],
  ["$.name", "A", ""],
  ["$.email", "x", "email: Invalid email"],
  ["color.name", "red", "color: Unrecognized key"],
  ["email.name", "red", "email: Expected string, received object"],
  [["contacts", "0", "email"], "x", "contacts: Expected array, received object"],
  ["", {}, "email: Required; name: Required"],
  [[], 5, "$: Expected object, received number"],
];

for (const [name, { schema }] of Object.entries({ full, lite })) {
  test(`validateAt checks one part alone, with its path in the whole (${name})`, () => {
    const lead = schema(json);
    for (const [path, part, message] of PARTS) {
      const result = lead.validateAt(path, part);
      if (message === "") {
        assert.deepEqual(result, { ok: true, value: part }, String(path));
        continue;
      }
      const found = result.message.slice("Validation error: ".length);
      // The list's own reason comes first, and those of its items follow.
      assert.ok(found === message || found.startsWith(`${message}; `), `${path}: ${result.message}`);
      assert.equal(full.formatMessage(result.issues), result.message);
      assert.ok(Object.isFrozen(result) && Object.isFrozen(result.issues));
    }
  });
}

test("validateAt gives the very part back, and refuses an index that it cannot check", () => {
  const part = [];
  assert.equal(schema(json).validateAt("contacts", part).value, part);
  assert.throws(
    () => schema(json).validateAt("contacts.200.id", 1),
    /RangeError: validateAt: an index can be at most 199/,
  );
});

test("validateAt takes every path that an issue prints", () => {
  const keys = [
    "like this",
    "a.b",
    "имя",
    "007",
    "$",
    "",
    'q"\\\n',
    "a; b: c",
    "-x",
    "@id",
    "0",
    "🙂",
    "a]",
    "[0]",
    "__proto__",
  ];
  const all = schema({
    type: "object",
    properties: { in: { type: "object", required: keys } },
    required: ["in", ...keys],
  });
  const { issues } = all.validate({ in: {} });
  assert.equal(issues.length, 2 * keys.length);
  for (const { path, segments } of issues) {
    const { issues: found } = all.validateAt(path, undefined);
    assert.deepEqual(
      found.map((one) => one.segments),
      [segments],
      path,
    );
  }
});

test("emptyAsMissing: members with an empty text or NaN are missing", () => {
  const lead = emptyAsMissing(schema(json));
  const value = { email: "ann@example.com", name: "Ann", age: Number.NaN, "a b": { 0: "" }, contacts: [] };
  assert.deepEqual(lead.validate(value), {
    ok: true,
    value: { email: "ann@example.com", name: "Ann", "a b": {}, contacts: [] },
  });
  assert.equal(lead.validate({ email: "", name: "" }).message, "Validation error: email: Required; name: Required");
  assert.deepEqual(lead["~standard"].validate({ email: "", name: "Ann" }).issues, [
    { message: "Required", path: ["email"], code: "required", params: {} },
  ]);
  assert.equal(
    lead.validate({ email: "a@b.co", name: "A", contacts: [{ email: "", id: 1 }] }).message,
    "Validation error: contacts.0.email: Required",
  );
  assert.equal(lead.validateAt("email", "").message, "Validation error: email: Required");
  assert.equal(lead.validateAt("age", "").ok, true);
  assert.deepEqual(lead.json, json);
  assert.equal(lead["~standard"].vendor, "unanimous");
  assert.equal(typeof lead["~standard"].jsonSchema.input({ target: "draft-07" }), "object");
});

test("emptyAsMissing leaves lists, instances of classes, and keys of any name as they are", () => {
  const any = emptyAsMissing(schema(true));
  class Box {
    text = "";
  }
  const [box, date] = [new Box(), new Date(0)];
  const { value } = any.validate({
    list: ["", "a", { b: "" }, Number.NaN],
    bare: Object.assign(Object.create(null), { a: "" }),
    ...JSON.parse('{"__proto__":{"a":"","b":1}}'),
  });
  assert.deepEqual(value.list, ["", "a", {}, Number.NaN]);
  assert.deepEqual(value.bare, {});
  assert.deepEqual(Object.getOwnPropertyDescriptor(value, "__proto__").value, { b: 1 });
  const copy = emptyAsMissing(schema({ properties: {} })).validate({ box, date });
  assert.equal(copy.value.box, box);
  assert.equal(copy.value.date, date);
  const circle = {};
  circle.circle = circle;
  assert.match(any.validate(circle).message, /Nested too deeply/);
});

test("emptyAsMissing: validateAt says of an item, and of a member of an item, what validate says", () => {
  const tags = emptyAsMissing(
    schema({
      type: "object",
      properties: {
        tags: { type: "array", items: { type: "string" } },
        ages: { type: "array", items: { type: "integer" } },
        rows: { type: "array", items: { type: "object", required: ["name"], properties: { name: text } } },
      },
    }),
  );
  for (const [path, part, value] of [
    ["tags.0", "", { tags: [""] }],
    ["tags[0]", "", { tags: [""] }],
    [["tags", 0], "", { tags: [""] }],
    ["ages.0", Number.NaN, { ages: [Number.NaN] }],
    ["rows.0", { name: "" }, { rows: [{ name: "" }] }],
    ["rows.0.name", "", { rows: [{ name: "" }] }],
    ["tags", [""], { tags: [""] }],
  ]) {
    assert.equal(tags.validateAt(path, part).message, tags.validate(value).message, String(path));
  }
  assert.equal(tags.validateAt("tags.0", "").ok, true);
  assert.equal(tags.validateAt("rows.0", { name: "" }).message, "Validation error: rows.0.name: Required");
});

test("emptyAsMissing copies what stands in several places once", { timeout: 5_000 }, () => {
  const any = emptyAsMissing(schema({ properties: {} }));
  let value = { text: "", flag: true };
  for (let level = 0; level < 25; level++) value = { one: value, other: value, list: [value, value] };
  let { value: copy } = any.validate(value);
  for (let level = 0; level < 25; level++) copy = level % 2 ? copy.other : copy.one;
  assert.deepEqual(copy, { flag: true });
});

const ISSUES = [
  { path: "email", segments: ["email"], reason: "Taken" },
  { path: "email", segments: ["email"], reason: "Too old" },
  { path: "contacts.1.email", segments: ["contacts", 1, "email"], reason: "Required" },
  { path: "", segments: [], reason: "No more leads" },
  { path: '["a b"]', segments: ["a b"], reason: "Odd" },
];

test("errorMap gives the first reason by path, in order", () => {
  const expected = { email: "Taken", "contacts.1.email": "Required", "": "No more leads", '["a b"]': "Odd" };
  assert.deepEqual(errorMap(ISSUES), expected);
  assert.deepEqual(Object.keys(errorMap(ISSUES)), Object.keys(expected));
  assert.deepEqual(errorMap({ issues: ISSUES }), expected);
  assert.deepEqual(errorMap([]), {});
});

test("flatten and treeify give zod's shapes", () => {
  assert.deepEqual(flatten(ISSUES), {
    formErrors: ["No more leads"],
    fieldErrors: { email: ["Taken", "Too old"], contacts: ["Required"], "a b": ["Odd"] },
  });
  const tree = treeify(ISSUES);
  assert.deepEqual(tree.properties.email, { errors: ["Taken", "Too old"] });
  assert.deepEqual(tree.properties.contacts.items[1], { errors: [], properties: { email: { errors: ["Required"] } } });
  assert.equal(0 in tree.properties.contacts.items, false);
  assert.deepEqual(tree.errors, ["No more leads"]);
  assert.deepEqual([flatten([]), treeify([])], [{ formErrors: [], fieldErrors: {} }, { errors: [] }]);
  // The keys of a map can be numbers, which are no indexes of a list.
  const keys = treeify([-1, 1.5, Number.NaN].map((key) => ({ path: [{ key }], message: "x" })));
  const one = { errors: ["x"] };
  assert.deepEqual(keys, { errors: [], properties: { [-1]: one, 1.5: one, NaN: one } });
});

test("they take a result, issues of any Standard Schema, and errors of an API", () => {
  const result = schema(json).validate({ email: "ann", name: "Ann" });
  assert.deepEqual(errorMap(result), { email: "Invalid email" });
  const standard = [{ message: "Bad", path: ["a", { key: 0 }] }, { message: "Worse" }];
  assert.deepEqual(errorMap(standard), { "a.0": "Bad", "": "Worse" });
  assert.deepEqual(treeify(standard), {
    errors: ["Worse"],
    properties: { a: { errors: [], items: [{ errors: ["Bad"] }] } },
  });
  const api = readError({ status: 400, body: '{"error":{"message":"Validation error: email: Taken"}}' });
  assert.deepEqual(flatten(api), { formErrors: [], fieldErrors: { email: ["Taken"] } });
  assert.deepEqual(errorMap(readError({ status: 429, body: '{"message":"Slow down"}' })), { "": "Slow down" });
});

test("they give nothing for an accepted result, and refuse what is neither an error nor a result", () => {
  const accepted = schema(json).validate({ email: "ann@example.com", name: "Ann" });
  assert.equal(accepted.ok, true);
  assert.deepEqual(
    [errorMap(accepted), flatten(accepted), treeify(accepted)],
    [{}, { formErrors: [], fieldErrors: {} }, { errors: [] }],
  );
  for (const [where, shape] of Object.entries({ errorMap, flatten, treeify })) {
    for (const [wrong, got] of [
      [undefined, "undefined"],
      [null, "null"],
      ["email", '"email"'],
      [Promise.resolve(accepted), "an instance of Promise"],
      [new Response(null, { status: 200 }), "an instance of Response"],
      [{ email: "ann" }, '{"email":"ann"}'],
    ]) {
      const message = `${where} takes a result of a schema, an ApiError or issues, not ${got}`;
      assert.throws(() => shape(wrong), { name: "TypeError", message });
    }
  }
});

test("names and indexes of a server build no huge list and touch no prototype", () => {
  const hostile = [
    { path: ["__proto__", "polluted"], message: "a" },
    { path: ["constructor"], message: "b" },
    { path: [4294967294], message: "c" },
  ];
  for (const shape of [errorMap, flatten, treeify]) {
    assert.ok(JSON.stringify(shape(hostile)).length < 300);
    assert.equal({}.polluted, undefined);
  }
  assert.deepEqual(Object.keys(treeify(hostile).properties), ["4294967294", "__proto__", "constructor"]);
  assert.deepEqual(Object.keys(flatten(hostile).fieldErrors), ["4294967294", "__proto__", "constructor"]);
});
