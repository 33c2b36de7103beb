import { durationOption, flagOption, functionOption, isLocale, type OptionCheck, refuseOption } from "../options.js";
import { ignoreOption } from "../read-form/ignored-names.js";
import type { FormOptions, FormSchema } from "./types.js";

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
};

/**
 * Checks what `bindForm` is given, because a page in JavaScript has no compiler that does. Null counts as not given.
 *
 * @throws TypeError if one is wrong. Its text names the option and says what the option must be
 */
export function checkOptions<T>(schema: FormSchema<T>, options: FormOptions<T>): void {
  if (typeof (schema as Partial<FormSchema<T>> | undefined)?.validate !== "function" || !("json" in schema))
    throw new TypeError("bindForm: the schema must be compiled: bindForm(form, schema(json), options)");
  if (typeof options !== "object" || options === null) refuseOption("bindForm", "options", options, "an object");
  for (const name in CHECKS) {
    CHECKS[name]?.("bindForm", name, (options as Readonly<Record<string, unknown>>)[name] ?? undefined);
  }
  isLocale("bindForm", options.locale);
}
