import type { Control } from "./controls.js";
import { idOf } from "./message-elements.js";

interface Mark {
  readonly place: HTMLElement;
  /** The id that was added to what describes the control, and is taken out again. */
  readonly added: string | undefined;
}

/** Which controls are marked as invalid, for styles, scripts and screen readers. */
export class Marks {
  readonly #marks = new Map<Control, Mark>();

  has(control: Control): boolean {
    return this.#marks.has(control);
  }

  /** Marks these, each with the place of its message, and no others. */
  set(wanted: ReadonlyMap<Control, HTMLElement>, textOf: (place: HTMLElement) => string): void {
    for (const [control, { place }] of this.#marks) if (wanted.get(control) !== place) this.#unmark(control);
    for (const [control, place] of wanted) {
      control.setCustomValidity?.(textOf(place));
      if (!this.#marks.has(control)) this.#mark(control, place);
    }
  }

  #mark(control: Control, place: HTMLElement): void {
    const id = idOf(place);
    const ids = describers(control);
    const added = ids.includes(id) ? undefined : id;
    if (added) control.setAttribute("aria-describedby", [...ids, id].join(" "));
    control.setAttribute("aria-invalid", "true");
    this.#marks.set(control, { place, added });
  }

  #unmark(control: Control): void {
    const added = this.#marks.get(control)?.added;
    this.#marks.delete(control);
    control.setCustomValidity?.("");
    control.removeAttribute("aria-invalid");
    if (added === undefined) return;
    const left = describers(control).filter((id) => id !== added);
    if (left.length > 0) control.setAttribute("aria-describedby", left.join(" "));
    else control.removeAttribute("aria-describedby");
  }
}

const describers = (control: Control): string[] =>
  (control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);
