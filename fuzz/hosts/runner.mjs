// Answers inputs with the npm package. `run.rs` beside this file answers them natively.
import {
  checkIdempotencyHeader,
  checkIdempotencyKey,
  checkPhone,
  compile,
  EMAIL_RULES,
  errorResponse,
  isUnsupported,
  NOW,
  readError,
  retryAdvice,
  validate,
} from "./calls.mjs";

/**
 * @param {typeof import("unanimous")} api
 * @param {{ printPath: Function, parsePath: Function }} form the paths of `unanimous/form`, a second implementation
 * @returns {Record<string, (line: any) => unknown>} for each kind, what answers an input
 */
export const runners = (api, form) => ({
  schemas: (line) => validated(api, line),

  graphs: (line) => validated(api, line),

  texts: ({ text, maxLength }) =>
    [
      ...EMAIL_RULES.map((rule) => () => api.checkEmail(text, { rule })),
      () => api.dedupeKey(text),
      () => checkPhone(api, { value: text, format: "phone" }),
      () => checkPhone(api, { value: text, format: "e164" }),
      () => checkPhone(api, { value: text, format: "phone", maxLength }),
      () => checkIdempotencyKey(api, { value: text, form: "bare", maxLength }),
      () => checkIdempotencyKey(api, { value: text, form: "sf-string", maxLength }),
    ].map(unlessUnsupported),

  urls({ url, policy, host, addresses }) {
    try {
      return [api.checkUrl(url, policy), api.checkAddresses(host, addresses, policy)];
    } catch (error) {
      const wrong = /^checkUrl: policy(.*)$/s.exec(error.message);
      if (!(error instanceof TypeError) || wrong === null) throw error;
      return { policy: wrong[1] };
    }
  },

  messages({ message, options, fields }) {
    const printed = api.formatMessage(fields);
    return [api.parseMessage(message, options), printed, api.parseMessage(printed)];
  },

  paths({ segments, text }) {
    const printed = form.printPath(segments);
    const read = form.parsePath(text);
    const inMessage = api.parseMessage(api.formatMessage([{ path: segments, reason: "x" }]))[0];
    if (inMessage.path !== printed) throw new Error(`the form prints ${printed}, the message ${inMessage.path}`);
    return [printed, form.parsePath(printed), read, form.printPath(read)];
  },

  bodies: (line) => advised(api, readError(api, line), line),

  headers: (line) => [advised(api, readError(api, line), line), checkIdempotencyHeader(api, line)],

  answers({ issues, error, dialect, options, request }) {
    const { status, headers, body } = errorResponse(api, issues ?? error, { dialect, ...options });
    const read = api.readError({ status, headers, body, now: NOW });
    return [{ status, headers, body }, advised(api, read, { request })];
  },
});

/** What stands for the result of a call that `unanimous/lite` does not support. */
export const UNSUPPORTED = "unsupported";

function unlessUnsupported(call) {
  try {
    return call();
  } catch (error) {
    if (isUnsupported(error)) return UNSUPPORTED;
    throw error;
  }
}

const validated = (api, { schema, values }) =>
  unlessUnsupported(() => {
    const { compiled, error } = compile(api, schema);
    return error ?? values.map((value) => validate(compiled, value));
  });

const advised = (api, error, { request }) => [error, retryAdvice(api, error, request)];

/** The output line for an input line. A lone surrogate becomes U+FFFD, as the native host reads it. */
export function answered(runner, line) {
  try {
    return JSON.stringify(runner(JSON.parse(line)), (_, value) =>
      typeof value === "string" ? value.toWellFormed() : value,
    );
  } catch (error) {
    return JSON.stringify({ throws: String(error) });
  }
}
