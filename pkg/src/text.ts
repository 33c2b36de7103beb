// Texts in and out of a module.
import { type Engine, type Exports, INPUT_BYTES } from "./engine.js";

const encoder = /* @__PURE__ */ new TextEncoder();
/** Up to here a loop is faster than a call of the platform's encoder. */
const LOOPED = 64;

/** Calls what answers in words; undefined where its number is 0, for there are none. */
export function ask<E extends Exports>(engine: Engine<E>, body: (wasm: E) => number): string | undefined {
  return engine.call((wasm) => (body(wasm) === 0 ? undefined : engine.words(wasm)));
}

/** Puts a text into a module's input as UTF-8; gives the count of its bytes. A lone surrogate becomes U+FFFD, one code point like itself. */
export function putText(engine: Engine<Exports>, text: string): number {
  if (text.length * 3 <= INPUT_BYTES) return write(text, engine.input(0));
  const bytes = encoder.encode(text);
  engine.input(bytes.length).set(bytes);
  return bytes.length;
}

function write(text: string, bytes: Uint8Array): number {
  const units = text.length;
  if (units <= LOOPED) {
    let at = 0;
    for (; at < units; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) break;
      bytes[at] = code;
    }
    if (at === units) return units;
  }
  return encoder.encodeInto(text, bytes).written;
}
