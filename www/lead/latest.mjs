/**
 * Runs only the latest of many calls: each call cancels the previous one, whether it is waiting or running.
 *
 * @param {(signal: AbortSignal, ...args: any[]) => Promise<void>} run must do nothing more once the signal is aborted
 * @returns {(delayMs: number, ...args: any[]) => void}
 */
export function latest(run) {
  let controller = new AbortController();
  let timer;
  return (delayMs, ...args) => {
    clearTimeout(timer);
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    timer = setTimeout(() => run(signal, ...args), delayMs);
  };
}
