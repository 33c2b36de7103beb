/// <reference lib="esnext.disposable" preserve="true" />
import type { ApiError } from "../errors.js";
import type { Invalid } from "../issue.js";
import type { Result, Schema } from "../schema.js";
import type { FormError } from "./problem.js";

/** What a form needs of a schema: one of `unanimous` or of `unanimous/lite`. */
export type FormSchema<T> = Pick<Schema<T>, "json" | "validate">;

/** How a form was sent. */
export interface FormSubmit {
  /** Aborted once the form is unbound. */
  readonly signal: AbortSignal;
  /** What the browser would send: files are here, and nowhere else. */
  readonly formData: FormData;
  /** The button that was used. */
  readonly submitter: HTMLElement | null;
}

/** What came of sending: an error to show, or nothing. */
export type FormAnswer = FormError | null | undefined | void;

interface CommonOptions {
  /**
   * Called in place of a submission that the schema rejects, once its messages are shown. Nobody else hears of that
   * submission, as with the browser's own validation.
   */
  readonly onInvalid?: ((result: Invalid) => void) | undefined;
  /** Names of controls that are no part of the value: a token against forgery, a button. */
  readonly ignore?: readonly string[] | undefined;
}

/**
 * What to do when a form is sent.
 *
 * Without `onSubmit` the browser sends a form that the schema accepts, as it would have without this binding.
 */
export type FormOptions<T> = CommonOptions &
  (
    | {
        /**
         * Sends what the schema accepts. A response that is not ok, or an error, is shown on the form; what it throws
         * is not caught. Until it is done, the form is `aria-busy` and sends nothing else.
         */
        readonly onSubmit?: ((value: T, submit: FormSubmit) => FormAnswer | Promise<FormAnswer>) | undefined;
        readonly readResponse?: undefined;
      }
    | {
        readonly onSubmit: (value: T, submit: FormSubmit) => FormAnswer | Response | Promise<FormAnswer | Response>;
        /** `readResponse` of the entry that the schema comes from, for an `onSubmit` that gives a `Response`. */
        readonly readResponse: (response: Response) => ApiError | Promise<ApiError>;
      }
  );

/** A form that is bound to a schema. */
export interface BoundForm<T> {
  /**
   * The form as it stands, read along the schema, whether the schema accepts it or not; without a submitter.
   *
   * @throws TypeError where the schema has a value for an input for files
   */
  readonly value: unknown;
  /** Judges the form as it stands and shows all that is wrong, without moving the focus. */
  validate(): Result<T>;
  /**
   * Shows an error, each field at its control, and brings the user to the first. It stays until that control is edited;
   * what no control has stays until the form is sent again.
   */
  showError(error: FormError): void;
  /** Takes all messages away: the form speaks up again as if nobody had used it yet. */
  clear(): void;
  /** Ends the binding: messages go, a submission under way is aborted. */
  unbind(): void;
  /** The same as `unbind`. */
  [Symbol.dispose](): void;
}
