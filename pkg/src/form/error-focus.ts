import { focusedElement, holdsFocus } from "./focus.js";
import type { Messages } from "./messages.js";
import type { Readings } from "./readings.js";

/**
 * Returns a function that focuses the first control with a message, unless the user has gone to another one since the
 * form was submitted.
 */
export function errorFocus(
  form: HTMLFormElement,
  readings: Readings<unknown>,
  messages: Messages,
): () => Promise<void> {
  return async () => {
    // The focus is not moved later than now if nothing is disabled.
    if (readings.isDisabled()) await readings.enabled();
    const element = focusedElement(form);
    if (element === readings.focused || !holdsFocus(element, form)) messages.focusFirst();
  };
}
