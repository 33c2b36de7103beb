// The checks of the options of this entry's functions. An option of one name is the same in each of them.
import {
  countOption,
  flagOption,
  functionOption,
  limitOption,
  listed,
  type OptionCheck,
  refuseOption,
  textOption,
} from "../options.js";
import { DIALECTS } from "../dialects.js";
import { ignoreOption } from "../read-form/ignored-names.js";

/** Returns the check of an option that must be one of these texts. */
const oneOf =
  (values: readonly string[]): OptionCheck =>
  (where, option, value) =>
    value === undefined || values.includes(value as string) || refuseOption(where, option, value, listed(values));

/** The check of each option, as a list: `answer` runs them at every call. */
const CHECKS: readonly [name: string, check: OptionCheck][] = /* @__PURE__ */ Object.entries({
  dialect: (where, option, value) => oneOf(DIALECTS)(where, option, value ?? undefined),
  docsBase: textOption,
  issues: flagOption,
  requestId: functionOption,
  maxBytes: countOption,
  bodyTimeoutMs: limitOption,
  messages: functionOption,
  form: oneOf(["bare", "sf-string"]),
  maxLength: countOption,
  ignore: ignoreOption,
  scope: functionOption,
  required: flagOption,
  keep: functionOption,
  maxRunMs: limitOption,
  storeTimeoutMs: limitOption,
  onStoreError: functionOption,
});

/** Throws a TypeError if an option has a wrong value. */
export function checkOptions(where: string, options: unknown): void {
  if (typeof options !== "object" || options === null) refuseOption(where, "options", options, "an object");
  for (const [name, check] of CHECKS) check(where, name, (options as Record<string, unknown>)[name]);
}
