/**
 * Binds a schema to an HTML form: reads the form as the schema has it, and shows at its controls what the schema, or an
 * API, says about them.
 *
 * It takes a compiled schema of `unanimous` or of `unanimous/lite`, and imports neither.
 *
 * @module
 */
export { bindForm } from "./form/bind.js";
export type { FormError, FormProblem } from "./form/problem.js";
export type { BoundForm, FormAnswer, FormOptions, FormSchema, FormSubmit } from "./form/types.js";
