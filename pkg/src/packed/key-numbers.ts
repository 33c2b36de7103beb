import { isWellFormed } from "./well-formed.js";

/**
 * Finds the numbers of keys. Objects of one kind mostly have their keys in one order, so the key that came next the
 * last time is tried first. That takes one comparison of two pointers.
 */
export class KeyNumbers {
  /** How many keys have a number. It stands for all other keys. */
  readonly count: number;
  readonly #numbers: ReadonlyMap<string, number>;
  /** The names as values had them, because V8 has one string for each name of a property. */
  readonly #names: string[];
  /** The number of the key that came next the last time: by the key before it, or for the first by the object's own. */
  readonly #next: Int32Array;
  readonly #lengths: Int32Array;

  /** `keys` and `lengths` are those of a `WholePlan`. */
  constructor(keys: readonly string[], lengths: readonly number[]) {
    this.count = keys.length;
    this.#numbers = new Map(keys.map((key, number) => [key, number]));
    this.#names = keys.slice();
    this.#next = new Int32Array(this.count * 2 + 2);
    this.#lengths = Int32Array.from(lengths);
  }

  /** What to give to {@link after} for the first key of an object. `key` is the number of the object's own key. */
  start(key: number): number {
    return this.count + 1 + key;
  }

  /** Returns the number of a key, which comes after another one. */
  after(last: number, name: string): number {
    const expected = this.#next[last] as number;
    if (this.#names[expected] === name) return expected;
    const number = this.#numbers.get(name);
    if (number === undefined) return this.count;
    this.#next[last] = number;
    this.#names[number] = name;
    return number;
  }

  /** Whether a string is judged by its length alone. */
  isJudgedByLength(key: number, text: string): boolean {
    const units = text.length;
    const least = this.#lengths[key * 2] as number;
    const most = this.#lengths[key * 2 + 1] as number;
    return units >= least && units <= most && isWellFormed(text);
  }
}
