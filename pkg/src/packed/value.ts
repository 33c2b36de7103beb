// Writes packed values: 32-bit words that say what there is, and the texts of its strings in UTF-8, one after the
// other. wasm/src/packed/value.rs reads them, and shows the bits of a word. All numbers are little-endian.
//
// A value that fits into the input buffer at its usual size has the split layout, which needs no sizes:
//
//   | texts …                         | words …            |
//   0                                 WORDS_START          INPUT_BYTES
//
// Any other value has the block layout:
//
//   | count of words | words … | texts … |
//   0                4
import {
  INPUT_BYTES,
  MAX_COUNT,
  TAG_ATOM,
  TAG_BITS,
  TAG_ILL_FORMED,
  TAG_STRING,
  WORDS_START,
} from "../generated/constants.js";
import { encoder, MAX_LOOP_UNITS, writeText } from "./buffer.js";
import type { Engine, Exports } from "./engine.js";
import { MAX_UNITS, TooMuchText } from "./too-large.js";
import { Uint32List } from "./uint32-list.js";
import { isWellFormed } from "./well-formed.js";

type AnyEngine = Engine<Exports>;

const MAX_SPLIT_WORDS = (INPUT_BYTES - WORDS_START) / 4;
const TAG_MASK = (1 << TAG_BITS) - 1;

/**
 * Texts are joined up to this many UTF-16 units, so that one call of TextEncoder encodes many of them, and only a few
 * are encoded again if one of them is not ASCII.
 */
const JOINED_UNITS = 1024;
/**
 * Joining a text with others takes as long as a loop over this many UTF-16 units. So the texts of a value are joined if
 * together they have more units than `MAX_LOOP_UNITS` and this many for each text.
 */
const JOIN_UNITS = 12;
/** The list of texts is kept for the next value if it has at most this many. */
const KEPT_TEXTS = 256;

function refuseText(): never {
  throw new TooMuchText();
}

const SURROGATE = /[\ud800-\udfff]/;

const tagged = (tag: number, count: number): number => (count << TAG_BITS) | tag;

/** How much of a value is packed. */
export interface Mark {
  readonly words: number;
  readonly texts: number;
  readonly units: number;
}

/**
 * A value on its way into wasm's memory. It is collected here first, and the memory is touched once it is complete. So
 * a getter of the value may call this package, which uses the same memory.
 */
export class PackedValue {
  /** Whether a value is being packed. */
  busy = false;
  readonly words = new Uint32List();
  #texts: string[] = [];
  /** The index of each text's word in `words`. */
  readonly #wordOfText = new Uint32List();
  /** The length of all texts together in UTF-16 units. */
  #units = 0;

  /** Forgets the value. */
  end(): void {
    const { count } = this.#wordOfText;
    if (count > KEPT_TEXTS) this.#texts = [];
    else for (let at = 0; at < count; at++) this.#texts[at] = "";
    this.#wordOfText.clear();
    this.#units = 0;
    this.words.clear();
    this.busy = false;
  }

  tag(tag: number, count: number): void {
    this.words.push(tagged(tag, Math.min(count, MAX_COUNT)));
  }

  atom(atom: number): void {
    this.words.push(tagged(TAG_ATOM, atom));
  }

