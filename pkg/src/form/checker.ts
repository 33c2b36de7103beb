import { failureKind } from "./failure.js";
import type { FormReading } from "./read.js";
import { problemsToShow, type FormError, type Problem } from "./problem.js";

/** What a check says: nothing wrong is an empty list. Undefined if it was aborted, because its value is out of date. */
export type Verdict = readonly Problem[] | undefined;

type Answer = FormError | null | undefined | void;

interface CheckerOptions {
  readonly check: (value: unknown, signal: AbortSignal) => Answer | Promise<Answer>;
  readonly delayMs: number;
  /** Called with each verdict, and with the reading that it is about. */
  readonly onVerdict: (problems: readonly Problem[], reading: FormReading) => void;
}

/** Runs `check` on the latest value of a form. At most one check runs at a time; a newer value aborts it. */
export class Checker {
  readonly #options: CheckerOptions;
  /** Ends the check that runs. */
  #running = new AbortController();
  /** The JSON text of the value that is or was checked last. */
  #key: string | undefined;
  /** The verdict on that value; a promise while the check runs. */
  #verdict: Verdict | Promise<Verdict>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Starts the check that waits for a pause in typing. */
  #waiting: (() => Promise<void>) | undefined;

  constructor(options: CheckerOptions) {
    this.#options = options;
  }

  /** Checks a value after a pause. Its predecessor is aborted. */
  schedule(value: unknown, reading: FormReading): void {
    if (this.#isKnown(value, reading)) return;
    this.reset();
    this.#waiting = async () => {
      try {
        await this.run(value, reading);
      } catch (error) {
        // A submission checks the value again, and says that the server does not answer. A bug is reported at once.
        if (failureKind(error) === "failed") throw error;
      }
    };
    this.#timer = setTimeout(() => this.flush(), this.#options.delayMs);
  }

  /** Starts the check that waits. */
  flush(): void {
    void this.#waiting?.();
  }

  /**
   * Checks a value now. The verdict on a value that was checked already is returned again, and a check of it that runs
   * is not run twice.
   */
  run(value: unknown, reading: FormReading): Verdict | Promise<Verdict> {
    if (this.#isKnown(value, reading)) return this.#verdict;
    this.reset();
    const { signal } = (this.#running = new AbortController());
    const { check, onVerdict } = this.#options;
    const settle = (answer: Answer): Verdict => {
      if (signal.aborted) return undefined;
      const problems = answer == null ? [] : problemsToShow(answer);
      this.#verdict = problems;
      onVerdict(problems, reading);
      return problems;
    };
    const fail = (error: unknown): Verdict => {
      if (signal.aborted) return undefined;
      this.reset();
      throw error;
    };
    const key = JSON.stringify(value);
    try {
      const answer = check(value, signal);
      this.#key = key;
      // A check may ignore its signal, and never answer.
      const aborted = new Promise<undefined>((end) => signal.addEventListener("abort", () => end(undefined)));
      this.#verdict =
        "then" in Object(answer) ? Promise.race([answer, aborted]).then(settle).catch(fail) : settle(answer as Answer);
    } catch (error) {
      fail(error);
    }
    return this.#verdict;
  }

  /** Aborts the check that runs or waits, and forgets the last verdict. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#waiting = this.#key = this.#verdict = undefined;
    this.#running.abort();
  }

  /** Whether the value is the one that was checked last. Then no check waits any more, and its verdict is repeated. */
  #isKnown(value: unknown, reading: FormReading): boolean {
    const verdict = this.#verdict;
    if (!verdict || this.#key !== JSON.stringify(value)) return false;
    clearTimeout(this.#timer);
    this.#waiting = undefined;
    if (!("then" in verdict)) this.#options.onVerdict(verdict, reading);
    return true;
  }
}
