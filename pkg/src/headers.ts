/**
 * Header fields as any client holds them: a `Headers`, a plain object, an array of pairs, Node's flat list of raw
 * headers, a `Map`. Names have any case; a list of values is a header given several times.
 */
export type HeadersLike =
  | Iterable<readonly unknown[] | string | Uint8Array>
  | { readonly forEach: (visit: (value: string, name: string) => void) => void }
  | { readonly [name: string]: unknown };

/** More lines than any server or client lets through; an iterator that never ends is left here. */
const MAX_LINES = 4096;
/** The same for all characters together. */
const MAX_CHARACTERS = 1024 * 1024;

/**
 * The headers as pairs of name and value, in order; never throws.
 *
 * What is neither a text nor a number says nothing, and neither does what throws when it is read.
 */
export function headerPairs(headers: unknown): [string, string][] {
  const pairs = new Pairs();
  try {
    collect(headers, pairs);
  } catch {
    // A getter, a proxy or an iterator threw: what came before it counts.
  }
  return pairs.list;
}

class Pairs {
  readonly list: [string, string][] = [];
  private left = MAX_CHARACTERS;

  /** Whether more would be taken. */
  get isOpen(): boolean {
    return this.list.length < MAX_LINES && this.left > 0;
  }

  add(name: unknown, value: unknown): void {
    const key = toText(name);
    if (key === undefined) return;
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length && this.isOpen; at++) this.line(key, value[at]);
    } else {
      this.line(key, value);
    }
  }

  private line(name: string, value: unknown): void {
    const text = toText(value);
    if (text === undefined || !this.isOpen) return;
    this.left -= name.length + text.length;
    if (this.left >= 0) this.list.push([name, text]);
  }
}

function toText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // undici's raw headers are buffers, and a byte of a header is a character (ISO 8859-1).
  if (value instanceof Uint8Array && value.length <= MAX_CHARACTERS)
    return Array.from(value, (byte) => String.fromCharCode(byte)).join("");
  return undefined;
}

function collect(headers: unknown, pairs: Pairs): void {
  if (typeof headers !== "object" || headers === null) return;
  if (Symbol.iterator in headers && typeof headers[Symbol.iterator] === "function") {
    collectAll(headers as Iterable<unknown>, pairs);
  } else if ("forEach" in headers && typeof headers.forEach === "function") {
    headers.forEach((value: unknown, name: unknown) => {
      if (pairs.isOpen) pairs.add(name, value);
    });
  } else {
    for (const name of Object.keys(headers)) {
      if (!pairs.isOpen) return;
      try {
        pairs.add(name, (headers as Record<string, unknown>)[name]);
      } catch {
        // The other headers can still be read.
      }
    }
  }
}

/** Pairs, or names and values in turn. */
function collectAll(items: Iterable<unknown>, pairs: Pairs): void {
  let name: unknown;
  let isName = true;
  for (const item of items) {
    if (!pairs.isOpen) return;
    if (Array.isArray(item)) {
      pairs.add(item[0], item[1]);
    } else {
      if (!isName) pairs.add(name, item);
      name = item;
      isName = !isName;
    }
  }
}
