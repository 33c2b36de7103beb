// Sends the same requests to the edge function (in Node) and to the Rust server. The answers must be equal, byte for
// byte.
//
//   node --test tests/pkg/edge.test.mjs          needs the built package and the built example server
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startDemo } from "../../scripts/demo/start.mjs";
import { createEdge } from "../../www/edge.mjs";
import { rawRequest, send } from "./raw-http.mjs";

const JSON_TYPE = "Content-Type: application/json";
const KEY = "Idempotency-Key: 8e03978e-40d5-43e8-bc93-6894a57f9324";
const HALF_KEY = `Idempotency-Key: ${"k".repeat(200)}`;
const LEAD = '{"name":"Ann","email":"ann@example.com"}';
const MAX = 64 * 1024;

const bytes = (...numbers) => Buffer.from(numbers);
const nested = (levels, [open, close] = "[]") => open.repeat(levels) + close.repeat(levels);
const objects = (levels) => '{"a":'.repeat(levels) + "1" + "}".repeat(levels);
const callback = (url) => JSON.stringify({ name: "Ann", email: "ann@example.com", callback_url: url });
const phone = (text) => `{"name":"Ann","email":"ann@example.com","phone":${text}}`;

/** Bodies for requests with correct headers: [name, body, status]. */
const BODIES = [
  ["a lead", LEAD, 201],
  [
    "all fields",
    '{"name":"Ann","email":"ann@example.com","phone":"+1 555","status":"new","callback_url":"https://hooks.example.com/"}',
    201,
  ],
  ["a callback not in its canonical form", callback("HTTPS://Hooks.Example.com"), 201],
  ["a callback in Cyrillic", callback("https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/"), 201],
  ["a callback at a public address", callback("https://8.8.8.8:8443/hook"), 201],
  ["a callback of 8000 bytes", callback("https://example.com/".padEnd(8000, "a")), 201],
  ["a callback of 8001 bytes", callback("https://example.com/".padEnd(8001, "a")), 400],
  ["a callback over http", callback("http://hooks.example.com/"), 400],
  ["a callback at loopback", callback("https://127.0.0.1/"), 400],
  ["a callback at mapped metadata", callback("https://[::ffff:169.254.169.254]/"), 400],
  ["a callback at a decimal address", callback("https://2130706433/"), 400],
  ["a callback at localhost", callback("https://localhost./"), 400],
  ["a callback with a user name", callback("https://example.com@127.0.0.1/"), 400],
  ["a callback with a backslash", callback("https://example.com\\@127.0.0.1/"), 400],
  ["a callback at a bad port", callback("https://example.com:25/"), 400],
  ["a callback with a full-width host", callback("https://\uff11\uff12\uff17.0.0.1/"), 400],
  ["a callback with a tab", callback("https://exa\tmple.com/"), 400],
  ["a callback that is not a URL", callback("hooks"), 400],
  ["an empty callback", callback(""), 400],
  ["a callback that is null", callback(null), 400],
  ["fields in another order", '{"status":"lost","email":"ann@example.com","name":"Ann"}', 201],
  ["white space around", ` \t\r\n${LEAD}\n `, 201],
  ["white space inside", '{ "name" : "Ann" ,\n"email" : "ann@example.com" }', 201],
  ["a form feed around", `\f${LEAD}`, 400],
  ["a no-break space around", `\u00a0${LEAD}`, 400],
  [
    "the seed's lead",
    '{"name":"Ann","email":"ann","phone":"555555555555555555555555555555555555555555555555555"}',
    400,
  ],
  ["name missing", '{"email":"ann@example.com"}', 400],
  ["all missing", "{}", 400],
  ["name empty", '{"name":"","email":"ann@example.com"}', 400],
  ["name of 200 emoji", `{"name":"${"😀".repeat(200)}","email":"ann@example.com"}`, 201],
  ["name of 201 emoji", `{"name":"${"😀".repeat(201)}","email":"ann@example.com"}`, 400],
  ["escaped emoji", String.raw`{"name":"\ud83d\ude00","email":"ann@example.com"}`, 201],
  [
    "every escape",
    String.raw`{"name":"\"\\\/\b\f\n\r\t\u0000\u001f\u007f\u00e9\u2028","email":"ann@example.com"}`,
    201,
  ],
  ["raw U+2028 and DEL", '{"name":"\u2028\u007f<>&\'","email":"ann@example.com"}', 201],
  ["a noncharacter", '{"name":"\uffff\u{10ffff}","email":"ann@example.com"}', 201],
  [
    "unknown keys",
    '{"name":"Ann","email":"ann@example.com","b":1,"a":2,"😀":3,"\uffff":4,"10":5,"9":6,"a b":7,"":8}',
    400,
  ],
  ["__proto__", '{"name":"Ann","email":"ann@example.com","__proto__":{"phone":1}}', 400],
  ["__proto__ only", '{"__proto__":{"name":"Ann","email":"ann@example.com"}}', 400],
  ["constructor", '{"name":"Ann","email":"ann@example.com","constructor":1,"toString":2,"hasOwnProperty":3}', 400],
  ["duplicate key, the last is good", '{"email":"ann","name":"Ann","email":"ann@example.com"}', 201],
  ["duplicate key, the last is bad", '{"email":"ann@example.com","name":"Ann","email":"ann"}', 400],
  ["duplicate key by escape", String.raw`{"email":"ann@example.com","name":"Ann","\u0065mail":"ann"}`, 400],
  ["duplicate key hides a lone surrogate", String.raw`{"name":"\ud800","name":"Ann","email":"ann@example.com"}`, 400],
  ["duplicate key hides a huge number", '{"name":1e400,"name":"Ann","email":"ann@example.com"}', 400],
  ["duplicate key hides depth", `{"name":${nested(128)},"name":"Ann","email":"ann@example.com"}`, 400],
  ["phone a number", phone("5551234"), 400],
  ["phone null", phone("null"), 400],
  ["phone true", phone("true"), 400],
  ["phone a list", phone("[1]"), 400],
  ["phone an object", phone("{}"), 400],
  ["phone -0", phone("-0"), 400],
  ["phone 1e308", phone("1e308"), 400],
  ["phone 1e309", phone("1e309"), 400],
  ["phone 1e400", phone("1e400"), 400],
  ["phone -1e400", phone("-1e400"), 400],
  ["phone 1e-400", phone("1e-400"), 400],
  ["phone 0e99999999999", phone("0e99999999999"), 400],
  ["phone 1e99999999999", phone("1e99999999999"), 400],
  ["phone 1e-99999999999", phone("1e-99999999999"), 400],
  ["phone the largest double", phone("1.7976931348623157e308"), 400],
  ["phone that rounds to the largest double", phone("1.7976931348623158e308"), 400],
  ["phone just below Infinity", phone("1.797693134862315807937289714053e308"), 400],
  ["phone just at Infinity", phone("1.797693134862315807937289714054e308"), 400],
  ["phone of 400 digits", phone("9".repeat(400)), 400],
  ["phone of 309 digits, small", phone(`0.${"0".repeat(400)}1e400`), 400],
  ["phone 01", phone("01"), 400],
  ["phone +1", phone("+1"), 400],
  ["phone 1.", phone("1."), 400],
  ["phone .5", phone(".5"), 400],
  ["phone 1e", phone("1e"), 400],
  ["phone 0x10", phone("0x10"), 400],
  ["phone -", phone("-"), 400],
  ["phone NaN", phone("NaN"), 400],
  ["phone Infinity", phone("Infinity"), 400],
  ["phone undefined", phone("undefined"), 400],
  ["lone high surrogate", phone(String.raw`"\ud800"`), 400],
  ["lone low surrogate", phone(String.raw`"\udc00"`), 400],
  ["surrogates swapped", phone(String.raw`"\udc00\ud800"`), 400],
  ["high, high, low", phone(String.raw`"\ud83d\ud83d\ude00"`), 400],
  ["high surrogate, then text", phone(String.raw`"\ud800x"`), 400],
  ["high surrogate, then another escape", phone(String.raw`"\ud800\n"`), 400],
  ["an escaped backslash before ud800", phone(String.raw`"\\ud800"`), 201],
  ["lone surrogate in a key", String.raw`{"\ud800":1}`, 400],
  ["an unknown escape", phone(String.raw`"\x41"`), 400],
  ["a short \\u escape", phone(String.raw`"\u12"`), 400],
  ["\\u with no hex", phone(String.raw`"\u12g4"`), 400],
  ["a raw newline in a string", phone('"\n"'), 400],
  ["a raw NUL in a string", phone('"\0"'), 400],
  ["an open string", '{"name":"Ann', 400],
  ["a string open after a backslash", '"\\', 400],
  ["single quotes", "{'name':'Ann'}", 400],
  ["a comment", `/* */${LEAD}`, 400],
  ["a trailing comma", '{"name":"Ann",}', 400],
  ["two values", `${LEAD}${LEAD}`, 400],
  ["a NUL after", `${LEAD}\0`, 400],
  ["brackets that do not match", "[}", 400],
  ["a closing bracket", "]", 400],
  ["empty", "", 400],
  ["white space only", " \n", 400],
  ["a list", "[]", 400],
  ["a list of leads", `[${LEAD}]`, 400],
  ["a number", "1", 400],
  ["a string", '"lead"', 400],
  ["null", "null", 400],
  ["true", "true", 400],
  ["True", "True", 400],
  ["a byte order mark", Buffer.concat([bytes(0xef, 0xbb, 0xbf), Buffer.from(LEAD)]), 400],
  ["two byte order marks", Buffer.concat([bytes(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf), Buffer.from(LEAD)]), 400],
  ["a byte order mark after", Buffer.concat([Buffer.from(LEAD), bytes(0xef, 0xbb, 0xbf)]), 400],
  ["UTF-16", Buffer.from(LEAD, "utf16le"), 400],
  ["a byte that is not UTF-8", Buffer.concat([Buffer.from('{"name":"'), bytes(0xff), Buffer.from('"}')]), 400],
  ["an overlong slash", Buffer.concat([Buffer.from('"'), bytes(0xc0, 0xaf), Buffer.from('"')]), 400],
  ["a surrogate in UTF-8", Buffer.concat([Buffer.from('"'), bytes(0xed, 0xa0, 0x80), Buffer.from('"')]), 400],
  ["beyond U+10FFFF", Buffer.concat([Buffer.from('"'), bytes(0xf4, 0x90, 0x80, 0x80), Buffer.from('"')]), 400],
  ["UTF-8 cut short", Buffer.concat([Buffer.from('"'), bytes(0xe2, 0x82), Buffer.from('"')]), 400],
  ["invalid UTF-8 after the value", Buffer.concat([Buffer.from(LEAD), bytes(0x80)]), 400],
  ["depth 64", nested(64), 400],
  ["depth 127", nested(127), 400],
  ["depth 128", nested(128), 400],
  ["depth 129", nested(129), 400],
  ["objects, depth 127", objects(127), 400],
  ["objects, depth 128", objects(128), 400],
  ["depth 65 below an unknown key", `{"a":${nested(65)}}`, 400],
  ["brackets in a string", phone(`"${"[".repeat(40)}"`), 201],
  ["128 brackets in a string", `{"name":"${"[".repeat(128)}","email":"ann@example.com"}`, 201],
  ["60,000 open brackets", "[".repeat(60_000), 400],
  ["300 unknown keys", JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n]))), 400],
  ["exactly 64 KiB", LEAD.padEnd(MAX), 201],
  ["64 KiB and 1 byte", LEAD.padEnd(MAX + 1), 413],
  ["300 KiB", LEAD.padEnd(300 * 1024), 413],
  ["a body that is too large and not JSON", "{".repeat(MAX + 1), 413],
];

