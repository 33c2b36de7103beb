// Texts in the input and output buffers of a module: wasm/src/packed/buffer.rs.
import { INPUT_BYTES, NONE } from "../generated/constants.js";
import type { Engine, Exports } from "./engine.js";
import { IS_PAGE } from "./platform.js";
import { isWellFormed } from "./well-formed.js";

export const encoder = /* @__PURE__ */ new TextEncoder();
/** U+FEFF at the beginning is part of the text. Without `ignoreBOM` the decoder would drop it. */
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

/** Up to this many UTF-16 units a loop is faster than TextEncoder, whose calls take longer in browsers. */
export const MAX_LOOP_UNITS = IS_PAGE ? 256 : 64;

/** The most UTF-16 units of a text that a rule reads. */
export const MAX_TEXT_UNITS = 1 << 24;

/**
 * Returns the text that a rule reads. In a text of more than `MAX_TEXT_UNITS`, U+0000 replaces the rest. No rule allows
 * U+0000, so such a text is never valid. Without this limit, a text of 512 MiB would need more memory than wasm has.
 * For a long text that is not Unicode text, the result is not Unicode text either.
 */
export function clipped(text: string): string {
  if (text.length <= MAX_TEXT_UNITS) return text;
  if (!isWellFormed(text)) return "\ud800";
  const last = text.charCodeAt(MAX_TEXT_UNITS - 1);
  // A cut inside a surrogate pair would leave a lone surrogate.
  const end = last >= 0xd800 && last < 0xdc00 ? MAX_TEXT_UNITS - 1 : MAX_TEXT_UNITS;
  return `${text.slice(0, end)}\0`;
}

/** Calls `body`, and returns the text that it left in the output; undefined if it returned `NONE`. */
export function callForText<E extends Exports>(engine: Engine<E>, body: (wasm: E) => number): string | undefined {
  return engine.call((wasm) => (body(wasm) === NONE ? undefined : outputText(wasm)));
}

/** Returns the text that the last call left in the output. */
export function outputText({ memory, outputPointer, outputLength }: Exports): string {
  return decoder.decode(new Uint8Array(memory.buffer, outputPointer() >>> 0, outputLength()));
}

/**
 * Writes a text into the input as UTF-8, {@link clipped}, and returns its length in bytes. A lone surrogate becomes
 * U+FFFD, so the text keeps its number of code points.
 */
export function putText(engine: Engine<Exports>, text: string): number {
  const units = text.length;
  if (units * 3 <= INPUT_BYTES) {
    const bytes = engine.input(0);
    return writeText(bytes, engine.inputView, text, units, 0);
  }
  const bytes = encoder.encode(clipped(text));
  engine.input(bytes.length).set(bytes);
  return bytes.length;
}

/**
 * Writes a text of `units` UTF-16 units as UTF-8, from `at` on, and returns where it ends. `bytes` and `view` are the
 * same memory, and must have room for three bytes a unit. A lone surrogate becomes U+FFFD.
 */
export function writeText(bytes: Uint8Array, view: DataView, text: string, units: number, at: number): number {
  if (units > MAX_LOOP_UNITS) return at + encoder.encodeInto(text, bytes.subarray(at)).written;
  return writeAscii(view, text, units, at) ? at + units : writeCodePoints(view, text, at);
}

/** Fast path: writes an ASCII text. Returns false if the text is not ASCII; what was written is useless then. */
function writeAscii(view: DataView, text: string, units: number, start: number): boolean {
  // Looking the method up on each text is slower than the loop, once V8 has met several kinds of strings here.
  const { charCodeAt } = String.prototype;
  let all = 0;
  let at = 0;
  // Four characters at a time.
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

/** Slow path: writes any text, one code point after the other, and returns where it ends. */
function writeCodePoints(view: DataView, text: string, at: number): number {
  for (const character of text) {
    let code = character.codePointAt(0) as number;
    // U+D800 to U+DFFF: a lone surrogate.
    if (code >> 11 === 0x1b) code = 0xfffd;
    let more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x1_0000 ? 2 : 3;
    view.setUint8(at++, (more && 0x7f80 >> more) | (code >> (more * 6)));
    while (more-- > 0) view.setUint8(at++, 0x80 | ((code >> (more * 6)) & 0x3f));
  }
  return at;
}
