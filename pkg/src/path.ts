import type { Segment } from "./issue.js";

// The characters that a bare key (a key without quotes) must not contain, as ranges of code points in hexadecimal:
// first ASCII, then the list of src/path/bare.rs, which gives the reasons. Lone surrogates are added before the private
// use area. Classes such as \p{L} are not used: they depend on the browser's version of Unicode.
const NOT_BARE = (
  "0-23,25-2c,2e-2f,3a-3f,5b-5e,60,7b-a9,ab-b1,b6,bb,bf,d7,f7,37e,61c,1680,180e,2000-200b,200e-206f,2122," +
  "2139,2190-245f,24c2,2500-2775,2794-2bff,2e00-2e7f,3000-3003,3008-3020,3030,303d,3297-3299,d800-f8ff," +
  "fd3e-fd3f,fdd0-fdef,fe10-fe19,fe30-fe6f,feff-ff0f,ff1a-ff20,ff3b-ff40,ff5b-ff65,ffe0-ffff,1f000-1faff," +
  "1fc00-1ffff,2fffe-2ffff,3fffe-e00ff,e01f0-10ffff"
).replace(/,?(\w+)/g, "\\u{$1}");
const INDEX = "(0|[1-9]\\d{0,9})";
// One segment: `["key"]` or `[0]`; or, without brackets, `key` or `0`, after a dot unless the segment is the first one.
// The name of a control may also have `[key]`, as PHP and Rails write it.
const SEGMENT = new RegExp(
  `\\[(?:("(?:[^"\\\\]|\\\\.)*")|${INDEX}|([^\\[\\]"']+))\\]|` + `(?:^|(?!^)\\.)(?:${INDEX}|((?!\\d)[^${NOT_BARE}]+))`,
  "uy",
);
/** The most segments of a path: no value is nested deeper. */
const MAX_SEGMENTS = 64;

// The `$` of the root: `$`, `$.email`, `$[0]`.
const ROOT = /^\$(?:\.(?=.)|(?=\[)|$)/s;

/** Reads a path as the Rust crate does, or a control's name; undefined if the text is neither. */
function readPath(text: string, isName = false): Segment[] | undefined {
  const segments: Segment[] = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < text.length) {
    const match = SEGMENT.exec(text);
    if (!match || (match[3] && !isName)) return undefined;
    const [, quoted, inBrackets, keyInBrackets, index = inBrackets, key = keyInBrackets] = match;
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
 * Reads a path: `contacts.0.email`, `contacts[0].email`, `["like this"]`, `$.email`.
 *
 * `$` is the root. A text that is not a path, such as `first name`, is read as one key.
 */
export const parsePath = (text: string): Segment[] => readPath(text.replace(ROOT, "")) ?? [text];

/** The name of a control, as a path. */
export interface ControlName {
  readonly segments: readonly Segment[];
  /** Whether it ends with `[]`, which says that it is a list. */
  readonly isList: boolean;
}

/**
 * Reads the name of a control as a path. Keys may also stand in brackets without quotes: `contacts[0][email]`. `[]` may
 * stand at the end: `tags[]`.
 *
 * A name that is not a path, or has more than 64 segments, is one key.
 */
export function parseName(name: string): ControlName {
  const isList = name.endsWith("[]");
  const segments = readPath((isList ? name.slice(0, -2) : name).replace(ROOT, ""), true);
  return segments && segments.length <= MAX_SEGMENTS ? { segments, isList } : { segments: [name], isList: false };
}

/** Prints a path as the Rust crate does: `contacts.0.email`; keys that are not bare are quoted: `["like this"]`. */
export function printPath(segments: readonly Segment[]): string {
  return segments.reduce<string>((path, segment) => {
    // A key is bare if it reads back as itself. Other keys, such as "0" or "a b", read as an index or as no path. The
    // first key is not bare if it is `$`, because `$` is the root.
    const bare =
      typeof segment !== "string" || (readPath(segment)?.[0] === segment && (path !== "" || segment !== "$"));
    return bare ? (path && path + ".") + segment : `${path}[${quote(segment)}]`;
  }, "");
}

/**
 * Quotes a key as a JSON string on one line. The separators of a message, `; ` and `: `, and the marks that set the
 * direction of text are escaped.
 */
const quote = (key: string): string =>
  JSON.stringify(key)
    .replace(/([;:]) /g, "$1\\u0020")
    .replace(/[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * A path as the key of a map. An index and a key of the same digits give the same text: no value has both at one path.
 */
export const pathKey = (segments: readonly Segment[]): string => JSON.stringify(segments.map(String));
