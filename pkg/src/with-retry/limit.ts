// The time limit of one step of `withRetry`: an attempt, or the copy of the body before the first attempt.
import { startTimer } from "../time-limit.js";

/** A time limit, and the caller's signal, as one signal. */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;
  /** Ends the time limit. The caller's signal still counts, for the body of the response. */
  readonly stop: () => void;
  /** Removes the listener from the caller's signal, where there is no `AbortSignal.any`. */
  forget = (): void => {};

  constructor(ms: number, caller: AbortSignal | undefined, missed: string) {
    const expire = () =>
      this.#controller.abort(new DOMException(`withRetry: ${missed} within ${ms} ms`, "TimeoutError"));
    this.stop = startTimer(ms, expire);
    this.signal = caller === undefined ? this.#controller.signal : this.#withCaller(caller);
  }

  #withCaller(caller: AbortSignal): AbortSignal {
    if (typeof AbortSignal.any === "function") return AbortSignal.any([caller, this.#controller.signal]);
    // Browsers before 2024, and Node 20.0 to 20.2.
    const abort = () => this.#controller.abort(caller.reason);
    caller.addEventListener("abort", abort, { once: true });
    this.forget = () => caller.removeEventListener("abort", abort);
    return this.#controller.signal;
  }
}
