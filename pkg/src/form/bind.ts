import type { Result } from "../schema.js";
import { controlsOf, isChoice, nameOf, type Control } from "./controls.js";
import { Messages, type Note } from "./messages.js";
import { pathOf, placesIn } from "./message-elements.js";
import { problemsOf, type FormError, type Problem } from "./problem.js";
import { read, type Reading } from "./read.js";
import type { BoundForm, FormOptions, FormSchema } from "./types.js";

/**
 * Binds a schema to a form: it is judged when it is sent, and at each control once that was left or has a message.
 *
 * A control's name is its path: `contacts.0.email`. An empty text is a missing value. A message stands in the nearest
 * `[data-error-for="name"]`, or in one that is made beside the control; `[data-error-for=""]` is for all the rest.
 *
 * @throws TypeError where the form is bound already, or the schema has a value for an input for files
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

// Not every browser has it yet.
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

class Binding<T> implements BoundForm<T> {
  readonly #form: HTMLFormElement;
  readonly #schema: FormSchema<T>;
  readonly #options: FormOptions<T>;
  readonly #messages: Messages;
  readonly #life = new AbortController();
  readonly #hadNoValidate: boolean;
  /** The controls that may speak up. */
  #touched = new WeakSet<Control>();
  /** Whether what no control has may be said. */
  #isAsked = false;
  /** What others said: a server, or the page before it was bound. */
  #told: readonly Note[] = [];
  #isBusy = false;

  constructor(form: HTMLFormElement, schema: FormSchema<T>, options: FormOptions<T>) {
    if (boundForms.has(form)) throw new TypeError("bindForm: this form is bound already: unbind it first");
    this.#form = form;
    this.#schema = schema;
    this.#options = options;
    this.#messages = new Messages(form);
    this.#hadNoValidate = form.hasAttribute("novalidate");
    form.setAttribute("novalidate", "");
    this.#adopt();
    this.#listen();
    boundForms.add(form);
  }

  get value(): unknown {
    return this.#read().value;
  }

  validate(): Result<T> {
    return this.#judgeAll(this.#read());
  }

  showError(error: FormError): void {
    this.#tell(problemsOf(error), this.#read());
    this.#messages.focusFirst();
  }

  clear(): void {
    this.#touched = new WeakSet();
    this.#isAsked = false;
    this.#told = [];
    this.#messages.show([]);
  }

  unbind(): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    this.clear();
    if (!this.#hadNoValidate) this.#form.removeAttribute("novalidate");
    this.#form.removeAttribute("aria-busy");
    boundForms.delete(this.#form);
  }

  [dispose](): void {
    this.unbind();
  }

  /** Takes over what a server has written into the page: it goes once its control is edited. */
  #adopt(): void {
    const places = placesIn(this.#form, this.#form);
    const issues = places.map((place) => ({ segments: pathOf(place), reason: place.textContent.trim() }));
    this.#tell(problemsOf(issues.filter(({ reason }) => reason !== "")), this.#read());
  }

  #listen(): void {
    const { signal } = this.#life;
    // Controls may stand outside their form, and may come later.
    const root = this.#form.getRootNode();
    for (const type of ["input", "change"]) root.addEventListener(type, (event) => this.#edited(event), { signal });
    root.addEventListener("focusout", (event) => this.#left(event as FocusEvent), { signal });
    this.#form.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.#form.addEventListener("reset", (event) => event.defaultPrevented || this.clear(), { signal });
  }

  #read(submitter: HTMLElement | null = null): Reading {
    return read(this.#form, this.#schema.json, this.#options.ignore ?? [], submitter);
  }

  #own({ target }: Event): Control | undefined {
    return controlsOf(this.#form).find((control) => control === target);
  }

  #edited(event: Event): void {
    const control = this.#own(event);
    if (!control) return;
    this.#told = this.#told.filter(({ controls }) => !controls.includes(control));
    // These are left with the choice itself.
    if (event.type === "change" && (isChoice(control) || control.localName === "select")) this.#touched.add(control);
    this.#refresh();
  }

  #left(event: FocusEvent): void {
    const control = this.#own(event);
    const next = event.relatedTarget as (Element & Partial<HTMLButtonElement>) | null;
    if (!control || (next && isChoice(control) && nameOf(next) === nameOf(control))) return;
    this.#touched.add(control);
    // On the way to the button a message would move it from under the pointer, and sending says it all anyway.
    if (next?.type !== "submit" || next.form !== this.#form) this.#refresh();
  }

  #submitted(event: SubmitEvent): void {
    const { submitter } = event;
    const { onInvalid, onSubmit } = this.#options;
    // Somebody has stopped it, or it is a button that sends without a verdict.
    if (event.defaultPrevented || submitter?.hasAttribute("formnovalidate")) return;
    // Before anything can fail: a form that a script sends is never sent by the browser.
    if (onSubmit) event.preventDefault();
    if (this.#isBusy) {
      event.stopImmediatePropagation();
      return;
    }
    const reading = this.#read(submitter);
    this.#told = [];
    const result = this.#judgeAll(reading);
    if (!result.ok) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#messages.focusFirst();
      onInvalid?.(result);
    } else if (onSubmit) {
      void this.#send(result.value, reading, submitter);
    }
  }

  async #send(value: T, reading: Reading, submitter: HTMLElement | null): Promise<void> {
    const { onSubmit, readResponse } = this.#options;
    const { signal } = this.#life;
    this.#isBusy = true;
    this.#form.setAttribute("aria-busy", "true");
    try {
      let answer = await onSubmit?.(value, { signal, formData: reading.formData, submitter });
      if (answer && "headers" in answer) {
        if (answer.ok) return;
        if (!readResponse) {
          throw new TypeError("bindForm: onSubmit gave a Response: give bindForm the option readResponse");
        }
        answer = await readResponse(answer);
      }
      if (!answer || signal.aborted) return;
      this.#tell(problemsOf(answer), reading);
      this.#messages.focusFirst();
    } catch (error) {
      // Nobody waits any more for what was aborted.
      if (!signal.aborted) throw error;
    } finally {
      this.#isBusy = false;
      if (!signal.aborted) this.#form.removeAttribute("aria-busy");
    }
  }

  #judgeAll(reading: Reading): Result<T> {
    for (const control of controlsOf(this.#form)) this.#touched.add(control);
    this.#isAsked = true;
    const result = this.#schema.validate(reading.value);
    this.#show(reading, result);
    return result;
  }

  #refresh(): void {
    const reading = this.#read();
    this.#show(reading, this.#schema.validate(reading.value));
  }

  #tell(problems: readonly Problem[], reading: Reading): void {
    this.#told = notesOf(problems, reading);
    for (const { controls } of this.#told) for (const control of controls) this.#touched.add(control);
    this.#refresh();
  }

  #show(reading: Reading, result: Result<T>): void {
    const notes = result.ok ? [] : notesOf(problemsOf(result), reading);
    const isDue = ({ controls }: Note): boolean =>
      controls.length > 0 ? controls.some((control) => this.#touched.has(control)) : this.#isAsked;
    this.#messages.show([...this.#told, ...notes.filter(isDue)]);
  }
}

const notesOf = (problems: readonly Problem[], reading: Reading): Note[] =>
  problems.map((problem) => ({ problem, controls: problem.isOfValue ? reading.find(problem.segments) : [] }));
