// Compares what a runtime wrote with what native Rust wrote.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tools/tarball.mjs";

const record = (name) =>
  readFileSync(join(ROOT, "tests", "cases", name), "utf8")
    .trimEnd()
    .split("\n");
const OUTPUTS = record("outputs.txt");
const LOCALIZED = record("localized.txt");
const TEXTS = record("locales.txt");
const LOCALES = new Set(TEXTS.map((line) => JSON.parse(line)[0])).size;

/** How many lines the records have: what a runtime writes that supports everything. */
export const RECORDED = { cases: OUTPUTS.length, localized: LOCALIZED.length * LOCALES + TEXTS.length };

/** A runtime that has compared all itself, and found no difference. */
export const EQUAL = { ...RECORDED, differences: 0, first: null };

/**
 * Compares the lines of a runtime, which are those of `outputs` in run.mjs, with the records.
 *
 * @returns `cases` and `localized` are how many outputs were compared: the cases, and the messages and texts in all
 *   locales; `first` is the first difference
 */
export function compare({ lines, localized, texts }) {
  const byName = new Map(LOCALIZED.map((line) => [line.slice(0, line.lastIndexOf(" ")), line]));
  const pairs = [
    ...pairsOf(lines, OUTPUTS).filter(([found]) => found !== null),
    // The lite entry writes no line for a case that it does not support.
    ...localized.map((line) => [line, byName.get(line.slice(0, line.lastIndexOf(" ")))]),
    ...(texts.length > 0 ? pairsOf(texts, TEXTS) : []),
  ];
  const differing = pairs.filter(([found, expected]) => found !== expected);
  return {
    cases: lines.filter((line) => line !== null).length,
    localized: localized.length * LOCALES + texts.length,
    differences: differing.length,
    first: differing[0] ?? null,
  };
}

const pairsOf = (found, expected) =>
  Array.from({ length: Math.max(found.length, expected.length) }, (_, at) => [found[at], expected[at]]);
