// Texts in and out of a module.
import { type Engine, type Exports, INPUT_BYTES } from "./engine.js";

export const encoder = /* @__PURE__ */ new TextEncoder();
/** Up to so many UTF-16 units a loop is faster than the platform's encoder: in a browser a call of that takes its time. */
export const LOOPED = typeof (globalThis as { document?: unknown }).document === "undefined" ? 64 : 256;

/** Calls what answers in words; undefined where its number is 0, for there are none. */
export function ask<E extends Exports>(engine: Engine<E>, body: (wasm: E) => number): string | undefined {
  return engine.call((wasm) => (body(wasm) === 0 ? undefined : engine.words(wasm)));
}

/** Puts a text into a module's input as UTF-8; gives the count of its bytes. A lone surrogate becomes U+FFFD, one code point like itself. */
export function putText(engine: Engine<Exports>, text: string): number {
  const units = text.length;
  if (units * 3 <= INPUT_BYTES) {
    const bytes = engine.input(0);
    return writeText(bytes, engine.view, text, units, 0);
  }
  const bytes = encoder.encode(text);
  engine.input(bytes.length).set(bytes);
  return bytes.length;
}

/**
 * Writes a text of so many UTF-16 units as UTF-8, from `at` on, where there is room for three bytes a unit; gives where it ends.
 * A lone surrogate becomes U+FFFD.
 */
export function writeText(bytes: Uint8Array, view: DataView, text: string, units: number, at: number): number {
  if (units > LOOPED) return at + encoder.encodeInto(text, bytes.subarray(at)).written;
  return writeAscii(view, text, units, at) ? at + units : writeCodePoints(view, text, at);
}

/** False where the text is not all ASCII, and what was written is of no use. */
function writeAscii(view: DataView, text: string, units: number, start: number): boolean {
  // To find it in the text each time, where V8 has met many kinds of strings, takes longer than its work.
  const { charCodeAt } = String.prototype;
  let all = 0;
  let at = 0;
  // Four at a time.
  for (; at < units - 3; at += 4) {
    const one = charCodeAt.call(text, at);
    const two = charCodeAt.call(text, at + 1);
    const three = charCodeAt.call(text, at + 2);
    const four = charCodeAt.call(text, at + 3);
    all |= one | two | three | four;
    view.setInt32(start + at, one | (two << 8) | (three << 16) | (four << 24), true);
  }
  for (; at < units; at++) {
    const unit = charCodeAt.call(text, at);
    all |= unit;
    view.setUint8(start + at, unit);
  }
  return all < 0x80;
}

function writeCodePoints(view: DataView, text: string, at: number): number {
  for (const character of text) {
    let code = character.codePointAt(0) as number;
    // A surrogate that stands alone.
    if (code >> 11 === 0x1b) code = 0xfffd;
    let more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x1_0000 ? 2 : 3;
    view.setUint8(at++, (more && 0x7f80 >> more) | (code >> (more * 6)));
    while (more-- > 0) view.setUint8(at++, 0x80 | ((code >> (more * 6)) & 0x3f));
  }
  return at;
}
