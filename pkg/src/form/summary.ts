import { announcerOf, type Announcer } from "./announcer.js";
import { controlsOf, isChoice, member, nameOf, type Control } from "./controls.js";
import { isolated } from "./isolated.js";
import { ensureId } from "./message-elements.js";
import { PageAttributes } from "./page-attributes.js";

/** One error in a summary. */
export interface SummaryEntry {
  /** The reason, with the path in front of it: what to show of an error that belongs to no control with a label. */
  readonly line: string;
  /** The parts of the line: the path, if it is not empty, and the reason. */
  readonly parts: readonly string[];
  readonly reason: string;
  /** The control that the error is about; undefined if it belongs to none that is visible. */
  readonly control: HTMLElement | undefined;
  /** The message element of the control. If it is missing, only the summary shows the error. */
  readonly element?: HTMLElement | undefined;
}

/** Shows all errors of a form in one place. */
export interface FormSummary {
  /**
   * Shows exactly these errors.
   *
   * @param isComplete whether the form was validated as a whole, so that these are all its errors
   */
  show(entries: readonly SummaryEntry[], isComplete: boolean): void;
  /**
   * Tells a screen reader of those errors that are new. The form calls it with all errors that are shown. The first
   * call has those of the page.
   */
  announce?(entries: readonly SummaryEntry[]): void;
  /** Puts the focus on the errors. Returns whether there are any. */
  focus(): boolean;
  /** Puts back what the page had in place of the summary. */
  dispose?(): void;
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
    const root = member(form, "getRootNode")() as ParentNode & Node;
    const element = typeof target === "string" ? elementById(root, target) : target;
    if (!element) throw new TypeError(`errorSummary: no element has the id ${target}`);
    const other = formOf.get(element);
    // Each form would hide the errors of the other one. A form that has left the page has no errors to show.
    if (other && other !== form && member(other, "isConnected"))
      throw new TypeError("errorSummary: this element is the summary of another form: give each form its own");
    formOf.set(element, form);
    return summaryIn(element, announcerOf(form));
  };
}

/** The form that each summary belongs to. */
const formOf = new WeakMap<HTMLElement, HTMLFormElement>();

/** The elements that screen readers announce themselves. */
const LIVE = "[aria-live]:not([aria-live=off]), [role=alert], [role=status], [role=log], output";

interface Line extends SummaryEntry {
  readonly item: HTMLElement;
  readonly texts: readonly string[];
}

function summaryIn(element: HTMLElement, announcer: Announcer): FormSummary {
  const attributes = new PageAttributes();
  const ownList = element.querySelector<HTMLElement>("ul, ol");
  const list = ownList ?? element.appendChild(element.ownerDocument.createElement("ul"));
  let lines: readonly Line[] = [];
  // The form would take the list for a message of the page.
  attributes.set(element, "data-error-for", null);
  // The focus can be put there. A screen reader then says what the list is, and reads it as the description.
  if (!element.hasAttribute("tabindex")) attributes.set(element, "tabindex", "-1");
  if (element.localName === "div" && !element.hasAttribute("role")) attributes.set(element, "role", "group");
  const heading = element.querySelector<HTMLElement>("h1, h2, h3, h4, h5, h6");
  if (heading && !element.matches("[aria-label], [aria-labelledby]")) {
    attributes.set(element, "aria-labelledby", ensureId(heading, attributes));
  }
  if (!element.hasAttribute("aria-describedby")) {
    attributes.set(element, "aria-describedby", ensureId(list, attributes));
  }

  return {
    // A line that stays is not touched, because its link may have the focus.
    show(entries, isComplete) {
      const before = lines;
      lines = withNames(entries).map(([entry, texts]) => {
        const isSame = (one: Line): boolean =>
          one.line === entry.line && one.control === entry.control && one.texts.join() === texts.join();
        return before.find(isSame) ?? newLine(entry, texts);
      });
      const items = lines.map(({ item }) => item);
      for (const { item } of before) if (!items.includes(item)) item.remove();
      items.forEach((item, at) => {
        const next = list.children[at];
        if (next !== item) list.insertBefore(item, next ?? null);
      });
      // What a server has written into the list stays until there is something newer to say.
      const ofPage = Array.from(list.children).slice(items.length);
      if (isComplete || items.length > 0) for (const item of ofPage) attributes.set(item, "hidden", "");
      const isEmpty = items.length === 0 && ofPage.every((item) => item.hasAttribute("hidden"));
      attributes.set(element, "hidden", isEmpty ? "" : null);
    },
    announce(entries) {
      const isInLiveList = (line: string): boolean =>
        list.closest(LIVE) !== null && lines.some((shown) => shown.line === line);
      const named = withNames(entries).filter(([{ element, line }]) => !element?.closest(LIVE) && !isInLiveList(line));
      announcer.update(named.map(([entry, texts]) => ({ ...entry, text: texts.join(": ") })));
    },
    dispose() {
      announcer.stop();
      formOf.delete(element);
      for (const { item } of lines) item.remove();
      if (!ownList) list.remove();
      attributes.restore();
    },
    focus() {
      if (lines.length === 0) return false;
      announcer.skip(lines.map(({ line }) => line));
      element.focus();
      return true;
    },
  };
}

