import type { Result } from "../schema.js";
import { stateOf } from "./control-state.js";
import { controlsOf, type Control } from "./controls.js";
import type { ControlProblem, Messages } from "./messages.js";
import { problemsOf, type Problem } from "./problem.js";
import type { FormReading } from "./read.js";
import type { CheckedReading, Readings } from "./readings.js";
import { textOf } from "./texts.js";
import type { FormOptions } from "./types.js";

/** A problem that comes neither from the schema nor from `check`. */
export interface ExternalProblem extends ControlProblem {
  /** Whether the form cannot be submitted until one of its controls is edited. */
  readonly blocks: boolean;
  /** The message element in which the page itself has written the problem. */
  readonly element?: HTMLElement;
}

/** Decides which problems of a form are shown, and shows them. */
export interface ShownProblems<T> {
  /** Problems from a server's answer, from `showError`, or written into the page by the server. */
  external: readonly ExternalProblem[];
  /** The problems that the last check has found. */
  ofCheck: readonly ControlProblem[];
  /** Shows the problems of a control from now on. */
  touch(control: Control): void;
  /** Validates the form and shows the problems of the touched controls. */
  refresh(reading?: CheckedReading<T>): CheckedReading<T>;
  /** Validates the form and shows every problem. */
  validateAll(reading: CheckedReading<T>): Result<T>;
  /** Replaces the external problems and shows them. */
  showExternal(problems: readonly ExternalProblem[]): void;
  /** Forgets the problems of these controls that do not come from the schema. */
  forgetOf(gone: readonly unknown[]): void;
  /** Whether a control holds something else than when this was asked last, or when an error of it was shown. */
  isEdited(control: Control): boolean;
  /** Removes all messages, as if the user had touched no control. */
  clear(): void;
}

export function shownProblems<T>(
  form: HTMLFormElement,
  readings: Readings<T>,
  messages: Messages,
  options: FormOptions<T>,
): ShownProblems<T> {
  let touched = new WeakSet<Control>();
  // Whether problems that belong to no control are shown: once the whole form was validated.
  let showsFormProblems = false;
  const states = new WeakMap<Control, string | undefined>();

  const touch = (control: Control): void => void touched.add(control);
  const isDue = ({ controls }: ControlProblem): boolean =>
    controls.length > 0 ? controls.some((control) => touched.has(control)) : showsFormProblems;
  const refresh = (reading = readings.current()): CheckedReading<T> => {
    const { result } = reading;
    const problems = result.ok
      ? []
      : withControls(problemsOf(result), reading).map((one) =>
          one.controls.some(isHalfTyped)
            ? { ...one, problem: { ...one.problem, reason: textOf(options, "unreadable") } }
            : one,
        );
    const due = [...problems, ...shown.ofCheck].filter(isDue);
    messages.show([...shown.external, ...due], showsFormProblems);
    return reading;
  };

  const shown: ShownProblems<T> = {
    external: [],
    ofCheck: [],
    touch,
    refresh,
    validateAll(reading) {
      for (const control of controlsOf(form)) touch(control);
      showsFormProblems = true;
      return refresh(reading).result;
    },
    showExternal(problems) {
      shown.external = problems;
      for (const control of problems.flatMap(({ controls }) => controls)) {
        touch(control);
        states.set(control, stateOf(control));
      }
      refresh();
    },
    forgetOf(gone) {
      const isLeft = ({ controls }: ControlProblem): boolean => !controls.some((one) => gone.includes(one));
      shown.external = shown.external.filter(isLeft);
      shown.ofCheck = shown.ofCheck.filter(isLeft);
    },
    isEdited(control) {
      const before = states.get(control);
      const now = stateOf(control);
      states.set(control, now);
      return now === undefined || now !== before;
    },
    clear() {
      touched = new WeakSet();
      showsFormProblems = false;
      shown.external = shown.ofCheck = [];
      messages.show([], false);
    },
  };
  return shown;
}

/** Finds the controls of problems. */
export const withControls = (problems: readonly Problem[], reading: FormReading): ControlProblem[] =>
  problems.map((problem) => ({ problem, controls: problem.isInValue ? reading.controlsAt(problem.segments) : [] }));

/**
 * Whether the browser cannot read what the user has typed, such as half a date. Of a number, the schema says enough.
 */
const isHalfTyped = ({ validity, type }: Control): boolean => validity?.badInput === true && type !== "number";
