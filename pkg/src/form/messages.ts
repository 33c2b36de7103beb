import { controlsOf, isRendered, isVisible, member, nameOf, type Control } from "./controls.js";
import { invalidControls } from "./invalid-controls.js";
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
import { pageContent, type PageContent } from "./page-content.js";
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
export interface Messages {
  /**
   * Returns the message elements in which the page has a text, visible or hidden by us, each with the text that it has
   * written since the last call; undefined for none.
   */
  takePageTexts(): ReadonlyMap<HTMLElement, string | undefined>;
  /** Removes all messages, and puts back what the page had in their elements. */
  restore(): void;
  /** Shows what the page itself has in these message elements, or in all. */
  showPageContents(elements?: WeakSet<HTMLElement>): void;
  /** Forgets the hidden texts of the page that it has emptied itself since: each was empty before its last change. */
  forgetEmptied(records: readonly MutationRecord[]): void;
  /**
   * Shows exactly these problems; removes every other message.
   *
   * @param isComplete whether these are all problems of the form; until then, the summary shows those without a control
   */
  show(problems: readonly ControlProblem[], isComplete: boolean): void;
  /**
   * Focuses the summary, if it shows anything, or else the first control that has a message. If no control has one,
   * scrolls to the first message.
   */
  focusFirst(): void;
  /**
   * Makes the controls with messages invalid for `checkValidity`, as they are from the start, or valid while the page's
   * own listeners for `submit` run.
   */
  setInvalid(isInvalid: boolean): void;
  /** Whether each message is still in the page, which may have emptied or removed its element. */
  areInPlace(): boolean;
  /** What an element of the page shows. */
  contentOf(element: HTMLElement): PageContent;
}

