import { acceptedPart } from "./accepted-part.js";
import type { Checker } from "./checker.js";
import { controlsOf, isChoice, nameOf, typeOf, type Control } from "./controls.js";
import type { CheckedReading, Readings } from "./readings.js";
import type { Submissions } from "./submissions.js";
import type { ShownProblems } from "./shown-problems.js";

/** The types of controls in which nothing is typed. */
const CHOSEN_NOT_TYPED = /^(checkbox|radio|select|file|range|color)/;

/** Listens to what the user does at the controls of a form. */
export interface EditListeners<T> {
  /** Is called when the user has edited a control. */
  onEdit(event: Event): void;
  /** The user has left a control. */
  onLeave(event: Event): void;
  /** Checks a value of the form after a pause in typing. What the schema rejects is removed from the value. */
  scheduleCheck(reading: CheckedReading<T>): void;
}

export function editListeners<T>(
  form: HTMLFormElement,
  readings: Readings<T>,
  problems: ShownProblems<T>,
  checker: Checker | undefined,
  submissions: Submissions,
): EditListeners<T> {
  /**
   * The form's control that an event comes from, which can be around the element of the event: a custom radio group has
   * its buttons inside, which are controls without a name. Undefined if the event comes from elsewhere in the page.
   */
  const controlOf = ({ target }: Event): Control | undefined => {
    // From the inside out.
    const around = controlsOf(form)
      .reverse()
      .filter((one) => one.contains(target as Node));
    return around.find(nameOf) ?? around[0];
  };

  const scheduleCheck = (reading: CheckedReading<T>): void => {
    if (!checker) return;
    const { result } = reading;
    const value = result.ok ? result.value : acceptedPart(reading.value, result.issues);
    if (value !== undefined) {
      checker.schedule(value, reading);
    } else {
      checker.reset();
      problems.ofCheck = [];
    }
  };

  /** Removes the problems of a control that do not come from the schema, because the user has edited it. */
  const forgetAt = (control: Control): void => {
    problems.forgetOf([control]);
    readings.focused = null;
    // A submission that waits for its check ends: its value is out of date.
    if (submissions.isBusy) checker?.reset();
    else readings.submitted = undefined;
  };

  return {
    scheduleCheck,
    onEdit(event) {
      const control = controlOf(event);
      if (!control) return;
      // `change` follows the last `input`: an error that was shown between them is not answered by an edit.
      if (problems.isEdited(control)) forgetAt(control);
      // A choice is complete when it is made: the user need not leave the control first.
      if (event.type === "change" && CHOSEN_NOT_TYPED.test(typeOf(control))) problems.touch(control);
      const refreshed = problems.refresh();
      // A text that an input method is composing is not complete. `compositionend` follows.
      if ((event as InputEvent).isComposing) checker?.reset();
      else scheduleCheck(refreshed);
    },
    onLeave(event) {
      const control = controlOf(event);
      const next = (event as FocusEvent).relatedTarget as (Element & Partial<HTMLButtonElement>) | null;
      if (!control || control.contains(next) || (next && isChoice(control) && nameOf(next) === nameOf(control))) return;
      problems.touch(control);
      readings.focused = null;
      // When the user clicks the submit button, a new message would move the button away from the pointer. The
      // submission shows all messages anyway.
      if (next?.type === "submit" && next.form === form) return;
      problems.refresh();
      checker?.flush();
    },
  };
}
