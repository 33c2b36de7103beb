// Message elements are the elements of the page that show messages. `<p data-error-for="email"></p>` shows the messages
// of the control `email`; `<div data-error-for=""></div>` shows those that belong to no control (the form's messages).
import { controlsOf, member, nameOf, type Control } from "./controls.js";
import type { PageAttributes } from "./page-attributes.js";
import { parseName, pathKey } from "../path.js";
import type { Segment } from "../issue.js";

const ATTRIBUTE = "data-error-for";

/** The path that a message element is for; empty for the element of the form's messages. */
export function pathOf(element: HTMLElement): Segment[] {
  const name = element.getAttribute(ATTRIBUTE) ?? "";
  return name === "" ? [] : [...parseName(name).segments];
}

const CONTROL = "input, select, textarea";

/**
 * The message elements inside `root`, without those inside another form. What is or contains a control, native or
 * custom, is none: showing and removing a message would hide the control.
 */
export function messageElementsIn(root: Element, form: HTMLFormElement): HTMLElement[] {
  // Only a custom element needs the list of the form's controls, which takes long in a large form.
  const isControl = (one: Element): boolean =>
    one.matches(CONTROL) || (one.localName.includes("-") && controlsOf(form).includes(one as Control));
  return Array.from(member(root, "querySelectorAll")<HTMLElement>(`[${ATTRIBUTE}]`)).filter((element) => {
    const owner = element.closest("form");
    const hasControl = [element, ...element.querySelectorAll("*")].some(isControl);
    return (owner === null || owner === form) && !hasControl;
  });
}

/** The form's first message element for a path; undefined if there is none. */
export function elementForPath(form: HTMLFormElement, path: readonly Segment[]): HTMLElement | undefined {
  const key = pathKey(path);
  return messageElementsIn(form, form).find((element) => pathKey(pathOf(element)) === key);
}

/**
 * The nearest message element for a control that `isUsable` accepts; undefined if there is none.
 *
 * The search goes up from the control to the form, or to the root of the page where the control is outside its form.
 */
export function elementForControl(
  form: HTMLFormElement,
  control: Control,
  isUsable: (element: HTMLElement) => boolean,
): HTMLElement | undefined {
  const key = pathKey(parseName(nameOf(control)).segments);
  for (let ancestor = control.parentElement; ancestor; ancestor = ancestor.parentElement) {
    const element = messageElementsIn(ancestor, form).find((one) => pathKey(pathOf(one)) === key && isUsable(one));
    if (element || ancestor === form) return element;
  }
  return undefined;
}

/**
 * The text node that {@link createElementBeside} puts before an element: a space. Without it, the text of a label and
 * its message would read as one word: "EmailRequired".
 */
const spaceBefore = new WeakMap<Element, Text>();

/**
 * Creates a message element after a control. If the control is inside a label, the element goes after the label: inside
 * it, the message would become part of the control's accessible name.
 */
export function createElementBeside(control: Control): HTMLElement {
  const element = control.ownerDocument.createElement("span");
  element.setAttribute(ATTRIBUTE, nameOf(control));
  const space = control.ownerDocument.createTextNode(" ");
  spaceBefore.set(element, space);
  (control.closest("label") ?? control).after(space, element);
  return element;
}

/**
 * Creates an element at the form's end, where the submit button usually is: that of the form's messages, or another one
 * that has an attribute of its own.
 */
export function createElementAtEnd(form: HTMLFormElement, attribute = ATTRIBUTE, value = ""): HTMLElement {
  const element = member(form, "ownerDocument").createElement("div");
  element.setAttribute(attribute, value);
  member(form, "append")(element);
  return element;
}

/** Removes a message element that one of these functions has created, and the space before it. */
export function removeCreated(element: HTMLElement): void {
  spaceBefore.get(element)?.remove();
  element.remove();
}

let lastId = 0;

/** The element's id. An element without an id gets a new one. */
export function ensureId(element: HTMLElement, attributes: PageAttributes): string {
  const root = element.getRootNode() as ParentNode & Node;
  // The page may hold a second copy of this module, which counts from 1 too.
  while (element.id === "") {
    const id = `unanimous-error-${++lastId}`;
    if (!root.querySelector(`#${id}`)) attributes.set(element, "id", id);
  }
  return element.id;
}
