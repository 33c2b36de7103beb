import { controlsOf, member, type Control } from "./controls.js";

/** The element of the form's page or shadow root that has the focus. It may be the host of a shadow root inside. */
export function focusedInRoot(form: HTMLFormElement): Element | null {
  // A closed shadow root tells only those inside it which of its elements has the focus.
  const root = member(form, "getRootNode")() as Partial<DocumentOrShadowRoot>;
  return root.activeElement ?? member(form, "ownerDocument").activeElement;
}

/** The element of a form's page that has the focus, inside shadow roots too. */
export function focusedElement(form: HTMLFormElement): Element | null {
  let element = focusedInRoot(form);
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
