// Ends a fetch early: its time is over, or its caller aborts it.
import { MAX_TIMER_MS } from "../../time-limit.js";

/** A signal that aborts when the time is over, or when the caller's signal does. Its timer keeps the process alive. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #outer: AbortSignal | undefined;
  readonly #abort = (): void => this.#controller.abort(this.#outer?.reason);

  constructor(milliseconds: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    if (outer?.aborted) this.#abort();
    outer?.addEventListener("abort", this.#abort, { once: true });
    if (milliseconds > MAX_TIMER_MS) return;
    const late = () => {
      const message = `safeFetch took more than ${milliseconds} ms`;
      this.#controller.abort(new DOMException(message, "TimeoutError"));
    };
    this.#timer = setTimeout(late, milliseconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Lets the process end before the time is over: from now on, nobody may be waiting. */
  unref(): void {
    this.#timer?.unref();
  }

  /** Stops waiting: neither the time nor the caller aborts the signal any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#abort);
  }
}