const CONTENT_TYPES = [
  ["application/json", 201],
  ["APPLICATION/Json", 201],
  ["application/json; charset=utf-8", 201],
  ["application/json;charset=utf-16", 201],
  ["application/json ;", 201],
  ["application/ld+json", 201],
  ["application/vnd.a.v1+json; a=b", 201],
  ["text/x+json", 201],
  ["application/+json", 415],
  ["+json", 415],
  ["application/", 415],
  ["/json", 415],
  ["application/json/x", 415],
  ["application /json", 415],
  ["application/jsonp", 415],
  ["application/json, application/json", 415],
  ["text/plain", 415],
  ["text/json", 415],
  ["multipart/form-data; boundary=x", 415],
  ["application/x-www-form-urlencoded", 415],
  ["application/json; caf\u00e9", 201],
  ["caf\u00e9/x+json", 415],
  ["application/json\t ;a=b", 201],
  ["application/json\u00a0", 415],
  ["\u00a0application/json", 415],
  ["application/json\u0085;a=b", 415],
  ["", 415],
];

const KEYS = [
  ["k", 201],
  ["k".repeat(255), 201],
  ["k".repeat(256), 400],
  ["k".repeat(5000), 400],
  ["!#$%&'()*+,-./:;<=>?@[]^_`{|}~", 201],
  ['"', 201],
  ['"quoted"', 400],
  ["  white-space-around \t", 201],
  ["k,", 400],
  [",k", 400],
  ["k,k", 201],
  ["a b", 400],
  ["a\tb", 400],
  ["caf\u00e9", 400],
  ["\u00ff".repeat(256), 400],
  ["", 400],
  ["   ", 400],
  ["\u00a0k", 400],
  ["k\u00a0", 400],
  ["\u0085k", 400],
];

