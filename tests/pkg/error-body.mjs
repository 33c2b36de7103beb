// The body, its error, and the throwing values that the tests of errors share.

/** An error body, and what `readError` makes of it with the status 400. */
export const BODY = '{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}';
export const ERROR = {
  dialect: "error-object",
  status: 400,
  code: "VALIDATION_ERROR",
  category: "validation",
  title: "Bad Request",
  message: "Validation error: email: Invalid email",
  fields: [{ path: "email", segments: ["email"], location: null, reason: "Invalid email", code: "invalid_email" }],
  requestId: null,
  docsUrl: null,
  instance: null,
  details: null,
  retryAfterMs: null,
  warnings: [],
};
export const thrower = () => {
  throw new Error("no");
};
/** A value that throws at every operation. */
export const hostile = new Proxy(
  thrower,
  Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, thrower])),
);
