// Checks the values that the comments of a code block claim: `result.ok; // false`.
import { isDeepStrictEqual } from "node:util";

/** An expression as a statement, with a comment behind it or in the next line. */
const CLAIM = /^( *)(?!(?:const|let|import|export|return|if|for|await|throw|type)\b)([^\s/}].*);(?: |\n *)\/\/ (.+)$/gm;

/** Returns the source of a block in which each claim is checked by `globalThis.checkValue(statement, mistake)`. */
export function checked(code) {
  const source = code.replace(
    CLAIM,
    (_, indent, expression, claim) =>
      `${indent}checkValue(${JSON.stringify(expression)}, mistakeOf((${expression}), ${JSON.stringify(claim)}));`,
  );
  return `import { mistakeOf } from ${JSON.stringify(import.meta.url)};\n${source}\n`;
}

/** What may follow a value in a comment: an explanation. */
const EXPLANATION = /^(?:$| \(|: |; |, )/;

/**
 * Says how a value differs from what a comment claims; null if it does not. A text is written without quotes, and an
 * object as in JavaScript; `…` stands for what is left out.
 */
export function mistakeOf(value, claim) {
  const texts = typeof value === "string" ? [value, JSON.stringify(value)] : [String(value)];
  if (texts.some((text) => claim.startsWith(text) && EXPLANATION.test(claim.slice(text.length)))) return null;
  if (typeof value === "object" && value !== null) {
    try {
      const claimed = new Function(`return (${claim.replace(/,? …/g, "")})`)();
      const found = JSON.parse(JSON.stringify(value));
      const shown = claim.includes("…")
        ? Object.fromEntries(Object.keys(claimed).map((key) => [key, found[key]]))
        : found;
      if (isDeepStrictEqual(shown, claimed)) return null;
    } catch {
      // The comment is no value.
    }
  }
  return `is ${JSON.stringify(value)}, and the comment says ${claim}`;
}
