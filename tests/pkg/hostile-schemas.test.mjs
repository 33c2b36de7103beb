// Tests the schemas and values that take longest: each ends with a verdict, and the module still works afterwards.
import assert from "node:assert/strict";
import { test } from "node:test";
import { schema } from "unanimous";
import { stillRight } from "./hostile-lead.mjs";

const list = (length, item) => Array.from({ length }, (_, at) => item(at));
const map = (length, entry) => Object.fromEntries(list(length, entry));
/** The message when the budget of steps is spent. */
const SPENT = "$: Nested too deeply";

/** Schemas with a value, and the end of what is said about it. */
const CASES = [
  {
    name: "automatons of many states",
    json: { properties: map(16_000, (at) => [`p${at}`, { pattern: `(?:a|b)*a(?:a|b){11}c${at}` }]) },
    value: map(20_000, (at) => [`p${at}`, "abababaabbabaabbabaabbab"]),
    end: "$: 15744 more issues not shown",
  },
  {
    name: "many lists of constants",
    json: { allOf: list(9_000, (at) => ({ contains: { const: at } })) },
    value: Array(400_000).fill(-1),
    end: SPENT,
  },
  {
    name: "many branches at many items",
    json: { items: { anyOf: list(9_900, (at) => ({ const: [at] })) } },
    value: Array(200_000).fill([-1]),
    end: " more issues not shown",
  },
  {
    name: "many patterns for each key",
    json: { items: { patternProperties: map(30_000, (at) => [`x${at}$`, { type: "string" }]) } },
    value: Array(100_000).fill({ a: 1 }),
    end: SPENT,
  },
  {
    name: "a long list that is compared many times",
    json: { allOf: list(9_000, (at) => ({ uniqueItems: true, $comment: `${at}` })) },
    value: list(90_000, (a) => ({ a })),
    end: SPENT,
  },
  {
    name: "international names that are checked many times",
    json: { items: { allOf: list(5_000, (at) => ({ format: "idn-hostname", $comment: `${at}` })) } },
    value: Array(9_000).fill("é".repeat(50)),
    end: SPENT,
  },
  {
    name: "many properties that many objects lack",
    json: { items: { properties: map(60_000, (at) => [`p${at}`, true]) } },
    value: Array(60_000).fill({ p59999: 1 }),
    end: SPENT,
  },
];

for (const { name, json, value, end } of CASES) {
  test(`ends: ${name}`, () => {
    const { message } = schema(json).validate(value);
    assert.ok(message.endsWith(end), message.slice(-200));
    stillRight();
  });
}
