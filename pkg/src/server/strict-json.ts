// Reads JSON as serde_json does, so that a handler and a Rust server accept the same bodies as JSON.
//
// `JSON.parse` and serde_json agree on the grammar and on duplicate keys (the last value wins, at the first key's
// position). serde_json also rejects lone surrogates, numbers too large for a double, and deep nesting. This module
// looks for them in the text and not in the parsed value, because a duplicate key can hide them from the value.

/** serde_json's recursion limit of 128 refuses the 128th level. */
const MAX_LEVELS = 127;
const LONE_SURROGATE = /\p{Surrogate}/u;
const NUMBER_END = /[^-+.0-9eE]/g;

/** It leaves a byte order mark in the text. JSON.parse rejects it there, as serde_json does. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads JSON from bytes; throws a SyntaxError if serde_json would reject the text. */
export function parseStrictJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new SyntaxError("not UTF-8");
  }
  // This runs before JSON.parse, because some engines overflow their stack on deep nesting.
  if (isSuspect(text)) rejectAsSerdeDoes(text);
  return JSON.parse(text);
}

/**
 * A number beyond a double has an exponent of three digits, or 210 digits before one of two, or 309 digits. Digits in a
 * string may look like such a number.
 */
const MAYBE_LARGE = /\d[eE]\+?\d{3}|\d{200}/;

/** Fast path: false for a text that JSON.parse and serde_json surely read alike. */
const isSuspect = (text: string): boolean =>
  text.includes("\\u") || MAYBE_LARGE.test(text) || count(text, "[") + count(text, "{") > MAX_LEVELS;

/** Counts a character, up to one more than the most levels. */
function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0 && found <= MAX_LEVELS; at = text.indexOf(character, at + 1)) found++;
  return found;
}

/** Scans the tokens. A text with a syntax error may pass here: JSON.parse rejects it later. */
function rejectAsSerdeDoes(text: string): void {
  let levels = 0;
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfString(text, at);
      rejectLoneSurrogates(text.slice(at, end));
      at = end;
    } else if (character === "-" || (character >= "0" && character <= "9")) {
      NUMBER_END.lastIndex = at;
      const end = NUMBER_END.exec(text)?.index ?? text.length;
      if (Math.abs(Number(text.slice(at, end))) === Infinity) throw new SyntaxError("number out of range");
      at = end;
    } else {
      if (character === "{" || character === "[") levels++;
      if (character === "}" || character === "]") levels--;
      if (levels > MAX_LEVELS) throw new SyntaxError("nested too deeply");
      at++;
    }
  }
}

/** Returns the index after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  throw new SyntaxError("unterminated string");
}

/** Only an escape can add a lone surrogate, because decoded UTF-8 contains none. */
function rejectLoneSurrogates(quoted: string): void {
  if (quoted.includes("\\u") && LONE_SURROGATE.test(JSON.parse(quoted) as string)) {
    throw new SyntaxError("lone surrogate");
  }
}
