/**
 * Header fields in the form of any client: a `Headers`, a plain object, an array of pairs, Node's flat list of raw
 * headers, a `Map`. The case of names does not matter. A list of values is a header that was sent several times.
 */
export type HeadersLike =
  | Iterable<readonly unknown[] | string | Uint8Array>
  | { readonly forEach: (visit: (value: string, name: string) => void) => void }
  | { readonly [name: string]: unknown };

/** More lines than any server or client allows. An endless iterator is left at this count. */
const MAX_LINES = 4096;
/** More characters, of all lines together, than any server or client allows. */
const MAX_CHARACTERS = 1024 * 1024;

/**
 * Returns the headers as pairs of name and value, in order. It never throws.
 *
 * Values that are not strings, numbers or bytes are left out, and so are values that throw when they are read.
 */
export function headerPairs(headers: unknown): [string, string][] {
  const pairs = new Pairs();
  try {
    collectHeaders(headers, pairs);
  } catch {
    // A getter, a proxy or an iterator threw. What came before it counts.
  }
  return pairs.list;
}

class Pairs {
  readonly list: [string, string][] = [];
  private left = MAX_CHARACTERS;

  /** Whether another pair would be added. */
  get isOpen(): boolean {
    return this.list.length < MAX_LINES && this.left > 0;
  }

  add(name: unknown, value: unknown): void {
    const key = toText(name);
    if (key === undefined) return;
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length && at < MAX_LINES && this.isOpen; at++) this.line(key, value[at]);
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
  // The raw headers of undici are buffers, and each byte of a header is a character (ISO 8859-1).
  if (value instanceof Uint8Array && value.length <= MAX_CHARACTERS)
    return Array.from(value, (byte) => String.fromCharCode(byte)).join("");
  return undefined;
}

function collectHeaders(headers: unknown, pairs: Pairs): void {
  if (typeof headers !== "object" || headers === null) return;
  if (Symbol.iterator in headers && typeof headers[Symbol.iterator] === "function") {
    collectItems(headers as Iterable<unknown>, pairs);
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
        // This getter threw. The other headers can still be read.
      }
    }
  }
}

/** Adds pairs, or names and values in turn. */
function collectItems(items: Iterable<unknown>, pairs: Pairs): void {
  let name: unknown;
  let isName = true;
  // A limit, because an endless iterator may never give a header.
  let left = MAX_LINES * 2;
  for (const item of items) {
    if (!pairs.isOpen || left-- === 0) return;
    if (Array.isArray(item)) {
      pairs.add(item[0], item[1]);
    } else {
      if (!isName) pairs.add(name, item);
      name = item;
      isName = !isName;
    }
  }
}
