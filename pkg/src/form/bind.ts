import type { Result } from "../schema.js";
import { acceptedPart, type FormDraft } from "./accepted-part.js";
import { Checker, type Verdict } from "./checker.js";
import { controlsOf, isChoice, nameOf, type Control } from "./controls.js";
import { Countdown, countdownText } from "./countdown.js";
import { failureKind } from "./failure.js";
import { focusedElement, holdsFocus } from "./focus.js";
import { messageElementsIn, pathOf } from "./message-elements.js";
import { Messages, type ControlProblem } from "./messages.js";
import { problemsOf, type FormError, type Problem } from "./problem.js";
import { readControls, type FormReading } from "./read.js";
import type { BoundForm, FormOptions, FormSchema } from "./types.js";

/**
 * Binds a schema to a form. When the form is submitted, all its messages are shown. Before that, a control's messages
 * are shown once the user has left the control, and each edit updates them.
 *
 * A control's name is its path: `contacts.0.email`. An empty text is a missing value. Spaces around a number, a date,
 * an email address, a phone number, a URL and the like are removed, as `<input type="email">` does; other texts are
 * read as typed. A message appears in the nearest `[data-error-for="name"]`, or in a new element beside the control.
 * `[data-error-for=""]` shows the messages that belong to no control.
 *
 * @throws TypeError if the form is already bound, or if the schema has a property for a file input
 *
 * @example
 * const bound = bindForm(form, lead, {
 *   readResponse,
 *   onSubmit: (value, { signal }) => fetch("/leads", { method: "POST", body: JSON.stringify(value), signal }),
 * });
 */
export function bindForm<T>(form: HTMLFormElement, schema: FormSchema<T>, options: FormOptions<T> = {}): BoundForm<T> {
  return new Binding(form, schema, options);
}

const boundForms = new WeakSet<HTMLFormElement>();

// Some browsers do not have `Symbol.dispose` yet.
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

const TEXTS = {
  noAnswer: "No answer from the server. Check your connection and try again.",
  failed: "This could not be sent. Try again.",
  retryIn: countdownText,
};

/** A problem that does not come from the schema. */
interface ExternalProblem extends ControlProblem {
  /** Whether the form cannot be submitted until one of its controls is edited. */
  readonly blocks: boolean;
}

class Binding<T> implements BoundForm<T> {
  readonly #form: HTMLFormElement;
  readonly #schema: FormSchema<T>;
  readonly #options: FormOptions<T>;
  readonly #messages: Messages;
  readonly #countdown: Countdown;
  readonly #checker: Checker | undefined;
  /** Aborted by `unbind`: removes the listeners and aborts a submission that is under way. */
  readonly #unbound = new AbortController();
  readonly #hadNoValidate: boolean;
  /** The controls whose problems are shown. */
  #touched = new WeakSet<Control>();
  /** Whether problems that belong to no control are shown: once the whole form was validated. */
  #showsFormProblems = false;
  /** Problems from a server's answer, from `showError`, or written into the page by the server. */
  #externalProblems: readonly ExternalProblem[] = [];
  /** The problems that the last check has found. */
  #checkProblems: readonly ControlProblem[] = [];
  #isSubmitting = false;
  /** The element that had the focus when the form was submitted; null once the user has edited the form after that. */
  #focusAtSubmit: Element | null = null;

