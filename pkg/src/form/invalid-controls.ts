import type { Control } from "./controls.js";
import { ensureId } from "./message-elements.js";

interface Mark {
  readonly messageElement: HTMLElement;
  /** The id that was added to `aria-describedby`; undefined if it was there before. */
  readonly addedId: string | undefined;
}

/** The controls that are marked as invalid, for styles (`:user-invalid`), scripts (`validity`) and screen readers. */
export class InvalidControls {
  readonly #marks = new Map<Control, Mark>();

  has(control: Control): boolean {
    return this.#marks.has(control);
  }

  /** Marks exactly these controls, each with its message element, and unmarks all others. */
  set(elements: ReadonlyMap<Control, HTMLElement>, textOf: (element: HTMLElement) => string): void {
    for (const [control, { messageElement }] of this.#marks) {
      if (elements.get(control) !== messageElement) this.#unmark(control);
    }
    for (const [control, element] of elements) {
      control.setCustomValidity?.(textOf(element));
      if (!this.#marks.has(control)) this.#mark(control, element);
    }
  }

  #mark(control: Control, messageElement: HTMLElement): void {
    const id = ensureId(messageElement);
    const ids = describedBy(control);
    const addedId = ids.includes(id) ? undefined : id;
    if (addedId) control.setAttribute("aria-describedby", [...ids, id].join(" "));
    control.setAttribute("aria-invalid", "true");
    this.#marks.set(control, { messageElement, addedId });
  }

  #unmark(control: Control): void {
    const addedId = this.#marks.get(control)?.addedId;
    this.#marks.delete(control);
    control.setCustomValidity?.("");
    control.removeAttribute("aria-invalid");
    if (addedId === undefined) return;
    const remaining = describedBy(control).filter((id) => id !== addedId);
    if (remaining.length > 0) control.setAttribute("aria-describedby", remaining.join(" "));
    else control.removeAttribute("aria-describedby");
  }
}

/** The ids in the control's `aria-describedby`. */
const describedBy = (control: Control): string[] =>
  (control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);
