// Compares `pattern` with the host's `RegExp(pattern, "u")`.
import { SchemaError, schema } from "unanimous";
import { Random } from "./random.mjs";
import { textsFor } from "./pattern-texts.mjs";

/** How many texts each pattern judges. */
const TEXTS = 200;

/** Returns the distinct patterns of schemas: the values of `pattern` and the names in `patternProperties`. */
export function patternsOf(schemas) {
  const found = new Set();
  const waiting = [...schemas];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part !== "object" || part === null) continue;
    // A property may have the name `pattern`: its value is a schema, not a text.
    if (typeof part.pattern === "string") found.add(part.pattern);
    if (typeof part.patternProperties === "object" && part.patternProperties !== null)
      for (const name of Object.keys(part.patternProperties)) found.add(name);
    waiting.push(...Object.values(part));
  }
  return [...found];
}

/**
 * Compiles each pattern and compares its verdicts.
 *
 * @param {string[]} patterns
 */
export function comparePatterns(patterns, seed = 1) {
  const result = { compiled: 0, compared: 0, differences: [], refused: [] };
  const random = new Random(seed);
  for (const pattern of patterns) {
    const regexp = regExp(pattern);
    let compiled;
    try {
      compiled = schema({ pattern });
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      result.refused.push({ pattern, why: error.message, isRegExp: regexp instanceof RegExp });
      continue;
    }
    result.compiled += 1;
    if (!(regexp instanceof RegExp)) {
      result.differences.push({ pattern, text: "", regexp: regexp.message });
      continue;
    }
    for (const text of textsFor(pattern, random, TEXTS)) {
      result.compared += 1;
      const expected = regexp.test(text);
      if (compiled.validate(text).ok !== expected) result.differences.push({ pattern, text, regexp: expected });
    }
  }
  return result;
}

/** Compiles a pattern as JavaScript does. Returns the error of one that JavaScript refuses. */
function regExp(pattern) {
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    return error;
  }
}
