import { isChoice, nameOf, type Control } from "./controls.js";
import { isolated } from "./isolated.js";
import { ensureId } from "./message-elements.js";

/** One error in a summary. */
export interface SummaryEntry {
  /** The reason, with the path in front of it: what to show of an error that belongs to no control with a label. */
  readonly line: string;
  /** The parts of the line: the path, if it is not empty, and the reason. */
  readonly parts: readonly string[];
  readonly reason: string;
  /** The control that the error is about; undefined if it belongs to none that is visible. */
  readonly control: HTMLElement | undefined;
}

/** Shows all errors of a form in one place. */
export interface FormSummary {
  /** Shows exactly these errors. */
  show(entries: readonly SummaryEntry[]): void;
  /** Puts the focus on the errors. Returns whether there are any. */
  focus(): boolean;
}

/**
 * Makes an element of the page the summary of a form's errors: a list in which each error is a link to its control.
 *
 * The list is the `<ul>` or `<ol>` in the element, if it has one. The element is hidden while there are no errors.
 *
 * @param target the element, or its id
 *
 * @example
 * bindForm(form, lead, { summary: errorSummary("errors") }); // <div id="errors"><h2>There is a problem</h2></div>
 */
export function errorSummary(target: HTMLElement | string): (form: HTMLFormElement) => FormSummary {
  return (form) => {
    const root = form.getRootNode() as Document | ShadowRoot;
    const element = typeof target === "string" ? root.getElementById(target) : target;
    if (!element) throw new TypeError(`errorSummary: no element has the id ${target}`);
    return new Summary(element);
  };
}

interface Line extends SummaryEntry {
  readonly item: HTMLElement;
}

class Summary implements FormSummary {
  readonly #element: HTMLElement;
  readonly #list: HTMLElement;
  #lines: readonly Line[] = [];

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#list = element.querySelector<HTMLElement>("ul, ol") ?? element.appendChild(document.createElement("ul"));
    // Errors that come while the user is elsewhere are announced, without the others.
    this.#list.setAttribute("aria-live", "polite");
    // The focus can be put there, so that a screen reader says what the list is, and reads it.
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
    if (element.localName === "div" && !element.hasAttribute("role")) element.setAttribute("role", "group");
    const heading = element.querySelector<HTMLElement>("h1, h2, h3, h4, h5, h6");
    if (heading && !element.matches("[aria-label], [aria-labelledby]")) {
      element.setAttribute("aria-labelledby", ensureId(heading));
    }
  }

  /** A line that stays is not touched, because its link may have the focus. */
  show(entries: readonly SummaryEntry[]): void {
    const before = this.#lines;
    this.#lines = entries.map(
      (entry) => before.find(({ line, control }) => line === entry.line && control === entry.control) ?? newLine(entry),
    );
    const items = this.#lines.map(({ item }) => item);
    for (const { item } of before) if (!items.includes(item)) item.remove();
    items.forEach((item, at) => {
      const next = this.#list.children[at];
      if (next !== item) this.#list.insertBefore(item, next ?? null);
    });
    this.#element.hidden = entries.length === 0;
  }

  focus(): boolean {
    if (this.#lines.length > 0) this.#element.focus();
    return this.#lines.length > 0;
  }
}

function newLine(entry: SummaryEntry): Line {
  const item = document.createElement("li");
  const { control, reason, parts } = entry;
  const label = control && labelOf(control);
  const texts = isolated(document, label ? [label, reason] : parts, ": ");
  if (!control) item.append(...texts);
  else {
    const link = document.createElement("a");
    link.append(...texts);
    link.href = `#${control.id}`;
    // The link sets the focus itself: a control needs no id, and a router would take the hash for a page.
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.focus();
    });
    item.append(link);
  }
  return { ...entry, item };
}

/** What a control is called in the page; empty if it has no label. A choice of several is called as its group is. */
function labelOf(control: Control): string {
  const group = isOneOfSeveral(control) && control.closest('fieldset, [role="radiogroup"], [role="group"]');
  return (
    (group && accessibleName(group, group.querySelector("legend"))) || accessibleName(control, control.labels?.[0])
  );
}

/** Whether a control is one of the options of a choice. A checkbox alone is none. */
const isOneOfSeveral = (control: Control): boolean =>
  isChoice(control) &&
  Array.from(control.form?.elements ?? []).some((one) => one !== control && nameOf(one) === nameOf(control));

/**
 * The name that a screen reader reads for an element.
 *
 * @param label the element's own kind of label, which `aria-labelledby` and `aria-label` replace
 */
function accessibleName(element: Element, label: Element | null | undefined): string {
  const root = element.getRootNode() as Document | ShadowRoot;
  const ids = element.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  const text =
    ids
      .map((id) => textOf(root.getElementById(id)))
      .join(" ")
      .trim() ||
    element.getAttribute("aria-label") ||
    textOf(label);
  return text
    .replace(/\s+/g, " ")
    .replace(/[\s:*]+$/, "")
    .trim();
}

/** The text of a label, without its control, whose options are no part of the name, and without what is not read. */
function textOf(label: Element | null | undefined): string {
  const copy = label?.cloneNode(true) as Element | undefined;
  const others = 'input, select, textarea, button, [data-error-for], [hidden], [aria-hidden="true"]';
  for (const inner of copy?.querySelectorAll(others) ?? []) inner.remove();
  return copy?.textContent ?? "";
}
