// Reads the sentences of validation errors. wasm/src/packed/messages.rs parses them.
import type { Code, Issue } from "./issue.js";
import { KNOWN_PATHS } from "./generated/constants.js";
import { PREFIX } from "./generated/english.js";
import type { Locale } from "./locales/locale.js";
import { escape } from "./localize.js";
import { isLocale, listOption, refuseOption, texts } from "./options.js";
import { MemberReader } from "./packed/members.js";
import { callForText } from "./packed/buffer.js";
import { putLists } from "./packed/lists.js";
import { MAX_UNITS, TooMuchText } from "./packed/too-large.js";
import { errors } from "./wasm/errors.js";

/** Options of {@link parseMessage}: what is known about the server that wrote the message. */
export interface ParseOptions {
  /**
   * The paths of the issues that the message may list, in their printed form. Any other text before a colon is part of
   * a reason. `*` stands for any one segment. By default every path is possible.
   */
  readonly knownPaths?: readonly string[];
  /** Further prefixes of a message, in addition to `Validation error`. ASCII letters match in any case. */
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
 * `/contacts/0/email` and `body -> contacts -> 0 -> email` all give `contacts.0.email`. A text that is a path in our
 * notation is read as that path: `body.email` is the key `email` of the key `body`.
 *
 * A reason with the text of one of our codes gets that code and its parameters back. Any other reason gets `custom`.
 *
 * @throws TypeError if `text` is not a string, or an option is wrong
 */
export function parseMessage(text: string, options?: ParseOptions): Issue[] | null {
  if (typeof text !== "string") throw new TypeError(`parseMessage takes a string, not ${typeof text}`);
  const { knownPaths, prefixes: given, form, locale } = options ?? {};
  listOption("parseMessage", "knownPaths", knownPaths);
  listOption("parseMessage", "prefixes", given);
  const isLocalized = isLocale("parseMessage", locale);
  const prefixes = isLocalized ? [locale.prefix, ...(given ?? [])] : given;
  if (form !== undefined && form !== "path-reason" && form !== "reason-at-path") {
    refuseOption("parseMessage", "form", form, "path-reason or reason-at-path");
  }
  const issues = parse(text, texts(knownPaths), texts(prefixes), form);
  return isLocalized && issues ? issues.map((issue) => withCode(issue, locale)) : issues;
}

function parse(
  text: string,
  knownPaths?: readonly string[],
  prefixes?: readonly string[],
  form?: string,
): Issue[] | null {
  if (text.length > MAX_UNITS) throw new TooMuchText();
  const lists = [[text], knownPaths ?? [], prefixes ?? [], form === undefined ? [] : [form]];
  const flags = knownPaths === undefined ? 0 : KNOWN_PATHS;
  const written = callForText(errors, (wasm) => wasm.parseMessage(flags, putLists(errors, lists, "")));
  if (written === undefined) return null;
  const members = new MemberReader(written);
  return members.list(() => issueOf(members));
}

function issueOf(members: MemberReader): Issue {
  const { path, segments } = members.path();
  return {
    path,
    segments,
    code: members.text() as Code,
    reason: members.text() as string,
    params: members.json() as Issue["params"],
  };
}

/** Returns the issue with the code and the parameters of its reason, if that is a text of the locale. */
function withCode(issue: Issue, locale: Locale): Issue {
  // An English reason is looked up, too: a locale may have the words of English and others for the types.
  const english = locale.english(issue.reason);
  const [read] = (english && parse(`${PREFIX}x: ${escape(english.text)}`)) ?? [];
  // Reading trims the text: a space at its end is not what this locale writes.
  if (!english || !read || read.code === "custom" || read.reason !== english.text) return issue;
  const { path, segments, reason } = issue;
  const { code, params } = read;
  return { path, segments, code, reason, params, ...(english.detail === undefined ? {} : { detail: english.detail }) };
}
