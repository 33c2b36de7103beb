// parseMessage reads what zod-validation-error 3, 4 and 5 write: each issue of zod comes back with its path and message.
//
// A path comes back if every key in it is readable. The messages come back if none of them holds a separator. `UNREADABLE`
// lists keys that the library writes in a way that cannot be read back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMessage } from "unanimous";
import { z as z3 } from "zod";
import { z as z4 } from "zod-4";
import * as zve3 from "zod-validation-error-3";
import * as zve4 from "zod-validation-error-4";
import * as zve5 from "zod-validation-error-5";

const VERSIONS = [
  { name: "zod-validation-error 3 with zod 3", library: zve3, z: z3, or: ", or " },
  { name: "zod-validation-error 4 with zod 4", library: zve4, z: z4, or: " or " },
  { name: "zod-validation-error 5 with zod 4", library: zve5, z: z4, or: " or " },
];

const KEYS = [
  "email",
  "first name",
  "e-mail",
  "a",
  "0",
  "12",
  "x1",
  "straße",
  "ชื่อ",
  "it's",
  'say "hi"',
  "-",
  "#",
  "a, b",
  "(x)",
];

/** Keys that the library does not quote, although they hold what separates keys or issues. */
const UNREADABLE = ["a.b", "a[0]", "x[", "a; b", " a", "a "];

/** Random numbers, the same ones in every run: mulberry32. */
function randomNumbers(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A random schema, and a value that it refuses in at least one place. */
function refused(z, random, depth = 0) {
  const kinds = depth < 3 ? 10 : 6;
  switch (random(kinds)) {
    case 0:
      return { schema: z.string(), value: 7 };
    case 1:
      return { schema: z.string().email(), value: "ann" };
    case 2:
      return { schema: z.number().max(3), value: 4 };
    case 3:
      return { schema: z.enum(["a", "b"]), value: "c" };
    case 4:
      return { schema: z.string().min(3), value: undefined };
    case 5:
      return { schema: z.object({}).strict(), value: { extra: 1 } };
    case 6:
    case 7: {
      const members = Array.from({ length: 1 + random(3) }, () => [
        KEYS[random(KEYS.length)],
        refused(z, random, depth + 1),
      ]);
      const of = (part) => Object.fromEntries(members.map(([key, member]) => [key, member[part]]));
      return { schema: z.object(of("schema")), value: of("value") };
    }
    case 8: {
      const item = refused(z, random, depth + 1);
      return random(2)
        ? { schema: z.array(item.schema), value: Array.from({ length: 1 + random(3) }, () => item.value) }
        : { schema: z.record(z.string(), item.schema), value: { [KEYS[random(KEYS.length)]]: item.value } };
    }
    default: {
      const key = KEYS[random(KEYS.length)];
      return {
        schema: z.union([z.object({ [key]: z.string() }), z.object({ b: z.number() })]),
        value: { [key]: 1, b: "x" },
      };
    }
  }
}

/** The issues that the message names: a union's alternatives instead of the union, each text once. */
function named(issues, title, base = []) {
  return issues.flatMap((issue) => {
    const alternatives = issue.unionErrors?.map((error) => error.issues) ?? issue.errors;
    if (issue.code === "invalid_union" && alternatives?.length > 0) {
      const path = issue.unionErrors ? [] : [...base, ...issue.path];
      const texts = alternatives.map((inner) => named(inner, title, path));
      return texts.filter((one, at) => texts.findIndex((other) => same(one, other)) === at).flat();
    }
    return [{ segments: [...base, ...issue.path], reason: title(issue.message) }];
  });
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const read = (message, options) =>
  parseMessage(message, options)?.map(({ segments, reason }) => ({ segments, reason }));
const titleCase = (text) => text.charAt(0).toUpperCase() + text.slice(1);

for (const { name, library, z, or } of VERSIONS) {
  const title = library === zve3 ? (text) => text : titleCase;
  const errorOf = (schema, value) => schema.safeParse(value).error;
  const issuesOf = (error) => named(error.issues, title);

  test(`${name}: every path and message of zod comes back`, () => {
    const random = randomNumbers(2026);
    for (let round = 0; round < 3000; round++) {
      const { schema, value } = refused(z, random);
      const error = errorOf(schema, value);
      if (!error) continue;
      const { message } = library.fromError(error);
      assert.deepEqual(read(message), issuesOf(error), message);
    }
  });

  test(`${name}: the options whose texts come back`, () => {
    const schema = z.object({ email: z.string(), contacts: z.array(z.object({ "first name": z.string() })) });
    const error = errorOf(schema, { contacts: [{}, {}] });
    const issues = issuesOf(error);
    const message = (options) => library.fromError(error, options).message;
    assert.deepEqual(read(message({ maxIssuesInMessage: 2 })), issues.slice(0, 2));
    assert.deepEqual(read(message({ issueSeparator: "\n", prefixSeparator: ":\n" })), issues);
    assert.deepEqual(read(message({ prefix: "Prüffehler" }), { prefixes: ["Prüffehler"] }), issues);
    // Without paths each text is an issue of the whole value, or the end of the one before it.
    const [whole] = read(message({ includePath: false }));
    assert.deepEqual(whole, { segments: [], reason: issues.map(({ reason }) => reason).join("; ") });
    // Without the prefix, or with another one that the caller does not know, a text could be anything.
    assert.equal(parseMessage(message({ prefix: null })), null);
    assert.equal(parseMessage(message({ prefix: "Prüffehler" })), null);
    // With other separators all issues are one, and the last path counts.
    assert.equal(read(message({ issueSeparator: ", " })).length, 1);
  });

  test(`${name}: unions`, () => {
    const schema = z.object({ s: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]) });
    const error = errorOf(schema, { s: {} });
    const { message } = library.fromError(error);
    assert.ok(message.includes(`"s.a"${or}`), message);
    assert.deepEqual(
      read(message).map(({ segments }) => segments),
      [
        ["s", "a"],
        ["s", "b"],
      ],
    );
    const other = library.fromError(error, { unionSeparator: " / " }).message;
    assert.equal(read(other).length, 1, "another separator of unions cannot be told from the reason");
  });

  test(`${name}: keys that do not come back`, () => {
    for (const key of UNREADABLE) {
      const error = errorOf(z.object({ a: z.object({ [key]: z.string() }) }), { a: {} });
      const { message } = library.fromError(error);
      assert.notDeepEqual(read(message), issuesOf(error), message);
      assert.ok(read(message).every(({ reason }) => reason !== ""));
    }
  });
}
