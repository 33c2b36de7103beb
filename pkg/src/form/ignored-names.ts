import type { JsonSchema } from "../json-schema.js";
import { parsePath } from "./path.js";

/**
 * The names of the hidden inputs that frameworks add: React's and Next's `$ACTION_…`, tokens against request forgery
 * (Rails, Django, Laravel, Symfony, Phoenix, Spring, ASP.NET), the method that is meant, and Rails' mark of UTF-8.
 */
const FRAMEWORK =
  /^(?:\$ACTION_.*|_method|utf8|authenticity_token|_token|[\w-]*csrf[\w-]*|__(?:RequestVerificationToken|VIEWSTATE.*|EVENT.*))$/i;

/** Names of controls that are not part of the value: as texts, or as patterns. */
export type Ignore = readonly (string | RegExp)[];

/**
 * Returns a function that says whether an entry of a form is left out of the value: because `ignore` has its name, or
 * because it comes from a framework or from a submit button and the schema never mentions its name.
 */
export function ignoredNames(schema: JsonSchema, ignore: Ignore): (name: string, isButton: boolean) => boolean {
  let text: string | undefined;
  const isMentioned = (name: string): boolean => {
    // The name can be a property's, at any depth, or one in `required`.
    text ??= JSON.stringify(schema);
    return text.includes(JSON.stringify(String(parsePath(name).at(-1))));
  };
  return (name, isButton) =>
    // `search` ignores `lastIndex`, which a pattern with the flag `g` would keep from call to call.
    ignore.some((one) => (typeof one === "string" ? one === name : name.search(one) >= 0)) ||
    ((isButton || FRAMEWORK.test(name)) && !isMentioned(name));
}
