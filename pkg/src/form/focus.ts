import { controlsOf, type Control } from "./controls.js";

/** The element that has the focus, inside shadow roots too. */
export function focusedElement(document: Document): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/**
 * Whether the user is busy at an element that has the focus. At a button of the form the user waits for its effect.
 *
 * @param form the form that wants the focus for one of its controls
 */
export function holdsFocus(element: Element | null, form: HTMLFormElement): boolean {
  if (!element || element === element.ownerDocument.body) return false;
  return (element as Partial<HTMLInputElement>).form !== form || controlsOf(form).includes(element as Control);
}
