import type { Segment } from "../issue.js";

/**
 * Reads what the module has written: numbers, and texts with their lengths. wasm/src/packed/members.rs writes it.
 * Reading JSON takes longer.
 */
export class MemberReader {
  readonly #written: string;
  #at = 0;

  constructor(written: string) {
    this.#written = written;
  }

  /** A number: six bits in each character, the highest first. The last character is below 64. */
  number(): number {
    const written = this.#written;
    let number = 0;
    for (;;) {
      const unit = written.charCodeAt(this.#at++);
      number = number * 64 + (unit & 63);
      if (unit < 64) return number;
    }
  }

  /** Reads a text; null if the answer has null there. */
  text(): string | null {
    const length = this.number();
    if (length === 0) return null;
    const start = this.#at;
    return this.#written.slice(start, (this.#at = start + length - 1));
  }

  /** Reads a JSON value; null if the answer has null there. */
  json(): unknown {
    const text = this.text();
    return text === null ? null : JSON.parse(text);
  }

  /** A list of as many items as its first number says. */
  list<T>(item: () => T): T[] {
    const items: T[] = [];
    for (let left = this.number(); left > 0; left--) items.push(item());
    return items;
  }

  /** A path and its segments. A path of one name has the number 0 in place of them. */
  path(): { path: string; segments: Segment[] } {
    const path = this.text() as string;
    const count = this.number();
    if (count === 0) return { path, segments: [path] };
    const segments: Segment[] = [];
    while (segments.length < count - 1) segments.push(this.text() ?? this.number());
    return { path, segments };
  }
}
