/** A dialect in which errors can be written. */
export type RenderDialect = "error-object" | "problem" | "detail" | "error-code-message" | "error-string-code";

export const DIALECTS: readonly RenderDialect[] = [
  "error-object",
  "problem",
  "detail",
  "error-code-message",
  "error-string-code",
];
