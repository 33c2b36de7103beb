/**
 * Shows an API's errors in a form of React Hook Form.
 *
 * @module
 */
import type { ApiError } from "../errors.js";
import { dotted, problemsOf } from "./field-errors.js";

/** What is needed of the result of `useForm`. */
export interface ReactHookForm {
  // biome-ignore lint/suspicious/noExplicitAny: the names are those of the user's fields.
  setError(name: any, error: { type: string; message: string }, options?: { shouldFocus: boolean }): void;
  readonly control: { readonly _names: { readonly mount: { has(name: string): boolean } } };
}

/**
 * Shows the errors at the fields of a form, by `setError`. Errors without a field, and errors of fields that are not
 * mounted, become `errors.root.server`, which React Hook Form removes at the next submit: an error of a field that is
 * not there would stop the form for ever.
 *
 * The type of an error is its code, or `server` if it has none. Several reasons of one field are joined by `; `.
 *
 * @param options `focus: false` leaves the focus where it is; otherwise the first field with an error gets it
 *
 * @example
 * const onSubmit = form.handleSubmit(async (lead) => {
 *   const response = await fetch("/api/leads", { method: "POST", body: JSON.stringify(lead) });
 *   if (!response.ok) applyErrors(await readResponse(response), form);
 * });
 */
export function applyErrors(error: ApiError, form: ReactHookForm, options?: { readonly focus?: boolean }): void {
  const { mount } = form.control._names;
  const problems = problemsOf(error, dotted, (name) => mount.has(name));
  problems.fields.forEach(({ name, reasons, code }, at) => {
    const shouldFocus = at === 0 && options?.focus !== false;
    form.setError(name, { type: code ?? "server", message: reasons.join("; ") }, { shouldFocus });
  });
  if (problems.form !== undefined) {
    form.setError("root.server", { type: error.code ?? "server", message: problems.form });
  }
}
