// A packed value: words that say what there is, and its texts; the form is that of src/wasm/read.rs.
//
// It is gathered here, and wasm's memory is touched only when it is whole. So whatever a getter of the value does in the
// middle of it, even another call of this package, finds that memory free.
import { type Engine, type Exports, INPUT_BYTES, NO_BYTES } from "./engine.js";
import { Numbers } from "./numbers.js";
import { encoder, LOOPED, writeText } from "./text.js";

type AnyEngine = Engine<Exports>;

/** Where the words begin in the input, and those of the answer after a check; src/wasm/buffer.rs has the same number. */
export const WORDS = 49_152;
const MAX_WORDS = (INPUT_BYTES - WORDS) / 4;

/** Texts are joined up to this length, so that a call of the encoder serves many, and few are written anew for one that is not ASCII. */
const JOINED = 1024;
/** What is kept of the list of texts between values; what a large one needed is let go. */
const KEPT_TEXTS = 256;

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

  protected text(text: string): void {
    const units = text.length;
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
    if (units > LOOPED) this.#join(bytes, view, WORDS, 0);
    else this.#each(bytes, view, WORDS, 0, this.textCount, 0);
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
    const end = this.#join(bytes.subarray(0, start + room), view, 8, start);
    if (end !== undefined) bytes.set(behind, end);
    return end;
  }

  /**
   * Writes all texts from `at` on, many with one call of the encoder. Gives where they end; undefined where there is not room
   * enough, if not all are ASCII.
   */
  #join(bytes: Uint8Array, view: DataView, lengths: number, at: number): number | undefined {
    const texts = this.#texts;
    const { count } = this.#lengths;
    for (let text = 0; text < count; ) {
      const first = text;
      let joined = texts[text++] as string;
      while (text < count && joined.length < JOINED) joined += texts[text++] as string;
      const { read, written } = encoder.encodeInto(joined, at === 0 ? bytes : bytes.subarray(at));
      if (read === joined.length && written === read) at += read;
      else if (at + joined.length * 3 > bytes.length) return undefined;
      else at = this.#each(bytes, view, lengths, first, text, at);
    }
    return at;
  }

  /** Writes texts one by one, and those lengths that are others in UTF-8; they begin at `lengths`. Gives where the texts end. */
  #each(bytes: Uint8Array, view: DataView, lengths: number, text: number, last: number, at: number): number {
    const { list } = this.#lengths;
    for (; text < last; text++) {
      const units = list[text] as number;
      const end = writeText(bytes, view, this.#texts[text] as string, units, at);
      if (end - at !== units) view.setUint32(lengths + text * 4, end - at, true);
      at = end;
    }
    return at;
  }
}

/** Writes numbers; gives where they end. */
function write(view: DataView, { list, count }: Numbers, at: number): number {
  for (let word = 0; word < count; word++, at += 4) view.setUint32(at, list[word] as number, true);
  return at;
}