  /** Adds a text and its word. */
  text(text: string, tag = TAG_STRING): void {
    const units = text.length;
    this.#texts[this.#wordOfText.count] = text;
    this.#wordOfText.push(this.words.count);
    this.words.push(tagged(tag, units));
    this.#units += units;
    if (this.#units > MAX_UNITS) refuseText();
  }

  /** What has been packed so far, for {@link rewind}. */
  get mark(): Mark {
    return { words: this.words.count, texts: this.#wordOfText.count, units: this.#units };
  }

  /** Forgets what was packed after the mark. */
  rewind({ words, texts, units }: Mark): void {
    this.words.count = words;
    this.#texts.length = texts;
    this.#wordOfText.count = texts;
    this.#units = units;
  }

  /** Writes the value into the input in the split layout. Returns false if it does not fit. */
  putSplit(engine: AnyEngine): boolean {
    const units = this.#units;
    if (units * 3 > WORDS_START || this.words.count > MAX_SPLIT_WORDS) return false;
    const bytes = engine.input(0);
    const { inputView } = engine;
    const { count } = this.#wordOfText;
    if (units > MAX_LOOP_UNITS + JOIN_UNITS * count) this.#writeJoined(bytes, inputView, 0);
    else this.#writeEach(bytes, inputView, 0, count, 0);
    this.#writeWords(engine, WORDS_START);
    return true;
  }

  /** Writes the value into the input in the block layout. Returns its length in bytes. */
  putBlock(engine: AnyEngine): number {
    // Most texts are ASCII: one byte a UTF-16 unit. Others need up to three.
    return this.#tryBlock(engine, this.#units) ?? (this.#tryBlock(engine, this.#units * 3) as number);
  }

  /** Does the same with `room` bytes for the texts. Returns undefined if they do not fit. */
  #tryBlock(engine: AnyEngine, room: number): number | undefined {
    const start = 4 + this.words.count * 4;
    const bytes = engine.input(start + room);
    const { inputView } = engine;
    const end = this.#writeJoined(bytes.subarray(0, start + room), inputView, start);
    if (end !== undefined) {
      inputView.setUint32(0, this.words.count, true);
      this.#writeWords(engine, 4);
    }
    return end;
  }

  /**
   * Writes all texts from `at` on, many with one call of TextEncoder, and returns where they end. Returns undefined if
   * they are not ASCII and do not fit.
   */
  #writeJoined(bytes: Uint8Array, view: DataView, at: number): number | undefined {
    const texts = this.#texts;
    const { count } = this.#wordOfText;
    for (let next = 0; next < count; ) {
      const first = next;
      let joined = texts[next++] as string;
      while (next < count && joined.length < JOINED_UNITS) joined += texts[next++] as string;
      const { read, written } = encoder.encodeInto(joined, at === 0 ? bytes : bytes.subarray(at));
      if (read === joined.length && written === read) at += read;
      else if (read === joined.length && !SURROGATE.test(joined)) {
        this.#correctCounts(bytes, first, at, written - read);
        at += written;
      } else if (at + joined.length * 3 > bytes.length) return undefined;
      else at = this.#writeEach(bytes, view, first, next, at);
    }
    return at;
  }

  /**
   * Corrects the words of the texts from `first` on, which begin at `at` and have `more` bytes more than UTF-16 units.
   * No text has surrogates, so each unit is one code point.
   */
  #correctCounts(bytes: Uint8Array, first: number, at: number, more: number): void {
    const { items } = this.words;
    for (let next = first; more > 0; next++) {
      const start = at;
      const units = (this.#texts[next] as string).length;
      let end = at + units;
      for (; at < end; at++) {
        const byte = bytes[at] as number;
        // The first byte of a code point says how many follow it; they have less than 0xc0.
        if (byte >= 0xc0) end += byte < 0xe0 ? 1 : 2;
      }
      more -= end - start - units;
      const index = this.#wordOfText.items[next] as number;
      items[index] = tagged((items[index] as number) & TAG_MASK, end - start);
    }
  }

  /**
   * Writes the texts from `first` to before `last` one by one, from `at` on, and returns where they end. A word counts
   * the units of its text so far. It is corrected here if the text has more bytes, and gets another tag if the text has
   * a lone surrogate.
   */
  #writeEach(bytes: Uint8Array, view: DataView, first: number, last: number, at: number): number {
    const { items } = this.words;
    for (let next = first; next < last; next++) {
      const text = this.#texts[next] as string;
      const units = text.length;
      const end = writeText(bytes, view, text, units, at);
      if (end - at !== units) {
        const index = this.#wordOfText.items[next] as number;
        const tag = isWellFormed(text) ? (items[index] as number) & TAG_MASK : TAG_ILL_FORMED;
        items[index] = tagged(tag, end - at);
      }
      at = end;
    }
    return at;
  }

  /** Writes the words from `at` on, which is a multiple of 4. */
  #writeWords({ inputView, inputWords }: AnyEngine, at: number): void {
    const { items, count } = this.words;
    if (inputWords) {
      for (let next = 0, to = at / 4; next < count; next++, to++) inputWords[to] = items[next] as number;
    } else {
      for (let next = 0; next < count; next++, at += 4) inputView.setUint32(at, items[next] as number, true);
    }
  }
}
