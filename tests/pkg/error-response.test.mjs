// Tests errorResponse: issues and other errors as responses in each dialect, which readError reads back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkIdempotencyHeader, errorResponse, readError, readResponse, schema } from "unanimous";

const lead = schema({
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, tags: { items: { type: "string" } } },
});
const refused = lead.validate({ email: "ann", tags: [1] });
const DIALECTS = ["error-object", "problem", "detail", "error-code-message", "error-string-code"];

test("a rendered error reads back to the same issues, in every dialect", async () => {
  for (const dialect of DIALECTS) {
    for (const from of [refused, refused.issues, new Set(refused.issues)]) {
      const { status, headers, body } = errorResponse(from, {
        dialect,
        requestId: "req_1",
        instance: "/leads",
        docsBase: "https://a.example/#",
      });
      const error = await readResponse(new Response(body, { status, headers }));
      assert.equal(error.dialect, dialect);
      assert.equal(error.requestId, "req_1");
      assert.deepEqual(
        error.fields.map((field) => field.segments),
        refused.issues.map((issue) => issue.segments),
      );
      assert.deepEqual(
        error.fields.map((field) => field.reason),
        refused.issues.map((issue) => issue.reason),
      );
      assert.deepEqual(error.warnings, []);
    }
  }
});

test("the default envelope", () => {
  const message = "Validation error: email: Invalid email; tags.0: Expected string, received number";
  assert.deepEqual(errorResponse(refused), {
    status: 400,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ error: { message, code: "VALIDATION_ERROR" } }),
  });
  // In FastAPI's list, our codes are the types.
  assert.match(errorResponse(refused, { dialect: "detail" }).body, /"type":"invalid_email"/);
  const foreign = errorResponse([{ path: ["a", 0, { key: "b" }], message: "No", code: "zod_code" }], {
    dialect: "detail",
  });
  assert.equal(foreign.body, '{"detail":[{"loc":["body","a",0,"b"],"msg":"No","type":"custom","code":"custom"}]}');
});

test("a code that another validator shares with us is ours only with our parameters", () => {
  const item = (issue) =>
    JSON.parse(errorResponse([{ path: ["age"], ...issue }], { dialect: "detail" }).body).detail[0];
  // An error of zod 4.
  const zod = { origin: "number", code: "too_small", minimum: 5, inclusive: true, message: "Too small: expected >=5" };
  assert.equal(item(zod).code, "custom");
  assert.equal(item({ code: "invalid_type", expected: "string", message: "Invalid input" }).code, "custom");
  const own = item({ code: "too_small", message: "Zu klein", params: { min: 5 } });
  assert.deepEqual([own.code, own.params, own.msg], ["too_small", { min: 5 }, "Zu klein"]);
  for (const params of [{ min: "5" }, { min: Number.NaN }, { minimum: 5 }, {}]) {
    const { code, params: shown } = item({ code: "too_small", message: "Zu klein", params });
    assert.deepEqual([code, shown], ["custom", undefined], JSON.stringify(params));
  }
  const read = item({ code: "too_small", message: "Number must be at least 5" });
  assert.deepEqual([read.code, read.params], ["too_small", { min: 5 }]);
});

test("only a web address becomes a link to documentation", () => {
  const body = (docsBase, dialect) => JSON.parse(errorResponse(refused, { docsBase, dialect }).body);
  for (const docsBase of ["javascript:alert(1)//", " https://a.example/", "data:text/html,", "/docs/", "https:", "é"]) {
    assert.equal(body(docsBase, "problem").type, "about:blank", docsBase);
    assert.ok(!body(docsBase, "error-string-code").docs_url, docsBase);
  }
  assert.equal(body("HTTPS://a.example/#", "error-string-code").docs_url, "HTTPS://a.example/#validation_failed");
});

