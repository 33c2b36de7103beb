import type { Control } from "./controls.js";

/**
 * What the user has entered into a control, to be compared with what is there later. Undefined if that cannot be told:
 * a custom element can hold anything, and a chosen file can change under its name.
 */
export function stateOf(control: Control): string | undefined {
  const { type, checked, value, selectedOptions = [], validity } = control as Control & { readonly value?: string };
  if (type === "file" || control.localName.includes("-")) return undefined;
  const chosen = Array.from(selectedOptions, ({ index }) => index);
  return [checked, validity?.badInput, chosen, value].join();
}
