/** The room of an empty list: enough for the words of a few hundred objects. */
const KEPT_ROOM = 4096;

/** A growing list of unsigned 32-bit integers, made to be filled and cleared again and again. */
export class Uint32List {
  /** The items, and unused room after them. */
  items: Uint32Array<ArrayBuffer> = new Uint32Array(KEPT_ROOM);
  count = 0;
  /** `items.length`, which V8 reads more slowly. */
  #room = KEPT_ROOM;

  push(item: number): void {
    if (this.count === this.#room) this.#grow();
    this.items[this.count++] = item;
  }

  /** Removes all items, and frees what a long list needed. */
  clear(): void {
    this.count = 0;
    if (this.#room > KEPT_ROOM) this.items = new Uint32Array((this.#room = KEPT_ROOM));
  }

  #grow(): void {
    const grown = new Uint32Array((this.#room *= 2));
    grown.set(this.items);
    this.items = grown;
  }
}