const REQUESTS = [
  ["no content type", { headers: [KEY], body: LEAD }, 415],
  ["two content types", { headers: [JSON_TYPE, JSON_TYPE, KEY], body: LEAD }, 415],
  ["no key", { headers: [JSON_TYPE], body: LEAD }, 400],
  ["no key, and not JSON", { headers: [JSON_TYPE], body: "{" }, 400],
  ["no key and too large", { headers: [JSON_TYPE], body: LEAD.padEnd(MAX + 1) }, 413],
  ["no key, no type", { body: LEAD }, 415],
  ["two keys", { headers: [JSON_TYPE, "Idempotency-Key: one", "Idempotency-Key: two"], body: LEAD }, 400],
  ["the same key twice", { headers: [JSON_TYPE, KEY, KEY], body: LEAD }, 400],
  ["two empty keys", { headers: [JSON_TYPE, "Idempotency-Key:", "Idempotency-Key:"], body: LEAD }, 400],
  ["a key, then an empty one", { headers: [JSON_TYPE, KEY, "Idempotency-Key:"], body: LEAD }, 400],
  ["an empty key, then one", { headers: [JSON_TYPE, "Idempotency-Key:", KEY], body: LEAD }, 400],
  ["two keys, too long together", { headers: [JSON_TYPE, HALF_KEY, HALF_KEY], body: LEAD }, 400],
  ["header names in capitals", { headers: [JSON_TYPE.toUpperCase(), "IDEMPOTENCY-KEY: k"], body: LEAD }, 201],
  ["check, good", { path: "/api/leads/check", headers: [JSON_TYPE], body: LEAD }, 200],
  ["check, bad", { path: "/api/leads/check", headers: [JSON_TYPE], body: "{}" }, 400],
  ["check, not JSON", { path: "/api/leads/check", headers: [JSON_TYPE], body: "" }, 400],
  ["check, too large", { path: "/api/leads/check", headers: [JSON_TYPE], body: LEAD.padEnd(MAX + 1) }, 413],
  ["check, no type", { path: "/api/leads/check", body: LEAD }, 415],
  ["a query", { path: "/api/leads?a=b", headers: [JSON_TYPE, KEY], body: LEAD }, 201],
  ["a slash after", { path: "/api/leads/", headers: [JSON_TYPE, KEY], body: LEAD }, 404],
  ["an escaped path", { path: "/api/%6ceads", headers: [JSON_TYPE, KEY], body: LEAD }, 404],
  [
    "a whole URL",
    { path: "http://example.com/api/leads", headers: [JSON_TYPE, "Idempotency-Key: url-1"], body: LEAD },
    201,
  ],
  [
    "a whole URL with a query",
    { path: "http://example.com:80/api/leads?a=b", headers: [JSON_TYPE, "Idempotency-Key: url-2"], body: LEAD },
    201,
  ],
  ["another path", { path: "/api/lead", headers: [JSON_TYPE, KEY], body: LEAD }, 404],
  ["GET another path", { method: "GET", path: "/api/lead" }, 404],
  ["GET health", { method: "GET", path: "/api/health" }, 200],
  ["HEAD health", { method: "HEAD", path: "/api/health" }, 200],
  ["POST health", { path: "/api/health" }, 405],
  ...["GET", "HEAD", "PUT", "PATCH", "DELETE", "QUERY"].map((method) => [`${method} leads`, { method }, 405]),
];

