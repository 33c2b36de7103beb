import { type IdempotencyKeyOptions, isSfString, limit, type Rejected } from "./checks.js";
import { headerPairs, type HeadersLike } from "./headers.js";
import { packJson } from "./packed/walker.js";
import { ask } from "./packed/buffer.js";
import { errors } from "./wasm/errors.js";

/** The key of a request: null where the method needs none and none was given. */
export interface AcceptedKey {
  readonly ok: true;
  readonly value: string | null;
}

/**
 * Checks the `Idempotency-Key` of a request to a server: required with POST and PATCH, and given once.
 *
 * A `Headers` joins two lines by a comma and a space, so there a key given twice is refused for its space; raw headers
 * give it the detail `repeated`.
 *
 * @param headers the request's, in any form
 * @throws TypeError for an option that does not exist
 */
export function checkIdempotencyHeader(
  method: string,
  headers: HeadersLike | null | undefined,
  options: IdempotencyKeyOptions = {},
): AcceptedKey | Rejected {
  const sfString = isSfString("checkIdempotencyHeader", options);
  const max = limit("checkIdempotencyHeader", options.maxLength, 255);
  const values = headerPairs(headers)
    .filter(([name]) => name.toLowerCase() === "idempotency-key")
    .map(([, value]) => value);
  const answer = packJson(errors, [String(method), values, sfString, max], (length) =>
    ask(errors, (wasm) => wasm.checkIdempotencyHeader(length)),
  );
  return JSON.parse(answer as string) as AcceptedKey | Rejected;
}
