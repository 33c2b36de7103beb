import { parseName } from "../path.js";
import type { Places } from "./places.js";
import type { Ignore } from "./source.js";

/**
 * The names of the hidden inputs that frameworks add: React's and Next's `$ACTION_…`, tokens against request forgery
 * (Rails, Django, Laravel, Symfony, Phoenix, Spring, ASP.NET), the method that is meant, and Rails' mark of UTF-8.
 * `src/schema/form/name.rs` has the same.
 */
const FRAMEWORK = new RegExp(
  "^(?:\\$ACTION_.*|_method|utf8|authenticity_token|_token|[\\w-]*csrf[\\w-]*|" +
    "__(?:RequestVerificationToken|VIEWSTATE.*|EVENT.*))$",
  "is",
);

/**
 * Returns a function that says whether an entry of a form is left out of the value: because `ignore` has its name, or
 * because it comes from a framework or from a submit button and the schema never mentions its name.
 */
export function ignoredNames(places: Places, ignore: Ignore): (name: string, isButton?: boolean) => boolean {
  const isMentioned = (name: string): boolean => places.mentions(String(parseName(name).segments.at(-1)));
  return (name, isButton = false) =>
    // `search` ignores `lastIndex`, which a pattern with the flag `g` would keep from call to call.
    ignore.some((one) => (typeof one === "string" ? one === name : name.search(one) >= 0)) ||
    ((isButton || FRAMEWORK.test(name)) && !isMentioned(name));
}
