// A packed value: words that say what there is, and its texts; the form is that of src/wasm/read.rs.
//
// It is gathered here, and wasm's memory is touched only when it is whole. So whatever a getter of the value does in the
// middle of it, even another call of this package, finds that memory free.
import { type Engine, type Exports, INPUT_BYTES, NO_BYTES } from "./engine.js";
import { Numbers } from "./uint32-list.js";
import { encoder, LOOPED, writeText } from "./buffer.js";

type AnyEngine = Engine<Exports>;

/** Where the words begin in the input, and those of the answer after a check; src/wasm/buffer.rs has the same number. */
export const WORDS = 49_152;
const MAX_WORDS = (INPUT_BYTES - WORDS) / 4;

/** Texts are joined up to this length, so that a call of the encoder serves many, and few are written anew for one that is not ASCII. */
const JOINED = 1024;
/** What is kept of the list of texts between values; what a large one needed is let go. */
const KEPT_TEXTS = 256;

/** What a value begins with: the three low bits of a word, with a number above them; src/wasm/read.rs has the same list. */
export const enum Tag {
  /** What needs no text and no count; the number says which. */
  ATOM,
  STRING,
  UNITS,
  LIST,
  OBJECT,
  OTHER,
}
const TAG_BITS = 3;
const TAG = 7;
/** More fits into no word, and a larger count stands as this one. A text as large as this is refused by wasm. */
const MAX_NUMBER = 2 ** 29 - 1;
const word = (tag: Tag, number: number): number => (number << TAG_BITS) | tag;

export class Packed {
  busy = false;
  readonly words = new Numbers();
  #texts: string[] = [];
  /** Which word each text has. */
  readonly #places = new Numbers();
  /** The UTF-16 units of all texts. */
  #units = 0;

  /** Forgets the value. */
  end(): void {
    const { count } = this.#places;
    if (count > KEPT_TEXTS) this.#texts = [];
    else for (let at = 0; at < count; at++) this.#texts[at] = "";
    this.#places.clear();
    this.#units = 0;
    this.words.clear();
    this.busy = false;
  }

  protected tag(tag: Tag, number: number): void {
    this.words.push(word(tag, Math.min(number, MAX_NUMBER)));
  }

  protected text(text: string, tag = Tag.STRING): void {
    const units = text.length;
    this.#texts[this.#places.count] = text;
    this.#places.push(this.words.count);
    this.words.push(word(tag, units));
    this.#units += units;
  }

  /** Has the value in wasm's memory, where it fits into the input at rest; false where it does not. */
  put(engine: AnyEngine): boolean {
    const units = this.#units;
    if (units * 3 > WORDS || this.words.count > MAX_WORDS) return false;
    const bytes = engine.input(0);
    const { view } = engine;
    if (units > LOOPED) this.#join(bytes, view, 0);
    else this.#each(bytes, view, 0, this.#places.count, 0);
    this.#write(view, WORDS);
    return true;
  }

  /** Has the value in wasm's memory as one block, with other bytes behind it; gives the count of the block's bytes. */
  putBlock(engine: AnyEngine, behind: Uint8Array = NO_BYTES): number {
    // Most texts are ASCII; for others there must be room for three bytes a unit.
    return this.#block(engine, this.#units, behind) ?? (this.#block(engine, this.#units * 3, behind) as number);
  }

  /** The same with so much room for the texts; undefined where it is too little. */
  #block(engine: AnyEngine, room: number, behind: Uint8Array): number | undefined {
    const start = 4 + this.words.count * 4;
    const bytes = engine.input(start + room + behind.length);
    const { view } = engine;
    const end = this.#join(bytes.subarray(0, start + room), view, start);
    if (end !== undefined) {
      view.setUint32(0, this.words.count, true);
      this.#write(view, 4);
      bytes.set(behind, end);
    }
    return end;
  }

  /**
   * Writes all texts from `at` on, many with one call of the encoder. Gives where they end; undefined where there is not room
   * enough, if not all are ASCII.
   */
  #join(bytes: Uint8Array, view: DataView, at: number): number | undefined {
    const texts = this.#texts;
    const { count } = this.#places;
    for (let text = 0; text < count; ) {
      const first = text;
      let joined = texts[text++] as string;
      while (text < count && joined.length < JOINED) joined += texts[text++] as string;
      const { read, written } = encoder.encodeInto(joined, at === 0 ? bytes : bytes.subarray(at));
      if (read === joined.length && written === read) at += read;
      else if (at + joined.length * 3 > bytes.length) return undefined;
      else at = this.#each(bytes, view, first, text, at);
    }
    return at;
  }

  /** Writes texts one by one, and corrects their words where they are longer in UTF-8. Gives where they end. */
  #each(bytes: Uint8Array, view: DataView, text: number, last: number, at: number): number {
    const { list } = this.words;
    for (; text < last; text++) {
      const value = this.#texts[text] as string;
      const units = value.length;
      const end = writeText(bytes, view, value, units, at);
      if (end - at !== units) {
        const place = this.#places.list[text] as number;
        list[place] = word((list[place] as number) & TAG, end - at);
      }
      at = end;
    }
    return at;
  }

  #write(view: DataView, at: number): void {
    const { list, count } = this.words;
    for (let next = 0; next < count; next++, at += 4) view.setUint32(at, list[next] as number, true);
  }
}