test("errorResponse renders the dialect that the client accepts", () => {
  const type = (accept, dialect) => errorResponse(refused, { accept, dialect }).headers["content-type"];
  assert.equal(type("application/problem+json"), "application/problem+json");
  assert.equal(type("application/json, application/problem+json;q=0.9"), "application/json");
  assert.equal(type("*/*"), "application/json");
  assert.equal(type(null), "application/json");
  assert.equal(
    type("application/json", "problem"),
    "application/problem+json",
    "without a match in Accept, the given dialect is used",
  );
  assert.equal(errorResponse(refused, { accept: null }).headers.vary, "accept");
  assert.equal("vary" in errorResponse(refused).headers, false);
});

test("other errors are rendered too", () => {
  const gone = { status: 404, code: "NOT_FOUND", message: "Not found" };
  assert.equal(errorResponse(gone).body, '{"error":{"message":"Not found","code":"NOT_FOUND"}}');
  const problem = JSON.parse(errorResponse(gone, { dialect: "problem", title: "Gone", instance: "/x" }).body);
  assert.deepEqual(problem, {
    type: "about:blank",
    title: "Gone",
    status: 404,
    detail: "Not found",
    instance: "/x",
    code: "not-found",
  });
});

test("a delay is sent in seconds, rounded up, and read back", () => {
  const busy = { status: 429, code: "rate_limited", message: "Slow down" };
  const delay = (retryAfterMs) => errorResponse({ ...busy, retryAfterMs }).headers["retry-after"];
  assert.deepEqual(
    [0, 1, 1000, 1001, Number.POSITIVE_INFINITY].map(delay),
    ["0", "1", "1", "2", "4294968"],
    "no text such as Infinity",
  );
  assert.deepEqual([undefined, null].map(delay), [undefined, undefined]);
  assert.throws(() => delay("5"), { name: "TypeError", message: /retryAfterMs must be a number from 0 on, not "5"/ });
  const forbidden = readError({ status: 403, body: { message: "No access to this project", retry_after: 3 } });
  assert.equal(readError(errorResponse(forbidden)).category, "permission", "a 403 with retry-after is a rate limit");
  const upstream = readError({ status: 429, headers: { "retry-after": "7" }, body: '{"message":"Slow down"}' });
  for (const dialect of DIALECTS) assert.equal(readError(errorResponse(upstream, { dialect })).retryAfterMs, 7000);
});

test("errorResponse rejects wrong arguments", () => {
  const table = [
    [[5], /takes issues or an error/],
    [[null], /takes issues or an error/],
    [[{}], /status/],
    [[{ status: 404, code: "x" }], /message/],
    [[{ status: 99, code: "x", message: "y" }], /status must be a whole number from 400 to 599, not 99/],
    [[{ status: 200, code: "x", message: "y" }], /status must be a whole number from 400 to 599, not 200/],
    [[{ status: "404", code: "x", message: "y" }], /status must be a whole number from 400 to 599, not "404"/],
    [[{ status: 404, code: 5, message: "y" }], /code must be a string, not 5/],
    [[undefined], /errorResponse takes issues or an error \{ status, code, message \}, not undefined$/],
    [["Not found"], /not Not found$/],
    [[() => {}], /takes issues or an error/],
    [[lead.validate({ email: "ann@example.com" })], /not an accepted result: call it only where ok is false$/],
    [[{ ok: true }], /not an accepted result/],
    [[{ status: undefined }], /takes issues or an error .*, not this object$/],
    [[{ issues: undefined }], /not this object$/],
    [[new Error("x")], /not Error: its text may show internals, so send \{ status: 500, code, message \}/],
    [[new TypeError("x")], /not Error: /],
    [[Promise.resolve(refused)], /not Promise: await it first$/],
    [[new Response(null, { status: 404 })], /not Response: read it with readResponse first$/],
    [[[null]], /an issue must be an object, not null/],
    [[["Required"]], /an issue must be an object, not Required/],
    [[[{ path: 5, reason: "x" }]], /path must be a string or a list of segments/],
    [[[{ path: ["a", Number.NaN], reason: "x" }]], /path must hold keys and list indices, not NaN$/],
    [[[{ path: [{ key: -Infinity }], reason: "x" }]], /path must hold keys and list indices, not -Infinity$/],
    [[refused, { dialect: "xml" }], /dialect must be one of error-object, .* not "xml"/],
    [[refused, { status: 600 }], /status must be a whole number from 400 to 599, not 600/],
    [[refused, { requestId: 5 }], /requestId must be a string, not 5/],
    [[refused, { accept: ["a"] }], /accept/],
    [[refused, { issues: "yes" }], /issues must be true or false, not "yes"/],
  ];
  for (const [args, message] of table) assert.throws(() => errorResponse(...args), { name: "TypeError", message });
  const { headers } = errorResponse(refused, { requestId: "a\r\nset-cookie: x" });
  assert.equal("x-request-id" in headers, false, "a line break would start another header");
});

