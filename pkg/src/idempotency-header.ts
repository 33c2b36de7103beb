import { type IdempotencyKeyOptions, maxLengthOption, type Passed, type Rejected, sfStringOption } from "./checks.js";
import { headerPairs, type HeadersLike } from "./headers.js";
import { callForText } from "./packed/buffer.js";
import { packJson } from "./packed/pack.js";
import { writer } from "./wasm/writer.js";

/** The result for a request that may be processed. */
export interface AcceptedKey extends Passed {
  /** The key; null if the request has no key and its method does not need one. */
  readonly value: string | null;
}

/**
 * Checks the `Idempotency-Key` of a request to a server. POST and PATCH must have one, and no request may have two.
 *
 * A `Headers` joins two lines with a comma and a space, so a key that was sent twice is rejected for its space. In raw
 * headers it is rejected with the detail `repeated`.
 *
 * @param headers the request's headers, in any form
 * @throws TypeError if an option is wrong
 */
export function checkIdempotencyHeader(
  method: string,
  headers: HeadersLike | null | undefined,
  options: IdempotencyKeyOptions = {},
): AcceptedKey | Rejected {
  const isSfString = sfStringOption("checkIdempotencyHeader", options);
  const max = maxLengthOption("checkIdempotencyHeader", options.maxLength, 255);
  const values = headerPairs(headers)
    // `toLowerCase` would make the Kelvin sign a `k`. Without the flag `u`, the flag `i` matches ASCII letters only.
    .filter(([name]) => /^idempotency-key$/i.test(name))
    .map(([, value]) => value);
  const json = packJson(writer, [String(method), values, isSfString, max], (length) =>
    callForText(writer, (wasm) => wasm.checkIdempotencyHeader(length)),
  );
  return JSON.parse(json as string) as AcceptedKey | Rejected;
}