/** A new key for each request. With a used key, it would get the stored answer of another request. */
const freshKey = () => `Idempotency-Key: ${crypto.randomUUID()}`;
const lead = ({ type = JSON_TYPE, key = freshKey(), body = LEAD, ...rest }) => ({
  headers: [type, key],
  body,
  ...rest,
});

const TABLE = [
  ...BODIES.map(([name, body, status]) => [`body: ${name}`, lead({ body }), status]),
  ...BODIES.map(([name, body, status]) => [`chunked body: ${name}`, lead({ body, chunked: true }), status]),
  ...CONTENT_TYPES.map(([type, status]) => [`type: ${type}`, lead({ type: `Content-Type: ${type}` }), status]),
  ...KEYS.map(([key, status]) => [`key: ${key.slice(0, 40)}`, lead({ key: `Idempotency-Key: ${key}` }), status]),
  ...REQUESTS,
];

let demo;
before(async () => void (demo = await startDemo({ quiet: true })));
after(() => demo?.stop());

const comparable = ({ status, headers, body }) => {
  const picked = ["content-type", "location", "allow", "retry-after", "idempotent-replayed"].map((name) => [
    name,
    headers.get(name),
  ]);
  return { status, ...Object.fromEntries(picked), body: Buffer.from(body, "latin1").toString("utf8") };
};

