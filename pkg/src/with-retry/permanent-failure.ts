// Codes of permanent failures, which another attempt would not change. The names are those of Node, undici and
// OpenSSL; Deno and Bun use them too. A name that DNS does not know (`ENOTFOUND`) is not among them, because a resolver
// may fail for a moment.

const PERMANENT_CODES = [
  // What `safeFetch` of `unanimous/node` refuses: a connection, a response or a redirect.
  "ERR_UNSAFE_URL",
  "ERR_RESPONSE_SIZE",
  "ERR_RESPONSE_STATUS",
  "ERR_RESPONSE_CODING",
  "ERR_REDIRECT",
  // Paths, headers and ports that Node does not send.
  "ERR_UNESCAPED_CHARACTERS",
  "ERR_HTTP_INVALID_HEADER_VALUE",
  "ERR_SOCKET_BAD_PORT",
  // A request or a dispatcher that undici cannot use.
  "UND_ERR_INVALID_ARG",
  "UND_ERR_NOT_SUPPORTED",
  "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
  "UND_ERR_CLOSED",
  "UND_ERR_DESTROYED",
  // A certificate that is not trusted or not for this use, by OpenSSL's X509_verify_cert_error_string.
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  // A server that does not speak TLS.
  "ERR_SSL_WRONG_VERSION_NUMBER",
];

const PERMANENT_PREFIXES = [
  // Invalid URLs, headers and options.
  "ERR_INVALID_",
  // A certificate for another host (`ERR_TLS_CERT_ALTNAME_INVALID`), one that has expired (`CERT_HAS_EXPIRED`), one
  // whose issuer is not known (`UNABLE_TO_GET_ISSUER_CERT`), and so on.
  "ERR_TLS_CERT_",
  "CERT_",
  "CRL_",
  "ERROR_IN_CERT_",
  "UNABLE_TO_",
];

/** Messages of permanent failures to which Node's `fetch` gives no code. */
const PERMANENT_MESSAGES = [
  "bad port",
  "unknown scheme",
  "URL scheme must be a HTTP(S) scheme",
  "about scheme is not supported",
  "unexpected redirect",
  "redirect count exceeded",
  "integrity mismatch",
  "not implemented... yet...",
  "failed to fetch the data URL",
  "invalid method",
];

const isPermanentCode = (code: string): boolean =>
  PERMANENT_CODES.includes(code) || PERMANENT_PREFIXES.some((prefix) => code.startsWith(prefix));

/** The most errors that are read, because a chain of causes may be endless. */
const MAX_ERRORS = 32;

/**
 * Whether every attempt would fail in this way: `fetch` was aborted, or the failure or one of its causes has a
 * permanent code or message. It never throws.
 */
export function isPermanent(failure: unknown): boolean {
  const errors = [failure];
  for (let at = 0; at < errors.length && at < MAX_ERRORS; at++) {
    const error = errors[at];
    if (typeof error !== "object" || error === null) continue;
    try {
      const { name, message, code, cause, errors: parts } = error as Record<string, unknown>;
      if (at === 0 && name === "AbortError") return true;
      if (typeof code === "string" && isPermanentCode(code)) return true;
      if (code === undefined && PERMANENT_MESSAGES.includes(message as string)) return true;
      errors.push(cause);
      // An AggregateError: one error for each address of a host.
      if (Array.isArray(parts)) errors.push(...parts.slice(0, MAX_ERRORS));
    } catch {
      // A getter or a proxy threw, which says nothing about the failure.
    }
  }
  return false;
}
