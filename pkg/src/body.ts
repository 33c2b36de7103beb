import { NO_BYTES } from "./packed/engine.js";
import { isPlain } from "./packed/walker.js";

/** The most bytes of a body that is read; a longer one is `unreadable`. The crate has the same number. */
export const MAX_BODY_BYTES = 262_144;

/** So many bytes more show that there is more: UTF-8 has up to four for a character that stands across the end. */
const SPARE_BYTES = 4;

const encoder = /* @__PURE__ */ new TextEncoder();

/** A body's bytes, no more of them than show that it is too large; never throws. */
export function bodyBytes(body: unknown): Uint8Array {
  try {
    if (typeof body === "string") return encode(body);
    if (ArrayBuffer.isView(body)) return view(body.buffer, body.byteOffset, body.byteLength);
    if (body instanceof ArrayBuffer || isSharedBuffer(body)) return view(body, 0, body.byteLength);
    if (typeof body === "number" || typeof body === "boolean") return encode(String(body));
    // What a client has parsed already is written again.
    if (typeof body === "object" && body !== null && (Array.isArray(body) || isPlain(body))) {
      return encode(JSON.stringify(body) ?? "");
    }
  } catch {
    // A value that holds itself, or throws when it is read, is no body.
  }
  return NO_BYTES;
}

const isSharedBuffer = (body: unknown): body is SharedArrayBuffer =>
  typeof SharedArrayBuffer === "function" && body instanceof SharedArrayBuffer;

const view = (buffer: ArrayBufferLike, start: number, length: number): Uint8Array =>
  new Uint8Array(buffer, start, Math.min(length, MAX_BODY_BYTES + SPARE_BYTES));

function encode(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.min(text.length * 3, MAX_BODY_BYTES + SPARE_BYTES));
  return bytes.subarray(0, encoder.encodeInto(text, bytes).written);
}