test("errorResponse takes errors that carry a status, and what other functions return", async () => {
  const error = Object.assign(new Error("No such lead"), { status: 404, code: "not_found" });
  const plain = { status: 404, code: "not_found", message: "No such lead" };
  assert.deepEqual(errorResponse(error), errorResponse(plain));
  const upstream = await readResponse(new Response(errorResponse(plain).body, { status: 404 }));
  assert.deepEqual(errorResponse(upstream), errorResponse(plain));
  const gone = readError({ status: 410, body: "" });
  assert.equal(errorResponse(gone).body, '{"error":{"message":"410 Gone","code":"not_found"}}');
  assert.throws(() => errorResponse(readError({ status: 0 })), /status must be a whole number from 400 to 599, not 0/);
  for (const dialect of DIALECTS) {
    const { status, body } = errorResponse(refused, { dialect });
    const again = errorResponse(readError({ status, body }), { dialect: "problem", status: 409 });
    const read = readError(again);
    assert.deepEqual(
      read.fields.map(({ path, reason, code, params }) => ({ path, reason, code, params: params ?? {} })),
      refused.issues.map(({ path, reason, code, params }) => ({ path, reason, code, params })),
    );
    assert.equal(read.status, 409);
  }
});

test("a wrong Idempotency-Key is answered with 400 in every dialect", () => {
  const header = (value) => checkIdempotencyHeader("POST", value === undefined ? {} : { "idempotency-key": value });
  const table = [
    [undefined, "IDEMPOTENCY_KEY_REQUIRED", "Idempotency-Key header is required"],
    ["a b", "IDEMPOTENCY_KEY_INVALID", "Idempotency key must be visible ASCII characters"],
    ["", "IDEMPOTENCY_KEY_INVALID", "String must be at least 1 character"],
    ["x".repeat(256), "IDEMPOTENCY_KEY_TOO_LONG", "String must be at most 255 characters"],
  ];
  for (const [value, code, message] of table) {
    const rejected = header(value);
    assert.equal(rejected.reason, message);
    for (const dialect of DIALECTS) {
      const expected = errorResponse({ status: 400, code, message }, { dialect });
      assert.deepEqual(errorResponse([{ ...rejected, path: ["Idempotency-Key"] }], { dialect }), expected);
      if (/key/.test(rejected.code)) assert.deepEqual(errorResponse(rejected, { dialect }), expected);
    }
  }
  // A key in the body is a field.
  const field = [{ path: "idempotencyKey", code: "invalid_idempotency_key", reason: "Bad" }];
  assert.equal(errorResponse(field, { dialect: "problem" }).status, 422);
  const two = [{ path: "", code: "idempotency_key_required", reason: "Missing" }, ...field];
  assert.equal(errorResponse(two, { dialect: "problem" }).status, 422);
});

