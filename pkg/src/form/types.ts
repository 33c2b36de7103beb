/// <reference lib="esnext.disposable" preserve="true" />
import type { ApiError } from "../api-error.js";
import type { Invalid } from "../issue.js";
import type { MessageOptions } from "../localize.js";
import type { Result, Schema } from "../schema.js";
import type { FormDraft } from "./accepted-part.js";
import type { Ignore } from "../read-form/source.js";
import type { FormError } from "./problem.js";
import type { FormSummary } from "./summary.js";

/** The members of a schema that a form uses. The schema can come from `unanimous` or from `unanimous/lite`. */
export type FormSchema<T> = Pick<Schema<T>, "json" | "validate"> & Partial<Pick<Schema<T>, "documents">>;

/** How a form was submitted. */
export interface FormSubmit {
  /** Aborted once the form is unbound, or the user has left the page and come back by the browser's history. */
  readonly signal: AbortSignal;
  /** The entries that the browser would send. Files are only here, not in the value. */
  readonly formData: FormData;
  /** The button that submitted the form; null if no button did. */
  readonly submitter: HTMLElement | null;
}

/** The result of `onSubmit`: an error to show, or nothing. */
export type FormAnswer = FormError | null | undefined | void;

/** The texts that a form shows of its own. */
export interface FormTexts {
  /** No server has answered: `No answer from the server. Check your connection and try again.` */
  readonly noAnswer: string;
  /**
   * `onSubmit` has thrown another error: `This could not be sent. Try again.` It also begins the message for a response
   * that has only a status.
   */
  readonly failed: string;
  /** The browser cannot read what the user has typed, such as half a date: `This is incomplete or invalid`. */
  readonly unreadable: string;
  /** The form may be sent again after some seconds: `Try again in 12 seconds`, `Try again in 2:05 minutes`. */
  readonly retryIn: (seconds: number) => string;
}

/** The options of `bindForm` that do not say how the form is sent. */
interface CommonOptions<T> extends Pick<MessageOptions, "locale" | "messages" | "details"> {
  /**
   * Checks what a schema cannot say: whether two fields agree, or whether a server knows the name already. Gives the
   * problems, or nothing.
   *
   * It runs after each pause in typing, when the user leaves a control, and when the form is submitted. The submission
   * waits for it, and ends if it finds a problem. Its problems are shown as those of the schema are. `value` holds what
   * is filled in and valid; it is not called if the schema rejects the value as a whole. `signal` is aborted once
   * the value has changed. An edit also ends a submission that waits: nothing is sent.
   *
   * An error that it throws ends a submission as one that `onSubmit` throws.
   */
  readonly check?:
    | ((value: FormDraft<T>, options: { readonly signal: AbortSignal }) => FormAnswer | Promise<FormAnswer>)
    | undefined;
  /** How long a pause in typing must be before `check` runs, in milliseconds; 300 by default. */
  readonly checkDelayMs?: number | undefined;
  /**
   * Called with an error that `onSubmit`, `readResponse` or `check` throws. The form shows the error that it gives; for
   * undefined the form shows its own text, and for null nothing.
   *
   * Without it, an `ApiError` is shown as if it were returned, and an error that is no failed request is thrown again
   * after its text is shown, so that it is reported.
   */
  readonly onError?: ((error: unknown) => FormAnswer | Promise<FormAnswer>) | undefined;
  /**
   * Lists all errors in one place once the form is submitted, with links to the controls, in their order:
   * `errorSummary("id")`. An invalid submission moves the focus there. Errors that belong to no control are shown only
   * there.
   */
  readonly summary?: ((form: HTMLFormElement) => FormSummary) | undefined;
  /** Texts in place of the form's own. */
  readonly texts?: Partial<FormTexts> | undefined;
  /**
   * Called when the schema rejects a submission, after the messages are shown. The form's other listeners for `submit`
   * are not called, as with the browser's own validation.
   */
  readonly onInvalid?: ((result: Invalid) => void) | undefined;
  /**
   * Names of controls that are not part of the value, or patterns of such names.
   *
   * Left out anyway, unless the schema mentions the name: what the browser adds (submit buttons, the position of a
   * click on an image button, `dirname`, `_charset_`), and hidden inputs of frameworks (`$ACTION_…`, `_method`, `utf8`,
   * `authenticity_token`, `csrfmiddlewaretoken`, `_csrf`, `_token`, …).
   */
  readonly ignore?: Ignore | undefined;
}

/**
 * The options of `bindForm`.
 *
 * Without `onSubmit` the browser sends a form that the schema accepts, as it does without a binding.
 */
export type FormOptions<T> = CommonOptions<T> &
  (
    | {
        /**
         * Sends a value that the schema accepts. The form shows the error that it gives, or an `ApiError` that it
         * throws. If it throws another error, the form shows that it could not be sent. Until it is done, the form is
         * `aria-busy` and ignores further submissions. If it gives nothing, the page may show errors itself, in
         * elements with `data-error-for`.
         *
         * A button with `formnovalidate` sends a value that is not validated. If the button also has `formaction` or
         * `formmethod`, or closes a dialog, the browser handles it instead.
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
  /**
   * Validates the form with the schema, and shows every message. The focus stays where it is. If the schema mentions a
   * submit button, the value holds the button of the last submission.
   */
  validate(): Result<T>;
  /**
   * Shows an error in place of the last one, each field at its control. A message stays until its control's value is
   * changed or the page removes the control, and blocks submissions until then. A message that belongs to no control
   * stays until the form is submitted again.
   *
   * The first control with a message gets the focus, but not if the user is at another control, or if `focus` is false.
   *
   * If the error has `retryAfterMs`, the form counts the seconds down and cannot be submitted before. It takes an hour
   * at most.
   */
  showError(error: FormError, options?: { readonly focus?: boolean | undefined }): void;
  /** Removes all messages. The form behaves as if the user had not touched it yet. */
  clear(): void;
  /**
   * Ends the binding: removes all messages and aborts a submission that is under way. From then on `showError` does
   * nothing, and `validate` shows nothing.
   */
  unbind(): void;
  /** The same as `unbind`. */
  dispose(): void;
  /** The same as `unbind`. */
  [Symbol.dispose](): void;
}
