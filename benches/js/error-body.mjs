// Measures readError on hostile error bodies of the largest size, 256 KiB.
//
//   node benches/js/error-body.mjs      needs the built package; fails if a body takes 10 ms or more
import { fileURLToPath } from "node:url";
import { readError } from "unanimous";
import { median } from "./measure.mjs";

const SIZE = 256 * 1024;
export const LIMIT_MS = 10;
const RUNS = 15;

/** Each body is `[start, repeated part, end]`, made so that a careless parser does the same work again and again. */
const SHAPES = {
  "issues in a message": ['{"error":{"message":"Validation error: ', "a: b; ", '"}}'],
  "separators only": ['{"error":{"message":"Validation error: ', "; ", '"}}'],
  "reason at path": ['{"error":{"message":"Validation error: ', 'x at \\"y\\"; ', '"}}'],
  "Fastify's sentence": ['{"statusCode":400,"message":"body/a must ', ", body", '"}'],
  "many such sentences": ['{"statusCode":400,"message":"', "body/a must x, ", '"}'],
  "open tags in a title": ["<html><title>", "<", ""],
  "titles in a title": ["<html><title>", "<title", ""],
  "XML, never closed": ["<Error>", "<Code><Code>", ""],
  "comments": ["<!-- ", "--><!-- ", ""],
  "entities": ["<html><title>", "&#", "</title>"],
  "entities that decode": ["<html><title>", "&amp;", "</title>"],
  "stack frames": ["", "\n at ", "x"],
  "frames of Ruby": ["", "\n:in x", "x"],
  "starts of echoes": ['{"message":"', "Bearer Basic The value ' cannot represen ", '"}'],
  "plain text": ["", "Bad Gateway ", ""],
  "lone surrogates": ['{"detail":"', "\\ud83d", '"}'],
  "escapes": ['{"detail":"', "\\u0000\\n", '"}'],
  "bidi overrides": ['{"detail":"', "\u202e", '"}'],
  "numbers out of range": ["[", "1e999,", "1]"],
  "small numbers": ["[", "1,", "1]"],
  "one huge number": ["[", "9", "]"],
  "a dotted path": ['{"errors":{"', "a.", '":["x"]}}'],
  "a bracketed path": ['{"errors":{"a', "[b]", '":["x"]}}'],
  "a deep pointer": ['{"errors":[{"pointer":"', "/a", '","detail":"x"}]}'],
  "many zod issues": ['{"errors":[', '{"path":["a"],"message":"b"},', "1]}"],
  "many FastAPI issues": ['{"detail":[', '{"loc":["body","a"],"msg":"b","type":"c"},', "1]}"],
  "many fields of a map": ['{"errors":{"a":["x"]', ',"a":["x"]', "}}"],
  "duplicate members": ['{"a":["x"]', ',"a":["x"]', "}"],
  "small objects": ["[", '{"a":1},', "1]"],
  "empty lists": ["[", "[],", "1]"],
  "details": ['{"message":"m","details":[', '{"input":1,"a":"b"},', "1]}"],
  "details of numbers": ['{"message":"m","details":[', "1.5,", "1]}"],
  "issues as a text": ['{"message":"[', '{\\"path\\":[\\"a\\"],\\"message\\":\\"b\\"},', '1]"}'],
  "deep, never closed": ["", '{"a":', "1"],
  "deep lists": ["", "[", "]"],
  "emoji": ['{"message":"', "\u{1f49a}", '"}'],
};

const encoder = new TextEncoder();

/** Builds a body of exactly `SIZE` bytes in UTF-8. */
function bodyOf([start, repeat, end]) {
  const bytes = (text) => encoder.encode(text).length;
  const room = SIZE - bytes(start) - bytes(end);
  const body = start + repeat.repeat(Math.floor(room / bytes(repeat))) + end;
  // Spaces fill the rest: they change none of these bodies.
  return body + " ".repeat(SIZE - bytes(body));
}

/** One hostile value for every header that is parsed, each a quarter of the body's size. */
const headersOf = (repeat) =>
  ["retry-after", "ratelimit", "date", "link"].map((name) => [name, repeat.repeat(SIZE / 4 / repeat.length)]);

const read = (input) => {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    readError(input);
    return performance.now() - start;
  });
  return { ms: median(times), worst: Math.max(...times) };
};

/** Reads each body. Times are in milliseconds: `ms` and `withHeaders` are medians, `worst` is for the body alone. */
export const hostileBodies = () =>
  Object.entries(SHAPES).map(([name, shape]) => {
    const body = bodyOf(shape);
    const { dialect } = readError({ status: 429, body });
    const withHeaders = read({ status: 429, body, headers: headersOf(shape[1]) }).ms;
    return { name, dialect, ...read({ status: 429, body }), withHeaders };
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = hostileBodies();
  const cell = (number) => number.toFixed(2).padStart(9);
  console.log(`256 KiB, ${RUNS} runs, ms      ${"dialect".padEnd(14)}   median     worst  and hostile headers`);
  for (const { name, dialect, ms, worst, withHeaders } of rows) {
    console.log(`${name.padEnd(27)} ${dialect.padEnd(14)}${cell(ms)} ${cell(worst)} ${cell(withHeaders)}`);
  }
  const slow = rows.filter(({ ms }) => ms >= LIMIT_MS).map(({ name }) => name);
  console.log(slow.length === 0 ? `all under ${LIMIT_MS} ms` : `${LIMIT_MS} ms or more: ${slow.join(", ")}`);
  process.exitCode = slow.length === 0 ? 0 : 1;
}
