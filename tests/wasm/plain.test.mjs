// What the module of `wasm-pack build wasm` promises beyond the verdicts, which tests/unanimity compares.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import vm from "node:vm";
import { errorResponse, readError } from "unanimous";
import { buildWasm, load } from "../runtimes/wasm-pack.mjs";
import { cpuMs } from "../tools/cpu-time.mjs";
import { NOT_STRINGS, throwing } from "../tools/hostile-values.mjs";
import { assertOnlyNullIsNull, schemasWithoutJson } from "../tools/no-json.mjs";
import { ROOT } from "../tools/tarball.mjs";

const built = await buildWasm("nodejs");
after(() => built.remove());
const api = load(built.dir);

const lead = new api.Schema({
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, tags: { type: "array", items: { type: "string" } } },
});
const GOOD = { email: "ann@example.com" };
const message = (value) => lead.validate(value).message?.replace("Validation error: ", "");

test("every function has the name of the Rust crate and the name of the npm package", () => {
  const names = Object.keys(api).filter((name) => typeof api[name] === "function" && !name.startsWith("_"));
  const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const camelCase = names.filter((name) => /^[a-z]+[A-Z]/.test(name));
  assert.equal(camelCase.length, 14);
  for (const name of camelCase) assert.equal(typeof api[snakeCase(name)], "function", name);
  assert.deepEqual(api.check_email("ann"), api.checkEmail("ann"));
  assert.deepEqual(names.filter((name) => !/_|[A-Z]/.test(name)).sort(), ["fingerprint", "schema"]);
});

test("validate takes a catalogue, as an object or as text", () => {
  const text = readFileSync(join(ROOT, "locales", "de.json"), "utf8");
  const expected = "Validierungsfehler: email: Ungültige E-Mail-Adresse";
  assert.equal(lead.validate({ email: "ann@example" }, { locale: text }).message, expected);
  const { issues } = lead.validate({ email: "ann@example" }, { locale: JSON.parse(text), details: true });
  assert.equal(issues[0].reason, "Der Teil nach dem @ braucht einen Punkt");
  assert.throws(() => lead.validate({}, { locale: "{}" }), /^TypeError: locale error at locale: missing/);
});

test("the holes of a list that no schema describes are not walked", () => {
  const holes = [];
  holes.length = 2 ** 32 - 1;
  const start = cpuMs();
  assert.equal(lead.validate({ ...GOOD, other: { holes } }).ok, true);
  assert.throws(() => lead.validate({ ...GOOD, tags: holes }), TypeError);
  assert.throws(() => new api.Schema({ const: [1] }).validate(holes), TypeError);
  const few = new api.Schema({ type: "array", maxItems: 5 });
  assert.equal(few.validate(holes).message, "Validation error: $: List must have at most 5 items");
  assert.ok(cpuMs() - start < 20_000);
});

test("a schema is an object or its JSON text", () => {
  const json = { properties: { email: { format: "email" } } };
  for (const schema of [new api.Schema(json), new api.Schema(JSON.stringify(json)), api.schema(json)]) {
    assert.equal(schema.validate({ email: "ann" }).message, "Validation error: email: Invalid email");
    const value = { email: "ann@example.com" };
    assert.equal(schema.validate(value).value, value, "the very value that was given");
  }
});

test("a wrong schema: the pointer and the remedy", () => {
  const cyclic = {};
  cyclic.items = cyclic;
  const cases = [
    [
      { properties: { a: { format: "emial" } } },
      "/properties/a/format",
      /unknown format "emial": did you mean "email"\?/,
    ],
    ['{"properties": {"a": {"format": "emial"}}}', "/properties/a/format", /unknown format "emial"/],
    ["{", "", /not JSON/],
    [undefined, "", /must be an object or a boolean, not undefined/],
    [() => 1, "", /must be an object or a boolean, not function/],
    [{ minimum: 1n }, "", /not JSON: .*BigInt/],
    [cyclic, "", /not JSON/],
  ];
  for (const [wrong, pointer, text] of cases) {
    assert.throws(
      () => new api.Schema(wrong),
      (error) =>
        error instanceof TypeError &&
        error.name === "SchemaError" &&
        error.pointer === pointer &&
        text.test(error.message),
    );
  }
});

