import { LiteError } from "./lite-error.js";
import type { Code } from "./issue.js";
import { refuseOption } from "./options.js";
import { className, packJson } from "./packed/walker.js";
import { ask, putText } from "./packed/buffer.js";
import { validator, type Wasm } from "./wasm/validator.js";

/** A value that passed, in the form to keep. */
export interface Accepted {
  readonly ok: true;
  readonly value: string;
}

/** A value that did not pass, and why. */
export interface Rejected {
  readonly ok: false;
  /** The reason's stable name. */
  readonly code: Code;
  /** The reason in words. */
  readonly reason: string;
  /** The numbers and names inside the words. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What the rule knows beyond the code: `missing_at`, `local_part`, … */
  readonly detail?: string;
}

export type CheckResult = Accepted | Rejected;

export const read = (words: string | undefined): CheckResult => JSON.parse(words as string) as CheckResult;

const PASSED = 1;

/** The verdict of a check that says in a number whether the value passed, and in words what is wrong. */
function verdict(value: string, check: (wasm: Wasm) => number): CheckResult | undefined {
  return validator.call((wasm) => {
    const number = check(wasm);
    if (number === PASSED) return { ok: true, value };
    return number === 0 ? undefined : read(validator.words(wasm));
  });
}

/** The verdict on a value that is no string: `required` for undefined, else `invalid_type`. */
export function notAString(value: unknown): Rejected {
  const received =
    value === null
      ? "null"
      : typeof value === "number" && !Number.isFinite(value)
        ? Number.isNaN(value)
          ? "NaN"
          : "Infinity"
        : typeof value !== "object"
          ? typeof value
          : Array.isArray(value)
            ? "array"
            : objectName(value);
  return read(ask(validator, (wasm) => wasm.checkType(putText(validator, received)))) as Rejected;
}

function objectName(value: object): string {
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype ? "object" : className(value);
  } catch {
    // A proxy may refuse to say.
    return "object";
  }
}

export function limit(check: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) return value;
  return refuseOption(check, "maxLength", value, "a whole number of code points");
}

export interface EmailOptions {
  /**
   * - `public` (default): valid under both `html` and `rfc5321`, with a domain of two or more labels whose last is not
   *   all digits.
   * - `html`: exactly the HTML living standard's valid e-mail address.
   * - `rfc5321`: a Mailbox of RFC 5321 section 4.1.2 with its length limits.
   * - `rfc6531`: the same with the UTF-8 of RFC 6531, what the format `idn-email` takes.
   */
  readonly rule?: "public" | "html" | "rfc5321" | "rfc6531";
}

/**
 * Checks an email address; never throws on any value.
 *
 * @returns the address itself, or `invalid_email` with a detail code such as `missing_at`
 * @throws TypeError for a rule that does not exist
 */
export function checkEmail(value: unknown, options: EmailOptions = {}): CheckResult {
  const rule: string = options.rule ?? "public";
  if (typeof value !== "string") return notAString(value);
  // One rule is asked for by nearly everybody, and needs no name.
  const answer =
    rule === "public"
      ? verdict(value, (wasm) => wasm.checkEmail(putText(validator, value)))
      : packJson(validator, [value, rule], (length) => verdict(value, (wasm) => wasm.checkEmailAs(length)));
  if (answer !== undefined) return answer;
  if (rule === "rfc6531") throw new LiteError("the rule rfc6531");
  return refuseOption("checkEmail", "rule", rule, "public, html, rfc5321 or rfc6531");
}

export interface PhoneOptions {
  /** With `e164`, `+` and up to 15 digits (ITU-T E.164); otherwise no shape is imposed. */
  readonly format?: "phone" | "e164";
  /** The most code points; 50 unless given. */
  readonly maxLength?: number;
}

/**
 * Checks a phone number: its length, and with `format: "e164"` its form; never throws on any value.
 *
 * @throws TypeError for an option that does not exist
 */
export function checkPhone(value: unknown, options: PhoneOptions = {}): CheckResult {
  const format: string = options.format ?? "phone";
  if (format !== "phone" && format !== "e164") refuseOption("checkPhone", "format", format, "phone or e164");
  const max = limit("checkPhone", options.maxLength, 50);
  if (typeof value !== "string") return notAString(value);
  return verdict(value, (wasm) =>
    wasm.checkPhone(putText(validator, value), format === "e164" ? 1 : 0, max),
  ) as CheckResult;
}

export interface IdempotencyKeyOptions {
  /** `bare` (default): the key itself. `sf-string`: a Structured Field String (RFC 9651), quotes and all. */
  readonly form?: "bare" | "sf-string";
  /** The most characters; 255 unless given. */
  readonly maxLength?: number;
}

/**
 * Checks the value of an `Idempotency-Key` header; never throws on any value.
 *
 * A header that is not there (`null` from `Headers.get`, or undefined) gives `idempotency_key_required`.
 *
 * @returns the key, without quotes
 * @throws TypeError for an option that does not exist
 */
export function checkIdempotencyKey(value: unknown, options: IdempotencyKeyOptions = {}): CheckResult {
  const sfString = isSfString("checkIdempotencyKey", options);
  const max = limit("checkIdempotencyKey", options.maxLength, 255);
  if (value === null || value === undefined) return read(ask(validator, (wasm) => wasm.idempotencyKeyRequired()));
  if (typeof value !== "string") return notAString(value);
  return validator.call((wasm): CheckResult => {
    const number = wasm.checkIdempotencyKey(putText(validator, value), sfString ? 1 : 0, max);
    const words = validator.words(wasm);
    return number === PASSED ? { ok: true, value: words } : read(words);
  });
}

/** Whether keys are written as Structured Field Strings. */
export function isSfString(check: string, { form = "bare" }: IdempotencyKeyOptions): boolean {
  if (form === "bare" || form === "sf-string") return form === "sf-string";
  return refuseOption(check, "form", form, "bare or sf-string");
}

/**
 * The comparison key for unique leads: the address trimmed, its domain lower-cased and in ASCII, its local part
 * lower-cased; null for a text that is no address.
 *
 * For comparing only: write to the address as it was typed.
 *
 * @throws TypeError for a value that is no string; in `unanimous/lite`, LiteError for a domain outside ASCII
 */
export function dedupeKey(address: string): string | null {
  if (typeof address !== "string") throw new TypeError(`dedupeKey takes a string, not ${typeof address}`);
  return validator.call((wasm) => {
    const number = wasm.dedupeKey(putText(validator, address));
    if (number === NEEDS_IDN) throw new LiteError("a key for an address outside ASCII");
    return number === PASSED ? validator.words(wasm) : null;
  });
}

const NEEDS_IDN = 2;

/** A new key: a random (version 4) UUID, 36 characters, from the platform's random numbers. */
export function newIdempotencyKey(): string {
  // A page that was not loaded over HTTPS has no `randomUUID`, yet it has `getRandomValues`.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // RFC 9562 section 5.4: the version and the variant.
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