test("codes and params come back in every dialect", () => {
  const options = Array.from({ length: 100 }, (_, at) => `Area/City_${at}`);
  const strict = schema({
    required: ["name"],
    properties: {
      zone: { enum: options },
      phone: { maxLength: 3 },
      age: { type: "integer", exclusiveMinimum: 1 },
      vip: { const: true, "x-unanimous": { reason: "Only for members" } },
    },
  });
  const { issues } = strict.validate({ zone: "x", phone: "12345", age: 1, vip: false });
  const codes = (error) => error.fields.map(({ code, params }) => [code, params ?? {}]);
  // The schema's own text does not show the options, so they might be the input, and are left out.
  const isOwn = ({ reason }) => reason === "Only for members";
  const known = issues.map((issue) => [issue.code, isOwn(issue) ? {} : issue.params]);
  for (const dialect of DIALECTS) {
    const hasItems = dialect !== "error-object" && dialect !== "error-string-code";
    // Without items there is the text alone, and this one is no text of a code.
    const expected = hasItems ? known : known.map((pair, at) => (isOwn(issues[at]) ? [null, {}] : pair));
    const answer = errorResponse(issues, { dialect });
    assert.deepEqual(codes(readError(answer)), expected, dialect);
    assert.deepEqual(codes(readError(errorResponse(issues, { dialect, issues: true }))), known, dialect);
    assert.equal(hasItems, errorResponse(issues, { dialect, issues: true }).body === answer.body);
  }
  const { error } = JSON.parse(errorResponse(issues, { issues: true }).body);
  assert.deepEqual(Object.keys(error), ["message", "code", "issues"]);
  assert.deepEqual(error.issues[0], {
    path: "zone",
    code: "invalid_enum",
    params: { options: options.slice(0, 8), more: 92 },
  });
  // Texts in another language, whose codes and params are sent.
  const translated = [{ path: "phone", reason: "Höchstens 3 Zeichen", code: "too_long", params: { max: 3 } }];
  assert.deepEqual(codes(readError(errorResponse(translated, { dialect: "problem" }))), [["too_long", { max: 3 }]]);
  // The parameters of another validator may hold the value.
  const foreign = [{ path: "phone", message: "No", code: "too_wide", params: { value: "secret" } }];
  assert.doesNotMatch(errorResponse(foreign, { dialect: "problem", issues: true }).body, /secret/);
});

test("an answer has less than 64 KiB and reads back, however large the schema and the value are", () => {
  const long = (count, length) => Array.from({ length: count }, (_, at) => `${at}`.padEnd(length, "k"));
  const keys = Object.fromEntries(long(256, 230).map((key) => [key, 1]));
  const hostile = Object.fromEntries(long(300, 300).map((key) => [`${key}"\\\u0001ü`, 1]));
  const zones = { items: { enum: long(249, 30) } };
  const closed = { additionalProperties: false };
  const table = [
    [closed, keys],
    [closed, hostile],
    [zones, Array.from({ length: 300 }, () => "x")],
    [{ items: { const: { a: long(999, 99) } } }, Array.from({ length: 300 }, () => 1)],
    [{ items: { const: 1, "x-unanimous": { reason: "é".repeat(9_999) } } }, Array.from({ length: 300 }, () => 0)],
    [{ required: long(99, 4_000) }, {}],
    [{ required: ["ok", "x".repeat(100_000), "later"] }, {}],
    [{ enum: long(9_999, 999) }, 1],
  ];
  for (const [json, value] of table) {
    const { issues } = schema(json).validate(value);
    const last = issues.at(-1);
    const known = last.code === "more_issues" ? issues.slice(0, -1) : issues;
    const fitting = known.filter((issue) => issue.path.length <= 4096);
    const total = known.length + (last.code === "more_issues" ? last.params.count : 0);
    for (const dialect of DIALECTS) {
      for (const more of [false, true]) {
        const answer = errorResponse(issues, { dialect, issues: more });
        assert.ok(Buffer.byteLength(answer.body) <= 60 * 1024, `${dialect}: ${answer.body.length}`);
        const error = readError(answer);
        assert.deepEqual(error.warnings, []);
        const hidden = error.fields.at(-1).code === "more_issues" ? error.fields.at(-1) : undefined;
        const shown = error.fields.slice(0, hidden ? -1 : undefined);
        assert.equal(shown.length + (hidden?.params.count ?? 0), total);
        if (hidden) assert.equal(hidden.path, "");
        assert.deepEqual(
          shown.map((field) => [field.segments, field.reason]),
          fitting.slice(0, shown.length).map((issue) => [issue.segments, issue.reason]),
        );
      }
    }
  }
});