test("documents: references name them, and mistakes in them are located", () => {
  const address = { type: "object", required: ["city"], properties: { city: { type: "string" } } };
  const uri = "https://schemas.example/address.json";
  const lead = new api.Schema({ $ref: uri }, { documents: { [uri]: address } });
  assert.equal(lead.validate({}).message, "Validation error: city: Required");
  assert.equal(lead.validate({ city: "Bern" }).ok, true);
  const documents = { "a.json": { $defs: { b: address } } };
  const byText = new api.Schema('{ "items": { "$ref": "a.json#/$defs/b" } }', { documents });
  assert.equal(byText.validate([{}]).message, "Validation error: 0.city: Required");
  const mine = structuredClone(address);
  const home = new api.Schema({ $ref: "a.json" }, { documents: { "a.json": mine } });
  mine.required.push("street");
  assert.equal(home.validate({ city: "Bern" }).ok, true, "a later change of the document has no effect");
  for (const [documents, pointer, text] of [
    [undefined, "/$ref", /no document "a.json" was given/],
    [{ "a.json": { properties: { y: { format: "emial" } } } }, "a.json#/properties/y/format", /unknown format "emial"/],
    [{ "a.json": { const: NaN } }, "a.json#/const", /NaN is no JSON value/],
    [{ "a.json": 1 }, "/$ref", /this is not a schema/],
  ]) {
    assert.throws(
      () => new api.Schema({ $ref: "a.json" }, { documents }),
      (error) => {
        assert.deepEqual([error.name, error.pointer], ["SchemaError", pointer]);
        assert.match(error.message, text);
        return true;
      },
    );
  }
});

test("warnings name the keywords that have no effect", () => {
  const { warnings } = new api.Schema({ type: "string", minimum: 3 });
  assert.deepEqual(warnings, [{ pointer: "/minimum", message: '"minimum" has no effect: the type is string' }]);
  const closed = new api.Schema({ properties: {}, required: ["a"], additionalProperties: false });
  assert.equal(closed.warnings[0].pointer, "/required");
  assert.deepEqual(new api.Schema({ type: "string" }).warnings, []);
});

test("a schema with a value that JSON does not have is refused, with its location", () => {
  for (const [wrong, pointer, name] of schemasWithoutJson()) {
    const message = `schema error at ${pointer || "the root"}: ${name} is no JSON value`;
    assert.throws(
      () => new api.Schema(wrong),
      (error) => {
        assert.deepEqual([error.name, error.pointer, error.message], ["SchemaError", pointer, message]);
        return true;
      },
    );
  }
});

test("a member of a schema that is undefined counts as missing, also a property called const", () => {
  const open = { type: undefined, minLength: 2, properties: { const: undefined }, default: { const: undefined } };
  assert.equal(new api.Schema(open).validate("a").ok, false);
  assert.equal(new api.Schema(open).validate({ const: 1 }).ok, true);
});

test("an invalid result is frozen in all its parts", () => {
  const result = lead.validate({ email: 1 });
  for (const part of [result, result.issues, result.issues[0], result.issues[0].segments, result.issues[0].params]) {
    assert.ok(Object.isFrozen(part));
  }
});

class Lead {
  email = "ann@example.com";
}
const cyclic = { ...GOOD };
cyclic.self = cyclic;
const cyclicTags = { ...GOOD, tags: [] };
cyclicTags.tags.push(cyclicTags.tags);
const nested = (levels) => (levels === 0 ? 1 : [nested(levels - 1)]);

