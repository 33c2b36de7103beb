// Issues in the shapes in which templates and other libraries have them.
import { hasProblems, pathTextOf, problemsOf, type FormError, type Problem } from "./form/problem.js";
import type { Segment } from "./issue.js";
import { shown } from "./options.js";
import type { Valid } from "./schema.js";

/** Reasons by field, in the shape of zod's `flattenError`. */
export interface FlatError {
  /** The reasons for the value as a whole. */
  formErrors: string[];
  /** The reasons by the first segment of their path. */
  fieldErrors: { [field: string]: string[] | undefined };
}

/** Reasons in the shape of the value, that of zod's `treeifyError`. */
export interface ErrorTree {
  /** The reasons for this part itself. */
  errors: string[];
  /** The members of an object that have reasons. */
  properties?: { [name: string]: ErrorTree | undefined };
  /** The items of a list that have reasons, at their indexes. */
  items?: (ErrorTree | undefined)[];
}

/** What has reasons: an error, or the result of a schema. An accepted result has none. */
export type HasReasons = FormError | Valid<unknown>;

/**
 * Longer lists are written as objects: a server could name any index. A number that is no index, such as -1, is a key.
 */
const MAX_ITEMS = 10_000;

/**
 * Returns the first reason by path, for a template: `errors["contacts.0.email"]`. The path of the whole value is `""`.
 *
 * It takes the result of a schema, an `ApiError`, or a list of issues of any Standard Schema. The map of an accepted
 * result is empty.
 *
 * @throws TypeError if it is something else, such as a `Response` or a promise
 *
 * @example
 * const errors = errorMap(lead.validate(data)); // { email: "Invalid email" }
 */
export function errorMap(error: HasReasons): { [path: string]: string | undefined } {
  const reasons = new Map<string, string>();
  for (const problem of problemsIn("errorMap", error)) entry(reasons, pathTextOf(problem), () => problem.reason);
  return Object.fromEntries(reasons);
}

/**
 * Returns the reasons by the first segment of their path, as zod's `flattenError` does.
 *
 * @example
 * flatten(result); // { formErrors: [], fieldErrors: { email: ["Invalid email"] } }
 */
export function flatten(error: HasReasons): FlatError {
  const formErrors: string[] = [];
  const fields = new Map<string, string[]>();
  for (const { segments, reason } of problemsIn("flatten", error)) {
    const [first] = segments;
    if (first === undefined) formErrors.push(reason);
    else entry(fields, String(first), () => []).push(reason);
  }
  return { formErrors, fieldErrors: Object.fromEntries(fields) };
}

/**
 * Returns the reasons in the shape of the value, as zod's `treeifyError` does.
 *
 * @example
 * treeify(result); // { errors: [], properties: { email: { errors: ["Invalid email"] } } }
 */
export function treeify(error: HasReasons): ErrorTree {
  const root: ErrorTree = { errors: [] };
  for (const { segments, reason } of problemsIn("treeify", error)) {
    let node = root;
    for (const segment of segments) node = childOf(node, segment);
    node.errors.push(reason);
  }
  return root;
}

/** The problems of an error or a result. Throws if it is neither, because it would look like one without reasons. */
function problemsIn(where: string, error: HasReasons): Problem[] {
  const { ok } = Object(error) as { readonly ok?: unknown };
  if (ok === true && "value" in error) return [];
  if (!hasProblems(error as FormError))
    throw new TypeError(`${where} takes a result of a schema, an ApiError or issues, not ${shown(error)}`);
  return problemsOf(error as FormError);
}

function childOf(node: ErrorTree, segment: Segment): ErrorTree {
  if (typeof segment === "number" && segment >= 0 && segment < MAX_ITEMS && Number.isInteger(segment)) {
    const items = (node.items ??= []);
    return (items[segment] ??= { errors: [] });
  }
  const properties = (node.properties ??= {});
  if (!Object.hasOwn(properties, segment)) {
    // An assignment to `__proto__` would not define a member.
    Object.defineProperty(properties, segment, {
      value: { errors: [] },
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return properties[segment]!;
}

/** The value of a key, which is made if the map has none. */
function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
