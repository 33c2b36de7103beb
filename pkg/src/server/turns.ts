import type { Call } from "./store.js";
import { beforeDeadline } from "./timer.js";

/**
 * How long a call may hold its turn, in milliseconds. Then the next call begins: postgres.js 3.4.9 may never settle a
 * statement.
 */
const TURN_MS = 5000;

interface Waiting {
  readonly call: Call | undefined;
  readonly start: () => void;
  readonly drop: (error: Error) => void;
}

/**
 * Lets a limited number of calls run at the same time: those that have a turn. The others wait for a turn in a queue,
 * which drops calls that are over.
 */
export class Turns {
  #free: number;
  readonly #queue = new Set<Waiting>();

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Calls `run` in its turn. Rejects without calling it if `call` is over when the turn comes. */
  async run<T>(call: Call | undefined, run: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((start, drop) => this.#queue.add({ call, start, drop }));
    let hasTurn = true;
    const end = () => {
      if (hasTurn) this.#pass();
      hasTurn = false;
    };
    const cancel = beforeDeadline(TURN_MS, end);
    try {
      return await run();
    } finally {
      cancel();
      end();
    }
  }

  /** Gives the turn to the first call in the queue for which somebody still waits. */
  #pass(): void {
    for (const waiting of this.#queue) {
      this.#queue.delete(waiting);
      if (!waiting.call?.isOver) {
        waiting.start();
        return;
      }
      waiting.drop(new Error("nobody waits for this claim any more"));
    }
    this.#free++;
  }
}
