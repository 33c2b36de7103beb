// The key of a request.
import type { IdempotencyKeyOptions } from "../checks.js";
import type { PlainError } from "../render.js";
import { headerOf } from "./light-request.js";

const CODES: Readonly<Record<string, string>> = {
  idempotency_key_required: "IDEMPOTENCY_KEY_REQUIRED",
  too_long: "IDEMPOTENCY_KEY_TOO_LONG",
};

/** The messages to the client, by detail. They replace the text of the reason. */
const MESSAGES: Readonly<Record<string, string>> = {
  repeated: "Idempotency-Key header was sent more than once, or holds a list",
  quoted: "Idempotency key must be sent without quotation marks",
};

/** The key check of each handler that `idempotent` made. `validated` calls it before it parses the body. */
export const keyChecks = new WeakMap<object, (request: Request) => ReturnType<typeof readKey>>();

/** The keys that have been claimed, for a handler inside of the one that claimed. */
const claimedKeys = new WeakMap<Request, string>();

/** Notes that a key has been claimed for a request. */
export const noteClaimedKey = (request: Request, key: string): void => void claimedKeys.set(request, key);

/** Returns the key that has been claimed for a request. */
export const claimedKeyOf = (request: Request): string | undefined => claimedKeys.get(request);

/**
 * Returns the key of a request, or the error for a missing or wrong key. Returns null if the request has no key and
 * does not need one.
 */
export async function readKey(
  request: Request,
  isRequired: boolean,
  options: IdempotencyKeyOptions,
): Promise<string | null | PlainError> {
  // `Headers` removes the spaces and tabs around a value.
  const value = headerOf(request, "idempotency-key");
  if (value === null && !isRequired) return null;
  // `Headers` joins two lines with a comma and a space. If one line was empty, only the comma remains at one end.
  if (options.form !== "sf-string" && value !== null && /, |^,|,$/.test(value)) return keyError("", "repeated", "");
  const { checkIdempotencyHeader } = await import("../writer.js");
  const key = checkIdempotencyHeader(request.method, value === null ? [] : [["idempotency-key", value]], options);
  return key.ok ? key.value : keyError(key.code, key.detail, key.reason);
}

const keyError = (code: string, detail: string | undefined, reason: string): PlainError => ({
  status: 400,
  code: CODES[code] ?? "IDEMPOTENCY_KEY_INVALID",
  message: MESSAGES[detail ?? ""] ?? reason,
});