const askBoth = (request) => {
  const raw = rawRequest(request);
  return Promise.all([send(demo.edge, raw), send(demo.page, raw)]);
};

test(`${TABLE.length} requests get the same answer from both servers`, async (t) => {
  for (const [name, request, status] of TABLE) {
    const [edge, server] = await askBoth(request);
    await t.test(name, () => {
      assert.deepEqual(comparable(edge), comparable(server));
      assert.equal(server.status, status);
      for (const { headers } of [edge, server]) assert.match(headers.get("x-request-id"), /^[0-9a-f-]{36}$/);
    });
  }
});

// Problem details contain the request's id, so the client sends one here.
test("both give the same problem details to a client that accepts them", async (t) => {
  const asks = ["Accept: application/problem+json", "X-Request-Id: req_1"];
  for (const [name, request, status] of TABLE) {
    // The previous test used these keys, and a stored answer keeps its dialect. So each key gets a suffix.
    const headers = (request.headers ?? []).map((line) => line.replace(/^(Idempotency-Key: [\w-]{36})$/, "$1-problem"));
    const [edge, server] = await askBoth({ ...request, headers: [...headers, ...asks] });
    await t.test(name, () => {
      assert.deepEqual(comparable(edge), comparable(server));
      for (const { headers } of [edge, server]) assert.equal(headers.get("x-request-id"), "req_1");
      if (status < 400) return;
      for (const { headers } of [edge, server]) assert.match(headers.get("vary"), /^accept\b/);
      assert.equal(server.headers.get("content-type"), "application/problem+json");
      if (request.method === "HEAD") return;
      const { status: bodyStatus, request_id, instance } = JSON.parse(comparable(server).body);
      assert.deepEqual(
        [bodyStatus, request_id, instance],
        [server.status, "req_1", (request.path ?? "/api/leads").split("?")[0]],
      );
    });
  }
});

// draft-ietf-httpapi-idempotency-key-header-07, section 2.7: a missing or invalid key is a 400.
// Their problem details differ in `instance`, which cannot hold such a path on the edge: its URL is normalised.
test("both find no route for a path that is not normalised", async () => {
  for (const path of ["/api/./leads", "/api/x/../leads", "/api/%2e/leads", "/api/leads/."]) {
    const [edge, server] = await askBoth(lead({ path }));
    assert.equal(server.status, 404, path);
    assert.deepEqual(comparable(edge), comparable(server), path);
  }
});

