import type { Result } from "../schema.js";
import { acceptedPart, type FormDraft } from "./accepted-part.js";
import { Checker, type Verdict } from "./checker.js";
import { stateOf } from "./control-state.js";
import { controlChanges } from "./control-changes.js";
import { controlsOf, isChoice, member, nameOf, type Control } from "./controls.js";
import { Countdown, countdownText } from "./countdown.js";
import { failureKind } from "./failure.js";
import { focusedElement, holdsFocus } from "./focus.js";
import { pathOf } from "./message-elements.js";
import { Messages, type ControlProblem } from "./messages.js";
import { PageAttributes } from "./page-attributes.js";
import { problemsOf, problemsToShow, type FormError, type Problem } from "./problem.js";
import { ownSubmitter, readControls, type FormReading } from "./read.js";
import { errorOf } from "./response-error.js";
import { listenOnRoot } from "./root-listeners.js";
import { textOf } from "./texts.js";
import type { BoundForm, FormAnswer, FormOptions, FormSchema } from "./types.js";

/**
 * Binds a schema to a form. When the form is submitted, all its messages are shown. Before that, a control's messages
 * are shown once the user has left the control, and each edit updates them.
 *
 * A control's name is its path: `contacts.0.email`. An empty text is a missing value. Spaces around a number, a date,
 * an email address, a phone number, a URL and the like are removed, as `<input type="email">` does; other texts are
 * read as typed. A message appears in the nearest `[data-error-for="name"]`, or in a new element beside the control.
 * `[data-error-for=""]` shows the messages that belong to no control.
 *
 * @throws TypeError if `form` is null or undefined, if it is already bound, or if the schema has a property for a file
 *   input
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

/** A problem that does not come from the schema. */
interface ExternalProblem extends ControlProblem {
  /** Whether the form cannot be submitted until one of its controls is edited. */
  readonly blocks: boolean;
  /** The message element in which the page itself has written the problem. */
  readonly element?: HTMLElement;
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
  readonly #attributes = new PageAttributes();
  readonly #observer: MutationObserver;
  /** The controls whose problems are shown. */
  #touched = new WeakSet<Control>();
  /** Whether problems that belong to no control are shown: once the whole form was validated. */
  #showsFormProblems = false;
  /** Problems from a server's answer, from `showError`, or written into the page by the server. */
  #externalProblems: readonly ExternalProblem[] = [];
  /** The problems that the last check has found. */
  #checkProblems: readonly ControlProblem[] = [];
  /** What was in a control when it was last edited, or when an error of it was shown. */
  readonly #states = new WeakMap<Control, string | undefined>();
  readonly #results = new WeakMap<FormReading, Result<T>>();
  #isSubmitting = false;
  /** Whether the page sends the form itself, such as by an action of React, and has not shown an answer yet. */
  #awaitsPage = false;
  /** The reading that is being sent, or was sent last; undefined once the form is reset, or edited after that. */
  #submitted: FormReading | undefined;
  /** The button of the last submission. */
  #submitter: HTMLElement | null = null;
  /** The element that had the focus when the form was submitted; null once the user has edited the form after that. */
  #focusAtSubmit: Element | null = null;

