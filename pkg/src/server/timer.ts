/** The longest delay of a timer. Longer ones fire at once. */
export const LONGEST_MS = 2 ** 31 - 1;

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
