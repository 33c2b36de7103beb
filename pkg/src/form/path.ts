import type { Segment } from "../issue.js";

// The characters that may not stand in a key without quotes, as ranges of code points: ASCII, then those of
// src/path/bare.rs, which says why; lone surrogates stand before the private use area. Classes such as \p{L} would depend
// on the browser's version of Unicode.
const NOT_BARE = (
  "0-23,25-2c,2e-2f,3a-3f,5b-5e,60,7b-a9,ab-b1,b6,bb,bf,d7,f7,37e,61c,1680,180e,2000-200b,200e-206f,2122," +
  "2139,2190-245f,24c2,2500-2775,2794-2bff,2e00-2e7f,3000-3003,3008-3020,3030,303d,3297-3299,d800-f8ff," +
  "fd3e-fd3f,fdd0-fdef,fe10-fe19,fe30-fe6f,feff-ff0f,ff1a-ff20,ff3b-ff40,ff5b-ff65,ffe0-ffff,1f000-1faff," +
  "1fc00-1ffff,2fffe-2ffff,3fffe-e00ff,e01f0-10ffff"
).replace(/,?(\w+)/g, "\\u{$1}");
const INDEX = "(0|[1-9]\\d{0,9})";
// A step in brackets, or one without brackets, which has a dot before it unless it is the first.
const STEP = new RegExp(
  `\\[(?:("(?:[^"\\\\]|\\\\.)*")|${INDEX})\\]|(?:^|(?!^)\\.)(?:${INDEX}|((?!\\d)[^${NOT_BARE}]+))`,
  "uy",
);

/** The steps of a path as the core reads it; none where the text is no path. */
function readSteps(text: string): Segment[] | undefined {
  const segments: Segment[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const step = STEP.exec(text);
    if (!step) return undefined;
    const [, quoted, inBrackets, index = inBrackets, key] = step;
    const segment = key ?? (quoted ? unquote(quoted) : Number(index));
    if (segment === undefined || (typeof segment === "number" && segment >= 2 ** 32)) return undefined;
    segments.push(segment);
  }
  return segments;
}

function unquote(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}

/**
 * The steps of a control's name: `contacts.0.email`, `contacts[0].email`, `["like this"]`; `$` is the value itself.
 *
 * A name that is no path, such as `first name`, is one key as it stands.
 */
export const parsePath = (name: string): Segment[] => (name === "$" ? [] : (readSteps(name) ?? [name]));

/** The path as the core prints it. */
export function printPath(segments: readonly Segment[]): string {
  const path = segments.reduce<string>((path, step) => {
    // A key without quotes reads as itself; any other text reads as something else, or as no path.
    if (typeof step === "string" && readSteps(step)?.[0] !== step) return `${path}[${quote(step)}]`;
    return (path && path + ".") + step;
  }, "");
  // A message prints the root as `$`.
  return path === "$" ? '["$"]' : path;
}

/** A key as a JSON string on one line, without the separators of a message. */
const quote = (key: string): string =>
  JSON.stringify(key)
    .replace(/([;:]) /g, "$1\\u0020")
    .replace(/[\x7f-\x9f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** One text for one place: no value has an index and the same digits as a key in one place. */
export const placeKey = (segments: readonly Segment[]): string => JSON.stringify(segments.map(String));
