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
export class InvalidControls {
  readonly #attributes: PageAttributes;
  readonly #marks = new Map<Control, Mark>();

  constructor(attributes: PageAttributes) {
    this.#attributes = attributes;
  }

  has(control: Control): boolean {
    return this.#marks.has(control);
  }

  /** Marks exactly these controls, each with its message element, and unmarks all others. */
  set(elements: ReadonlyMap<Control, HTMLElement>, textOf: (element: HTMLElement) => string): void {
    for (const [control, mark] of this.#marks) {
      if (elements.get(control) !== mark.messageElement) this.#unmark(control, mark);
    }
    for (const [control, element] of elements) this.#mark(control, element, textOf(element));
  }

  /** Marks a control. What a framework has removed from a marked control is put back. */
  #mark(control: Control, messageElement: HTMLElement, text: string): void {
    let mark = this.#marks.get(control);
    if (!mark) {
      const ariaInvalid = control.getAttribute("aria-invalid");
      mark = { messageElement, isIdAdded: false, ariaInvalid, text: "", pageText: "" };
      this.#marks.set(control, mark);
    }
    mark.pageText = pageTextOf(control, mark);
    mark.text = text;
    control.setCustomValidity?.(text);
    const id = ensureId(messageElement, this.#attributes);
    const ids = describedBy(control);
    if (!ids.includes(id)) {
      mark.isIdAdded = true;
      control.setAttribute("aria-describedby", [...ids, id].join(" "));
    }
    this.#attributes.set(control, "aria-invalid", "true");
  }

  #unmark(control: Control, mark: Mark): void {
    const { messageElement, isIdAdded, ariaInvalid } = mark;
    this.#marks.delete(control);
    control.setCustomValidity?.(pageTextOf(control, mark));
    // A server that has written the message has written `aria-invalid="true"` with it.
    this.#attributes.set(control, "aria-invalid", ariaInvalid === "true" ? null : ariaInvalid);
    if (!isIdAdded) return;
    const remaining = describedBy(control).filter((id) => id !== messageElement.id);
    if (remaining.length > 0) control.setAttribute("aria-describedby", remaining.join(" "));
    else control.removeAttribute("aria-describedby");
  }
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
