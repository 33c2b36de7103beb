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

/** The deadlines of one length, the earliest first. */
interface Deadlines {
  readonly waiting: Map<() => void, number>;
  isTicking: boolean;
}

const deadlines = new Map<number, Deadlines>();

/** Above this many lengths, each deadline has a timer of its own. */
const MAX_LENGTHS = 16;

/**
 * Calls `run` after a time, unless the returned function is called before. For many short tasks with the same limit:
 * they share one timer, which is not set again for each of them.
 */
export function beforeDeadline(ms: number, run: () => void): () => void {
  if (ms === Infinity) return () => {};
  let same = deadlines.get(ms);
  if (!same) {
    if (deadlines.size === MAX_LENGTHS) return after(ms, run);
    same = { waiting: new Map(), isTicking: false };
    deadlines.set(ms, same);
  }
  const { waiting } = same;
  waiting.set(run, performance.now() + ms);
  if (!same.isTicking) tick(same, ms);
  return () => waiting.delete(run);
}

/** Waits for the earliest deadline. */
function tick(same: Deadlines, ms: number): void {
  same.isTicking = true;
  after(ms, () => {
    const now = performance.now();
    for (const [run, deadline] of same.waiting) {
      // A timer of Node may fire a millisecond early.
      if (deadline > now + 1) return tick(same, deadline - now);
      same.waiting.delete(run);
      run();
    }
    same.isTicking = false;
  });
}
