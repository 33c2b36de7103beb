// Tests `readForm` and `formSchema` with what only JavaScript has: FormData, files, and the objects of frameworks. The
// rules of reading are in tests/cases/forms.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { cpuMs } from "../tools/cpu-time.mjs";
import { ROOT } from "../tools/tarball.mjs";

const entry = (name) => import(pathToFileURL(join(ROOT, "pkg", "dist", "esm", `${name}.js`)));
const { emptyAsMissing, formSchema, readForm, schema } = await entry("index.node");
const form = await entry("form");
const lite = await entry("lite.node");
const { default: de } = await entry("locales/de");

const lead = schema({
  type: "object",
  required: ["email", "news"],
  properties: {
    email: { type: "string", format: "email" },
    age: { type: "integer" },
    news: { type: "boolean" },
    tags: { type: "array", items: { type: "string" } },
    contacts: { type: "array", items: { type: "object", properties: { age: { type: "integer" } } } },
  },
});
const ENTRIES = [
  ["email", " ann@example.com "],
  ["age", "30"],
  ["news", "on"],
  ["tags", "a"],
  ["tags", "b"],
  ["contacts[3][age]", "5"],
];
const VALUE = { email: "ann@example.com", age: 30, news: true, tags: ["a", "b"], contacts: [{ age: 5 }] };

function formData(entries) {
  const data = new FormData();
  for (const [name, ...value] of entries) data.append(name, ...value);
  return data;
}

test("every source of the same entries gives the same value", () => {
  const sources = {
    FormData: formData(ENTRIES),
    URLSearchParams: new URLSearchParams(ENTRIES),
    pairs: ENTRIES,
    Map: new Map([...ENTRIES.slice(0, 3), ["tags[]", "a"], ["tags[1]", "b"], ["contacts.0.age", "5"]].slice(0, 3)),
    "an object of texts and lists": {
      email: "ann@example.com",
      age: "30",
      news: "on",
      tags: ["a", "b"],
      "contacts[3][age]": "5",
      missing: undefined,
      none: null,
    },
    "an object of objects": {
      email: "ann@example.com",
      age: "30",
      news: "on",
      tags: ["a", "b"],
      contacts: [{ age: "" }, { age: "5" }],
    },
    "values that are no texts": {
      email: "ann@example.com",
      age: 30,
      news: true,
      tags: ["a", "b"],
      contacts: [{ age: 5 }],
    },
  };
  const { email, age, news } = VALUE;
  for (const [name, source] of Object.entries(sources)) {
    assert.deepEqual(readForm(lead, source), name === "Map" ? { email, age, news } : VALUE, name);
  }
});

test("every entry of the package has the same reader, for schemas of each entry", () => {
  for (const read of [form.readForm, lite.readForm]) {
    assert.deepEqual(read(lead, formData(ENTRIES)), VALUE);
    assert.deepEqual(read(lite.schema(lead.json), formData(ENTRIES)), VALUE);
  }
});

test("ignore takes names and patterns", () => {
  const open = schema({ type: "object" });
  const source = new URLSearchParams("a=1&x-1=2&x-2=3&token=4&_csrf=5");
  assert.deepEqual(readForm(open, source, { ignore: ["token", /^x-/g] }), { a: "1" });
  assert.deepEqual(formSchema(open, { ignore: ["token", /^x-/g] }).validate(source).value, { a: "1" });
});

test("a file stays a file where the schema describes it, and is left out elsewhere", () => {
  const file = new File(["x"], "cv.txt", { type: "text/plain" });
  const source = formData([
    ["email", "ann@example.com"],
    ["cv", file],
    ["other", file],
    ["empty", new File([], "")],
    ["blob", new Blob(["x"]), "blob"],
  ]);
  const upload = schema({
    type: "object",
    properties: { email: {}, cv: {}, empty: {}, blob: {} },
    additionalProperties: false,
  });
  const value = readForm(upload, source);
  assert.deepEqual(Object.keys(value), ["email", "cv", "blob"]);
  assert.equal(value.cv.name, "cv.txt");
  const text = schema({ type: "object", properties: { cv: { type: "string" } } });
  assert.match(formSchema(text).validate(source).message, /^Validation error: cv: Expected string, received /);
});

test("what is no form is refused, and so are too many entries", () => {
  for (const source of [null, undefined, 5, "a=1"]) {
    assert.throws(() => readForm(lead, source), { name: "TypeError", message: /^readForm: expected FormData/ });
  }
  const request = new Request("http://a.example/", { method: "POST", body: new FormData() });
  for (const [source, remedy] of [
    [request, /pass `await request.formData\(\)`$/],
    [new Response(""), /pass `await request.formData\(\)`$/],
    [new URL("http://a.example/?email=x"), /pass its `searchParams`$/],
  ]) {
    assert.throws(() => readForm(lead, source), { name: "TypeError", message: remedy });
  }
  assert.deepEqual(readForm(schema({}), { formData: "a", searchParams: "b" }), { formData: "a", searchParams: "b" });
  assert.equal(readForm(lead, new Array(10_001).fill(["a", "1"])), null);
});

test("what is no compiled schema is refused", () => {
  const message = (where) => `${where}: schema must be what \`schema(json)\` returns, not {"type":"object"}`;
  for (const [where, call] of [
    ["readForm", (given) => readForm(given, {})],
    ["formSchema", formSchema],
    ["emptyAsMissing", emptyAsMissing],
  ]) {
    assert.throws(() => call({ type: "object" }), { name: "TypeError", message: message(where) });
    assert.throws(() => call(null), { name: "TypeError", message: /not null$/ });
  }
  assert.deepEqual(readForm(schema(true), {}), {});
});

