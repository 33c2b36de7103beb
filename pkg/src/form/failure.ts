/** How browsers, Node and clients begin the text of an error when a request gets no answer. Nothing else shows it. */
const NO_ANSWER =
  /^(failed to fetch|fetch failed|load failed|terminated|network ?(error|request)|the (internet|network) connection)/i;

/** Why something could not be sent: it was aborted on purpose, nobody answered, or the code that sends it has a bug. */
export function failureKind(error: unknown): "aborted" | "noAnswer" | "failed" {
  const { name, message } = Object(error) as Partial<Error>;
  if (name === "AbortError") return "aborted";
  return name === "TimeoutError" || NO_ANSWER.test(message ?? "") ? "noAnswer" : "failed";
}