for (const [name, value, expected] of [
  ["undefined", undefined, "$: Required"],
  ["null", null, "$: Expected object, received null"],
  ["a BigInt", 1n, "$: Expected object, received bigint"],
  ["a symbol", Symbol("s"), "$: Expected object, received symbol"],
  ["a function", () => GOOD, "$: Expected object, received function"],
  ["NaN", NaN, "$: Expected object, received NaN"],
  ["-Infinity", -Infinity, "$: Expected object, received Infinity"],
  ["a Date", new Date(0), "$: Expected object, received Date"],
  ["a Map", new Map(), "$: Expected object, received Map"],
  ["an Error", new TypeError("x"), "$: Expected object, received Error"],
  ["a FormData", new FormData(), "$: Expected object, received FormData"],
  ["a class instance", new Lead(), "$: Expected object, received class instance"],
  ["a typed array", new Uint8Array(3), "$: Expected object, received class instance"],
  ["inherited properties", Object.create(GOOD), "$: Expected object, received class instance"],
  [
    "a property that is not enumerable",
    Object.defineProperty({}, "email", { value: "a@b.example" }),
    "email: Required",
  ],
  ["a String object", { email: Object("a@b.example") }, "email: Expected string, received class instance"],
  ["a lone surrogate", { email: "\ud800@example.com" }, "email: Must be Unicode text"],
  ["a lone surrogate in a key", { email: "a@b.example", "\ud800": 1 }, '["\ufffd"]: Must be Unicode text'],
  ["a lone surrogate in a key without a value", { email: "a@b.example", "\ud800": undefined }, undefined],
  ["a cycle", cyclic, "self: Nested too deeply"],
  ["a cycle in a described list", cyclicTags, "tags.0: Expected string, received array"],
  ["64 levels", { ...GOOD, deep: nested(63) }, undefined],
  ["65 levels", { ...GOOD, deep: nested(64) }, "deep: Nested too deeply"],
  ["holes in a list", { ...GOOD, tags: Array(2) }, "tags.0: Required; tags.1: Required"],
  ["a 10 MB string", { email: "a".repeat(10_000_000) }, "email: Invalid email"],
  ["another realm's object", vm.runInNewContext('({ email: "ann@example.com" })'), undefined],
  ["an object without a prototype", Object.assign(Object.create(null), GOOD), undefined],
]) {
  test(`${name}: ${expected ?? "valid"}`, () => assert.equal(message(value), expected));
}

const thrower = (thrown) => ({
  get email() {
    throw thrown;
  },
});

for (const [name, value, expected] of [
  ["a getter", thrower(new Error("not today")), /^unanimous could not read the value at email: not today$/],
  ["a getter that throws null", thrower(null), /could not read the value at email: null/],
  [
    "a getter in a list",
    { ...GOOD, tags: Object.defineProperty(["x"], 0, { get: () => thrower(1).email }) },
    /at tags.0/,
  ],
  ["a proxy's get", throwing("get", GOOD), /at email: no get/],
  ["a proxy's ownKeys", throwing("ownKeys", GOOD), /could not read the value: no ownKeys/],
  ["a proxy's getPrototypeOf", throwing("getPrototypeOf", GOOD), /no getPrototypeOf/],
]) {
  test(`${name} that throws gives a TypeError that names the place`, () => {
    assert.throws(
      () => lead.validate(value),
      (error) => error instanceof TypeError && expected.test(error.message),
    );
    assert.equal(lead.validate(GOOD).ok, true);
  });
}

test("the cause of such an error is what was thrown", () => {
  const thrown = new Error("not today");
  assert.throws(
    () => lead.validate(thrower(thrown)),
    (error) => error.cause === thrown,
  );
});

test("a value that holds itself many times over ends in an error, not in a hang", () => {
  const lists = new api.Schema({ items: { items: { items: { items: { items: {} } } } } });
  let wide = Array(200).fill("x");
  for (let level = 0; level < 4; level++) wide = Array(200).fill(wide);
  assert.throws(() => lists.validate(wide), /stopped reading after 5,000,000 properties and items/);
  let shared = {};
  for (let level = 0; level < 40; level++) shared = { one: shared, other: shared };
  assert.equal(lead.validate({ ...GOOD, shared }).ok, true);
});

