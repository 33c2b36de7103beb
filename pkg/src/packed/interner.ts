// What is wrong with a value, from the numbers that a check answers with: each number stands for an issue.
import type { Invalid, Issue } from "../issue.js";
import { type Told, Words } from "./words.js";

/** An issue is its number, above it the count of its indices, and then these. */
const NUMBER = 0xff_ffff;
const COUNT_SHIFT = 24;

/** Answers of so many numbers in all are remembered, give or take the last one. */
const MAX_REMEMBERED = 1024;
/** No number has more bits. With an id before it, it is still less than any word that counts indices. */
const NUMBER_BITS = 13;

const NONE: readonly number[] = [];

/** The verdicts of one schema. The same faults mean the same verdict, so each is made once. */
export class Verdicts {
  readonly #opening: string;
  readonly #separator: string;
  #words: (Words | undefined)[] = [];
  /** Answers have ids, the empty one 0: by the id of an answer and a number after it, the id of both together. */
  readonly #next = new Map<number, number>();
  /** By the ids of answers. */
  #verdicts: (Invalid | undefined)[] = [];

  /** @param opening what a message begins with, `separator` what stands between its issues */
  constructor(opening: string, separator: string) {
    this.#opening = opening;
    this.#separator = separator;
  }

  /** The verdict that an answer of so many words at `start` has had before. */
  find(view: DataView, start: number, count: number): Invalid | undefined {
    let id: number | undefined = 0;
    for (let at = 0; at < count && id !== undefined; at++)
      id = this.#next.get((id << NUMBER_BITS) | view.getUint32(start + at * 4, true));
    return id === undefined ? undefined : this.#verdicts[id];
  }

  /** Makes the verdict of an answer; `tell` gives the words of issues that are new, in order. */
  make(answer: readonly number[], tell: () => readonly Told[]): Invalid {
    const issues: Issue[] = [];
    let message = this.#opening;
    let told: readonly Told[] | undefined;
    let toldCount = 0;
    for (let at = 0; at < answer.length; ) {
      const entry = answer[at++] as number;
      const number = entry & NUMBER;
      let words = this.#words[number];
      if (words === undefined) {
        told ??= tell();
        words = new Words(told[toldCount++] as Told);
        // What has no number has words of its own each time.
        if (number !== 0) this.#words[number] = words;
      }
      const indices = entry > NUMBER ? answer.slice(at, (at += entry >>> COUNT_SHIFT)) : NONE;
      if (issues.length > 0) message += this.#separator;
      issues.push(words.issue(indices));
      message += words.line(indices);
    }
    const verdict: Invalid = Object.freeze({ ok: false, issues: Object.freeze(issues), message });
    this.#remember(answer, verdict);
    return verdict;
  }

  /** Remembers a verdict where all of its issues have numbers, and no indices: those of lists are too many. */
  #remember(answer: readonly number[], verdict: Invalid): void {
    const next = this.#next;
    if (next.size >= MAX_REMEMBERED || answer.some((entry) => entry === 0 || entry > NUMBER)) return;
    let id = 0;
    for (const number of answer) {
      const key = (id << NUMBER_BITS) | number;
      id = next.get(key) ?? next.size + 1;
      next.set(key, id);
    }
    this.#verdicts[id] = verdict;
  }

  /** Forgets all, for the numbers will be others. */
  clear(): void {
    this.#words = [];
    this.#next.clear();
    this.#verdicts = [];
  }
}
