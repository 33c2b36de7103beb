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

/**
 * The tasks that have a deadline, and their deadlines, in slots that are used again. In a `Map`, V8's collector would
 * take tasks for alive long after they are deleted.
 */
const tasks: ((() => void) | undefined)[] = [];
const deadlines: number[] = [];
const free: number[] = [];
/** When the timer of all tasks fires. */
let nextSweep = Infinity;
let cancelSweep = () => {};

/**
 * Calls `run` after a time, unless the returned function is called before. For many short tasks: they share one timer,
 * which is not set again for each of them.
 */
export function beforeDeadline(ms: number, run: () => void): () => void {
  const deadline = performance.now() + ms;
  const slot = free.pop() ?? tasks.length;
  tasks[slot] = run;
  deadlines[slot] = deadline;
  sweepAt(deadline, ms);
  return () => {
    if (tasks[slot] === run) release(slot);
  };
}

function release(slot: number): void {
  tasks[slot] = undefined;
  free.push(slot);
}

function sweepAt(deadline: number, ms: number): void {
  if (deadline >= nextSweep) return;
  nextSweep = deadline;
  cancelSweep();
  cancelSweep = after(ms, sweep);
}

/** Runs the tasks whose time is over, and waits for the others. */
function sweep(): void {
  const now = performance.now();
  nextSweep = Infinity;
  tasks.forEach((run, slot) => {
    const left = (deadlines[slot] as number) - now;
    // A timer of Node may fire a millisecond early.
    if (run && left > 1) return sweepAt(now + left, left);
    if (run) release(slot);
    run?.();
  });
}
