import { controlsOf, isRendered, isVisible, nameOf, type Control } from "./controls.js";
import { InvalidControls } from "./invalid-controls.js";
import { isolated } from "./isolated.js";
import {
  createElementAtEnd,
  createElementBeside,
  elementForControl,
  elementForPath,
  messageElementsIn,
  pathOf,
  removeCreated,
} from "./message-elements.js";
import { PageContent } from "./page-content.js";
import type { PageAttributes } from "./page-attributes.js";
import { parseName } from "../path.js";
import { partsOf, type Problem } from "./problem.js";
import type { FormSummary, SummaryEntry } from "./summary.js";

/** A problem with the controls that it concerns: none if it concerns the form as a whole. */
export interface ControlProblem {
  readonly problem: Problem;
  readonly controls: readonly Control[];
}

/** Shows the messages of one form: writes them into message elements and marks the invalid controls. */
export class Messages {
  readonly #form: HTMLFormElement;
  readonly #summary: FormSummary | undefined;
  readonly #attributes: PageAttributes;
  readonly #invalidControls: InvalidControls;
  /** What the message elements show. */
  readonly #contents = new Map<HTMLElement, PageContent>();
  /** The text that each message element shows now. */
  readonly #shown = new Map<HTMLElement, string>();
  /** The message elements that we created, each with its control. They are removed once they are empty. */
  readonly #created = new Map<HTMLElement, Control | undefined>();
  /** The page's message elements that were `hidden` before they got a message. They are hidden again once empty. */
  readonly #unhidden = new Set<HTMLElement>();

  /** @param summary shows all errors once more, and those that belong to no control */
  constructor(form: HTMLFormElement, attributes: PageAttributes, summary: FormSummary | undefined) {
    this.#form = form;
    this.#attributes = attributes;
    this.#invalidControls = new InvalidControls(attributes);
    this.#summary = summary;
  }

