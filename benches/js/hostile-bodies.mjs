// Hostile error bodies of the largest size that is read, 256 KiB.

export const SIZE = 256 * 1024;

/**
 * Each body is `[start, repeated part, end]`, made so that a careless parser does the same work again and again. The part may be a
 * function of its index. A fourth item is the status, if it is not 429.
 */
export const SHAPES = {
  "issues in a message": ['{"error":{"message":"Validation error: ', "a: b; ", '"}}'],
  "separators only": ['{"error":{"message":"Validation error: ', "; ", '"}}'],
  "reason at path": ['{"error":{"message":"Validation error: ', 'x at \\"y\\"; ', '"}}'],
  "Fastify's sentence": ['{"statusCode":400,"message":"body/a must ', ", body", '"}'],
  "many such sentences": ['{"statusCode":400,"message":"', "body/a must x, ", '"}'],
  "lines of Drupal": ['{"message":"validation failed.\\n', "a: b\\n", '"}'],
  "spaces before a text": ['{"message":"', " ", 'x"}'],
  "lines before a text": ['{"message":"', "\\n", 'x"}'],
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
  "passwords in URLs": ["", "http://u:p@h/ ", ""],
  "passwords in URLs in JSON": ['{"message":"', "http://u:p@h/ ", '"}'],
  "URLs without an end": ["", "://", ""],
  "signs of credentials": ["", "=", "password="],
  "values of credentials": ["", "x=", ""],
  "names of credentials": ["", "token:", ""],
  "lists of names at a path": ['Validation error: x at "a", "b"', ' or "b"', ""],
  "texts of parameters": [
    `{"message":"${"a".repeat(2 ** 17)}","params":{"b":"${"a".repeat(2 ** 16)}b"`,
    ',"c":"ab"',
    "}}",
  ],
  "a parameter in many places": [`{"message":"${"%1".repeat(2 ** 16)}","parameters":["`, "%1", '"]}'],
  "options beside a long text": [
    `{"errors":[{"path":"a","message":"${"a".repeat(2 ** 17)}","code":"invalid_enum","params":{"options":["${"a".repeat(2 ** 16)}b"`,
    ',"a b"',
    "]}}]}",
    422,
  ],
  "members without a role": ['{"z":1', (at) => `,"k${at}":1`, "}"],
  "texts of a form": ["a=b", (at) => `&a${at}=b`, ""],
  "many parameters": [`{"message":"${"b a".repeat(2 ** 15)}","params":{"b":"c"`, (at) => `,"k${at}":"body"`, "}}"],
  "a long text for many fields": [
    `{"message":"${"a b".repeat(2 ** 15)}","fields":["a"`,
    (at) => `,"f${at}"`,
    "]}",
    422,
  ],
  "issues beside a long message": [
    `{"message":"Validation error: ${Array.from({ length: 256 }, (_, at) => `f${at}: a; `).join("")}${"a b".repeat(2 ** 15)}","issues":[`,
    (at) => `{"path":"f${at % 256}","code":"invalid_type","params":{"expected":"ba ab","received":"a ba b"}},`,
    '{"path":"","code":"required"}]}',
    422,
  ],
  "shuffled names": ['{"z":1', (at) => `,"${((at * 7919) % 99_991).toString(36)}":1`, "}"],
  "emoji": ['{"message":"', "\u{1f49a}", '"}'],
};

const encoder = new TextEncoder();

/** Builds a body of exactly `SIZE` bytes in UTF-8. */
export function bodyOf([start, repeat, end]) {
  const bytes = (text) => encoder.encode(text).length;
  const body = start + filled(repeat, SIZE - bytes(start) - bytes(end)) + end;
  // Spaces fill the rest: they change none of these bodies.
  return body + " ".repeat(SIZE - bytes(body));
}

/** As many parts as there is room for. */
export function filled(part, room) {
  if (typeof part === "string") return part.repeat(Math.floor(room / encoder.encode(part).length));
  let text = "";
  for (let at = 0; text.length + part(at).length <= room; at++) text += part(at);
  return text;
}