  constructor(form: HTMLFormElement, schema: FormSchema<T>, options: FormOptions<T>) {
    if (boundForms.has(form)) throw new TypeError("bindForm: this form is already bound: call unbind() first");
    const { summary, texts, check, checkDelayMs = 300 } = options;
    this.#form = form;
    this.#schema = schema;
    this.#options = options;
    this.#messages = new Messages(form, summary?.(form));
    this.#countdown = new Countdown(form, texts?.retryIn ?? TEXTS.retryIn);
    if (check) {
      this.#checker = new Checker({
        check: (value, signal) => check(value as FormDraft<T>, { signal }),
        delayMs: checkDelayMs,
        onVerdict: (problems, reading) => {
          this.#checkProblems = withControls(problems, reading);
          this.#refresh();
        },
      });
    }
    this.#hadNoValidate = form.hasAttribute("novalidate");
    form.setAttribute("novalidate", "");
    this.#takeOverServerMessages();
    this.#listen();
    boundForms.add(form);
  }

  get value(): unknown {
    return this.#read().value;
  }

  validate(): Result<T> {
    return this.#validateAll(this.#read());
  }

  showError(error: FormError, { focus = true }: { readonly focus?: boolean | undefined } = {}): void {
    this.#showAnswer(error, this.#read(), true);
    if (focus && this.#externalProblems.length > 0) this.#focusFirst();
  }

  clear(): void {
    this.#touched = new WeakSet();
    this.#showsFormProblems = false;
    this.#externalProblems = this.#checkProblems = [];
    this.#checker?.reset();
    this.#countdown.stop();
    this.#messages.show([], false);
  }

  unbind(): void {
    if (this.#unbound.signal.aborted) return;
    this.#unbound.abort();
    this.clear();
    if (!this.#hadNoValidate) this.#form.removeAttribute("novalidate");
    this.#form.removeAttribute("aria-busy");
    boundForms.delete(this.#form);
  }

  dispose(): void {
    this.unbind();
  }

  [dispose](): void {
    this.unbind();
  }

  /** Takes over the messages that a server has written into the page: each goes once its control is edited. */
  #takeOverServerMessages(): void {
    const elements = messageElementsIn(this.#form, this.#form);
    const issues = elements.map((element) => ({ segments: pathOf(element), reason: element.textContent.trim() }));
    this.#showAnswer(
      issues.filter(({ reason }) => reason !== ""),
      this.#read(),
      false,
    );
  }

  #listen(): void {
    const { signal } = this.#unbound;
    // On the root: controls can be outside their form, and can be added later.
    const root = this.#form.getRootNode();
    for (const type of ["input", "change"]) root.addEventListener(type, (event) => this.#onEdit(event), { signal });
    root.addEventListener("focusout", (event) => this.#onFocusOut(event as FocusEvent), { signal });
    this.#form.addEventListener("submit", (event) => this.#onSubmit(event), { signal });
    this.#form.addEventListener("reset", (event) => event.defaultPrevented || this.clear(), { signal });
  }

  #read(submitter: HTMLElement | null = null): FormReading {
    return readControls(this.#form, this.#schema, this.#options.ignore ?? [], submitter);
  }

  /** The form's control that an event comes from; undefined if it comes from elsewhere in the page. */
  #controlOf({ target }: Event): Control | undefined {
    return controlsOf(this.#form).find((control) => control === target);
  }

  #onEdit(event: Event): void {
    const control = this.#controlOf(event);
    if (!control) return;
    const isElsewhere = ({ controls }: ControlProblem): boolean => !controls.includes(control);
    this.#externalProblems = this.#externalProblems.filter(isElsewhere);
    this.#checkProblems = this.#checkProblems.filter(isElsewhere);
    this.#focusAtSubmit = null;
    // A choice is complete when it is made: the user need not leave the control first.
    if (event.type === "change" && (isChoice(control) || control.localName === "select")) this.#touched.add(control);
    this.#scheduleCheck(...this.#refresh());
  }

  #onFocusOut(event: FocusEvent): void {
    const control = this.#controlOf(event);
    const next = event.relatedTarget as (Element & Partial<HTMLButtonElement>) | null;
    if (!control || (next && isChoice(control) && nameOf(next) === nameOf(control))) return;
    this.#touched.add(control);
    this.#focusAtSubmit = null;
    // When the user clicks the submit button, a new message would move the button away from the pointer. The submission
    // shows all messages anyway.
    if (next?.type === "submit" && next.form === this.#form) return;
    this.#refresh();
    this.#checker?.flush();
  }

  #onSubmit(event: SubmitEvent): void {
    const { submitter } = event;
    const { onInvalid, onSubmit } = this.#options;
    // Another listener has stopped the submission, or the button submits without validation.
    if (event.defaultPrevented || submitter?.hasAttribute("formnovalidate")) return;
    // First of all: with `onSubmit` the browser must not send the form, even if the code below throws.
    if (onSubmit) event.preventDefault();
    const stop = (): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    if (this.#isSubmitting || this.#countdown.isRunning) {
      stop();
      this.#countdown.announce();
      return;
    }
    this.#focusAtSubmit = focusedElement(this.#form);
    const reading = this.#read(submitter);
    this.#externalProblems = this.#externalProblems.filter(
      ({ blocks, controls }) =>
        blocks && controlsOf(this.#form).some((one) => controls.includes(one) && isEditable(one)),
    );
    const result = this.#validateAll(reading);
    if (!result.ok || this.#externalProblems.length > 0) {
      stop();
      this.#messages.focusFirst();
      if (!result.ok) onInvalid?.(result);
      return;
    }
    const submission = { value: result.value, reading, submitter };
    let verdict: Verdict | Promise<Verdict> = [];
    try {
      verdict = this.#checker?.run(result.value, reading) ?? [];
    } catch (error) {
      verdict = Promise.reject(error);
    }
    if ("then" in verdict) {
      stop();
      void this.#whileBusy(reading, () => verdict).then((problems) => this.#afterCheck(submission, problems));
    } else if (verdict.length > 0) {
      stop();
      this.#messages.focusFirst();
    } else if (onSubmit) {
      void this.#send(submission);
    }
  }

  /** Goes on with a submission that has waited for its check. */
  #afterCheck(submission: Submission<T>, problems: Verdict): void {
    if (!problems || this.#unbound.signal.aborted) return;
    if (problems.length > 0) this.#focusFirst();
    else if (this.#options.onSubmit) void this.#send(submission);
    // The browser sends the form. The verdict is known now, so this submission does not wait again.
    else this.#form.requestSubmit(submission.submitter);
    // The user may have edited the form meanwhile.
    this.#scheduleCheck(...this.#refresh());
  }

  /** Calls `onSubmit` and shows the error that it gives. */
  #send({ value, reading, submitter }: Submission<T>): Promise<void> {
    const { onSubmit, readResponse } = this.#options;
    const { signal } = this.#unbound;
    return this.#whileBusy(reading, async () => {
      let answer = await onSubmit?.(value, { signal, formData: reading.formData, submitter });
      if (answer && "headers" in answer) {
        if (answer.ok) return;
        if (!readResponse) {
          throw new TypeError("bindForm: onSubmit gave a Response: pass the option readResponse to bindForm");
        }
        answer = await readResponse(answer);
      }
      if (!answer || signal.aborted) return;
      this.#showAnswer(answer, reading, false);
      this.#focusFirst();
    });
  }

  /**
   * Runs a part of a submission. Meanwhile the form is busy and ignores further submissions. If the part throws, the
   * form says that it could not be sent.
   */
  async #whileBusy<R>(reading: FormReading, run: () => R | Promise<R>): Promise<R | undefined> {
    const { signal } = this.#unbound;
    this.#isSubmitting = true;
    this.#form.setAttribute("aria-busy", "true");
    try {
      return await run();
    } catch (error) {
      // After `unbind` an error is expected: the aborted request.
      if (!signal.aborted) await this.#showFailure(error, reading);
      return undefined;
    } finally {
      this.#isSubmitting = false;
      if (!signal.aborted) this.#form.removeAttribute("aria-busy");
    }
  }

  /** Shows that the form could not be sent. */
  async #showFailure(error: unknown, reading: FormReading): Promise<void> {
    const { onError, texts } = this.#options;
    const kind = failureKind(error);
    let answer = await onError?.(error);
    if (answer === undefined && kind !== "aborted") answer = [{ reason: texts?.[kind] ?? TEXTS[kind] }];
    if (this.#unbound.signal.aborted) return;
    if (answer) {
      this.#showAnswer(answer, reading, false);
      this.#focusFirst();
    }
    if (!onError && kind === "failed") throw error;
  }

  /** Focuses the first control with a message, unless the user has gone to another one since the form was submitted. */
  #focusFirst(): void {
    const element = focusedElement(this.#form);
    if (element === this.#focusAtSubmit || !holdsFocus(element, this.#form)) this.#messages.focusFirst();
  }

  /** Checks a value of the form after a pause in typing. What the schema rejects is removed from the value. */
  #scheduleCheck(reading: FormReading, result: Result<T>): void {
    if (!this.#checker || this.#isSubmitting) return;
    const value = result.ok ? result.value : acceptedPart(reading.value, result.issues);
    if (value !== undefined) {
      this.#checker.schedule(value, reading);
    } else {
      this.#checker.reset();
      this.#checkProblems = [];
    }
  }

  /** Validates the form and shows every problem. */
  #validateAll(reading: FormReading): Result<T> {
    for (const control of controlsOf(this.#form)) this.#touched.add(control);
    this.#showsFormProblems = true;
    const result = this.#schema.validate(reading.value, this.#options);
    this.#show(reading, result);
    return result;
  }

  /** Validates the form and shows the problems of the touched controls. */
  #refresh(): [FormReading, Result<T>] {
    const reading = this.#read();
    const result = this.#schema.validate(reading.value, this.#options);
    this.#show(reading, result);
    return [reading, result];
  }

  /** Replaces the external problems and shows them. */
  #showAnswer(error: FormError, reading: FormReading, blocks: boolean): void {
    const { retryAfterMs } = error as { readonly retryAfterMs?: number | null };
    if (retryAfterMs) this.#countdown.start(retryAfterMs);
    this.#externalProblems = withControls(problemsOf(error), reading).map((one) => ({ ...one, blocks }));
    for (const { controls } of this.#externalProblems) for (const control of controls) this.#touched.add(control);
    this.#refresh();
  }

  #show(reading: FormReading, result: Result<T>): void {
    const problems = result.ok ? [] : withControls(problemsOf(result), reading);
    const isDue = ({ controls }: ControlProblem): boolean =>
      controls.length > 0 ? controls.some((control) => this.#touched.has(control)) : this.#showsFormProblems;
    const shown = [...this.#externalProblems, ...[...problems, ...this.#checkProblems].filter(isDue)];
    this.#messages.show(shown, this.#showsFormProblems);
  }
}

const withControls = (problems: readonly Problem[], reading: FormReading): ControlProblem[] =>
  problems.map((problem) => ({ problem, controls: problem.isInValue ? reading.controlsAt(problem.segments) : [] }));

/** A value on its way to `onSubmit`. */
interface Submission<T> {
  readonly value: T;
  readonly reading: FormReading;
  readonly submitter: HTMLElement | null;
}

/** Whether the user can edit a control, so that an error can wait for that. */
const isEditable = (control: Control): boolean => (control as Partial<HTMLInputElement>).willValidate !== false;
