// The exports that `unanimous` and `unanimous/lite` share: all but the functions for safe URLs.
export { checkEmail, checkIdempotencyKey, checkPhone, dedupeKey } from "./checks.js";
export { newIdempotencyKey } from "./idempotency-key.js";
export type { Accepted, CheckResult, EmailOptions, IdempotencyKeyOptions, PhoneOptions, Rejected } from "./checks.js";
export * from "./api-errors.js";
export type { SafeUrl, UrlCheckResult, UrlPolicy } from "./urls.js";
export { LiteError } from "./lite-error.js";
export { formSchema, readForm } from "./read-form.js";
export type {
  FileLike,
  FormEntry,
  FormObject,
  FormReadSchema,
  FormSchemaOf,
  FormSource,
  FormValue,
  Ignore,
  ReadFormOptions,
} from "./read-form.js";
export { schema, SchemaError } from "./schema.js";
export type { Result, Schema, StandardIssue, StandardResult, Valid } from "./schema.js";
export { emptyAsMissing } from "./empty-as-missing.js";
export type { FormDefaults, LenientSchema } from "./empty-as-missing.js";
export { errorMap, flatten, treeify } from "./issue-shapes.js";
export type { ErrorTree, FlatError } from "./issue-shapes.js";
export type { FormError, FormProblem } from "./form/problem.js";
export type { Infer, InferSchema } from "./infer.js";
export type { Format, JsonSchema, SchemaOptions, Subschema, TypeName, UnanimousOptions } from "./json-schema.js";
export type { KnownKeywords } from "./known-keywords.js";
export type { SchemaWarning } from "./schema-error.js";
export type { Invalid } from "./issue.js";
export type { MessageOptions } from "./localize.js";
export type { Locale } from "./locales/locale.js";
