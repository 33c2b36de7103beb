// The sentences of validation errors. wasm/src/packed/messages.rs prints and parses them.
import type { Issue } from "./issue.js";
import type { IssueLike } from "./issue-like.js";
import { PREFIX } from "./generated/english.js";
import type { Locale } from "./locales/locale.js";
import { escape } from "./localize.js";
import { refuseOption } from "./options.js";
import { callForText } from "./packed/buffer.js";
import { issueRows } from "./packed/issues.js";
import { packJson } from "./packed/walker.js";
import { errors } from "./wasm/errors.js";

export type { IssueLike };

/**
 * Prints issues as one sentence: `Validation error: email: Invalid email; phone: Required`.
 *
 * A reason becomes one line: it is trimmed, line breaks and other control characters become spaces, and an empty reason
 * becomes `Invalid`. {@link parseMessage} reads the sentence back to the same paths and to these reasons.
 *
 * With `locale`, the message and the reasons of our codes are in its language.
 *
 * @throws TypeError if `issues` is not a list of issues
 */
export function formatMessage(
  issues: Iterable<IssueLike>,
  options: { readonly locale?: Locale | undefined } = {},
): string {
  const { locale } = options;
  if (!locale) return format(issues);
  const rest = format(Array.from(issues, inLocale(locale))).slice(PREFIX.length);
  // Without issues, the message is the prefix without its colon.
  return rest === "" ? locale.prefix.replace(/[\s:：]+$/, "") : locale.prefix + rest;
}

/** Returns a function that translates the reason of an issue that has the English text of its code. */
const inLocale =
  (locale: Locale) =>
  (issue: IssueLike): IssueLike => {
    const { code, reason, message } = issue;
    const text = reason ?? message;
    if (typeof text !== "string" || typeof code !== "string") return issue;
    return { ...issue, reason: locale.text({ code: code as Issue["code"], reason: text }) };
  };

function format(issues: Iterable<IssueLike>): string {
  return packJson(errors, issueRows(issues), (length) =>
    callForText(errors, (wasm) => wasm.formatMessage(length)),
  ) as string;
}

/** Options of {@link parseMessage}: what is known about the server that wrote the message. */
export interface ParseOptions {
  /** The only paths that an issue can begin with, as they are printed. `*` stands for any one segment. */
  readonly knownPaths?: readonly string[];
  /**
   * Beginnings of a message beside `Validation error`, such as in another language. ASCII letters match in any case.
   */
  readonly prefixes?: readonly string[];
  /**
   * The form of the message, if it is known: `path-reason` is `email: Required`, `reason-at-path` is
   * `Required at "email"`, which zod-validation-error writes.
   */
  readonly form?: "path-reason" | "reason-at-path";
  /** The language of the message. With it, reasons in this language get their codes and parameters back. */
  readonly locale?: Locale | undefined;
}

/**
 * Reads a message into issues: our own messages, and those of other servers if they can be read without a guess.
 *
 * Returns null for any other message, which can be shown as it is. A message must begin with `Validation error` (in any
 * case), the same in a language of `unanimous/locales`, with a given prefix, or like a text of pydantic
 * (`1 validation error for `) or FastAPI (`body -> `).
 *
 * `path` is in our notation, in whatever notation it was written: `contacts[0].email`, `$.contacts[0].email`,
 * `/contacts/0/email` and `body -> contacts -> 0 -> email` all give `contacts.0.email`. A text that has a meaning in
 * our notation has that one: `body.email` is the key `email` of the key `body`.
 *
 * A reason with the text of one of our codes gets that code and its parameters back. Any other reason gets `custom`.
 *
 * @throws TypeError if `text` is not a string, or an option is wrong
 */
export function parseMessage(text: string, options: ParseOptions = {}): Issue[] | null {
  if (typeof text !== "string") throw new TypeError(`parseMessage takes a string, not ${typeof text}`);
  const { knownPaths, form, locale } = options;
  const prefixes = locale ? [locale.prefix, ...(options.prefixes ?? [])] : options.prefixes;
  if (form !== undefined && form !== "path-reason" && form !== "reason-at-path") {
    refuseOption("parseMessage", "form", form, "path-reason or reason-at-path");
  }
  const issues = parse({ text, knownPaths, prefixes, form });
  return locale && issues ? issues.map((issue) => withCode(issue, locale)) : issues;
}

function parse(given: Readonly<Record<string, unknown>>): Issue[] | null {
  const parsed = packJson(errors, given, (length) => callForText(errors, (wasm) => wasm.parseMessage(length)));
  return parsed === undefined ? null : (JSON.parse(parsed) as { issues: Issue[] }).issues;
}

/** Returns the issue with the code and the parameters of its reason, if that is a text of the locale. */
function withCode(issue: Issue, locale: Locale): Issue {
  const english = issue.code === "custom" ? locale.english(issue.reason) : undefined;
  const [read] = (english && parse({ text: `${PREFIX}x: ${escape(english.text)}` })) ?? [];
  if (!english || !read || read.code === "custom") return issue;
  const { path, segments, reason } = issue;
  const { code, params } = read;
  return { path, segments, code, reason, params, ...(english.detail === undefined ? {} : { detail: english.detail }) };
}
