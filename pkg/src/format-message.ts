// The sentences of validation errors. wasm/src/packed/render.rs prints them.
import type { Issue } from "./issue.js";
import type { IssueLike } from "./issue-like.js";
import { PREFIX } from "./generated/english.js";
import type { Locale } from "./locales/locale.js";
import { isLocale } from "./options.js";
import { callForText } from "./packed/buffer.js";
import { issueRows } from "./packed/issues.js";
import { packJson } from "./packed/pack.js";
import { writer } from "./wasm/writer.js";

/**
 * Prints issues as one sentence: `Validation error: email: Invalid email; phone: Required`.
 *
 * A reason becomes one line: it is trimmed, line breaks and other control characters become spaces, and an empty reason
 * becomes `Invalid`. {@link parseMessage} reads the sentence back to the same paths and to these reasons.
 *
 * With `locale`, the message and the reasons of our codes are in its language, as in the message of `validate`.
 *
 * @throws TypeError if `issues` is not a list of issues, or `locale` is no locale
 */
export function formatMessage(issues: Iterable<IssueLike>, options?: { readonly locale?: Locale | undefined }): string {
  const locale = options?.locale;
  if (!isLocale("formatMessage", locale)) return format(issues);
  const rest = format(Array.from(issues, inLocale(locale))).slice(PREFIX.length);
  // Without issues, the message is the prefix without its colon.
  return rest === "" ? locale.prefix.replace(/[\s:：]+$/, "") : locale.prefix + rest;
}

/** Returns a function that translates the reason of an issue that has the English text of its code. */
const inLocale =
  (locale: Locale) =>
  (issue: IssueLike): IssueLike => {
    const { code, reason, message, detail } = issue as IssueLike & Pick<Issue, "detail">;
    const text = reason ?? message;
    if (typeof text !== "string" || typeof code !== "string") return issue;
    // Other libraries may put anything there.
    const known = typeof detail === "string" ? detail : undefined;
    return { ...issue, reason: locale.text({ code: code as Issue["code"], reason: text, detail: known }) };
  };

function format(issues: Iterable<IssueLike>): string {
  return packJson(writer, issueRows(issues), (length) =>
    callForText(writer, (wasm) => wasm.formatMessage(length)),
  ) as string;
}