test("both take 100 headers and a head of 64 KiB, and answer 431 to more", async () => {
  const fill = (count) => Array.from({ length: count }, (_, n) => `x${n}: 1`);
  const raw = (lines, target = "/api/leads") => {
    const head = [
      `POST ${target} HTTP/1.1`,
      JSON_TYPE,
      `Content-Length: ${LEAD.length}`,
      ...lines,
      "Connection: close",
    ];
    return Buffer.from(`${head.join("\r\n")}\r\n\r\n${LEAD}`);
  };
  /** A head whose target, names and values have this many bytes. */
  const headOf = (bytes, target = "/api/leads") => {
    const lines = ["Host: a", freshKey()];
    const count = (line) => line.length - 2;
    const known = [JSON_TYPE, `Content-Length: ${LEAD.length}`, ...lines, "Connection: close", "x: "].map(count);
    const used = known.reduce((sum, length) => sum + length, target.length);
    return raw([...lines, `x: ${"a".repeat(bytes - used)}`], target);
  };
  const table = [
    ["100 headers", () => raw(["Host: a", freshKey(), ...fill(95)]), 201],
    ["101 headers", () => raw(["Host: a", freshKey(), ...fill(96)]), 431],
    ["a key behind 1,200 headers", () => raw(["Host: a", ...fill(1200), freshKey()]), 431],
    ["a key behind 5,000 headers", () => raw(["Host: a", ...fill(5000), freshKey()]), 431],
    ["64 KiB - 1", () => headOf(MAX - 1), 201],
    ["64 KiB - 1 with a query", () => headOf(MAX - 1, `/api/leads?${"q".repeat(9000)}`), 201],
    ["64 KiB", () => headOf(MAX), 431],
    ["64 KiB with a query", () => headOf(MAX, `/api/leads?${"q".repeat(9000)}`), 431],
    ["100,000 bytes", () => headOf(100_000), 431],
    ["131,000 bytes", () => headOf(131_000), 431],
  ];
  for (const [name, bytes, status] of table) {
    for (const origin of [demo.edge, demo.page]) {
      const server = origin === demo.edge ? "the edge function" : "the Rust server";
      assert.equal((await send(origin, bytes())).status, status, `${name}, ${server}`);
    }
  }
});

test("a missing or invalid key is a 400 in both dialects, with a code of its own", async () => {
  const INVALID = "Idempotency key must be visible ASCII characters";
  const REPEATED = "Idempotency-Key header was sent more than once, or holds a list";
  const table = [
    [[], "IDEMPOTENCY_KEY_REQUIRED", "Idempotency-Key header is required"],
    [["Idempotency-Key:"], "IDEMPOTENCY_KEY_INVALID", "String must be at least 1 character"],
    [["Idempotency-Key: a b"], "IDEMPOTENCY_KEY_INVALID", INVALID],
    [["Idempotency-Key: \u00a0k"], "IDEMPOTENCY_KEY_INVALID", INVALID],
    [["Idempotency-Key: one", "Idempotency-Key: two"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key: one", "Idempotency-Key: one"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key: one", "Idempotency-Key:"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key:", "Idempotency-Key: one"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key:", "Idempotency-Key:"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [["Idempotency-Key: one, two"], "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [[1, 2].map(() => `Idempotency-Key: ${"k".repeat(200)}`), "IDEMPOTENCY_KEY_INVALID", REPEATED],
    [['Idempotency-Key: "k"'], "IDEMPOTENCY_KEY_INVALID", "Idempotency key must be sent without quotation marks"],
    [[`Idempotency-Key: ${"k".repeat(256)}`], "IDEMPOTENCY_KEY_TOO_LONG", "String must be at most 255 characters"],
  ];
  for (const [key, code, message] of table) {
    for (const body of [LEAD, "{}", "{"]) {
      for (const answer of await askBoth({ headers: [JSON_TYPE, ...key], body })) {
        const { status, body } = comparable(answer);
        assert.deepEqual([status, body], [400, JSON.stringify({ error: { message, code } })]);
      }
      const asks = ["Accept: application/problem+json", "X-Request-Id: req_1"];
      for (const answer of await askBoth({ headers: [JSON_TYPE, ...key, ...asks], body })) {
        const { status, "content-type": type, body } = comparable(answer);
        const problem = {
          type: "about:blank",
          title: "Bad Request",
          status: 400,
          detail: message,
          instance: "/api/leads",
          request_id: "req_1",
          code: code.toLowerCase().replaceAll("_", "-"),
        };
        assert.deepEqual([status, type, body], [400, "application/problem+json", JSON.stringify(problem)]);
      }
    }
  }
});

const ACCEPTS = [
  "",
  "*/*",
  "application/json",
  "application/problem+json;q=0",
  "application/json, application/problem+json",
  "application/*;q=0.9, application/json;q=0.1",
  'text/html;a=", application/problem+json"',
  "caf\u00e9, application/problem+json",
  "text/html,\t application/problem+json",
  "\u00a0application/problem+json",
  "application/problem+json;\u00a0q=0.5, application/json;q=0.9",
];
const IDS = ["req_1", "i".repeat(64), "i".repeat(65), "a b", "caf\u00e9", "\u00a0req_1", "req_1\u00a0", ""];

test("both read Accept and x-request-id in the same way", async () => {
  for (const accept of ACCEPTS) {
    const headers = [`Accept: ${accept}`, "X-Request-Id: req_1"];
    const [edge, server] = await askBoth({ method: "GET", path: "/api/nothing", headers });
    assert.deepEqual(comparable(edge), comparable(server), accept);
  }
  for (const id of IDS) {
    const answers = await askBoth({ method: "GET", path: "/api/health", headers: [`X-Request-Id: ${id}`] });
    const taken = answers.map(({ headers }) => headers.get("x-request-id") === id);
    assert.equal(taken[0], taken[1], id);
  }
});

const LEAD_SCHEMA = { type: "object", required: ["email"], properties: { email: { type: "string", format: "email" } } };
const URL_OF_LEADS = "https://edge.example/api/leads";
const request = (headers, body) => new Request(URL_OF_LEADS, { method: "POST", headers, body, duplex: "half" });

test("only pages on this machine may read the answers from another origin", async () => {
  const edge = createEdge(LEAD_SCHEMA);
  const ask = async (origin) => {
    const preflight = new Request(URL_OF_LEADS, { method: "OPTIONS", headers: { origin } });
    const response = await edge.fetch(preflight);
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("vary"), "origin");
    return response.headers.get("access-control-allow-origin");
  };
  for (const origin of ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:8080", "https://localhost"]) {
    assert.equal(await ask(origin), origin);
  }
  for (const origin of ["https://example.com", "http://127.0.0.1.example.com", "http://localhost.example", "null"]) {
    assert.equal(await ask(origin), null);
  }
});

test("a body that never ends times out, and the rest of a too large body is not read", async () => {
  const edge = createEdge(LEAD_SCHEMA, { bodyTimeoutMs: 50 });
  const headers = { "content-type": "application/json", "idempotency-key": "k" };
  const late = await edge.fetch(request(headers, new ReadableStream({ pull: () => new Promise(() => {}) })));
  assert.equal(late.status, 408);
  assert.equal(
    await late.text(),
    '{"error":{"message":"Request body took too long to arrive","code":"REQUEST_TIMEOUT"}}',
  );

  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(1024));
    },
  });
  assert.equal((await edge.fetch(request(headers, endless))).status, 413);
  assert.ok(pulled < 70, `${pulled} KiB pulled`);
});