test("prototypes stay as they are", () => {
  const source = [
    ["__proto__[polluted]", "1"],
    ["constructor.prototype.polluted", "1"],
    ["a.__proto__.polluted", "1"],
  ];
  const value = readForm(schema({}), source);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(Object.getPrototypeOf(value.a), Object.prototype);
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor", "a"]);
});

test("objects that contain themselves, and deep ones, are read to a depth of 64", () => {
  const circle = { a: "1" };
  circle.b = circle;
  assert.doesNotThrow(() => readForm(schema({}), circle));
});

test("long names and large forms are read in linear time", () => {
  const start = cpuMs();
  readForm(lead, [["a".repeat(1_000_000), "1"]]);
  readForm(lead, [[".a".repeat(500_000), "1"]]);
  readForm(lead, [["[a]".repeat(300_000), "1"]]);
  readForm(lead, [["email", " ".repeat(1_000_000)]]);
  readForm(lead, [["age", `${"1".repeat(400)}.`]]);
  readForm(
    lead,
    Array.from({ length: 10_000 }, (_, at) => [`contacts[${at}][age]`, "1"]),
  );
  readForm(
    lead,
    Array.from({ length: 10_000 }, () => ["tags", "1"]),
  );
  const took = cpuMs() - start;
  assert.ok(took < 5_000, `${took} ms`);
});

test("references to documents are followed", () => {
  const documents = {
    "age.json": { type: "integer" },
    "https://example.com/defs": { $defs: { x: { $anchor: "yes", type: "boolean" } } },
  };
  const json = {
    $id: "https://example.com/lead",
    type: "object",
    properties: {
      age: { $ref: "age.json" },
      yes: { $ref: "defs#yes" },
      also: { $ref: "https://example.com/defs#/$defs/x" },
      own: { $ref: "#/$defs/a~1b%20c" },
      inner: { $ref: "inner#n" },
    },
    $defs: { "a/b c": { type: "number" }, inner: { $id: "inner", $defs: { n: { $anchor: "n", type: "integer" } } } },
  };
  const source = new URLSearchParams("age=5&yes=on&also=off&own=1.5&inner=7");
  const expected = { age: 5, yes: true, also: false, own: 1.5, inner: 7 };
  assert.deepEqual(readForm(schema(json, { documents }), source), expected);
});

test("references are resolved against the id of draft-04", () => {
  const json = {
    $schema: "http://json-schema.org/draft-04/schema#",
    id: "https://example.com/lead",
    type: "object",
    properties: { id: { $ref: "parts/id.json" } },
    definitions: { id: { id: "parts/id.json", type: "integer" } },
  };
  assert.deepEqual(readForm(schema(json), new URLSearchParams("id=5")), { id: 5 });
});

test("formSchema takes the options of messages, and no promise", () => {
  const [source, options] = [new URLSearchParams("age=1"), { locale: de }];
  const { issues } = formSchema(lead).validate(source, options);
  assert.equal(issues[0].reason, "Pflichtfeld");
  assert.equal(
    formSchema(lead)["~standard"].validate(source, { libraryOptions: options }).issues[0].message,
    "Pflichtfeld",
  );
  assert.throws(() => readForm(lead, Promise.resolve(source)), /TypeError: readForm: .* await it first/);
});

test("formSchema is a Standard Schema", () => {
  const standard = formSchema(lead)["~standard"];
  assert.deepEqual([standard.version, standard.vendor], [1, "unanimous"]);
  assert.deepEqual(standard.validate(formData(ENTRIES)), { value: VALUE });
  const { issues } = standard.validate(new URLSearchParams("age=x"));
  assert.deepEqual(
    issues.map(({ path, message }) => [path, message]),
    [
      [["email"], "Required"],
      [["age"], "Expected integer, received string"],
    ],
  );
});

test("a list of a framework's object is read as the same entries of a query string", () => {
  const settings = schema({
    type: "object",
    properties: {
      main: { type: "boolean" },
      n: { type: "integer" },
      tags: { type: "array", items: { type: "string" } },
    },
  });
  for (const query of ["main=0&main=1", "n=&n=5", "tags=a&tags=b", "n=1&n=2"]) {
    const params = new URLSearchParams(query);
    const [name] = params.keys();
    assert.deepEqual(readForm(settings, { [name]: params.getAll(name) }), readForm(settings, params), query);
  }
  assert.deepEqual(readForm(schema({}), { other: ["a"] }), { other: ["a"] });
});

test("formSchema gives a verdict on what is no form", () => {
  const read = formSchema(lead);
  for (const source of [
    undefined,
    null,
    "email=a",
    5,
    [1],
    [[]],
    [[null]],
    [[{}]],
    [
      ["email", "a"],
      [5, "b"],
    ],
    new Array(2),
  ]) {
    const [issue] = read["~standard"].validate(source).issues;
    assert.match(issue.message, /^Expected object, received/);
    assert.equal(read.validate(source).ok, false);
  }
  assert.throws(() => readForm(lead, null), TypeError);
  assert.throws(() => readForm(lead, [["email", "a"], []]), /TypeError: readForm: each entry must be a list of a name/);
  assert.throws(() => read.validate(Promise.resolve(new FormData())), TypeError);
});

test("an item of ignore must be a name or a pattern", () => {
  for (const item of [5, null, undefined, {}]) {
    assert.throws(() => readForm(schema({ type: "object" }), [], { ignore: ["a", item] }), {
      name: "TypeError",
      message: /^readForm: ignore\[1\] must be a name or a pattern, not /,
    });
  }
});
