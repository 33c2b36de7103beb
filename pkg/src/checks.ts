// Checks of single values. wasm/src/packed/checks.rs decides.
import { NEEDS_IDN, NONE, PASSED } from "./generated/constants.js";
import type { Code } from "./issue.js";
import { LiteError } from "./lite-error.js";
import { refuseOption } from "./options.js";
import { callForText, clipped, MAX_TEXT_UNITS, outputText, putText } from "./packed/buffer.js";
import { className } from "./packed/objects.js";
import { packJson } from "./packed/pack.js";
import { isWellFormed } from "./packed/well-formed.js";
import { validator, type Wasm } from "./wasm/validator.js";

/** A result without a reason. Its members let `checkEmail(text).reason` compile before `ok` is known. */
export interface Passed {
  readonly ok: true;
  readonly code?: undefined;
  readonly reason?: undefined;
  readonly params?: undefined;
  readonly detail?: undefined;
}

/** The result for a value that passed. */
export interface Accepted extends Passed {
  /** The value in the form to keep. */
  readonly value: string;
}

/** The result for a value that did not pass. */
export interface Rejected {
  readonly ok: false;
  /** The reason's stable name. */
  readonly code: Code;
  /** The reason in words. */
  readonly reason: string;
  /** The values that the text of the reason names. */
  readonly params: Readonly<Record<string, unknown>>;
  /** A finer code where the rule has one: `missing_at`, `local_part`, … */
  readonly detail?: string;
}

export type CheckResult = Accepted | Rejected;

export const parseResult = (json: string | undefined): CheckResult => JSON.parse(json as string) as CheckResult;

/**
 * Runs a check whose number says whether the value passed, and which leaves a rejection in the output. Returns
 * undefined if an option does not exist.
 */
function runCheck(value: string, check: (wasm: Wasm) => number): CheckResult | undefined {
  return validator.call((wasm) => {
    const number = check(wasm);
    if (number === PASSED) return { ok: true, value };
    return number === NONE ? undefined : parseResult(outputText(wasm));
  });
}

/** Whether a value is a string of Unicode text: one without a lone surrogate. */
export const isText = (value: unknown): value is string => typeof value === "string" && isWellFormed(value);

/**
 * Returns the rejection of a value that is not text: `required` for undefined, `invalid_text` for a string with a lone
 * surrogate, `invalid_type` for anything else.
 */
export function rejectNoText(value: unknown): Rejected {
  if (typeof value === "string") return parseResult(callForText(validator, (wasm) => wasm.invalidText())) as Rejected;
  const json = callForText(validator, (wasm) => wasm.checkType(putText(validator, typeName(value))));
  return parseResult(json) as Rejected;
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number" && !Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : "Infinity";
  if (typeof value !== "object") return typeof value;
  return Array.isArray(value) ? "array" : objectName(value);
}

function objectName(value: object): string {
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype ? "object" : className(value);
  } catch {
    // The value is a proxy that throws.
    return "object";
  }
}

/** Returns the option `maxLength`. */
export function maxLengthOption(check: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) return value;
  return refuseOption(check, "maxLength", value, "a whole number of code points");
}

/** Returns the limit for wasm. If wasm gets only the beginning of a text, the beginning exceeds this limit. */
const limitFor = (value: string, max: number): number =>
  // A code point has up to two UTF-16 units.
  value.length > MAX_TEXT_UNITS ? Math.min(max, MAX_TEXT_UNITS / 2 - 1) : max;

export interface EmailOptions {
  /**
   * - `public` (default): valid under both `html` and `rfc5321`, with a domain of two or more labels whose last is not
   *   all digits.
   * - `html`: exactly the HTML living standard's valid e-mail address.
   * - `rfc5321`: a Mailbox of RFC 5321 section 4.1.2 with its length limits.
   * - `rfc6531`: the same with the UTF-8 of RFC 6531.
   * - `idn`: `rfc6531` without invisible characters in the local part, such as U+200B. The format `idn-email` has this
   *   rule.
   */
  readonly rule?: "public" | "html" | "rfc5321" | "rfc6531" | "idn";
}

/**
 * Checks an email address. It never throws because of the value. A text of more than 16,777,216 UTF-16 units is no
 * address under any rule.
 *
 * @returns the address itself, or `invalid_email` with a detail code such as `missing_at`
 * @throws TypeError if the rule does not exist
 */
