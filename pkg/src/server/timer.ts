/** The longest delay of a timer. Longer ones fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls `run` after a time. In Node the timer does not keep the process alive. Returns what cancels it. */
export function after(ms: number, run: () => void): () => void {
  if (ms === Infinity) return () => {};
  const timer: unknown = setTimeout(run, Math.min(ms, LONGEST_MS));
  (timer as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer as number);
}

/** Resolves after a time. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => void after(ms, resolve));

/** Settles as `call()` does, or rejects with `late()` after a time. */
export function inTime<T>(ms: number, call: () => T | PromiseLike<T>, late: () => unknown): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    // This timer keeps the process alive, because somebody waits for it.
    const timer = ms === Infinity ? undefined : setTimeout(() => reject(late()), Math.min(ms, LONGEST_MS));
    // A function that throws at once rejects, too.
    new Promise<T>((start) => start(call())).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** A task with a deadline, in a ring of those with the same limit: the earliest first, and the ring itself last. */
interface Waiting {
  readonly run: () => void;
  readonly deadline: number;
  previous: Waiting | undefined;
  next: Waiting | undefined;
}

interface Ring extends Waiting {
  isTicking: boolean;
}

const rings = new Map<number, Ring>();

/** Above this many limits, each deadline has a timer of its own. */
const MAX_RINGS = 16;

/**
 * Calls `run` after a time, unless the returned function is called before. For many short tasks with the same limit:
 * they share one timer, which is not set again for each of them.
 */
export function beforeDeadline(ms: number, run: () => void): () => void {
  if (ms === Infinity) return () => {};
  let ring = rings.get(ms);
  if (!ring) {
    if (rings.size === MAX_RINGS) return after(ms, run);
    ring = { run: () => {}, deadline: Infinity, previous: undefined, next: undefined, isTicking: false };
    ring.previous = ring.next = ring;
    rings.set(ms, ring);
  }
  // A `Map` of the tasks would let V8's collector take them for alive long after they are deleted.
  const { previous } = ring as { previous: Waiting };
  const waiting: Waiting = { run, deadline: performance.now() + ms, previous, next: ring };
  previous.next = ring.previous = waiting;
  if (!ring.isTicking) tick(ring, ms);
  return () => remove(waiting);
}

function remove(waiting: Waiting): void {
  const { previous, next } = waiting;
  if (!previous || !next) return;
  previous.next = next;
  next.previous = previous;
  waiting.previous = waiting.next = undefined;
}

/** Waits for the earliest deadline. */
function tick(ring: Ring, ms: number): void {
  ring.isTicking = true;
  after(ms, () => {
    const now = performance.now();
    for (let first = ring.next as Waiting; first !== ring; first = ring.next as Waiting) {
      // A timer of Node may fire a millisecond early.
      if (first.deadline > now + 1) return tick(ring, first.deadline - now);
      remove(first);
      first.run();
    }
    ring.isTicking = false;
  });
}
