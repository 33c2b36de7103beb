// One call of the npm package's public API for one input. The cases and `make fuzz-hosts` make the same calls.
// calls.rs beside this file makes them in Rust: change both together.

/** The time now in all inputs. */
export const NOW = Date.parse("2026-11-21T08:00:00Z");

export const EMAIL_RULES = ["html", "rfc5321", "rfc6531", "idn", "public"];

/** Checks `{value, format, maxLength?}`. */
export const checkPhone = (api, { value, format, maxLength }) => api.checkPhone(value, { format, maxLength });

/** Checks `{value, form, maxLength?}`. */
export const checkIdempotencyKey = (api, { value, form, maxLength }) =>
  api.checkIdempotencyKey(value, { form, maxLength });

/** Checks the values of a request's header: `{method, values, form?, maxLength?}`. */
export const checkIdempotencyHeader = (api, { method, values, form, maxLength }) =>
  api.checkIdempotencyHeader(method, { "Idempotency-Key": values }, { form, maxLength });

/** The schema, or its error as `{pointer, message}`: one of `compiled` and `error`. */
export function compile(api, schema) {
  try {
    return { compiled: api.schema(schema), error: null };
  } catch (error) {
    if (!(error instanceof api.SchemaError) || isUnsupported(error)) throw error;
    return { error: { pointer: error.pointer, message: error.message } };
  }
}

/**
 * Expands `{"$repeat": [item, n]}` to a list of n items, `{"$text": [text, n]}` to a text repeated n times, and
 * `{"$json": text}` to what the text says.
 */
export function expand(value) {
  if (value?.$repeat) return Array(value.$repeat[1]).fill(value.$repeat[0]);
  if (value?.$json) return JSON.parse(value.$json);
  return value?.$text ? value.$text[0].repeat(value.$text[1]) : value;
}

/** Whether the error says that `unanimous/lite` does not support the case. */
export const isUnsupported = (error) => /"unanimous\/lite"|^unanimous\/lite has no/.test(error.message);

/** Reads `{entries}`: pairs of a name and a text, or how to make them. */
export const readForm = (api, compiled, { entries, entriesGen }) =>
  api.readForm(compiled, entriesGen ? Array(entriesGen.times).fill(entriesGen.repeat) : entries);

export function validate(compiled, value) {
  const { ok, issues, message } = compiled.validate(value);
  return ok ? { ok } : { ok, issues, message };
}

/** Reads the error response `{status, headers, incomplete?, body, …}`, with the options of `parseMessage` and `keepEchoes`. */
export const readError = (api, { status, headers, incomplete, options, ...rest }) =>
  api.readError({ status, headers, incomplete, body: bodyOf(rest), now: NOW, ...options });

/** The body: its text, its bytes in hexadecimal digits, or how to make it. */
function bodyOf({ body, bodyGen, bodyHex }) {
  if (bodyGen) return (bodyGen.before ?? "") + bodyGen.repeat.repeat(bodyGen.times) + (bodyGen.then ?? "");
  return bodyHex ? Uint8Array.from(bodyHex.match(/../g), (pair) => parseInt(pair, 16)) : body;
}

export const retryAdvice = (api, error, request) => api.retryAdvice(error, { random: 0, now: NOW, ...request });

export function errorResponse(api, error, options) {
  const { status, headers, body } = api.errorResponse(error, options);
  return { status, headers: Object.entries(headers), body };
}
