import { encoder } from "./packed/buffer.js";
import { NO_BYTES } from "./packed/engine.js";
import { isPlain } from "./packed/objects.js";

/** The most bytes of a body that is read. A longer one is `unreadable`. The crate has the same number. */
export const MAX_BODY_BYTES = 262_144;

/**
 * How much of a body is kept at most: enough that a body over the cap still is over it. A character that crosses the
 * cap has up to four bytes in UTF-8.
 */
export const CUT_BYTES = MAX_BODY_BYTES + 4;

/** Returns a body as text or bytes: a body that is neither becomes JSON text, or empty. It never throws. */
export function textOrBytes(body: unknown): string | Uint8Array {
  try {
    if (typeof body === "string") return body;
    if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    if (body instanceof ArrayBuffer || isSharedBuffer(body)) return new Uint8Array(body);
    if (typeof body === "number" || typeof body === "boolean") return String(body);
    // A client has parsed the body, so it is written as JSON again.
    if (typeof body === "object" && body !== null && (Array.isArray(body) || isPlain(body))) return stringify(body);
  } catch (error) {
    if (error instanceof TooLarge) return new Uint8Array(MAX_BODY_BYTES + 1);
    // A value that contains itself, or throws when it is read, counts as an empty body.
  }
  return NO_BYTES;
}

/** Returns a body's bytes, cut shortly after the cap. It never throws. */
export function bodyBytes(body: unknown): Uint8Array {
  const found = textOrBytes(body);
  if (typeof found !== "string") return found.subarray(0, CUT_BYTES);
  const bytes = new Uint8Array(Math.min(found.length * 3, CUT_BYTES));
  return bytes.subarray(0, encoder.encodeInto(found, bytes).written);
}

/** Thrown for a value whose JSON text is longer than the cap. */
class TooLarge extends Error {}

/** The most values that are read, including those that JSON leaves out. */
const MAX_VALUES = 1_000_000;

/**
 * Returns a value's JSON text. Stops as soon as the text is known to be longer than the cap, because an array may have
 * 2^32 holes.
 */
function stringify(body: object): string {
  let bytes = 0;
  let values = 0;
  const count = function (this: unknown, key: string, value: unknown): unknown {
    const isItem = Array.isArray(this);
    const isWritten = isItem || !["undefined", "function", "symbol"].includes(typeof value);
    // At least this much is in the text: one character of the value, and the key of a member.
    if (isWritten) bytes += 1 + (isItem ? 0 : key.length) + (typeof value === "string" ? value.length : 0);
    // Each item of an array takes two bytes at least.
    if (Array.isArray(value) && value.length > MAX_BODY_BYTES) throw new TooLarge();
    if (bytes > MAX_BODY_BYTES || ++values > MAX_VALUES) throw new TooLarge();
    return value;
  };
  return JSON.stringify(body, count) ?? "";
}

const isSharedBuffer = (body: unknown): body is SharedArrayBuffer =>
  typeof SharedArrayBuffer === "function" && body instanceof SharedArrayBuffer;
