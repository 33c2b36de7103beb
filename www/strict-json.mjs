// JSON as serde_json reads it, so that an edge function in JavaScript and a server in Rust agree on what is JSON at all.
//
// `JSON.parse` and serde_json agree on the grammar, and on duplicate keys (the last one wins, in the first one's place).
// serde_json refuses more: lone surrogates, numbers beyond a double, deep nesting. What is refused is looked for in
// the text, not in the value: a duplicate key may hide it there.

/** serde_json's recursion limit of 128 refuses the 128th level. */
const MAX_LEVELS = 127;
const LONE_SURROGATE = /\p{Surrogate}/u;
const ENDS_NUMBER = /[^-+.0-9eE]/g;

/**
 * Reads JSON from bytes.
 *
 * @param {Uint8Array} bytes
 * @returns {unknown} the value
 * @throws SyntaxError for what serde_json refuses too
 */
export function parseStrictJson(bytes) {
  let text;
  try {
    // `ignoreBOM` leaves a byte order mark in the text, where it is no JSON.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SyntaxError("not UTF-8");
  }
  // Before JSON.parse: some engines overflow their stack on deep nesting.
  refuseUnlikeSerde(text);
  return JSON.parse(text);
}

/** Looks at one token after another. On a text that is no JSON it may refuse or not: JSON.parse will. */
function refuseUnlikeSerde(text) {
  let levels = 0;
  for (let at = 0; at < text.length; ) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      refuseLoneSurrogates(text.slice(at, end));
      at = end;
    } else if (character === "-" || (character >= "0" && character <= "9")) {
      ENDS_NUMBER.lastIndex = at;
      const end = ENDS_NUMBER.exec(text)?.index ?? text.length;
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

/** The place after the closing quote of the string that begins at `start`. */
function endOfString(text, start) {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  throw new SyntaxError("unterminated string");
}

/** UTF-8 that was decoded holds none, so only an escape can bring one in. */
function refuseLoneSurrogates(quoted) {
  if (quoted.includes("\\u") && LONE_SURROGATE.test(JSON.parse(quoted))) throw new SyntaxError("lone surrogate");
}
