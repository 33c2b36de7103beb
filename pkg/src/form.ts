/**
 * Binds a schema to an HTML form: converts the form's strings to the schema's types, and shows the errors of the schema
 * or of an API at the form's controls. Also reads a submitted form on a server.
 *
 * It takes a compiled schema of `unanimous` or `unanimous/lite` and imports neither.
 *
 * @module
 */
export { bindForm } from "./form/bind.js";
export * from "./read-form.js";
export { errorSummary } from "./form/summary.js";
export type { FormSummary, SummaryEntry } from "./form/summary.js";
export type { FormError, FormProblem } from "./form/problem.js";
export type { FormDraft } from "./form/accepted-part.js";
export type {
  BoundForm,
  FormAnswer,
  FormOptions,
  FormSchema,
  FormSubmit,
  FormTexts,
} from "./form/types.js";
