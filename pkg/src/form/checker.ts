import { isApiError } from "../adapters/thrown-error.js";
import { failureKind } from "./failure.js";
import type { FormReading } from "./read.js";
import type { Problem } from "./problem.js";
import { readableProblems } from "./readable-problems.js";
import type { FormAnswer, FormOptions } from "./types.js";

/** What a check says: nothing wrong is an empty list. Undefined if it was aborted, because its value is out of date. */
export type Verdict = readonly Problem[] | undefined;

/** Runs `check` on the latest value of a form. At most one check runs at a time; a newer value aborts it. */
export interface Checker {
  /** Checks a value after a pause. Its predecessor is aborted. */
  schedule(value: unknown, reading: FormReading): void;
  /** Starts the check that waits. */
  flush(): void;
  /**
   * Checks a value now. The verdict on a value that was checked already is returned again, and a check of it that runs
   * is not run twice.
   */
  run(value: unknown, reading: FormReading): Verdict | Promise<Verdict>;
  /** Aborts the check that runs or waits, and forgets the last verdict. */
  reset(): void;
}

/**
 * @param check the option of `bindForm`
 * @param options all options
 * @param onVerdict called with each verdict, and with the reading that it is about
 */
export function checkerOf(
  check: (value: unknown, options: { readonly signal: AbortSignal }) => FormAnswer | Promise<FormAnswer>,
  options: FormOptions<never>,
  onVerdict: (problems: readonly Problem[], reading: FormReading) => void,
): Checker {
  // Ends the check that runs.
  let running = new AbortController();
  // The key of the value that is or was checked last.
  let key: string | undefined;
  // The verdict on that value; a promise while the check runs.
  let verdict: Verdict | Promise<Verdict>;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Starts the check that waits for a pause in typing.
  let waiting: (() => Promise<void>) | undefined;

  const reset = (): void => {
    clearTimeout(timer);
    waiting = key = verdict = undefined;
    running.abort();
  };

  /** Whether the value is the one that was checked last. Then no check waits any more, and its verdict is repeated. */
  const isKnown = (value: unknown, reading: FormReading): boolean => {
    if (!verdict || key !== keyOf(value, reading)) return false;
    clearTimeout(timer);
    waiting = undefined;
    if (!("then" in verdict)) onVerdict(verdict, reading);
    return true;
  };

  const run = (value: unknown, reading: FormReading): Verdict | Promise<Verdict> => {
    if (isKnown(value, reading)) return verdict;
    reset();
    const { signal } = (running = new AbortController());
    const settle = (answer: FormAnswer): Verdict => {
      if (signal.aborted) return undefined;
      const problems = answer == null ? [] : readableProblems(answer, options);
      verdict = problems;
      onVerdict(problems, reading);
      return problems;
    };
    const fail = (error: unknown): Verdict => {
      if (signal.aborted) return undefined;
      reset();
      throw error;
    };
    const checked = keyOf(value, reading);
    try {
      const answer = check(value, { signal });
      key = checked;
      // A check may ignore its signal, and never answer.
      const aborted = new Promise<undefined>((end) => signal.addEventListener("abort", () => end(undefined)));
      verdict =
        "then" in Object(answer)
          ? Promise.race([answer, aborted]).then(settle).catch(fail)
          : settle(answer as FormAnswer);
    } catch (error) {
      fail(error);
    }
    return verdict;
  };

  const flush = (): void => void waiting?.();

  return {
    run,
    reset,
    flush,
    schedule(value, reading) {
      if (isKnown(value, reading)) return;
      reset();
      waiting = async () => {
        try {
          await run(value, reading);
        } catch (error) {
          // A submission checks the value again, and says that the server does not answer. A bug is reported at once.
          if (isApiError(error)) onVerdict(readableProblems(error, options), reading);
          else if (failureKind(error) === "failed") throw error;
        }
      };
      timer = setTimeout(flush, options.checkDelayMs ?? 300);
    },
  };
}

/** Differs for different values and files: a check may look at files too, which are no part of the value. */
function keyOf(value: unknown, { formData, controls }: FormReading): string {
  const files = Array.from(formData.values()).flatMap((one) => (typeof one === "string" ? [] : [one.name, one.size]));
  // A corrected file often has the same name and size. What is no file of a control may be made anew for each reading,
  // and then has another time.
  const times = controls.flatMap(({ files }) => Array.from(files ?? [], (one?: Partial<File>) => one?.lastModified));
  return JSON.stringify([value, files, times]);
}
