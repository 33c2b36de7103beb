import type { Control } from "./controls.js";
import { ensureId } from "./message-elements.js";
import type { PageAttributes } from "./page-attributes.js";

interface Mark {
  readonly messageElement: HTMLElement;
  /** Whether our id was added to `aria-describedby`; false if it was there before. */
  isIdAdded: boolean;
  /** The page's own `aria-invalid`. */
  readonly ariaInvalid: string | null;
  /** The text that we have given to `setCustomValidity`. */
  text: string;
  /** The text that the page has given to `setCustomValidity`. */
  pageText: string;
}

/** The controls that are marked as invalid, for styles (`:user-invalid`), scripts (`validity`) and screen readers. */
export interface InvalidControls {
  has(control: Control): boolean;
  /** Marks exactly these controls, each with its message element, and unmarks all others. */
  set(elements: ReadonlyMap<Control, HTMLElement>, textOf: (element: HTMLElement) => string): void;
  /** Makes the marked controls invalid for `checkValidity`, as they are from the start, or valid. */
  setInvalid(isInvalid: boolean): void;
}

export function invalidControls(attributes: PageAttributes): InvalidControls {
  const marks = new Map<Control, Mark>();

  /** Marks a control. What a framework has removed from a marked control is put back. */
  const mark = (control: Control, messageElement: HTMLElement, text: string): void => {
    let mark = marks.get(control);
    if (!mark) {
      const ariaInvalid = control.getAttribute("aria-invalid");
      mark = { messageElement, isIdAdded: false, ariaInvalid, text: "", pageText: "" };
      marks.set(control, mark);
    }
    mark.pageText = pageTextOf(control, mark);
    mark.text = text;
    control.setCustomValidity?.(text);
    const id = ensureId(messageElement, attributes);
    const ids = describedBy(control);
    if (!ids.includes(id)) {
      mark.isIdAdded = true;
      control.setAttribute("aria-describedby", [...ids, id].join(" "));
    }
    attributes.set(control, "aria-invalid", "true");
  };

  const unmark = (control: Control, mark: Mark): void => {
    const { messageElement, isIdAdded, ariaInvalid } = mark;
    marks.delete(control);
    control.setCustomValidity?.(pageTextOf(control, mark));
    // A server that has written the message has written `aria-invalid="true"` with it.
    attributes.set(control, "aria-invalid", ariaInvalid === "true" ? null : ariaInvalid);
    if (!isIdAdded) return;
    const remaining = describedBy(control).filter((id) => id !== messageElement.id);
    if (remaining.length > 0) control.setAttribute("aria-describedby", remaining.join(" "));
    else control.removeAttribute("aria-describedby");
  };

  return {
    has: (control) => marks.has(control),
    set(elements, textOf) {
      for (const [control, known] of marks) {
        if (elements.get(control) !== known.messageElement) unmark(control, known);
      }
      for (const [control, element] of elements) mark(control, element, textOf(element));
    },
    setInvalid(isInvalid) {
      for (const [control, mark] of marks) {
        mark.pageText = pageTextOf(control, mark);
        control.setCustomValidity?.(isInvalid ? mark.text : mark.pageText);
      }
    },
  };
}

/** The text that the page has given to `setCustomValidity`: before us, or since we have set our own. */
function pageTextOf({ validity, validationMessage = "", willValidate }: Control, { text, pageText }: Mark): string {
  // A disabled control does not tell its text.
  if (!willValidate || validationMessage === text) return pageText;
  return validity?.customError ? validationMessage : "";
}

/** The ids in the control's `aria-describedby`. */
const describedBy = (control: Control): string[] =>
  (control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);