/** @param summary shows all errors once more, and those that belong to no control */
export function messagesOf(
  form: HTMLFormElement,
  attributes: PageAttributes,
  summary: FormSummary | undefined,
): Messages {
  const marked = invalidControls(attributes);
  // What the message elements show.
  const contents = new Map<HTMLElement, PageContent>();
  // The text that each message element shows now.
  const shown = new Map<HTMLElement, string>();
  // The message elements that we created, each with its control. They are removed once they are empty.
  const created = new Map<HTMLElement, Control | undefined>();
  // The page's message elements that were `hidden` before they got a message. They are hidden again once empty.
  const unhidden = new Set<HTMLElement>();

  const contentOf = (element: HTMLElement): PageContent => {
    const content = contents.get(element) ?? pageContent(element, attributes);
    contents.set(element, content);
    return content;
  };

  /**
   * The message element of a problem: beside its last visible control, or the page's element for its path. Undefined if
   * the message would not be visible in either.
   */
  const elementFor = (
    { segments }: Problem,
    visible: readonly Control[],
    controls: readonly Control[],
  ): HTMLElement | undefined => {
    const last = visible.at(-1);
    if (!last) {
      const hidden = controls.at(-1);
      const path = hidden ? parseName(nameOf(hidden)).segments : segments;
      const element = path.length > 0 ? elementForPath(form, path) : undefined;
      return element?.parentElement && isRendered(element.parentElement) ? element : undefined;
    }
    // An element that was created for another control of the same name must not be shared.
    const found = elementForControl(form, last, (element) => (created.get(element) ?? last) === last);
    if (found) return found;
    const element = createElementBeside(last);
    created.set(element, last);
    return element;
  };

  /** The element of the form's messages: the page's if there is one, else a new one. Screen readers announce it. */
  const formElement = (): HTMLElement => {
    let element = elementForPath(form, []);
    if (!element) {
      element = createElementAtEnd(form);
      created.set(element, undefined);
    }
    if (!element.matches("[role], [aria-live]")) attributes.set(element, "role", "alert");
    return element;
  };

  /** @param lines the parts of each line, by the line */
  const fill = (element: HTMLElement, lines: ReadonlyMap<string, readonly string[]>): void => {
    if (element.hidden) {
      attributes.set(element, "hidden", null);
      unhidden.add(element);
    }
    const content = contentOf(element);
    const isFormElement = pathOf(element).length === 0;
    // None of our own reasons contains "; ".
    const text = [...lines.keys()].join(isFormElement ? "\n" : "; ");
    // Written only if it changes: a screen reader would repeat the message at each key stroke.
    const pageText = content.pageText();
    if (shown.get(element) === text && content.hasOurs() && pageText === "") return;
    shown.set(element, text);
    if (pageText === text) {
      content.removeOurs();
      return;
    }
    const parts = [...lines.values()];
    const nodes = isFormElement
      ? parts.map((one) => createLine(element, one))
      : isolated(element.ownerDocument, parts.flat(), "; ");
    content.show(...nodes);
  };

  const empty = (element: HTMLElement): void => {
    contentOf(element).show();
    if (unhidden.delete(element)) attributes.set(element, "hidden", "");
    if (created.delete(element)) removeCreated(element);
    shown.delete(element);
  };

  const messages: Messages = {
    contentOf,
    setInvalid: marked.setInvalid,
    areInPlace() {
      const root = member(form, "getRootNode")();
      return [...shown.keys()].every((element) => {
        const content = contentOf(element);
        return root.contains(element) && (content.hasOurs() || content.pageText() !== "");
      });
    },
    takePageTexts() {
      const texts = new Map<HTMLElement, string | undefined>();
      for (const element of messageElementsIn(form, form)) {
        const content = contentOf(element);
        const text = content.pageText();
        const isNew = text !== "" && (content.hasOurs() || text !== shown.get(element));
        if (isNew) shown.set(element, text);
        if (text !== "" || content.hidesText()) texts.set(element, isNew ? text : undefined);
      }
      return texts;
    },
    restore() {
      messages.show([], false);
      messages.showPageContents();
      summary?.dispose?.();
    },
    showPageContents(elements) {
      for (const [element, content] of contents) if (!elements || elements.has(element)) content.restore();
    },
    forgetEmptied(records) {
      for (const [node, before] of new Map(records.map(({ target, oldValue }) => [target, oldValue]))) {
        if (before === "") contents.get(node.parentNode as HTMLElement)?.forget(node as ChildNode);
      }
    },
    show(problems, isComplete) {
      const texts = new Map<HTMLElement, Map<string, readonly string[]>>();
      const elementsByControl = new Map<Control, HTMLElement>();
      const entries = new Map<string, SummaryEntry>();
      for (const { problem, controls } of problems) {
        const visible = controls.filter(isVisible);
        const own = elementFor(problem, visible, controls);
        const { reason } = problem;
        const parts = partsOf(problem);
        const line = parts.join(": ");
        entries.set(line, { line, parts, reason, control: visible[0], element: own });
        if (summary && !own) continue;
        const element = own ?? formElement();
        texts.set(element, (texts.get(element) ?? new Map()).set(own ? reason : line, own ? [reason] : parts));
        for (const control of visible) elementsByControl.set(control, element);
      }
      const all = [...entries.values()];
      // In the order of the page; then what belongs to no control.
      const order = [...controlsOf(form), undefined];
      const ordered = order.flatMap((control) => all.filter((entry) => entry.control === control));
      summary?.show(isComplete ? ordered : ordered.filter(({ element }) => !element), isComplete);
      summary?.announce?.(ordered);
      for (const element of shown.keys()) if (!texts.has(element)) empty(element);
      for (const [element, lines] of texts) fill(element, lines);
      marked.set(elementsByControl, (element) => shown.get(element) ?? "");
    },
    focusFirst() {
      if (summary?.focus()) return;
      const first = controlsOf(form).find((control) => marked.has(control));
      if (first) first.focus();
      else [...shown.keys()][0]?.scrollIntoView({ block: "nearest" });
    },
  };
  return messages;
}

/** Creates an element for one line inside an element: a list item in a list, else a div. */
function createLine({ ownerDocument, localName }: HTMLElement, parts: readonly string[]): HTMLElement {
  const line = ownerDocument.createElement(/^[uo]l$/.test(localName) ? "li" : "div");
  line.append(...isolated(ownerDocument, parts, ": "));
  return line;
}
