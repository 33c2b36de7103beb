// Tests that lone surrogates are found in strings of which only the length is packed. `isWellFormed` finds them in one way in
// Node, and in another way in a page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const TEXTS = [
  "",
  "abc",
  "\u00ff",
  "\u044f",
  "\ud83d\ude00",
  "\ud800",
  "a\udc00",
  "\udc00\ud800",
  "\ud83d\ude00\ud83d",
];
/** The same texts alone, and at the end of a long one. */
const ALL = TEXTS.flatMap((text) => [text, "a".repeat(300) + text, "\u044f".repeat(300) + text]);

const PROGRAM = `
  if (process.argv[1] === "page") globalThis.document = {};
  const { schema } = await import("unanimous");
  const text = schema({ type: "object", properties: { text: { type: "string", maxLength: 1000 } } });
  const isText = (value) => text.validate({ text: value }).message ?? "valid";
  console.log(JSON.stringify(JSON.parse(process.argv[2]).map(isText)));`;

for (const place of ["node", "page"]) {
  test(`a string with a lone surrogate is refused, and any other is not: ${place}`, () => {
    const run = ["--input-type=module", "-e", PROGRAM, place, JSON.stringify(ALL)];
    const verdicts = JSON.parse(execFileSync(process.execPath, run, { encoding: "utf8", cwd: import.meta.dirname }));
    const expected = ALL.map((text) =>
      text.isWellFormed() ? "valid" : "Validation error: text: Must be Unicode text",
    );
    assert.deepEqual(verdicts, expected);
  });
}
