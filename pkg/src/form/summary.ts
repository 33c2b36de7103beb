import { isChoice, type Control } from "./controls.js";

/** One line of a summary. A line with a control is a link to it. */
export interface SummaryEntry {
  readonly text: string;
  readonly control: Control | undefined;
}

/** A list of all errors of a form, with links to the controls, in an element of the page. It is hidden while empty. */
export class Summary {
  readonly #element: HTMLElement;
  readonly #list: HTMLElement;
  #shown: readonly (SummaryEntry & { readonly item: HTMLElement })[] = [];

  /** @param target the element, or its id. The list is the list in it, or a new one at its end. */
  constructor(form: HTMLFormElement, target: HTMLElement | string) {
    const root = form.getRootNode() as Document | ShadowRoot;
    const element = typeof target === "string" ? root.getElementById(target) : target;
    if (!element)
      throw new TypeError(`bindForm: summary must be an element or its id; no element has the id ${target}`);
    this.#element = element;
    this.#list = element.querySelector<HTMLElement>("ul, ol") ?? element.appendChild(document.createElement("ul"));
    // Lines that come while the user is elsewhere are announced, without the others.
    this.#list.setAttribute("aria-live", "polite");
    // The focus can be put there, so that a screen reader reads the list.
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
    this.show([]);
  }

  /** Shows exactly these lines. A line that stays is not touched, because its link may have the focus. */
  show(entries: readonly SummaryEntry[]): void {
    const before = this.#shown;
    this.#shown = entries.map(
      (entry) => before.find(({ text, control }) => text === entry.text && control === entry.control) ?? newLine(entry),
    );
    const items = this.#shown.map(({ item }) => item);
    for (const { item } of before) if (!items.includes(item)) item.remove();
    items.forEach((item, at) => {
      const next = this.#list.children[at];
      if (next !== item) this.#list.insertBefore(item, next ?? null);
    });
    this.#element.hidden = entries.length === 0;
  }

  /** Puts the focus on the list. Returns whether there is something in it. */
  focus(): boolean {
    if (this.#shown.length > 0) this.#element.focus();
    return this.#shown.length > 0;
  }
}

function newLine(entry: SummaryEntry): SummaryEntry & { readonly item: HTMLElement } {
  const item = document.createElement("li");
  const { control, text } = entry;
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
export function labelOf(control: Control): string {
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
