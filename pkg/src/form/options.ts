import { durationOption, flagOption, functionOption, isLocale, type OptionCheck, refuseOption } from "../options.js";
import { ignoreOption } from "../read-form/ignored-names.js";
import type { FormOptions, FormSchema, FormTexts } from "./types.js";

const CHECKS: Readonly<Record<string, OptionCheck>> = {
  onSubmit: functionOption,
  readResponse: functionOption,
  check: functionOption,
  onError: functionOption,
  onInvalid: functionOption,
  summary: functionOption,
  messages: functionOption,
  checkDelayMs: durationOption,
  details: flagOption,
  ignore: ignoreOption,
  texts: checkTexts,
  locale: (where, _option, value) => isLocale(where, value),
};

const textCheck: OptionCheck = (where, option, value) => {
  if (value !== undefined && (typeof value !== "string" || value === ""))
    refuseOption(where, option, value, "a string that is not empty");
};

const TEXTS: Readonly<Record<keyof FormTexts, OptionCheck>> = {
  noAnswer: textCheck,
  failed: textCheck,
  unreadable: textCheck,
  retryIn: functionOption,
};

function checkTexts(where: string, option: string, texts: unknown): void {
  if (texts === undefined) return;
  if (typeof texts !== "object") refuseOption(where, option, texts, "an object");
  checkMembers(TEXTS, where, texts as object, "text", `${option}.`);
}

/** Checks the members of an object, inherited ones too. Null counts as not given. */
function checkMembers(
  checks: Readonly<Record<string, OptionCheck>>,
  where: string,
  members: object,
  kind: string,
  prefix = "",
): void {
  for (const name in members) {
    const value = (members as Readonly<Record<string, unknown>>)[name] ?? undefined;
    if (value !== undefined && !Object.hasOwn(checks, name)) throw new TypeError(`${where} has no ${kind} ${name}`);
    checks[name]?.(where, prefix + name, value);
  }
}

/**
 * Checks what `bindForm` is given, because a page in JavaScript has no compiler that does. Null counts as not given.
 *
 * @throws TypeError if one is wrong. Its text names the option and says what the option must be
 */
export function checkOptions<T>(schema: FormSchema<T>, options: FormOptions<T>): void {
  if (typeof (schema as Partial<FormSchema<T>> | undefined)?.validate !== "function" || !("json" in schema))
    throw new TypeError("bindForm: the schema must be compiled: bindForm(form, schema(json), options)");
  if (typeof options !== "object" || options === null) refuseOption("bindForm", "options", options, "an object");
  checkMembers(CHECKS, "bindForm", options, "option");
}