  /**
   * Returns the message elements in which the page has a text, visible or hidden by us, each with the text that it has
   * written since the last call; undefined for none.
   */
  takePageTexts(): ReadonlyMap<HTMLElement, string | undefined> {
    const texts = new Map<HTMLElement, string | undefined>();
    for (const element of messageElementsIn(this.#form, this.#form)) {
      const content = this.contentOf(element);
      const text = content.pageText();
      const isNew = text !== "" && (content.hasOurs() || text !== this.#shown.get(element));
      if (isNew) this.#shown.set(element, text);
      if (text !== "" || content.hidesText()) texts.set(element, isNew ? text : undefined);
    }
    return texts;
  }

  /** Removes all messages, and puts back what the page had in their elements. */
  restore(): void {
    this.show([], false);
    this.showPageContents();
    this.#summary?.dispose?.();
  }

  /** Shows what the page itself has in the message elements. */
  showPageContents(): void {
    for (const content of this.#contents.values()) content.restore();
  }

  /** Forgets the hidden texts of the page that it has emptied itself since: each was empty before its last change. */
  forgetEmptied(records: readonly MutationRecord[]): void {
    for (const [node, before] of new Map(records.map(({ target, oldValue }) => [target, oldValue]))) {
      if (before === "") this.#contents.get(node.parentNode as HTMLElement)?.forget(node as ChildNode);
    }
  }

  /**
   * Shows exactly these problems; removes every other message.
   *
   * @param isComplete whether these are all problems of the form; until then, the summary shows those without a control
   */
  show(problems: readonly ControlProblem[], isComplete: boolean): void {
    const texts = new Map<HTMLElement, Map<string, readonly string[]>>();
    const elementsByControl = new Map<Control, HTMLElement>();
    const entries = new Map<string, SummaryEntry>();
    for (const { problem, controls } of problems) {
      const visible = controls.filter(isVisible);
      const own = this.#elementFor(problem, visible, controls);
      const { reason } = problem;
      const parts = partsOf(problem);
      const line = parts.join(": ");
      if (isComplete || !own) entries.set(line, { line, parts, reason, control: visible[0] });
      if (this.#summary && !own) continue;
      const element = own ?? this.#formElement();
      texts.set(element, (texts.get(element) ?? new Map()).set(own ? reason : line, own ? [reason] : parts));
      for (const control of visible) elementsByControl.set(control, element);
    }
    const all = [...entries.values()];
    // In the order of the page; then what belongs to no control.
    const order = [...controlsOf(this.#form), undefined];
    this.#summary?.show(
      order.flatMap((control) => all.filter((entry) => entry.control === control)),
      isComplete,
    );
    for (const element of this.#shown.keys()) if (!texts.has(element)) this.#empty(element);
    for (const [element, lines] of texts) this.#fill(element, lines);
    this.#invalidControls.set(elementsByControl, (element) => this.#shown.get(element) ?? "");
  }

  /**
   * Focuses the summary, if it shows anything, or else the first control that has a message. If no control has one,
   * scrolls to the first message.
   */
  focusFirst(): void {
    if (this.#summary?.focus()) return;
    const first = controlsOf(this.#form).find((control) => this.#invalidControls.has(control));
    if (first) first.focus();
    else [...this.#shown.keys()][0]?.scrollIntoView({ block: "nearest" });
  }

  /**
   * The message element of a problem: beside its last visible control, or the page's element for its path. Undefined if
   * the message would not be visible in either.
   */
  #elementFor(
    { segments }: Problem,
    visible: readonly Control[],
    controls: readonly Control[],
  ): HTMLElement | undefined {
    const last = visible.at(-1);
    if (!last) {
      const hidden = controls.at(-1);
      const path = hidden ? parseName(nameOf(hidden)).segments : segments;
      const element = path.length > 0 ? elementForPath(this.#form, path) : undefined;
      return element?.parentElement && isRendered(element.parentElement) ? element : undefined;
    }
    // An element that was created for another control of the same name must not be shared.
    const found = elementForControl(this.#form, last, (element) => (this.#created.get(element) ?? last) === last);
    if (found) return found;
    const created = createElementBeside(last);
    this.#created.set(created, last);
    return created;
  }

  /** The element of the form's messages: the page's if there is one, else a new one. Screen readers announce it. */
  #formElement(): HTMLElement {
    let element = elementForPath(this.#form, []);
    if (!element) {
      element = createElementAtEnd(this.#form);
      this.#created.set(element, undefined);
    }
    if (!element.matches("[role], [aria-live]")) this.#attributes.set(element, "role", "alert");
    return element;
  }

  /** @param lines the parts of each line, by the line */
  #fill(element: HTMLElement, lines: ReadonlyMap<string, readonly string[]>): void {
    if (element.hidden) {
      this.#attributes.set(element, "hidden", null);
      this.#unhidden.add(element);
    }
    const content = this.contentOf(element);
    const isFormElement = pathOf(element).length === 0;
    // None of our own reasons contains "; ".
    const text = [...lines.keys()].join(isFormElement ? "\n" : "; ");
    // Written only if it changes: a screen reader would repeat the message at each key stroke.
    const pageText = content.pageText();
    if (this.#shown.get(element) === text && content.hasOurs() && pageText === "") return;
    this.#shown.set(element, text);
    if (pageText === text) {
      content.removeOurs();
      return;
    }
    const parts = [...lines.values()];
    const nodes = isFormElement
      ? parts.map((one) => createLine(element, one))
      : isolated(element.ownerDocument, parts.flat(), "; ");
    content.show(...nodes);
  }

  #empty(element: HTMLElement): void {
    this.contentOf(element).show();
    if (this.#unhidden.delete(element)) this.#attributes.set(element, "hidden", "");
    if (this.#created.delete(element)) removeCreated(element);
    this.#shown.delete(element);
  }

  /** What an element of the page shows. */
  contentOf(element: HTMLElement): PageContent {
    const content = this.#contents.get(element) ?? new PageContent(element, this.#attributes);
    this.#contents.set(element, content);
    return content;
  }
}

/** Creates an element for one line inside an element: a list item in a list, else a div. */
function createLine({ ownerDocument, localName }: HTMLElement, parts: readonly string[]): HTMLElement {
  const line = ownerDocument.createElement(/^[uo]l$/.test(localName) ? "li" : "div");
  line.append(...isolated(ownerDocument, parts, ": "));
  return line;
}
