import type { Places } from "./places.js";
import { refuseOption } from "../options.js";
import type { Ignore } from "./source.js";
import { isIndex } from "./tree.js";

/**
 * The names of the hidden inputs that frameworks add: React's and Next's `$ACTION_…`, tokens against request forgery
 * (Rails, Django, Laravel, Symfony, Phoenix, Spring, ASP.NET), the method that is meant, Rails' mark of UTF-8, and
 * HTML's own `_charset_`.
 * `src/schema/form/name.rs` has the same.
 */
const FRAMEWORK = new RegExp(
  "^(?:\\$ACTION_.*|_method|_charset_|utf8|authenticity_token|_token|[\\w-]*csrf[\\w-]*|" +
    "__(?:RequestVerificationToken|VIEWSTATE.*|EVENT.*))$",
  "is",
);

/** Checks the option `ignore`, if it is given. */
export function ignoreOption(where: string, option: string, value: unknown): void {
  if (value != null && !Array.isArray(value)) refuseOption(where, option, value, "a list of names and patterns");
  (value as readonly unknown[] | undefined | null)?.forEach((one, at) => {
    if (typeof one !== "string" && Object.prototype.toString.call(one) !== "[object RegExp]")
      refuseOption(where, `${option}[${at}]`, one, "a name or a pattern");
  });
}

/**
 * Returns a function that says whether an entry of a form is left out of the value: because `ignore` has its name, or
 * because a framework or the browser has added it and the schema never mentions its name, nor describes its part of an
 * object.
 */
export function ignoredNames(places: Places, ignore: Ignore): (name: string, isAdded?: boolean) => boolean {
  ignoreOption("readForm", "ignore", ignore);
  const isMentioned = (name: string): boolean => {
    // An index in quotation marks is one, too.
    const segments = places
      .readName(name)
      .segments.map((segment) => (isIndex(`${segment}`) ? Number(segment) : segment));
    return (
      segments.every((segment) => typeof segment === "number" || places.mentions(segment)) ||
      (segments.length > 1 && places.describes(segments))
    );
  };
  return (name, isAdded = false) =>
    // `search` ignores `lastIndex`, which a pattern with the flag `g` would keep from call to call.
    ignore.some((one) => (typeof one === "string" ? one === name : name.search(one) >= 0)) ||
    ((isAdded || FRAMEWORK.test(name)) && !isMentioned(name));
}
