// The paths of `unanimous/form`, which has no WebAssembly, against the cases that the crate passes: tests/cases/paths.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = fileURLToPath(new URL("../../pkg/src/path.ts", import.meta.url));
const { outputFiles } = await build({
  entryPoints: [source],
  bundle: true,
  format: "esm",
  target: "es2022",
  write: false,
});
const { parsePath, printPath } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

const cases = JSON.parse(readFileSync(new URL("../cases/paths.json", import.meta.url), "utf8"));
const quoted = cases.quoted.map((range) => range.map((end) => parseInt(end, 16)));

const CODE_POINTS = 0x110000;
const name = (code) => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
const isSurrogate = (code) => code >= 0xd800 && code <= 0xdfff;
/** Whether a character may stand in a key without quotes. */
const isBare = (code) => printPath([`a${String.fromCodePoint(code)}`]) === `a${String.fromCodePoint(code)}`;

/** The code points of `from` to the last for which `isWrong` is true, a few of them, by name. */
function wrong(from, isWrong) {
  const found = [];
  for (let code = from; code < CODE_POINTS && found.length < 20; code++) if (isWrong(code)) found.push(name(code));
  return found;
}

test("segments print as the path, which reads back", () => {
  for (const { id, segments, path } of cases.printed) {
    assert.equal(printPath(segments), path, id);
    assert.deepEqual(parsePath(path), segments, id);
  }
});

test("other notations are read", () => {
  for (const { id, text, segments } of cases.read) assert.deepEqual(parsePath(text), segments, id);
});

test("a text that is no path is one key", () => {
  for (const { id, text } of cases.refused) assert.deepEqual(parsePath(text), [text], id);
});

test("every code point is bare or quoted as in the crate", () => {
  const isListed = (code) => isSurrogate(code) || quoted.some(([first, last]) => first <= code && code <= last);
  assert.deepEqual(
    wrong(0x80, (code) => isBare(code) === isListed(code)),
    [],
  );
  const ascii = [...Array(0x80).keys()].filter(isBare);
  assert.equal(String.fromCodePoint(...ascii), "$-0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
});

// These hold with the tables of any version of Unicode, whichever this Node has.
test("letters, marks and numbers are bare, but for a few that are symbols", () => {
  const isExcepted = (code) => code === 0x2139 || code === 0x2e2f || (code >= 0x1f100 && code <= 0x1f10c);
  const isWord = (code) => /[\p{L}\p{M}\p{N}\u200c\u200d]/u.test(String.fromCodePoint(code));
  assert.deepEqual(
    wrong(0x80, (code) => isWord(code) && isBare(code) === isExcepted(code)),
    [],
  );
});

test("letters by the property Alphabetic that are of the category So are bare, but for pictographs", () => {
  const isPictograph = (code) => code === 0x24c2 || (code >= 0x1f130 && code <= 0x1f189);
  const isLetter = (code) => /(?=\p{So})\p{Alphabetic}/u.test(String.fromCodePoint(code));
  assert.deepEqual(
    wrong(0x80, (code) => isLetter(code) && isBare(code) === isPictograph(code)),
    [],
  );
});

test("no space, control, syntax or emoji is bare", () => {
  const OUT =
    /(?![#*0-9])[\p{White_Space}\p{Pattern_White_Space}\p{Pattern_Syntax}\p{Bidi_Control}\p{Emoji}\p{Extended_Pictographic}\p{Cc}\p{Zs}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]/u;
  assert.deepEqual(
    wrong(0x80, (code) => OUT.test(String.fromCodePoint(code)) && isBare(code)),
    [],
  );
});