test("a getter may validate by itself", () => {
  const value = {
    get email() {
      return lead.validate(GOOD).ok ? "ann" : "ann@example.com";
    },
  };
  assert.equal(message(value), "email: Invalid email");
});

test("every check rejects a string with a lone surrogate", () => {
  const code = (result) => (result.ok ? "ok" : result.code);
  for (const text of ["\ud800", "a\udfff", "\ud83d\ud83d\udc9a", `${"x".repeat(300)}\udc9a`]) {
    const address = `${text}@example.com`;
    for (const rule of ["public", "html", "rfc5321", "rfc6531", "idn"]) {
      assert.equal(code(api.checkEmail(address, { rule })), "invalid_text", rule);
    }
    assert.equal(code(api.checkPhone(text)), "invalid_text");
    assert.equal(code(api.checkPhone(text, { format: "e164" })), "invalid_text");
    assert.equal(code(api.checkIdempotencyKey(text)), "invalid_text");
    assert.equal(code(api.checkIdempotencyKey(`"${text}"`, { form: "sf-string" })), "invalid_text");
    for (const policy of [undefined, {}, { maxLength: 1 }]) {
      assert.deepEqual(api.checkUrl(`https://example.com/${text}`, policy), {
        ok: false,
        code: "invalid_text",
        reason: "Must be Unicode text",
        params: {},
      });
    }
    assert.equal(api.dedupeKey(address), null);
  }
  assert.equal(code(api.checkEmail("\ud83d\udc9a@example.com", { rule: "rfc6531" })), "ok");
  assert.equal(code(api.checkPhone("\ufffd")), "ok");
  assert.throws(() => api.checkUrl("\ud800", { maxLength: 0 }), /checkUrl: policy\/maxLength: must be a whole number/);
});

test("a value that JSON does not have equals no allowed value", () => assertOnlyNullIsNull(api.schema));

test("the text of a schema is Unicode text", () => {
  assert.throws(() => new api.Schema('{"const":"\ud800"}'), /schema error at the root: must be Unicode text/);
});

test("options that do not exist are refused by name", () => {
  assert.throws(
    () => api.checkEmail("a@b.example", { rule: "rfc822" }),
    /checkEmail: rule must be public, html, rfc5321, rfc6531 or idn, not "rfc822"/,
  );
  assert.throws(() => api.checkPhone("1", { format: "nanp" }), /checkPhone: format must be phone or e164, not "nanp"/);
  assert.throws(
    () => api.checkPhone("1", { maxLength: -1 }),
    /checkPhone: maxLength must be a whole number of code points, not -1/,
  );
  assert.throws(
    () => api.checkIdempotencyKey("1", { form: "quoted" }),
    /checkIdempotencyKey: form must be bare or sf-string, not "quoted"/,
  );
  assert.throws(
    () => api.parseMessage("x", { form: "other" }),
    /parseMessage: form must be path-reason or reason-at-path, not "other"/,
  );
  assert.throws(() => api.parseMessage(5), /takes a string, not number/);
  assert.throws(() => api.dedupeKey(null), /takes a string, not object/);
  assert.throws(() => api.checkUrl(null, { scheme: ["https"] }), /checkUrl: policy.*scheme/);
  assert.throws(() => api.fingerprint(5), /fingerprint takes a string, an ArrayBuffer or a view of one/);
});

test("single checks take any value", () => {
  for (const [value, name] of NOT_STRINGS) {
    const reason = value === undefined ? "Required" : `Expected string, received ${name}`;
    for (const check of [api.checkEmail, api.checkPhone, api.checkUrl]) assert.equal(check(value).reason, reason);
  }
});

