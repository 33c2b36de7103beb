import { focusedElement, holdsFocus } from "./focus.js";
import type { Messages } from "./messages.js";
import type { Readings } from "./readings.js";

/** Moves the focus to the errors that come after a submission, unless the user has gone on. */
export interface AnswerFocus {
  /** Remembers which element has the focus when the form is submitted. */
  remember(): void;
  /** Forgets it: the user has edited the form, or left a control. */
  forget(): void;
  /** Focuses the first control with a message, unless the user has gone to another one since the submission. */
  toFirst(): Promise<void>;
}

export function answerFocus(form: HTMLFormElement, messages: Messages, readings: Readings<unknown>): AnswerFocus {
  let atSubmit: Element | null = null;
  return {
    remember: () => void (atSubmit = focusedElement(form)),
    forget: () => void (atSubmit = null),
    async toFirst() {
      // The focus is not moved later than now if nothing is disabled.
      if (readings.isDisabled()) await readings.enabled();
      const element = focusedElement(form);
      if (element === atSubmit || !holdsFocus(element, form)) messages.focusFirst();
    },
  };
}
