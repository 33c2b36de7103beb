/**
 * Shows an API's errors in a form of TanStack Form.
 *
 * @module
 */
import type { ApiError } from "../api-error.js";
import { bracketed, sortByField } from "./field-errors.js";

/** What is needed of a `FormApi`, as `useForm` returns it. */
export interface TanStackForm {
  // biome-ignore lint/suspicious/noExplicitAny: the form's type has the types of its validators' errors.
  setErrorMap(errorMap: any): void;
  readonly fieldInfo: { readonly [name: string]: { readonly instance: unknown } | undefined };
  readonly state: { readonly submissionAttempts: number };
  // The result is a function, or has one, by the version of the library.
  readonly store: { subscribe(changed: () => void): (() => void) | { unsubscribe(): void } };
}

/**
 * Shows the errors at the fields of a form, by `setErrorMap`, as those of `onSubmit`. Errors without a field, and
 * errors of fields that are not mounted, become the error of the form. Several reasons of one field are joined by a
 * semicolon and a space.
 *
 * The library removes the error of a field when the field changes. All others are removed when the next submit begins:
 * the library would not submit a form with errors that no validator takes back.
 *
 * @example
 * const form = useForm({
 *   defaultValues: { email: "" },
 *   onSubmit: async ({ value, formApi }) => {
 *     const response = await fetch("/api/leads", { method: "POST", body: JSON.stringify(value) });
 *     if (!response.ok) applyErrors(await readResponse(response), formApi);
 *   },
 * });
 */
export function applyErrors(error: ApiError, form: TanStackForm): void {
  const problems = sortByField(error, bracketed, (name) => Boolean(form.fieldInfo[name]?.instance));
  const fields = Object.fromEntries(problems.fields.map(({ name, reasons }) => [name, reasons.join("; ")]));
  form.setErrorMap({ onSubmit: { form: problems.form, fields } });
  const { submissionAttempts } = form.state;
  const subscription = form.store.subscribe(() => {
    if (form.state.submissionAttempts === submissionAttempts) return;
    if (typeof subscription === "function") subscription();
    else subscription.unsubscribe();
    form.setErrorMap({ onSubmit: { form: undefined, fields: {} } });
  });
}
