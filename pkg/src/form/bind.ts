import type { Result } from "../schema.js";
import { controlsOf, isChoice, nameOf, type Control } from "./controls.js";
import { messageElementsIn, pathOf } from "./message-elements.js";
import { Messages, type ControlProblem } from "./messages.js";
import { problemsOf, type FormError, type Problem } from "./problem.js";
import { readForm, type FormReading } from "./read.js";
import type { BoundForm, FormOptions, FormSchema } from "./types.js";

/**
 * Binds a schema to a form. When the form is submitted, all its messages are shown. Before that, a control's messages
 * are shown once the user has left the control, and each edit updates them.
 *
 * A control's name is its path: `contacts.0.email`. An empty text is a missing value. A message appears in the nearest
 * `[data-error-for="name"]`, or in a new element beside the control. `[data-error-for=""]` shows the messages that
 * belong to no control.
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

class Binding<T> implements BoundForm<T> {
  readonly #form: HTMLFormElement;
  readonly #schema: FormSchema<T>;
  readonly #options: FormOptions<T>;
  readonly #messages: Messages;
  /** Aborted by `unbind`: removes the listeners and aborts a submission that is under way. */
  readonly #unbound = new AbortController();
  readonly #hadNoValidate: boolean;
  /** The controls whose problems are shown. */
  #touched = new WeakSet<Control>();
  /** Whether problems that belong to no control are shown: once the whole form was validated. */
  #showsFormProblems = false;
  /** Problems that do not come from the schema: from a server's answer, or written into the page by the server. */
  #externalProblems: readonly ControlProblem[] = [];
  #isSubmitting = false;

  constructor(form: HTMLFormElement, schema: FormSchema<T>, options: FormOptions<T>) {
    if (boundForms.has(form)) throw new TypeError("bindForm: this form is already bound: call unbind() first");
    this.#form = form;
    this.#schema = schema;
    this.#options = options;
    this.#messages = new Messages(form);
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

  showError(error: FormError): void {
    this.#showExternal(problemsOf(error), this.#read());
    this.#messages.focusFirst();
  }

  clear(): void {
    this.#touched = new WeakSet();
    this.#showsFormProblems = false;
    this.#externalProblems = [];
    this.#messages.show([]);
  }

  unbind(): void {
    if (this.#unbound.signal.aborted) return;
    this.#unbound.abort();
    this.clear();
    if (!this.#hadNoValidate) this.#form.removeAttribute("novalidate");
    this.#form.removeAttribute("aria-busy");
    boundForms.delete(this.#form);
  }

  [dispose](): void {
    this.unbind();
  }

  /** Takes over the messages that a server has written into the page: each goes once its control is edited. */
  #takeOverServerMessages(): void {
    const elements = messageElementsIn(this.#form, this.#form);
    const issues = elements.map((element) => ({ segments: pathOf(element), reason: element.textContent.trim() }));
    this.#showExternal(problemsOf(issues.filter(({ reason }) => reason !== "")), this.#read());
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
    const { json } = this.#schema;
    return readForm(this.#form, typeof json === "object" ? json : {}, this.#options.ignore ?? [], submitter);
  }

  /** The form's control that an event comes from; undefined if it comes from elsewhere in the page. */
  #controlOf({ target }: Event): Control | undefined {
    return controlsOf(this.#form).find((control) => control === target);
  }

  #onEdit(event: Event): void {
    const control = this.#controlOf(event);
    if (!control) return;
    this.#externalProblems = this.#externalProblems.filter(({ controls }) => !controls.includes(control));
    // A choice is complete when it is made: the user need not leave the control first.
    if (event.type === "change" && (isChoice(control) || control.localName === "select")) this.#touched.add(control);
    this.#refresh();
  }

  #onFocusOut(event: FocusEvent): void {
    const control = this.#controlOf(event);
    const next = event.relatedTarget as (Element & Partial<HTMLButtonElement>) | null;
    if (!control || (next && isChoice(control) && nameOf(next) === nameOf(control))) return;
    this.#touched.add(control);
    // When the user clicks the submit button, a new message would move the button away from the pointer. The submission
    // shows all messages anyway.
    if (next?.type !== "submit" || next.form !== this.#form) this.#refresh();
  }

  #onSubmit(event: SubmitEvent): void {
    const { submitter } = event;
    const { onInvalid, onSubmit } = this.#options;
    // Another listener has stopped the submission, or the button submits without validation.
    if (event.defaultPrevented || submitter?.hasAttribute("formnovalidate")) return;
    // First of all: with `onSubmit` the browser must not send the form, even if the code below throws.
    if (onSubmit) event.preventDefault();
    if (this.#isSubmitting) {
      event.stopImmediatePropagation();
      return;
    }
    const reading = this.#read(submitter);
    this.#externalProblems = [];
    const result = this.#validateAll(reading);
    if (!result.ok) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#messages.focusFirst();
      onInvalid?.(result);
    } else if (onSubmit) {
      void this.#send(result.value, reading, submitter);
    }
  }

  /** Calls `onSubmit` and shows the error that it gives. */
  async #send(value: T, reading: FormReading, submitter: HTMLElement | null): Promise<void> {
    const { onSubmit, readResponse } = this.#options;
    const { signal } = this.#unbound;
    this.#isSubmitting = true;
    this.#form.setAttribute("aria-busy", "true");
    try {
      let answer = await onSubmit?.(value, { signal, formData: reading.formData, submitter });
      if (answer && "headers" in answer) {
        if (answer.ok) return;
        if (!readResponse) {
          throw new TypeError("bindForm: onSubmit gave a Response: pass the option readResponse to bindForm");
        }
        answer = await readResponse(answer);
      }
      if (!answer || signal.aborted) return;
      this.#showExternal(problemsOf(answer), reading);
      this.#messages.focusFirst();
    } catch (error) {
      // After `unbind` an error is expected: the aborted request.
      if (!signal.aborted) throw error;
    } finally {
      this.#isSubmitting = false;
      if (!signal.aborted) this.#form.removeAttribute("aria-busy");
    }
  }

  /** Validates the form and shows every problem. */
  #validateAll(reading: FormReading): Result<T> {
    for (const control of controlsOf(this.#form)) this.#touched.add(control);
    this.#showsFormProblems = true;
    const result = this.#schema.validate(reading.value);
    this.#show(reading, result);
    return result;
  }

  /** Validates the form and shows the problems of the touched controls. */
  #refresh(): void {
    const reading = this.#read();
    this.#show(reading, this.#schema.validate(reading.value));
  }

  /** Replaces the external problems and shows them. */
  #showExternal(problems: readonly Problem[], reading: FormReading): void {
    this.#externalProblems = withControls(problems, reading);
    for (const { controls } of this.#externalProblems) for (const control of controls) this.#touched.add(control);
    this.#refresh();
  }

  #show(reading: FormReading, result: Result<T>): void {
    const problems = result.ok ? [] : withControls(problemsOf(result), reading);
    const isDue = ({ controls }: ControlProblem): boolean =>
      controls.length > 0 ? controls.some((control) => this.#touched.has(control)) : this.#showsFormProblems;
    this.#messages.show([...this.#externalProblems, ...problems.filter(isDue)]);
  }
}

const withControls = (problems: readonly Problem[], reading: FormReading): ControlProblem[] =>
  problems.map((problem) => ({ problem, controls: problem.isInValue ? reading.controlsAt(problem.segments) : [] }));
