// Tests the package's public API beyond the verdicts of the rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkAddresses,
  checkEmail,
  checkIdempotencyKey,
  checkPhone,
  checkUrl,
  dedupeKey,
  errorResponse,
  formatMessage,
  newIdempotencyKey,
  parseMessage,
  readForm,
  retryAdvice,
  schema,
  SchemaError,
} from "unanimous";
import { assertOnlyNullIsNull, schemasWithoutJson } from "../tools/no-json.mjs";

const json = {
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, tags: { type: "array", items: { enum: ["a"] } } },
};

test("validate returns the message and the issues", () => {
  const lead = schema({ type: "object", properties: { email: { format: "email" }, phone: { format: "phone" } } });
  const { ok, message, issues } = lead.validate({ email: "ann", phone: "0".repeat(51) });
  assert.equal(ok, false);
  assert.equal(message, "Validation error: email: Invalid email; phone: String must be at most 50 characters");
  assert.deepEqual(issues[1], {
    path: "phone",
    segments: ["phone"],
    code: "too_long",
    reason: "String must be at most 50 characters",
    params: { max: 50 },
  });
  assert.equal(issues[0].detail, "missing_at");
});

test("Standard Schema v1: validate is synchronous and returns the value or issues with plain paths", () => {
  const { version, vendor, validate } = schema(json)["~standard"];
  assert.deepEqual([version, vendor], [1, "unanimous"]);
  const value = { email: "ann@example.com" };
  assert.equal(validate(value).value, value);
  assert.equal("issues" in validate(value), false);
  assert.deepEqual(validate({ tags: ["a", "b"] }), {
    issues: [
      { message: "Required", path: ["email"], code: "required", params: {} },
      { message: 'Expected one of "a"', path: ["tags", 1], code: "invalid_enum", params: { options: ["a"] } },
    ],
  });
});

test("later changes of the schema object do not change the compiled schema", () => {
  const mine = structuredClone(json);
  const lead = schema(mine);
  mine.required.push("phone");
  mine.properties.email.format = "phone";
  assert.equal(lead.validate({ email: "ann" }).message, "Validation error: email: Invalid email");
});

test("the error for a wrong schema has the pointer and the remedy", () => {
  const cases = [
    [
      { properties: { a: { format: "emial" } } },
      "/properties/a/format",
      /unknown format "emial": did you mean "email"\?/,
    ],
    [undefined, "", /must be an object or a boolean, not undefined/],
    [() => 1, "", /must be an object or a boolean, not function/],
    [{ minimum: 1n }, "", /not JSON: .*BigInt/],
    [
      (() => {
        const cyclic = {};
        cyclic.items = cyclic;
        return cyclic;
      })(),
      "",
      /not JSON/,
    ],
    [
      {
        toJSON() {
          throw new Error("no");
        },
      },
      "",
      /not JSON: no/,
    ],
  ];
  for (const [wrong, pointer, message] of cases) {
    assert.throws(
      () => schema(wrong),
      (error) =>
        error instanceof SchemaError &&
        error instanceof TypeError &&
        error.pointer === pointer &&
        message.test(error.message),
    );
  }
});

test("a schema with a value that JSON does not have is refused, with its location", () => {
  for (const [wrong, pointer, name] of schemasWithoutJson()) {
    const message = `schema error at ${pointer || "the root"}: ${name} is no JSON value`;
    assert.throws(
      () => schema(wrong),
      (error) => {
        assert.deepEqual([error.name, error.pointer, error.message], ["SchemaError", pointer, message]);
        return true;
      },
    );
  }
});

test("a member of a schema that is undefined counts as missing, also a property called const", () => {
  const open = { type: undefined, minLength: 2, properties: { const: undefined }, default: { const: undefined } };
  assert.equal(schema(open).validate("a").ok, false);
  assert.equal(schema(open).validate({ const: 1 }).ok, true);
});

test("options that are null count as none", () => {
  assert.equal(checkEmail("ann@example.com", null).ok, true);
  assert.equal(checkPhone("1", null).ok, true);
  assert.equal(checkIdempotencyKey("k", null).ok, true);
  assert.equal(parseMessage("Something else", null), null);
  assert.equal(formatMessage([], null), "Validation error");
  assert.equal(errorResponse([], null).status, 400);
  assert.equal(retryAdvice(null, null).retry, true);
  assert.deepEqual(readForm(schema({}), { a: "1" }, null), { a: "1" });
});