/** The errors, each with its texts: the name of its control, if it has one, and the reason. */
function withNames(entries: readonly SummaryEntry[]): [SummaryEntry, readonly string[]][] {
  const labels = entries.map(({ control }) => control && labelOf(control));
  return entries.map((entry, at) => {
    const { control, reason, parts } = entry;
    const label = labels[at];
    // Controls in different rows of a list have one label. The name of the group around a row tells them apart.
    const isShared = entries.some((other, index) => labels[index] === label && other.control !== control);
    const group = label && isShared && groupNameOf(control as Control, label);
    return [entry, label ? [...(group ? [group] : []), label, reason] : parts];
  });
}

function newLine(entry: SummaryEntry, texts: readonly string[]): Line {
  const item = document.createElement("li");
  const { control } = entry;
  const nodes = isolated(document, texts, ": ");
  if (!control) item.append(...nodes);
  else {
    const link = document.createElement("a");
    link.append(...nodes);
    link.href = `#${control.id}`;
    // The link sets the focus itself: a control needs no id, and a router would take the hash for a page.
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.focus();
    });
    item.append(link);
  }
  return { ...entry, item, texts };
}

/** An element by its id; the root can be an element that is not in a document. */
const elementById = (root: ParentNode, id: string): HTMLElement | null =>
  root.querySelector(`[id=${JSON.stringify(id)}]`);

/**
 * Returns the name of a control in the page; empty if it has none. Radio buttons and checkboxes that share a name in
 * the form have the name of the group around them.
 */
function labelOf(control: Control): string {
  // A custom checkbox has its label inside.
  const label = control.labels?.[0] ?? (isChoice(control) ? control : undefined);
  return (isOneOfSeveral(control) && groupNameOf(control)) || accessibleName(control, label);
}

/**
 * Returns the name of the nearest group around an element: a fieldset, or an element with the role of a group. It is
 * empty if there is no group, or the group has no name. A group that is named like `label` is passed over: its name in
 * front of that label would tell nothing.
 */
function groupNameOf(element: Element | null, label?: string): string {
  const group = element?.closest('fieldset, [role="radiogroup"], [role="group"]');
  if (!group) return "";
  const name = accessibleName(group, group.querySelector(":scope > legend"));
  return name === label ? groupNameOf(group.parentElement, label) : name;
}

/** Whether a control is one of several radio buttons or checkboxes that share a name in the form. */
const isOneOfSeveral = (control: Control): boolean =>
  isChoice(control) &&
  (control.form ? controlsOf(control.form) : []).some((one) => one !== control && nameOf(one) === nameOf(control));

/**
 * The name that a screen reader reads for an element.
 *
 * @param label the element's own kind of label, which `aria-labelledby` and `aria-label` replace
 */
function accessibleName(element: Element, label: Element | null | undefined): string {
  const root = element.getRootNode() as ParentNode & Node;
  const ids = element.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  const text =
    ids
      .map((id) => textOf(elementById(root, id)))
      .join(" ")
      .trim() ||
    element.getAttribute("aria-label") ||
    // Most custom elements of libraries have a property `label`.
    labelProperty(element) ||
    textOf(label);
  return text
    .replace(/\s+/g, " ")
    .replace(/[\s:*]+$/, "")
    .trim();
}

function labelProperty(element: Element): string {
  const { label } = element as { readonly label?: unknown };
  return typeof label === "string" ? label : "";
}

/** The text of a label, without its control, whose options are no part of the name, and without what is not read. */
function textOf(label: Element | null | undefined): string {
  const copy = label?.cloneNode(true) as Element | undefined;
  const others = 'input, select, textarea, button, [data-error-for], [hidden], [aria-hidden="true"]';
  for (const inner of copy?.querySelectorAll(others) ?? []) inner.remove();
  return copy?.textContent ?? "";
}