test("worker.mjs exports the edge function", async () => {
  const { default: worker } = await import("../../www/worker.mjs");
  const response = await worker.fetch(request({ "content-type": "application/json", "idempotency-key": "k" }, LEAD));
  assert.equal(response.status, 201);
});

test("both run each key once, and give the same answers to the same sequence of requests", async () => {
  const OTHER = '{"name":"Bob","email":"bob@example.com"}';
  const problem = ["Accept: application/problem+json", "X-Request-Id: req_1"];
  const [good, bad, early] = [freshKey(), freshKey(), freshKey()];
  const table = [
    [lead({ key: good }), 201, undefined],
    [lead({ key: good }), 201, "true"],
    [lead({ key: good, body: OTHER }), 422, undefined],
    [lead({ key: good, body: `${LEAD} ` }), 422, undefined],
    // A body that is no lead is refused before its key is looked up.
    [lead({ key: good, body: "{" }), 400, undefined],
    [lead({ key: good, body: "{}" }), 400, undefined],
    [{ headers: [JSON_TYPE, good, ...problem], body: OTHER }, 422, undefined],
    [{ headers: [JSON_TYPE, good, ...problem], body: LEAD }, 201, "true"],
    // A refused lead claims no key.
    [{ headers: [JSON_TYPE, bad, ...problem], body: "{}" }, 422, undefined],
    [lead({ key: bad, body: "{}" }), 400, undefined],
    [lead({ key: bad, body: "{" }), 400, undefined],
    [lead({ key: bad }), 201, undefined],
    [lead({ key: bad }), 201, "true"],
    [lead({ key: early, type: "Content-Type: text/plain" }), 415, undefined],
    [lead({ key: early, body: LEAD.padEnd(MAX + 1) }), 413, undefined],
    [lead({ key: early }), 201, undefined],
    // The query belongs to what a key stands for.
    [lead({ key: early, path: "/api/leads?a=b" }), 422, undefined],
  ];
  for (const [request, status, replayed] of table) {
    const [edge, server] = await askBoth(request);
    assert.deepEqual(comparable(edge), comparable(server));
    assert.deepEqual([server.status, server.headers.get("idempotent-replayed")], [status, replayed]);
  }
});

