import { isChoice, type Control } from "./controls.js";

/** One error in a summary. */
export interface SummaryEntry {
  /** The reason, with the path in front of it if the error belongs to no control that has a label. */
  readonly line: string;
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
    // The focus can be put there, so that a screen reader reads the list.
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
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
  const { control, reason, line } = entry;
  const label = control && labelOf(control);
  const text = label ? `${label}: ${reason}` : line;
  if (!control) item.textContent = text;
  else {
    const link = document.createElement("a");
    link.textContent = text;
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

/** What a control is called in the page; empty if it has no label. A group of choices is called by its legend. */
function labelOf(control: Control): string {
  const legend = isChoice(control) ? control.closest("fieldset")?.querySelector("legend") : undefined;
  const label = (legend ?? (control as HTMLInputElement).labels?.[0])?.cloneNode(true) as HTMLElement | undefined;
  // A label can hold its control, whose options are no part of the name.
  for (const inner of label?.querySelectorAll("input, select, textarea, button, [data-error-for]") ?? [])
    inner.remove();
  const text = control.getAttribute("aria-label") ?? label?.textContent ?? "";
  return text
    .replace(/\s+/g, " ")
    .replace(/[\s:*]+$/, "")
    .trim();
}
