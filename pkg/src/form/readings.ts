import type { Result } from "../schema.js";
import { controlsOf } from "./controls.js";
import { readControls, type FormReading } from "./read.js";
import type { FormOptions, FormSchema } from "./types.js";

/** What a form held at one moment, validated. `onSubmit` may change the value later. */
export interface CheckedReading<T> extends FormReading {
  readonly result: Result<T>;
}

/** What a form holds, and what of it is being sent. */
export interface Readings<T> {
  /** The reading that is being sent, or was sent last; undefined once the form is reset, or edited after that. */
  submitted: CheckedReading<T> | undefined;
  /** The button of the last submission. */
  submitter: HTMLElement | null;
  /** The element that had the focus at the last submission; null once the user has gone on since. */
  focused: Element | null;
  /** Reads the form, with the button that sends it. */
  read(submitter?: HTMLElement | null): CheckedReading<T>;
  /**
   * Reads the form, with the button of the last submission. A form that is disabled because it is being sent would lack
   * what it holds, so its value is the one that is being sent.
   */
  current(): CheckedReading<T>;
  /** Whether a control that was read for the submission is disabled now. */
  isDisabled(): boolean;
  /** Waits until the page enables what it has disabled during the submission, for one second at most. */
  enabled(): Promise<void>;
}

export function readingsOf<T>(form: HTMLFormElement, schema: FormSchema<T>, options: FormOptions<T>): Readings<T> {
  const read = (submitter: HTMLElement | null = null): CheckedReading<T> => {
    const reading = readControls(form, schema, options.ignore ?? [], submitter);
    return { ...reading, result: schema.validate(reading.value, options) };
  };
  const isDisabled = (): boolean => {
    const { controls = [] } = readings.submitted ?? {};
    return controlsOf(form).some((control) => control.matches(":disabled") && controls.includes(control));
  };
  const readings: Readings<T> = {
    submitted: undefined,
    submitter: null,
    focused: null,
    read,
    isDisabled,
    current: () => (readings.submitted && isDisabled() ? readings.submitted : read(readings.submitter)),
    async enabled() {
      for (let tries = 50; tries > 0 && isDisabled(); tries--) await new Promise((end) => setTimeout(end, 20));
    },
  };
  return readings;
}
