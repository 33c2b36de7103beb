/**
 * Shows an API's errors in a form of React Hook Form.
 *
 * @module
 */
import type { ApiError } from "../api-error.js";
import { dotted, sortByField } from "./field-errors.js";

/** What is needed of the result of `useForm`. */
export interface ReactHookForm {
  // biome-ignore lint/suspicious/noExplicitAny: the names are those of the user's fields.
  setError(name: any, error: { type: string; message: string }, options?: { shouldFocus: boolean }): void;
  readonly control: { readonly _names: { readonly mount: { has(name: string): boolean } }; readonly _fields: unknown };
}

/** Whether a field is on the page. `_names.mount` keeps the name of one that was removed from it. */
function isMounted(fields: unknown, name: string): boolean {
  // biome-ignore lint/suspicious/noExplicitAny: the library's own tree of fields.
  const field = name.split(".").reduce((inner: any, key) => inner?.[key], fields);
  return field?._f?.mount !== false;
}

/**
 * Shows the errors at the fields of a form, by `setError`. Errors without a field, and errors of fields that are not
 * mounted, become `errors.root.server`, which React Hook Form removes at the next submit: an error of a missing field
 * would block every later submit.
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
  const { _names, _fields } = form.control;
  const problems = sortByField(error, dotted, (name) => _names.mount.has(name) && isMounted(_fields, name));
  problems.fields.forEach(({ name, reasons, code }, at) => {
    const shouldFocus = at === 0 && options?.focus !== false;
    form.setError(name, { type: code ?? "server", message: reasons.join("; ") }, { shouldFocus });
  });
  if (problems.form !== undefined) {
    form.setError("root.server", { type: error.code ?? "server", message: problems.form });
  }
}
