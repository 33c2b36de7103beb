import { nameOf, type Control } from "./controls.js";
import { parsePath, placeKey } from "./path.js";
import type { Segment } from "../issue.js";

// The page says where a message stands: `<p data-error-for="email"></p>`, and `data-error-for=""` for all the rest.
const ATTRIBUTE = "data-error-for";

/** The path that a place is for. */
export function pathOf(place: HTMLElement): Segment[] {
  const name = place.getAttribute(ATTRIBUTE) ?? "";
  return name === "" ? [] : parsePath(name);
}

/** The places inside an element that belong to no other form. */
export function placesIn(element: Element, form: HTMLFormElement): HTMLElement[] {
  return Array.from(element.querySelectorAll<HTMLElement>(`[${ATTRIBUTE}]`)).filter((place) => {
    const owner = place.closest("form");
    return owner === null || owner === form;
  });
}

/** The form's place for a path. */
export function placeOfPath(form: HTMLFormElement, path: readonly Segment[]): HTMLElement | undefined {
  const key = placeKey(path);
  return placesIn(form, form).find((place) => placeKey(pathOf(place)) === key);
}

/** The nearest place for a control that will do: the control may stand outside its form. */
export function placeOfControl(
  form: HTMLFormElement,
  control: Control,
  willDo: (place: HTMLElement) => boolean,
): HTMLElement | undefined {
  const key = placeKey(parsePath(nameOf(control)));
  for (let around = control.parentElement; around; around = around.parentElement) {
    const place = placesIn(around, form).find((place) => placeKey(pathOf(place)) === key && willDo(place));
    if (place || around === form) return place;
  }
  return undefined;
}

/** A new place beside a control; outside its label, or the message would become part of the control's name. */
export function placeBeside(control: Control): HTMLElement {
  const place = control.ownerDocument.createElement("span");
  place.setAttribute(ATTRIBUTE, nameOf(control));
  (control.closest("label") ?? control).after(place);
  return place;
}

/** A new place for all that has no other, at the form's end, where its button is. */
export function placeAtEnd(form: HTMLFormElement): HTMLElement {
  const place = form.ownerDocument.createElement("div");
  place.setAttribute(ATTRIBUTE, "");
  form.append(place);
  return place;
}

let count = 0;

/** The element's id, given to it where it has none. */
export function idOf(element: HTMLElement): string {
  const root = element.getRootNode() as Document | ShadowRoot;
  // A second copy of this module may count too.
  while (element.id === "") {
    const id = `unanimous-error-${++count}`;
    if (!root.querySelector(`#${id}`)) element.id = id;
  }
  return element.id;
}
