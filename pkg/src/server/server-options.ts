// The checks of the options of this entry's functions. An option of one name is the same in each of them.
// The wasm knows the values of `dialect` and `form`, so a wrong one is refused when the wasm is loaded.
import {
  countOption,
  flagOption,
  functionOption,
  limitOption,
  type OptionCheck,
  refuseOption,
  textOption,
} from "../options.js";

/** The check of each option, as a list: `answer` runs them at every call. */
const CHECKS: readonly [name: string, check: OptionCheck][] = /* @__PURE__ */ Object.entries({
  docsBase: textOption,
  issues: flagOption,
  requestId: functionOption,
  maxBytes: countOption,
  bodyTimeoutMs: limitOption,
  messages: functionOption,
  maxLength: countOption,
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
