/** The longest delay of the platforms' timers, in milliseconds. A longer one would fire at once. */
export const MAX_TIMER_MS = 0x7fff_ffff;

/**
 * Calls `expire` after `ms` milliseconds, and never if that is longer than a timer can wait (24.8 days). Returns a
 * function that stops the timer.
 */
export function startTimer(ms: number, expire: () => void): () => void {
  if (ms > MAX_TIMER_MS) return () => {};
  const timer = setTimeout(expire, ms);
  return () => clearTimeout(timer);
}

/** Settles like the promise, but rejects with the signal's reason as soon as the signal is aborted. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
