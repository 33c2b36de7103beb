import type { Segment } from "../issue.js";

const BARE = /^(?!\p{N})[\p{Alphabetic}\p{N}_$@-]+$/u;
const STEP = /\[(?:("(?:[^"\\]|\\.)*")|(\d+))\]|(\.?)([\p{Alphabetic}\p{N}_$@-]+)/uy;
const INDEX = /^(?:0|[1-9]\d{0,9})$/;
const LARGEST_INDEX = 2 ** 32 - 2;

/** An index as the core prints it, as a number; any other text as it is. */
const segment = (text: string): Segment => (INDEX.test(text) && Number(text) <= LARGEST_INDEX ? Number(text) : text);

/**
 * The steps of a control's name: `contacts.0.email`, `contacts[0].email`, `["like this"]`; `$` is the value itself.
 *
 * A name that is no path, such as `first name`, is one key as it stands.
 */
export function parsePath(name: string): Segment[] {
  const segments: Segment[] = [];
  if (name === "$") return segments;
  STEP.lastIndex = 0;
  while (STEP.lastIndex < name.length) {
    const step = STEP.exec(name);
    if (!step) return [name];
    const [, quoted, index, dot, bare] = step;
    const read = quoted !== undefined ? unquote(quoted) : segment(index ?? bare ?? "");
    // A dot stands between two steps and nowhere else; digits that are no index are no bare key.
    const isPlaced = bare === undefined || (dot === ".") === segments.length > 0;
    const isNamed = quoted !== undefined || typeof read === "number" || (bare !== undefined && BARE.test(bare));
    if (read === undefined || !isPlaced || !isNamed) return [name];
    segments.push(read);
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

/** The path as a person reads it in a list of messages. */
export function printPath(segments: readonly Segment[]): string {
  return segments.reduce<string>((path, step) => {
    if (typeof step === "string" && !BARE.test(step)) return `${path}[${JSON.stringify(step)}]`;
    return path === "" ? String(step) : `${path}.${step}`;
  }, "");
}

/** One text for one place: no value has an index and the same digits as a key in one place. */
export const placeKey = (segments: readonly Segment[]): string => JSON.stringify(segments.map(String));
