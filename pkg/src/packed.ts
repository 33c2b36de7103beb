// A packed value: words that say what there is, and its texts; the form is that of src/wasm/read.rs.
//
// It is gathered here, and wasm's memory is touched only when it is whole. So whatever a getter of the value does in the
// middle of it, even another call of this package, finds that memory free.
import { type Engine, type Exports, INPUT_BYTES } from "./engine.js";
import { Numbers } from "./numbers.js";
import { writeAscii } from "./text.js";

type AnyEngine = Engine<Exports>;

/** Where the words begin in the input, and those of the answer after a check; src/wasm/buffer.rs has the same number. */
export const WORDS = 48 * 1024;
const MAX_WORDS = (INPUT_BYTES - WORDS) / 4;

/**
 * Up to so many UTF-16 units in all a loop is faster than the platform's encoder: in a browser a call of that takes
 * its time.
 */
const LOOPED = typeof (globalThis as { document?: unknown }).document === "undefined" ? 32 : 256;

/** Texts are joined up to this length, so that a call of the encoder serves many. */
const JOINED = 8192;
/** What is kept of the list of texts between values; what a large one needed is let go. */
const KEPT_TEXTS = 256;

/** It becomes U+FFFD, one code point like itself. With `u`, the halves of a pair are no match. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

const NOTHING = /* @__PURE__ */ new Uint8Array(0);
const encoder = /* @__PURE__ */ new TextEncoder();

export class Packed {
  busy = false;
  protected readonly words = new Numbers();
  #texts: string[] = [];
  #textCount = 0;
  /** The UTF-16 units of all texts. */
  #units = 0;
  #bytes: Uint8Array<ArrayBuffer> = NOTHING;
  #view: DataView | undefined;
  /** How large the input was made. */
  #size = 0;

  /** How many words there are, with the texts' lengths; */
  get count(): number {
    return this.words.count + this.#textCount;
  }

  /** and how many texts. */
  get textCount(): number {
    return this.#textCount;
  }

  /** Forgets the value. */
  end(): void {
    if (this.#textCount > KEPT_TEXTS) this.#texts = [];
    else for (let at = 0; at < this.#textCount; at++) this.#texts[at] = "";
    this.#textCount = 0;
    this.#units = 0;
    this.words.clear();
    this.busy = false;
  }

  protected text(text: string): void {
    this.#texts[this.#textCount++] = text;
    this.#units += text.length;
  }

  /** Has the value in wasm's memory, where it fits into the input at rest; false where it does not. */
  put(engine: AnyEngine): boolean {
    const units = this.#units;
    if (units * 3 > WORDS || this.count > MAX_WORDS) return false;
    const bytes = this.#use(engine.input(0));
    this.#writeWords(this.#writeLengths(WORDS));
    if (units > LOOPED || !this.#loop(bytes)) this.#encode(bytes, WORDS);
    return true;
  }

  /** Has the value in wasm's memory as one block, with other bytes behind it; gives the count of the block's bytes. */
  putBlock(engine: AnyEngine, behind: Uint8Array = NOTHING): number {
    const units = this.#units;
    const start = 8 + this.count * 4;
    // Most texts are ASCII; for others there must be room for three bytes a unit.
    let bytes = this.#use(engine.input(start + units + behind.length));
    this.#writeLengths(8);
    let end = start + units;
    if (this.#join(bytes.subarray(start, end)) !== units) {
      bytes = this.#use(engine.input(start + units * 3 + behind.length));
      end = this.#encode(bytes.subarray(start), 8) + start;
    }
    this.#writeWords(8 + this.#textCount * 4);
    const view = this.#view as DataView;
    view.setUint32(0, this.#textCount, true);
    view.setUint32(4, this.count, true);
    bytes.set(behind, end);
    return end;
  }

  /** Where the words of an answer stand, from {@link WORDS} on; the input may have moved, for the check made memory grow. */
  answer(engine: AnyEngine): DataView {
    if (this.#bytes.length === 0) this.#use(engine.input(this.#size));
    return this.#view as DataView;
  }

  /** Writes the lengths of texts as if they were all ASCII; gives where they end. */
  #writeLengths(at: number): number {
    const view = this.#view as DataView;
    for (let text = 0; text < this.#textCount; text++, at += 4) view.setUint32(at, (this.#texts[text] as string).length, true);
    return at;
  }

  #writeWords(at: number): void {
    const view = this.#view as DataView;
    const { list, count } = this.words;
    for (let word = 0; word < count; word++, at += 4) view.setUint32(at, list[word] as number, true);
  }

  /** Writes texts unit by unit; false where they are not all ASCII. */
  #loop(bytes: Uint8Array): boolean {
    let end = 0;
    for (let text = 0; text < this.#textCount; text++) {
      const units = this.#texts[text] as string;
      if (!writeAscii(units, bytes, end)) return false;
      end += units.length;
    }
    return true;
  }

  /** Writes texts, and where they are not all ASCII their lengths from `lengths` on; gives where they end. */
  #encode(bytes: Uint8Array, lengths: number): number {
    const end = this.#join(bytes);
    if (end === this.#units || this.#measure(bytes, lengths)) return end;
    for (let text = 0; text < this.#textCount; text++) this.#texts[text] = (this.#texts[text] as string).replace(LONE_SURROGATE, "\ufffd");
    return this.#encode(bytes, lengths);
  }

  /** Writes texts, many with one call of the encoder; gives where they end, -1 where there is no room. */
  #join(bytes: Uint8Array): number {
    const texts = this.#texts;
    const textCount = this.#textCount;
    let end = 0;
    for (let text = 0; text < textCount; ) {
      let joined = texts[text++] as string;
      while (text < textCount && joined.length < JOINED) joined += texts[text++] as string;
      const { read, written } = encoder.encodeInto(joined, end === 0 ? bytes : bytes.subarray(end));
      if (read !== joined.length) return -1;
      end += written;
    }
    return end;
  }

  /**
   * Writes the lengths of the texts that stand there in UTF-8; false where two lone surrogates have become a pair, the last of
   * one text and the first of the next.
   */
  #measure(bytes: Uint8Array, at: number): boolean {
    let end = 0;
    for (let text = 0; text < this.#textCount; text++, at += 4) {
      const start = end;
      let units = (this.#texts[text] as string).length;
      while (units > 0) {
        const byte = bytes[end] as number;
        units -= byte < 0xf0 ? 1 : 2;
        end += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      }
      if (units < 0) return false;
      (this.#view as DataView).setUint32(at, end - start, true);
    }
    return true;
  }

  #use(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    this.#size = bytes.length;
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return bytes;
  }
}