test("unknown option values are rejected by name", () => {
  assert.throws(
    () => checkEmail("a@b.example", { rule: "rfc822" }),
    /checkEmail: rule must be public, html, rfc5321, rfc6531 or idn, not "rfc822"/,
  );
  assert.throws(() => checkPhone("1", { format: "nanp" }), /checkPhone: format must be phone or e164, not "nanp"/);
  assert.throws(
    () => checkPhone("1", { maxLength: -1 }),
    /checkPhone: maxLength must be a whole number of code points, not -1/,
  );
  assert.throws(
    () => checkIdempotencyKey("1", { form: "quoted" }),
    /checkIdempotencyKey: form must be bare or sf-string, not "quoted"/,
  );
  assert.throws(
    () => parseMessage("x", { form: "other" }),
    /parseMessage: form must be path-reason or reason-at-path, not "other"/,
  );
  assert.throws(() => parseMessage(5), /takes a string, not number/);
  assert.throws(
    () => parseMessage("x", { knownPaths: "email" }),
    /parseMessage: knownPaths must be a list, not "email"/,
  );
  assert.throws(() => parseMessage("x", { prefixes: "Fehler" }), /parseMessage: prefixes must be a list, not "Fehler"/);
  assert.throws(() => dedupeKey(null), /takes a string, not object/);
});

test("every check rejects a string with a lone surrogate", () => {
  const code = (result) => (result.ok ? "ok" : result.code);
  for (const text of ["\ud800", "a\udfff", "\ud83d\ud83d\udc9a", `${"x".repeat(300)}\udc9a`]) {
    const address = `${text}@example.com`;
    for (const rule of ["public", "html", "rfc5321", "rfc6531", "idn"]) {
      assert.equal(code(checkEmail(address, { rule })), "invalid_text", rule);
    }
    assert.equal(code(checkPhone(text)), "invalid_text");
    assert.equal(code(checkAddresses(`${text}.com`, ["192.0.2.1"])), "invalid_text");
    assert.equal(code(checkPhone(text, { format: "e164" })), "invalid_text");
    assert.equal(code(checkIdempotencyKey(text)), "invalid_text");
    assert.equal(code(checkIdempotencyKey(`"${text}"`, { form: "sf-string" })), "invalid_text");
    for (const policy of [undefined, {}, { maxLength: 1 }]) {
      assert.deepEqual(checkUrl(`https://example.com/${text}`, policy), {
        ok: false,
        code: "invalid_text",
        reason: "Must be Unicode text",
        params: {},
      });
    }
    assert.equal(dedupeKey(address), null);
  }
  assert.equal(code(checkEmail("\ud83d\udc9a@example.com", { rule: "rfc6531" })), "ok");
  assert.equal(code(checkPhone("\ufffd")), "ok");
  assert.throws(() => checkUrl("\ud800", { maxLength: 0 }), /checkUrl: policy\/maxLength: must be a whole number/);
});

test("a value that JSON does not have equals no allowed value", () => assertOnlyNullIsNull(schema));

test("formatMessage accepts the issues of any validator", () => {
  assert.equal(
    formatMessage([{ path: ["a", 0, { key: "b c" }, Symbol.iterator], message: "x" }]),
    'Validation error: a.0["b c"]["Symbol(Symbol.iterator)"]: x',
  );
  assert.equal(formatMessage([{ path: "a.0", reason: "x" }, { message: "y" }]), "Validation error: a.0: x; $: y");
  assert.equal(formatMessage([{ path: "First name", reason: "x" }]), 'Validation error: ["First name"]: x');
  assert.equal(formatMessage([]), "Validation error");
  assert.equal(parseMessage("Something else"), null);
});

test("new keys are valid, 36 characters long and unique", () => {
  const keys = new Set(Array.from({ length: 1000 }, newIdempotencyKey));
  assert.equal(keys.size, 1000);
  for (const key of keys) assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("newIdempotencyKey works without randomUUID, as on a page without HTTPS", () => {
  const { randomUUID } = crypto;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  try {
    assert.match(newIdempotencyKey(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  } finally {
    Object.defineProperty(crypto, "randomUUID", { value: randomUUID, configurable: true });
  }
});
