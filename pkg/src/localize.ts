// Gives the issues of a result other texts. src/locale/mod.rs does the same.
import { PREFIX } from "./generated/english.js";
import type { Invalid, Issue } from "./issue.js";
import type { Subschema } from "./json-schema.js";
import { labelAt } from "./label.js";
import type { Locale } from "./locales/locale.js";
import { isLocale, refuseOption } from "./options.js";

/** The texts of issues. They change `reason`, `message` and `label`; codes, parameters and paths stay. */
export interface MessageOptions {
  /** The language: `import de from "unanimous/locales/de"`. A text that the schema gives stays. */
  readonly locale?: Locale | undefined;
  /** Returns your own text for an issue, in place of the locale's. If it returns undefined, the locale's text stays. */
  readonly messages?: ((issue: Issue) => string | undefined) | undefined;
  /**
   * Uses the locale's texts of details, where it has them: `The part after @ needs a dot` in place of `Invalid email`.
   * `en-x-plain` does so without this option. Without a `locale` the option changes nothing: for English, pass that of
   * `unanimous/locales/en`.
   */
  readonly details?: boolean | undefined;
  /**
   * Adds to each issue the `title` that the schema gives the value, as `label`. The message is then for people: it has
   * labels in place of paths (`Email: Invalid email`), so `parseMessage` does not give the paths back.
   */
  readonly labels?: boolean | undefined;
}

/** Returns a result with other texts. It is frozen in all its parts, as every result is. */
export function localize({ issues: given }: Invalid, options: MessageOptions, schema: Subschema): Invalid {
  const { locale, messages, details, labels } = options;
  isLocale("validate", locale);
  if (messages !== undefined && typeof messages !== "function") {
    refuseOption("validate", "messages", messages, "a function");
  }
  let message = locale?.prefix ?? PREFIX;
  const issues = given.map((issue, at) => {
    const { path, segments, code, params, detail } = issue;
    const text = messages?.(issue);
    const reason = text == null ? (locale?.text(issue, { details }) ?? issue.reason) : clean(text);
    const label = labels ? labelAt(schema, segments) : undefined;
    message += `${at > 0 ? "; " : ""}${label === undefined ? path || "$" : escape(clean(label))}: ${escape(reason)}`;
    return Object.freeze({
      ...{ path, segments, code, reason, params },
      ...(detail === undefined ? {} : { detail }),
      ...(label === undefined ? {} : { label }),
    });
  });
  return Object.freeze({ ok: false, issues: Object.freeze(issues), message });
}

/** The most characters of a reason. */
const MAX_REASON = 2000;

/** Returns a text as one trimmed line that is not empty, as wasm does it with every reason. */
function clean(text: unknown): string {
  const line = String(text)
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ")
    .trim();
  const characters = line.length > MAX_REASON ? [...line] : [];
  if (characters.length > MAX_REASON) return `${characters.slice(0, MAX_REASON - 1).join("")}…`;
  return line || "Invalid";
}

/** Writes `"; "` in a reason so that it separates nothing: each `;` NBSP* SP gets one more NBSP. */
export const escape = (text: string): string => text.replace(/;(?=\u00a0* )/g, ";\u00a0");