export function checkEmail(value: unknown, options?: EmailOptions): CheckResult {
  const rule: string = options?.rule ?? "public";
  if (!isText(value)) return rejectNoText(value);
  // Fast path for the default rule: it needs no name.
  const result =
    rule === "public"
      ? runCheck(value, (wasm) => wasm.checkEmail(putText(validator, value)))
      : packJson(validator, [clipped(value), rule], (length) => runCheck(value, (wasm) => wasm.checkEmailAs(length)));
  if (result !== undefined) return result;
  if (rule === "rfc6531" || rule === "idn") throw new LiteError(`rule ${rule}`);
  return refuseOption("checkEmail", "rule", rule, "public, html, rfc5321, rfc6531 or idn");
}

export interface PhoneOptions {
  /** `e164` allows `+` and up to 15 digits (ITU-T E.164). `phone` (default) allows any text. */
  readonly format?: "phone" | "e164";
  /** The most code points; 50 by default. */
  readonly maxLength?: number;
}

/**
 * Checks a phone number: its length, and with `format: "e164"` its form. It never throws because of the value.
 *
 * @throws TypeError if an option is wrong
 */
export function checkPhone(value: unknown, options?: PhoneOptions): CheckResult {
  const format: string = options?.format ?? "phone";
  if (format !== "phone" && format !== "e164") refuseOption("checkPhone", "format", format, "phone or e164");
  const max = maxLengthOption("checkPhone", options?.maxLength, 50);
  if (!isText(value)) return rejectNoText(value);
  const isE164 = format === "e164" ? 1 : 0;
  return runCheck(value, (wasm) =>
    wasm.checkPhone(putText(validator, value), isE164, limitFor(value, max)),
  ) as CheckResult;
}

export interface IdempotencyKeyOptions {
  /** `bare` (default) is the key itself. `sf-string` is a Structured Field String (RFC 9651), with quotes. */
  readonly form?: "bare" | "sf-string";
  /** The most characters; 255 by default. */
  readonly maxLength?: number;
}

/**
 * Checks the value of an `Idempotency-Key` header. It never throws because of the value.
 *
 * A missing header (`null` from `Headers.get`, or undefined) is rejected with `idempotency_key_required`.
 *
 * @returns the key, without quotes
 * @throws TypeError if an option is wrong
 */
export function checkIdempotencyKey(value: unknown, options?: IdempotencyKeyOptions): CheckResult {
  const isSfString = sfStringOption("checkIdempotencyKey", options) ? 1 : 0;
  const max = maxLengthOption("checkIdempotencyKey", options?.maxLength, 255);
  if (value === null || value === undefined) {
    return parseResult(callForText(validator, (wasm) => wasm.idempotencyKeyRequired()));
  }
  if (!isText(value)) return rejectNoText(value);
  return validator.call((wasm): CheckResult => {
    const number = wasm.checkIdempotencyKey(putText(validator, value), isSfString, limitFor(value, max));
    const text = outputText(wasm);
    return number === PASSED ? { ok: true, value: text } : parseResult(text);
  });
}

/** Whether the option `form` says that keys are Structured Field Strings. */
export function sfStringOption(check: string, options: IdempotencyKeyOptions | undefined): boolean {
  const form: string = options?.form ?? "bare";
  if (form === "bare" || form === "sf-string") return form === "sf-string";
  return refuseOption(check, "form", form, "bare or sf-string");
}

/**
 * Returns the key by which to compare addresses of leads: the address trimmed, its domain in lower case and ASCII, its
 * local part in lower case, with `ς` as `σ`, and with a letter and its accent as one character where there is one.
 * Returns null if the text is not an address.
 *
 * Use it for comparing only, and write to the address as it was typed.
 *
 * @throws TypeError if the value is not a string; in `unanimous/lite`, LiteError if the domain is not ASCII
 */
export function dedupeKey(address: string): string | null {
  if (typeof address !== "string") throw new TypeError(`dedupeKey takes a string, not ${typeof address}`);
  if (!isWellFormed(address)) return null;
  return validator.call((wasm) => {
    const number = wasm.dedupeKey(putText(validator, address));
    if (number === NEEDS_IDN) throw new LiteError("keys for addresses outside ASCII");
    return number === PASSED ? outputText(wasm) : null;
  });
}
