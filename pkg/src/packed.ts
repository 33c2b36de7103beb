// A packed value: words that say what there is, and its texts; the form is that of src/wasm/read.rs.
//
// It is gathered here, and wasm's memory is touched only when it is whole. So whatever a getter of the value does in the
// middle of it, even another call of this package, finds that memory free.
import { type Engine, type Exports, INPUT_BYTES, NO_BYTES } from "./engine.js";
import { Numbers } from "./numbers.js";
import { LOOPED, writeAscii } from "./text.js";

type AnyEngine = Engine<Exports>;

/** Where the words begin in the input, and those of the answer after a check; src/wasm/buffer.rs has the same number. */
export const WORDS = 49_152;
const MAX_WORDS = (INPUT_BYTES - WORDS) / 4;

/** Texts are joined up to this length, so that a call of the encoder serves many; and few are measured for one that is not ASCII. */
const JOINED = 1024;
/** What is kept of the list of texts between values; what a large one needed is let go. */
const KEPT_TEXTS = 256;

/** It becomes U+FFFD, one code point like itself. With `u`, the halves of a pair are no match. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

const encoder = /* @__PURE__ */ new TextEncoder();

export class Packed {
  busy = false;
  protected readonly words = new Numbers();
  #texts: string[] = [];
  /** Of each text, in UTF-16 units. */
  readonly #lengths = new Numbers();
  /** The UTF-16 units of all texts. */
  #units = 0;

  /** How many words there are, with the texts' lengths; */
  get count(): number {
    return this.words.count + this.#lengths.count;
  }

  /** and how many texts. */
  get textCount(): number {
    return this.#lengths.count;
  }

  /** Forgets the value. */
  end(): void {
    const { count } = this.#lengths;
    if (count > KEPT_TEXTS) this.#texts = [];
    else for (let at = 0; at < count; at++) this.#texts[at] = "";
    this.#lengths.clear();
    this.#units = 0;
    this.words.clear();
    this.busy = false;
  }

  protected text(text: string, units = text.length): void {
    this.#texts[this.#lengths.count] = text;
    this.#lengths.push(units);
    this.#units += units;
  }

  /** Has the value in wasm's memory, where it fits into the input at rest; false where it does not. */
  put(engine: AnyEngine): boolean {
    const units = this.#units;
    if (units * 3 > WORDS || this.count > MAX_WORDS) return false;
    const bytes = engine.input(0);
    const { view } = engine;
    write(view, this.words, write(view, this.#lengths, WORDS));
    if (units > LOOPED) this.#encode(bytes, view, WORDS);
    else this.#loop(bytes, view, WORDS);
    return true;
  }

  /** Has the value in wasm's memory as one block, with other bytes behind it; gives the count of the block's bytes. */
  putBlock(engine: AnyEngine, behind: Uint8Array = NO_BYTES): number {
    const units = this.#units;
    // Most texts are ASCII; for others there must be room for three bytes a unit.
    return this.#block(engine, units, behind) ?? (this.#block(engine, units * 3, behind) as number);
  }

  /** The same with so much room for the texts; undefined where it is too little. */
  #block(engine: AnyEngine, room: number, behind: Uint8Array): number | undefined {
    const start = 8 + this.count * 4;
    const bytes = engine.input(start + room + behind.length);
    const { view } = engine;
    view.setUint32(0, this.textCount, true);
    view.setUint32(4, this.count, true);
    write(view, this.words, write(view, this.#lengths, 8));
    const end = this.#encode(bytes.subarray(start, start + room), view, 8);
    if (end < 0) return undefined;
    bytes.set(behind, start + end);
    return start + end;
  }

  /** Writes texts, unit by unit while they are ASCII. */
  #loop(bytes: Uint8Array, view: DataView, lengths: number): void {
    const { list, count } = this.#lengths;
    let end = 0;
    for (let text = 0; text < count; text++) {
      const units = list[text] as number;
      if (!writeAscii(this.#texts[text] as string, units, view, end)) return void this.#encode(bytes, view, lengths, text, end);
      end += units;
    }
  }

  /**
   * Writes texts, from one on, many with one call of the encoder; and among those that are not all ASCII the lengths, which begin
   * at `lengths`. Gives where the texts end, -1 where there is no room.
   */
  #encode(bytes: Uint8Array, view: DataView, lengths: number, text = 0, end = 0): number {
    const texts = this.#texts;
    const { textCount } = this;
    while (text < textCount) {
      const first = text;
      let joined = texts[text++] as string;
      while (text < textCount && joined.length < JOINED) joined += texts[text++] as string;
      const { read, written } = encoder.encodeInto(joined, end === 0 ? bytes : bytes.subarray(end));
      if (read !== joined.length) return -1;
      if (written === read || this.#measure(bytes, end, view, lengths, first, text)) {
        end += written;
      } else {
        for (let at = first; at < text; at++) texts[at] = (texts[at] as string).replace(LONE_SURROGATE, "\ufffd");
        text = first;
      }
    }
    return end;
  }

  /**
   * Writes the lengths of texts that stand there in UTF-8; false where two lone surrogates have become a pair, the last of one
   * text and the first of the next.
   */
  #measure(bytes: Uint8Array, end: number, view: DataView, lengths: number, text: number, last: number): boolean {
    for (; text < last; text++) {
      const start = end;
      let units = this.#lengths.list[text] as number;
      while (units > 0) {
        const byte = bytes[end] as number;
        units -= byte < 0xf0 ? 1 : 2;
        end += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      }
      if (units < 0) return false;
      view.setUint32(lengths + text * 4, end - start, true);
    }
    return true;
  }
}

/** Writes numbers; gives where they end. */
function write(view: DataView, { list, count }: Numbers, at: number): number {
  for (let word = 0; word < count; word++, at += 4) view.setUint32(at, list[word] as number, true);
  return at;
}