  constructor(form: HTMLFormElement, schema: FormSchema<T>, options: FormOptions<T>) {
    if (!form) throw new TypeError(`bindForm: the form is ${form}`);
    if (boundForms.has(form)) throw new TypeError("bindForm: this form is already bound: call unbind() first");
    const { summary, check, checkDelayMs = 300 } = options;
    this.#form = form;
    this.#schema = schema;
    this.#options = options;
    this.#messages = new Messages(form, this.#attributes, summary?.(form));
    this.#countdown = new Countdown(
      form,
      this.#attributes,
      (element) => this.#messages.contentOf(element),
      (seconds) => options.texts?.retryIn?.(seconds) ?? countdownText(seconds, options.locale),
    );
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
    this.#attributes.set(form, "novalidate", "");
    const changes = controlChanges(form);
    const follow = (records: readonly MutationRecord[] = []): void => {
      this.#messages.forgetEmptied(records);
      // First, or the page's new messages would be hidden behind the old ones.
      this.#takeOverPageMessages();
      const gone = changes();
      if (!gone) return;
      // Only of controls that have gone now: an answer may be about one that was removed before it came. It is shown,
      // because it says why the form was refused.
      this.#forgetProblemsOf(gone);
      const refreshed = this.#refresh();
      if (this.#checkProblems.length > 0) this.#scheduleCheck(...refreshed);
    };
    follow();
    const { signal } = this.#unbound;
    member(form, "addEventListener")("submit", (event) => this.#onSubmit(event), { signal });
    const edit = (event: Event): void => this.#onEdit(event);
    const leave = (event: Event): void => this.#onLeave(event as FocusEvent);
    const reset = (event: Event): void => this.#onReset(event);
    // A dialog, a popover or a tab around the form may have been opened: its controls are visible now.
    const focusin = (): void => follow();
    listenOnRoot(form, { input: edit, change: edit, compositionend: edit, focusin, focusout: leave, reset }, signal);
    this.#observer = new MutationObserver(follow);
    this.#observer.observe(form, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
      characterDataOldValue: true,
    });
    boundForms.add(form);
  }

  get value(): unknown {
    return this.#read().value;
  }

  validate(): Result<T> {
    return this.#validateAll(this.#read(this.#submitter));
  }

  showError(error: FormError, { focus = true }: { readonly focus?: boolean | undefined } = {}): void {
    this.#showAnswer(error, this.#current(), true);
    if (focus && this.#externalProblems.length > 0) void this.#focusFirst();
  }

  clear(): void {
    this.#touched = new WeakSet();
    this.#showsFormProblems = false;
    this.#externalProblems = this.#checkProblems = [];
    this.#submitter = null;
    this.#checker?.reset();
    this.#countdown.stop();
    this.#messages.show([], false);
  }

  unbind(): void {
    if (this.#unbound.signal.aborted) return;
    this.#unbound.abort();
    this.#submitted = undefined;
    this.#awaitsPage = false;
    this.#observer.disconnect();
    this.clear();
    this.#messages.restore();
    this.#attributes.restore();
    boundForms.delete(this.#form);
  }

  dispose(): void {
    this.unbind();
  }

  [dispose](): void {
    this.unbind();
  }

  /**
   * Takes over the messages that the page itself has in message elements: those that a server has written, and those
   * that a framework writes later. Each goes once its control is edited.
   *
   * @param isAnswer whether a new one is the page's answer to a submission, which gets the focus
   */
  #takeOverPageMessages(isAnswer = this.#awaitsPage): void {
    const texts = this.#messages.takePageTexts();
    const problems = this.#externalProblems.filter(
      ({ element }) => !element || (texts.has(element) && texts.get(element) === undefined),
    );
    const { length } = problems;
    for (const [element, reason] of texts) {
      if (reason === undefined) continue;
      const [taken] = withControls(problemsOf([{ segments: pathOf(element), reason }]), this.#current());
      problems.push({ ...(taken as ControlProblem), blocks: false, element });
    }
    const isNew = problems.length > length;
    if (isNew || length < this.#externalProblems.length) this.#showExternal(problems);
    if (isNew && isAnswer) {
      this.#awaitsPage = false;
      void this.#focusFirst();
    }
  }

  #read(submitter: HTMLElement | null = null): FormReading {
    return readControls(this.#form, this.#schema, this.#options.ignore ?? [], submitter);
  }

  /**
   * Reads the form, with the button of the last submission. A form that is disabled because it is being sent would lack
   * what it holds, so its value is the one that is being sent.
   */
  #current(): FormReading {
    return this.#submitted && this.#isDisabled() ? this.#submitted : this.#read(this.#submitter);
  }

  /** The form's control that an event comes from; undefined if it comes from elsewhere in the page. */
  #controlOf({ target }: Event): Control | undefined {
    return controlsOf(this.#form).find((control) => control === target);
  }

  #onEdit(event: Event): void {
    const control = this.#controlOf(event);
    if (!control) return;
    const state = stateOf(control);
    // `change` follows the last `input`: an error that was shown between them is not answered by an edit.
    if (state === undefined || state !== this.#states.get(control)) this.#forgetProblemsAt(control);
    this.#states.set(control, state);
    // A choice is complete when it is made: the user need not leave the control first.
    if (event.type === "change" && (isChoice(control) || control.localName === "select")) this.#touched.add(control);
    const refreshed = this.#refresh();
    // A text that an input method is composing is not complete. `compositionend` follows.
    if ((event as InputEvent).isComposing) this.#checker?.reset();
    else this.#scheduleCheck(...refreshed);
  }

  /** Removes the problems of a control that do not come from the schema, because the user has edited it. */
  #forgetProblemsAt(control: Control): void {
    this.#forgetProblemsOf([control]);
    this.#focusAtSubmit = null;
    // A submission that waits for its check ends: its value is out of date.
    if (this.#isSubmitting) this.#checker?.reset();
    else this.#submitted = undefined;
  }

  /** Removes the problems of these controls that do not come from the schema. */
  #forgetProblemsOf(gone: readonly unknown[]): void {
    const isLeft = ({ controls }: ControlProblem): boolean => !controls.some((one) => gone.includes(one));
    this.#externalProblems = this.#externalProblems.filter(isLeft);
    this.#checkProblems = this.#checkProblems.filter(isLeft);
  }

  #onReset(event: Event): void {
    if (event.target !== this.#form || event.defaultPrevented) return;
    this.clear();
    this.#submitted = undefined;
    // React resets a form once its action is done. What the page says then is the answer.
    if (this.#awaitsPage) this.#showPageMessages(true);
    this.#awaitsPage = false;
  }

  /** Shows the page's own messages again, which were hidden by an edit: the page may repeat one without a change. */
  #showPageMessages(isAnswer: boolean): void {
    this.#messages.showPageContents();
    this.#takeOverPageMessages(isAnswer);
  }

  #onLeave(event: FocusEvent): void {
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
    const isValidated = !submitter?.hasAttribute("formnovalidate");
    // The page may say how the browser is to send the form: to another address, or by closing a dialog.
    const isNative = !onSubmit || submitter?.matches("[formaction], [formmethod], form[method=dialog] *");
    // Another listener has stopped the submission, or the browser sends it without validation.
    if (event.defaultPrevented || (!isValidated && isNative)) return;
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
    this.#countdown.stop();
    this.#focusAtSubmit = focusedElement(this.#form);
    this.#submitter = submitter;
    const reading = this.#read(submitter);
    this.#externalProblems = this.#externalProblems.filter(
      ({ blocks, controls, element }) =>
        (element && !onSubmit) ||
        (blocks && controlsOf(this.#form).some((one) => controls.includes(one) && isEditable(one))),
    );
    if (!isValidated) {
      this.#refresh();
      void this.#send({ value: reading.value as T, reading, submitter });
      return;
    }
    const result = this.#validateAll(reading);
    if (!result.ok || this.#externalProblems.some(({ blocks }) => blocks)) {
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
    } else {
      this.#awaitsPage = true;
      // After all listeners: a submission that none of them has prevented leaves the page.
      setTimeout(() => {
        if (event.defaultPrevented && this.#awaitsPage) this.#showPageMessages(false);
      });
    }
  }

  /** Waits until the page enables what it has disabled during the submission, for one second at most. */
  async #enabled(): Promise<void> {
    for (let tries = 50; tries > 0 && this.#isDisabled(); tries--) await new Promise((end) => setTimeout(end, 20));
  }

  /** Whether a control that was read for the submission is disabled now. */
  #isDisabled(): boolean {
    const { controls = [] } = this.#submitted ?? {};
    return controlsOf(this.#form).some((control) => control.matches(":disabled") && controls.includes(control));
  }

  /** Goes on with a submission that has waited for its check. */
  async #afterCheck(submission: Submission<T>, problems: Verdict): Promise<void> {
    // The user has edited or reset the form meanwhile, or the check has failed.
    if (!problems || this.#submitted !== submission.reading) return;
    if (problems.length > 0) return this.#focusFirst();
    if (this.#options.onSubmit) return this.#send(submission);
    // The browser sends the form, without what is disabled. The verdict is known: this submission does not wait again.
    await this.#enabled();
    if (this.#submitted === submission.reading) {
      member(this.#form, "requestSubmit")(ownSubmitter(this.#form, submission.submitter));
    }
  }

  /** Calls `onSubmit` and shows the error that it gives. */
  #send({ value, reading, submitter }: Submission<T>): Promise<void> {
    const { onSubmit } = this.#options;
    const { signal } = this.#unbound;
    return this.#whileBusy(reading, async () => {
      const answer = await onSubmit?.(value, { signal, formData: reading.formData, submitter });
      this.#showAnswerTo(reading, await errorOf(answer, this.#options));
    });
  }

  /**
   * Runs a part of a submission. Meanwhile the form is busy and ignores further submissions. If the part throws, the
   * form says that it could not be sent.
   */
  async #whileBusy<R>(reading: FormReading, run: () => R | Promise<R>): Promise<R | undefined> {
    const { signal } = this.#unbound;
    this.#isSubmitting = true;
    this.#submitted = reading;
    this.#attributes.set(this.#form, "aria-busy", "true");
    try {
      return await run();
    } catch (error) {
      // After `unbind` an error is expected: the aborted request.
      if (!signal.aborted) await this.#showFailure(error, reading);
      return undefined;
    } finally {
      this.#isSubmitting = false;
      if (!signal.aborted) this.#attributes.set(this.#form, "aria-busy", null);
    }
  }

  /** Shows that the form could not be sent. */
  async #showFailure(error: unknown, reading: FormReading): Promise<void> {
    const { onError } = this.#options;
    const kind = failureKind(error);
    let bug = !onError && kind === "failed" && { error };
    try {
      let answer = await onError?.(error);
      if (answer === undefined && kind !== "aborted") answer = { message: textOf(this.#options, kind) };
      this.#showAnswerTo(reading, answer);
    } catch (error) {
      this.#showAnswerTo(reading, { message: textOf(this.#options, "failed") });
      bug = { error };
    }
    if (bug) throw bug.error;
  }

  /** Shows the answer to a submission, unless the form was reset since. */
  #showAnswerTo(reading: FormReading, answer: FormAnswer): void {
    if (answer == null || this.#submitted !== reading || this.#unbound.signal.aborted) return;
    this.#showAnswer(answer, reading, false);
    void this.#focusFirst();
  }

  /** Focuses the first control with a message, unless the user has gone to another one since the form was submitted. */
  async #focusFirst(): Promise<void> {
    // The focus is not moved later than now if nothing is disabled.
    if (this.#isDisabled()) await this.#enabled();
    const element = focusedElement(this.#form);
    if (element === this.#focusAtSubmit || !holdsFocus(element, this.#form)) this.#messages.focusFirst();
  }

  /** Checks a value of the form after a pause in typing. What the schema rejects is removed from the value. */
  #scheduleCheck(reading: FormReading, result: Result<T>): void {
    if (!this.#checker) return;
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
    return this.#refresh(reading)[1];
  }

  /** Validates a reading once: `onSubmit` may change the value that it gets. */
  #validate(reading: FormReading): Result<T> {
    const result = this.#results.get(reading) ?? this.#schema.validate(reading.value, this.#options);
    this.#results.set(reading, result);
    return result;
  }

  /** Validates the form and shows the problems of the touched controls. */
  #refresh(reading = this.#current()): [FormReading, Result<T>] {
    const result = this.#validate(reading);
    const problems = result.ok
      ? []
      : withControls(problemsOf(result), reading).map((one) =>
          one.controls.some(isHalfTyped)
            ? { ...one, problem: { ...one.problem, reason: textOf(this.#options, "unreadable") } }
            : one,
        );
    const isDue = ({ controls }: ControlProblem): boolean =>
      controls.length > 0 ? controls.some((control) => this.#touched.has(control)) : this.#showsFormProblems;
    const shown = [...this.#externalProblems, ...[...problems, ...this.#checkProblems].filter(isDue)];
    this.#messages.show(shown, this.#showsFormProblems);
    return [reading, result];
  }

  /** Replaces the external problems and shows them. */
  #showAnswer(error: FormError, reading: FormReading, blocks: boolean): void {
    const problems = withControls(problemsToShow(error), reading);
    const { retryAfterMs } = error as { readonly retryAfterMs?: number | null };
    if (retryAfterMs) this.#countdown.start(retryAfterMs);
    this.#showExternal(problems.map((one) => ({ ...one, blocks })));
  }

  #showExternal(problems: readonly ExternalProblem[]): void {
    this.#externalProblems = problems;
    for (const control of problems.flatMap(({ controls }) => controls)) {
      this.#touched.add(control);
      this.#states.set(control, stateOf(control));
    }
    this.#refresh();
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

/**
 * Whether the browser cannot read what the user has typed, such as half a date. Of a number, the schema says enough.
 */
const isHalfTyped = ({ validity, type }: Control): boolean => validity?.badInput === true && type !== "number";

/** Whether the user can edit a control, so that an error can wait for that. */
const isEditable = ({ willValidate }: Control): boolean => willValidate !== false;