test("headers and bodies in the forms that clients have", () => {
  const body = '{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}';
  const bytes = new TextEncoder().encode(body);
  for (const given of [body, bytes, bytes.buffer, new DataView(bytes.buffer), JSON.parse(body)]) {
    assert.equal(api.readError({ status: 400, body: given }).fields[0].path, "email");
  }
  const pairs = [["X-Request-Id", "req_1"]];
  const raw = ["X-Request-Id", "req_1"].map((text) => Buffer.from(text));
  for (const headers of [pairs, new Headers(pairs), new Map(pairs), Object.fromEntries(pairs), raw, pairs.flat()]) {
    assert.equal(api.readError({ status: 500, headers }).requestId, "req_1");
  }
  const vocabulary = [{ role: "message", names: ["fehlertext"] }];
  assert.equal(api.readError({ status: 422, body: '{"fehlertext":"fehlt"}' }, { vocabulary }).message, "fehlt");
  assert.throws(() => api.readError({ vocabulary: [{ role: "x", names: ["a"] }] }), TypeError);
  assert.equal(api.readError(null).status, 0);
  assert.equal(
    api.readError({ status: 503, headers: throwing("ownKeys", GOOD), body: cyclic }).category,
    "unavailable",
  );
});

test("a detached buffer is an empty body, and leaves the module usable", () => {
  const buffer = new ArrayBuffer(8);
  const view = new Uint8Array(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  // The module has room for about a thousand references to JavaScript's values: each call must give its own back.
  for (let call = 0; call < 1500; call++) {
    assert.equal(api.read_error({ status: 500, headers: {}, body: view }).dialect, "empty");
    assert.throws(() => api.fingerprint(view), TypeError);
  }
  assert.equal(api.check_email("ann").ok, false);
});

test("retry advice, replays and responses", () => {
  const error = api.readError({ status: 503, headers: { "retry-after": "2" }, body: "" });
  assert.equal(api.retryAdvice(error, { method: "GET", random: 0 }).afterMs, 2000);
  assert.equal(api.retryAdvice(null, { method: "POST" }).retry, false);
  assert.throws(
    () => api.retryAdvice(error, { maxTries: -1 }),
    /retryAdvice: maxTries must be a number from 0 on, not -1/,
  );
  const stored = { fingerprint: api.fingerprint("{}"), since: new Date(0), done: true };
  assert.equal(api.judgeReplay(stored, api.fingerprint(new Uint8Array([123, 125])), 5), "replay");
  const { status, headers, body } = api.errorResponse(lead.validate({}));
  assert.equal(status, 400);
  assert.equal(headers["content-type"], "application/json");
  assert.equal(body, '{"error":{"message":"Validation error: email: Required","code":"VALIDATION_ERROR"}}');
});

test("errorResponse takes and refuses the same values as the npm package, with the same error texts", () => {
  const plain = { status: 404, code: "not_found", message: "No such lead" };
  const issue = { path: "phone", reason: "Zu lang", code: "too_long", params: { max: 3 } };
  const key = { ok: false, code: "too_long", reason: "String must be at most 255 characters", params: { max: 255 } };
  const errors = [
    ...[null, undefined, 5, "Not found", {}, { issues: undefined }, { ok: true, value: 1 }, () => {}],
    ...[new Error("x"), new TypeError("x"), Promise.resolve(1), new Response(null, { status: 404 }), new Date(0)],
    ...[plain, { ...plain, status: 0 }, { ...plain, status: 200 }, { ...plain, status: "404" }, { ...plain, code: 5 }],
    ...[Object.assign(new Error("x"), plain), { status: 404 }, { ...plain, code: null, category: "conflict" }],
    ...[
      readError({ status: 410 }),
      readError({ status: 422, body: { errors: { a: ["b"] } } }),
      readError({ status: 0 }),
      readError({ status: 429, headers: { "retry-after": "2" } }),
      readError({ status: 403, body: { message: "No access", retry_after: 3 } }),
    ],
    ...[
      { ...plain, retryAfterMs: 1001 },
      { ...plain, retryAfterMs: Number.POSITIVE_INFINITY },
    ],
    ...[
      { ...plain, retryAfterMs: "5" },
      { ...plain, retryAfterMs: -1 },
      { ...plain, retryAfterMs: null },
    ],
    ...[
      [issue],
      { issues: [issue] },
      [{ ...issue, code: "zod", params: { value: "x" } }],
      [{ ...issue, params: 5 }],
      [],
    ],
    ...[[null], ["Required"], [{ path: 5, reason: "x" }]],
    ...[key, { ...key, code: "idempotency_key_required" }, [{ ...key, path: ["Idempotency-Key"] }]],
    Array.from({ length: 400 }, (_, at) => ({ ...issue, path: ["k".repeat(300), at] })),
  ];
  const options = [undefined, { dialect: "problem" }, { dialect: "error-string-code", issues: true }, { issues: 1 }];
  const outcome = (errorResponse, error, option) => {
    try {
      return errorResponse(error, option);
    } catch ({ name, message }) {
      return { name, message };
    }
  };
  for (const error of errors) {
    for (const option of options) {
      const expected = outcome(errorResponse, error, option);
      assert.deepEqual(outcome(api.errorResponse, error, option), expected, JSON.stringify(expected).slice(0, 200));
    }
  }
});

test("messages from any validator's issues", () => {
  const path = ["a", 0, { key: "b c" }, Symbol.iterator];
  assert.equal(
    api.formatMessage([{ path, message: "x" }]),
    'Validation error: a.0["b c"]["Symbol(Symbol.iterator)"]: x',
  );
  assert.equal(
    api.formatMessage(new Set([{ path: "a.0", reason: "x" }, { message: "y" }])),
    "Validation error: a.0: x; $: y",
  );
  assert.equal(api.parseMessage("Something else"), null);
});

test("new keys are random UUIDs", () => {
  const keys = new Set(Array.from({ length: 100 }, api.newIdempotencyKey));
  assert.equal(keys.size, 100);
  for (const key of keys) assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("the types are those of the npm package, and a user's compiler takes them", () => {
  execFileSync(process.execPath, [join(ROOT, "scripts", "wasm-types.mjs"), "--check"]);
  const user = `import { Schema, check_email, checkUrl, readError, retry_advice, schema, type ApiError, type Issue } from "./pkg/unanimous_wasm.js";
const result = new Schema<{ email: string }>({ properties: { email: { format: "email" } } }).validate({});
if (result.ok) result.value.email.toUpperCase();
else { const issues: readonly Issue[] = result.issues; issues[0]?.code satisfies string | undefined; }
const inferred = schema({ type: "object", required: ["n"], properties: { n: { type: "integer" } } }).validate(1);
if (inferred.ok) inferred.value.n.toFixed();
const verdict = check_email("ann", { rule: "html" });
if (!verdict.ok) verdict.reason.toUpperCase();
const url = checkUrl("https://example.com/", { schemes: ["https"] });
if (url.ok) url.needsResolution satisfies boolean;
const error: ApiError = readError({ status: 400 });
retry_advice(error, { method: "GET" }).why.code satisfies string;
// @ts-expect-error
check_email("ann", { rule: "rfc822" });
`;
  writeFileSync(join(built.dir, "user.mts"), user);
  const args = [
    "--ignoreConfig",
    "--noEmit",
    "--strict",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom,esnext.disposable",
  ];
  const module = ["--module", "nodenext", "--moduleResolution", "nodenext", "--types", ""];
  try {
    execFileSync(join(ROOT, "node_modules", ".bin", "tsc"), [...args, ...module, "user.mts"], {
      cwd: built.dir,
      encoding: "utf8",
    });
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
  assert.match(readFileSync(join(built.dir, "pkg", "unanimous_wasm.d.ts"), "utf8"), /export class Schema<T = unknown>/);
});
