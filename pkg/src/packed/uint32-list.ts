/** What a list has room for at rest: a few hundred objects. */
const KEPT = 4096;

/** A list of unsigned 32-bit numbers that is filled again and again. */
export class Numbers {
  list: Uint32Array<ArrayBuffer> = new Uint32Array(KEPT);
  count = 0;
  /** The list's length: V8 takes its time to say it. */
  #room = KEPT;

  push(number: number): void {
    if (this.count === this.#room) this.#grow();
    this.list[this.count++] = number;
  }

  /** Empties it; what many numbers needed is let go. */
  clear(): void {
    this.count = 0;
    if (this.#room > KEPT) this.list = new Uint32Array((this.#room = KEPT));
  }

  #grow(): void {
    const grown = new Uint32Array((this.#room *= 2));
    grown.set(this.list);
    this.list = grown;
  }
}
