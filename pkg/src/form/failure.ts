/** How browsers, Node and clients begin the text of an error when a request gets no answer; ofetch ends it so. */
const NO_ANSWER =
  /^(failed to fetch|fetch failed|load failed|terminated|network ?(error|request)|the (internet|network) connection)/i;
const NO_RESPONSE = /<no response>/;

/** Names and codes of errors of axios, ky and browsers for a request without an answer. */
const NO_ANSWER_NAME = /^(TimeoutError|NetworkError|ERR_NETWORK|ECONNABORTED|ETIMEDOUT)$/;

const ABORTED = /^(AbortError|CanceledError|ERR_CANCELED)$/;

/** The most errors of a chain of causes that are looked at: a chain may be a circle. */
const MAX_CAUSES = 8;

/** Whether axios was stopped by `AbortSignal.timeout()`: it throws the same error for any signal. */
const isOver = (error: unknown): boolean =>
  (error as { config?: { signal?: { reason?: Partial<Error> } } }).config?.signal?.reason?.name === "TimeoutError";

/** Why something could not be sent: it was aborted on purpose, nobody answered, or the code that sends it has a bug. */
export function failureKind(error: unknown): "aborted" | "noAnswer" | "failed" {
  let kind: "noAnswer" | "failed" = "failed";
  for (let at = error, count = 0; at != null && count < MAX_CAUSES; count++) {
    const { name, message, code, cause } = Object(at) as Partial<Error> & { readonly code?: unknown };
    const [text = "", ...names] = [message ?? "", name, code].map(String);
    if (names.some((one) => ABORTED.test(one))) {
      if (isOver(error)) return "noAnswer";
      // ofetch wraps an abort. Another wrapped abort may be a timeout.
      return count === 0 || NO_RESPONSE.test(String(Object(error).message)) ? "aborted" : kind;
    }
    if (names.some((one) => NO_ANSWER_NAME.test(one)) || NO_ANSWER.test(text) || NO_RESPONSE.test(text))
      kind = "noAnswer";
    at = cause;
  }
  return kind;
}
