import { controlsOf, isRendered, isVisible, nameOf, type Control } from "./controls.js";
import { Marks } from "./marks.js";
import { parsePath } from "./path.js";
import { pathOf, placeAtEnd, placeBeside, placeOfControl, placeOfPath } from "./message-elements.js";
import { lineOf, type Problem } from "./problem.js";

/** A problem, and the controls that it is about. */
export interface Note {
  readonly problem: Problem;
  readonly controls: readonly Control[];
}

/** The messages of one form. */
export class Messages {
  readonly #form: HTMLFormElement;
  readonly #marks = new Marks();
  /** What stands where. */
  readonly #shown = new Map<HTMLElement, string>();
  /** Places that are ours, each with the control that it was made for: taken away once they are empty. */
  readonly #made = new Map<HTMLElement, Control | undefined>();
  /** Places of the page that are `hidden` while they are empty. */
  readonly #revealed = new Set<HTMLElement>();

  constructor(form: HTMLFormElement) {
    this.#form = form;
  }

  /** Shows these, and nothing else. */
  show(notes: readonly Note[]): void {
    const wanted = new Map<HTMLElement, Set<string>>();
    const placed = new Map<Control, HTMLElement>();
    for (const { problem, controls } of notes) {
      const visible = controls.filter(isVisible);
      const found = this.#placeFor(problem, visible, controls);
      const place = found ?? this.#placeForRest();
      wanted.set(place, (wanted.get(place) ?? new Set()).add(found ? problem.reason : lineOf(problem)));
      for (const control of visible) placed.set(control, place);
    }
    for (const place of this.#shown.keys()) if (!wanted.has(place)) this.#empty(place);
    for (const [place, texts] of wanted) this.#fill(place, [...texts]);
    this.#marks.set(placed, (place) => this.#shown.get(place) ?? "");
  }

  /** Brings the user to the first control that has a message, else to the first message. */
  focusFirst(): void {
    const first = controlsOf(this.#form).find((control) => this.#marks.has(control));
    if (first) first.focus();
    else [...this.#shown.keys()][0]?.scrollIntoView({ block: "nearest" });
  }

  /** The place beside the controls, or the page's for the path; none where a message would not be seen. */
  #placeFor({ segments }: Problem, visible: readonly Control[], controls: readonly Control[]): HTMLElement | undefined {
    const last = visible.at(-1);
    if (!last) {
      const hidden = controls.at(-1);
      const path = hidden ? parsePath(nameOf(hidden)) : segments;
      const place = path.length > 0 ? placeOfPath(this.#form, path) : undefined;
      return place?.parentElement && isRendered(place.parentElement) ? place : undefined;
    }
    // A place that was made for another control of the same name is not for this one.
    const found = placeOfControl(this.#form, last, (place) => (this.#made.get(place) ?? last) === last);
    if (found) return found;
    const made = placeBeside(last);
    this.#made.set(made, last);
    return made;
  }

  /** The page's place for what has no other, else one of our own. */
  #placeForRest(): HTMLElement {
    let place = placeOfPath(this.#form, []);
    if (!place) {
      place = placeAtEnd(this.#form);
      this.#made.set(place, undefined);
    }
    if (!place.hasAttribute("role") && !place.hasAttribute("aria-live")) place.setAttribute("role", "alert");
    return place;
  }

  #fill(place: HTMLElement, texts: readonly string[]): void {
    if (place.hidden) {
      place.hidden = false;
      this.#revealed.add(place);
    }
    const isForRest = pathOf(place).length === 0;
    // None of our own reasons holds this separator.
    const text = texts.join(isForRest ? "\n" : "; ");
    // Written only where it changes, or a screen reader would say it again at each key.
    if (this.#shown.get(place) === text) return;
    this.#shown.set(place, text);
    if (isForRest) place.replaceChildren(...texts.map((line) => lineIn(place, line)));
    else place.textContent = text;
  }

  #empty(place: HTMLElement): void {
    place.replaceChildren();
    if (this.#revealed.delete(place)) place.hidden = true;
    if (this.#made.delete(place)) place.remove();
    this.#shown.delete(place);
  }
}

function lineIn(place: HTMLElement, text: string): HTMLElement {
  const line = place.ownerDocument.createElement(/^[uo]l$/.test(place.localName) ? "li" : "div");
  line.textContent = text;
  return line;
}
