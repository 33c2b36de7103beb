/// <reference lib="esnext.disposable" preserve="true" />
import type { ApiError } from "../errors.js";
import type { Invalid } from "../issue.js";
import type { Result, Schema } from "../schema.js";
import type { FormError } from "./problem.js";

/** The members of a schema that a form uses. The schema can come from `unanimous` or from `unanimous/lite`. */
export type FormSchema<T> = Pick<Schema<T>, "json" | "validate">;

/** How a form was submitted. */
export interface FormSubmit {
  /** Aborted once the form is unbound. */
  readonly signal: AbortSignal;
  /** What the browser would send. Files are only here, not in the value. */
  readonly formData: FormData;
  /** The button that submitted the form; null if no button did. */
  readonly submitter: HTMLElement | null;
}

/** What `onSubmit` gives: an error to show, or nothing. */
export type FormAnswer = FormError | null | undefined | void;

interface CommonOptions {
  /**
   * Called when the schema rejects a submission, after the messages are shown. Later listeners for `submit` are not
   * called, as with the browser's own validation.
   */
  readonly onInvalid?: ((result: Invalid) => void) | undefined;
  /** Names of controls that are not part of the value, such as a CSRF token or a button. */
  readonly ignore?: readonly string[] | undefined;
}

/**
 * The options of `bindForm`.
 *
 * Without `onSubmit` the browser sends a form that the schema accepts, as it does without a binding.
 */
export type FormOptions<T> = CommonOptions &
  (
    | {
        /**
         * Sends a value that the schema accepts. The form shows the error that it gives. An error that it throws is not
         * caught. Until it is done, the form is `aria-busy` and ignores further submissions.
         */
        readonly onSubmit?: ((value: T, submit: FormSubmit) => FormAnswer | Promise<FormAnswer>) | undefined;
        readonly readResponse?: undefined;
      }
    | {
        /** As above. A response that is not ok is read by `readResponse`, and the form shows its error. */
        readonly onSubmit: (value: T, submit: FormSubmit) => FormAnswer | Response | Promise<FormAnswer | Response>;
        /** `readResponse` of `unanimous` or `unanimous/lite`, whichever the schema comes from. */
        readonly readResponse: (response: Response) => ApiError | Promise<ApiError>;
      }
  );

/** A form that is bound to a schema. */
export interface BoundForm<T> {
  /**
   * The form's current value, converted to the schema's types and not validated. It holds no submit button's value.
   *
   * @throws TypeError if the schema has a property for a file input
   */
  readonly value: unknown;
  /** Validates the form and shows every message. The focus stays where it is. */
  validate(): Result<T>;
  /**
   * Shows an error, each field at its control, and focuses the first of these controls. A message stays until its
   * control is edited. A message that belongs to no control stays until the form is submitted again.
   */
  showError(error: FormError): void;
  /** Removes all messages. The form behaves as if the user had not touched it yet. */
  clear(): void;
  /** Ends the binding: removes all messages and aborts a submission that is under way. */
  unbind(): void;
  /** The same as `unbind`. */
  [Symbol.dispose](): void;
}
