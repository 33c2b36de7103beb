/** What holds a value in a form: an input, a select, a textarea, or a form-associated custom element. */
export interface Control extends HTMLElement {
  readonly type?: string;
  readonly checked?: boolean;
  readonly selectedOptions?: HTMLCollectionOf<HTMLOptionElement>;
  readonly validity?: ValidityState;
  setCustomValidity?(text: string): void;
}

const BUTTONS = new Set(["submit", "image", "button", "reset"]);

const isControl = (element: Element): element is Control =>
  element.matches("input, select, textarea")
    ? !BUTTONS.has((element as HTMLInputElement).type)
    : element.localName.includes("-");

/** A form's controls in the order of the page, those that name it by `form=` included. */
export function controlsOf(form: HTMLFormElement): Control[] {
  // A control named `elements` would stand in the way of `form.elements`.
  const elements = Reflect.get(HTMLFormElement.prototype, "elements", form) as HTMLFormControlsCollection;
  return Array.from(elements).filter(isControl);
}

export const nameOf = (control: Element): string => control.getAttribute("name") ?? "";

/** Whether several of a name are one choice. */
export const isChoice = ({ type }: Control): boolean => type === "radio" || type === "checkbox";

/** Whether it takes part in the page; it may still be scrolled out of sight. */
export const isRendered = (element: Element): boolean => element.isConnected && element.checkVisibility?.() !== false;

/** Whether a message beside it would be seen. */
export const isVisible = (control: Control): boolean => control.type !== "hidden" && isRendered(control);
