// A small random number generator (mulberry32) that gives the same sequence on every machine.

export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 to 2^32 - 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A number from 0 to `end - 1`; 0 for an `end` of 0. */
  below(end) {
    return end > 0 ? this.next() % end : 0;
  }

  /** A number from `low` to `high`, both included. */
  between(low, high) {
    return low + this.below(high - low + 1);
  }

  /** True once in `times`. */
  oneIn(times) {
    return this.below(times) === 0;
  }

  /** One item of a list that is not empty. */
  pick(list) {
    return list[this.below(list.length)];
  }

  /** Some items of a list, in its order; each with a probability of one half. */
  some(list) {
    return list.filter(() => this.oneIn(2));
  }
}
