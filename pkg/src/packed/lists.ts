// Writes lists of texts and a body into the input. wasm/src/packed/lists.rs reads them:
//
//   | the count of texts of each list | the length of each text | texts … | body … |
//
// Counts and lengths are 32-bit words, and lengths count bytes of UTF-8.
import { CUT_BYTES } from "../body.js";
import { encoder, writeText } from "./buffer.js";
import type { Engine, Exports } from "./engine.js";

/** Writes lists of texts and a body into the input, and returns their length in bytes. */
export function putLists(
  engine: Engine<Exports>,
  lists: readonly (readonly string[])[],
  body: string | Uint8Array,
): number {
  let count = 0;
  let joined = "";
  for (const list of lists) {
    count += list.length;
    for (const text of list) joined += text;
  }
  const textsStart = (lists.length + count) * 4;
  const room = Math.min(typeof body === "string" ? body.length * 3 : body.length, CUT_BYTES);
  const bytes = engine.input(textsStart + joined.length * 3 + room);
  const { inputView: view } = engine;
  let end = writeText(bytes, view, joined, joined.length, textsStart);
  // ASCII has one byte for each UTF-16 unit.
  const isAscii = end === textsStart + joined.length;
  if (!isAscii) end = textsStart;
  let word = 0;
  for (const list of lists) view.setUint32(4 * word++, list.length, true);
  for (const list of lists) {
    for (const text of list) {
      const start = end;
      if (!isAscii) end = writeText(bytes, view, text, text.length, start);
      view.setUint32(4 * word++, isAscii ? text.length : end - start, true);
    }
  }
  if (typeof body === "string") return end + encoder.encodeInto(body, bytes.subarray(end, end + room)).written;
  bytes.set(body.length > room ? body.subarray(0, room) : body, end);
  return end + Math.min(body.length, room);
}
