/** An element that holds a value of a form: an input, a select, a textarea, or a form-associated custom element. */
export interface Control extends HTMLElement {
  readonly type?: string;
  readonly checked?: boolean;
  readonly dirName?: string;
  readonly files?: FileList | null;
  readonly selectedOptions?: HTMLCollectionOf<HTMLOptionElement>;
  readonly validity?: ValidityState;
  readonly validationMessage?: string;
  readonly willValidate?: boolean;
  readonly labels?: NodeListOf<HTMLLabelElement> | null;
  readonly form?: HTMLFormElement | null;
  setCustomValidity?(text: string): void;
}

const BUTTONS = new Set(["submit", "image", "button", "reset"]);

const isControl = (element: Element): element is Control =>
  element.matches("input, select, textarea")
    ? !BUTTONS.has((element as HTMLInputElement).type)
    : element.localName.includes("-");

/**
 * A member of an element that can be a form. A control that is named `action` or `append` hides the form's own member
 * of this name.
 */
export function member<Name extends keyof HTMLFormElement>(element: Element, name: Name): HTMLFormElement[Name] {
  const value = Reflect.get(Object.getPrototypeOf(element), name, element);
  return typeof value === "function" ? value.bind(element) : value;
}

/** The controls of a form in the order of the page. Controls outside the form that name it by `form=` are included. */
export const controlsOf = (form: HTMLFormElement): Control[] => Array.from(member(form, "elements")).filter(isControl);

/** The control's name; empty if it has none. */
export const nameOf = (control: Element): string => control.getAttribute("name") ?? "";

/** The control's type. A custom element that can be checked, and has no type, is taken to be a checkbox. */
export const typeOf = ({ type, checked }: Control): string => type ?? (checked === undefined ? "" : "checkbox");

/** Whether controls of the same name form one choice: radio buttons and checkboxes. */
export const isChoice = (control: Control): boolean => /^(radio|checkbox)$/.test(typeOf(control));

/**
 * Whether the browser renders the element. It may still be scrolled out of view. A form that is not in the page yet is
 * taken to be rendered.
 */
export const isRendered = (element: Element): boolean =>
  element.isConnected ? element.checkVisibility?.() !== false : element.closest("form") !== null;

/** Whether a message beside the control would be visible. */
export const isVisible = (control: Control): boolean => control.type !== "hidden" && isRendered(control);