test("both answer 409 while the first request is running", async () => {
  const slow = await startDemo({ quiet: true, workMs: 600 });
  try {
    const raw = rawRequest(lead({}));
    const first = Promise.all([send(slow.edge, raw), send(slow.page, raw)]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const [edge, server] = await Promise.all([send(slow.edge, raw), send(slow.page, raw)]);
    assert.deepEqual(comparable(edge), comparable(server));
    assert.deepEqual([server.status, server.headers.get("retry-after")], [409, "1"]);
    assert.match(server.body, /IDEMPOTENCY_IN_PROGRESS/);
    for (const { status } of await first) assert.equal(status, 201);
  } finally {
    await slow.stop();
  }
});

const KEYED = { "content-type": "application/json", "idempotency-key": "k" };

const GOOD = '{"email":"a@example.com"}';

/** Makes an edge function, and a function that sends it a body with a key. */
const makeEdge = (options, leadSchema = LEAD_SCHEMA) => {
  const edge = createEdge(leadSchema, options);
  return async (key, body = GOOD) => {
    const response = await edge.fetch(request({ ...KEYED, "idempotency-key": key }, body));
    return [response.status, response.headers.get("idempotent-replayed"), response.headers.get("retry-after")];
  };
};
const [RAN, REPLAYED] = [
  [201, null, null],
  [201, "true", null],
];

test("the edge function: a key expires after 24 hours", async () => {
  let time = 1_000;
  const ask = makeEdge({ now: () => time });
  assert.deepEqual(await ask("k"), RAN);
  time += 24 * 60 * 60 * 1000 - 1;
  assert.deepEqual(await ask("k"), REPLAYED);
  time++;
  assert.deepEqual(await ask("k", '{"email":"b@example.com"}'), RAN);
});

test("the edge function: a full store forgets the oldest finished keys", async () => {
  const ask = makeEdge({ maxKeys: 2 });
  for (const key of ["k", "l"]) assert.deepEqual(await ask(key), RAN);
  assert.deepEqual(await ask("k"), REPLAYED);
  assert.deepEqual(await ask("m"), RAN);
  assert.deepEqual(await ask("l"), REPLAYED);
  assert.deepEqual(await ask("m"), REPLAYED);
  assert.deepEqual(await ask("k"), RAN, "forgotten");
});

test("the edge function: a store full of running requests refuses until the first lease ends", async () => {
  const ask = makeEdge({ maxKeys: 2, workMs: 100, leaseMs: 4_500 });
  const running = [ask("k"), ask("l")];
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(await ask("m"), [503, null, "5"]);
  assert.deepEqual(await ask("k"), [409, null, "1"]);
  assert.deepEqual(await Promise.all(running), [RAN, RAN]);
  assert.deepEqual(await ask("m"), RAN);

  // A running request mostly ends long before its lease.
  const ask60 = makeEdge({ maxKeys: 1, workMs: 20, leaseMs: 60_000 });
  const first = ask60("k");
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(await ask60("m"), [503, null, "5"]);
  assert.deepEqual(await first, RAN);
});

test("the edge function: 1,000 concurrent requests with 50 keys run 50 operations", async () => {
  const edge = createEdge(LEAD_SCHEMA, { workMs: 5 });
  const counts = new Map();
  await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => {
      const body = JSON.stringify({ email: `ann${n % 50}@example.com` });
      for (;;) {
        const response = await edge.fetch(request({ ...KEYED, "idempotency-key": `k${n % 50}` }, body));
        if (response.status === 409) await new Promise((resolve) => setTimeout(resolve, 2));
        else {
          const { id } = await response.json();
          const name = `${id} ${response.status} ${response.headers.get("idempotent-replayed")}`;
          return void counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      }
    }),
  );
  assert.deepEqual([counts.size, new Set(counts.values())], [100, new Set([1, 19])]);
});
