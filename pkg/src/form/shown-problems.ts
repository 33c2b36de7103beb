import { stateOf } from "./control-state.js";
import type { Control } from "./controls.js";
import type { ControlProblem } from "./messages.js";

/** A problem that does not come from the schema. */
export interface ExternalProblem extends ControlProblem {
  /** Whether the form cannot be submitted until one of its controls is edited. */
  readonly blocks: boolean;
  /** The message element in which the page itself has written the problem. */
  readonly element?: HTMLElement;
}

/**
 * Decides which problems a form shows: all external ones, and those of the schema and of the check at the controls that
 * the user has touched.
 */
export class ShownProblems {
  /** The problems that the last check has found. */
  found: readonly ControlProblem[] = [];
  #external: readonly ExternalProblem[] = [];
  #showsFormProblems = false;
  /** The controls whose problems are shown. */
  #touched = new WeakSet<Control>();
  /** What was in a control when it was last edited, or when an error of it was shown. */
  readonly #states = new WeakMap<Control, string | undefined>();

  /** The problems from a server's answer, from `showError`, or written into the page by the server. */
  get external(): readonly ExternalProblem[] {
    return this.#external;
  }

  /** Whether problems that belong to no control are shown: once the whole form was validated. */
  get showsFormProblems(): boolean {
    return this.#showsFormProblems;
  }

  /** Shows the problems of a control from now on. */
  touch(control: Control): void {
    this.#touched.add(control);
  }

  /** Shows all problems from now on: those of these controls, and those of the form as a whole. */
  showAll(controls: readonly Control[]): void {
    for (const control of controls) this.touch(control);
    this.#showsFormProblems = true;
  }

  /** Forgets all problems, as if nobody had touched the form. */
  clear(): void {
    this.#touched = new WeakSet();
    this.#showsFormProblems = false;
    this.#external = this.found = [];
  }

  /** Replaces the external problems. */
  setExternal(problems: readonly ExternalProblem[]): void {
    this.#external = problems;
    for (const control of problems.flatMap(({ controls }) => controls)) {
      this.touch(control);
      this.#states.set(control, stateOf(control));
    }
  }

  /**
   * Notes an event of a control. If the user has changed what is in it, its problems that do not come from the schema
   * are forgotten, and the result is true.
   */
  noteEdit(control: Control): boolean {
    const state = stateOf(control);
    // `change` follows the last `input`: an error that was shown between them is not answered by an edit.
    const isChanged = state === undefined || state !== this.#states.get(control);
    this.#states.set(control, state);
    if (isChanged) {
      const isElsewhere = ({ controls }: ControlProblem): boolean => !controls.includes(control);
      this.#external = this.#external.filter(isElsewhere);
      this.found = this.found.filter(isElsewhere);
    }
    return isChanged;
  }

  /** Keeps only the external problems that block a submission, at those of these controls that the user can edit. */
  keepBlocking(controls: readonly Control[]): void {
    const editable = controls.filter(isEditable);
    this.#external = this.#external.filter(
      (problem) => problem.blocks && editable.some((control) => problem.controls.includes(control)),
    );
  }

  /** Returns the problems to show, with those that the schema has found. */
  shown(ofSchema: readonly ControlProblem[]): ControlProblem[] {
    const isDue = ({ controls }: ControlProblem): boolean =>
      controls.length > 0 ? controls.some((control) => this.#touched.has(control)) : this.#showsFormProblems;
    return [...this.#external, ...[...ofSchema, ...this.found].filter(isDue)];
  }
}

/** Whether the user can edit a control, so that an error can wait for that. */
const isEditable = ({ willValidate }: Control): boolean => willValidate !== false;
