// Issues in the shapes in which templates and other libraries have them.
import { pathTextOf, problemsOf, type FormError } from "./form/problem.js";
import type { Segment } from "./issue.js";

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

/** Longer lists are written as objects: a server could name any index. */
const MAX_ITEMS = 10_000;

/**
 * Returns the first reason by path, for a template: `errors["contacts.0.email"]`. The path of the whole value is `""`.
 *
 * It takes what {@link FormError} is: an invalid result, an `ApiError`, or a list of issues of any Standard Schema.
 *
 * @example
 * const result = lead.validate(data);
 * const errors = result.ok ? {} : errorMap(result); // { email: "Invalid email" }
 */
export function errorMap(error: FormError): { [path: string]: string | undefined } {
  const reasons = new Map<string, string>();
  for (const problem of problemsOf(error)) entry(reasons, pathTextOf(problem), () => problem.reason);
  return Object.fromEntries(reasons);
}

/**
 * Returns the reasons by the first segment of their path, as zod's `flattenError` does.
 *
 * @example
 * flatten(result); // { formErrors: [], fieldErrors: { email: ["Invalid email"] } }
 */
export function flatten(error: FormError): FlatError {
  const formErrors: string[] = [];
  const fields = new Map<string, string[]>();
  for (const { segments, reason } of problemsOf(error)) {
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
export function treeify(error: FormError): ErrorTree {
  const root: ErrorTree = { errors: [] };
  for (const { segments, reason } of problemsOf(error)) {
    let node = root;
    for (const segment of segments) node = childOf(node, segment);
    node.errors.push(reason);
  }
  return root;
}

function childOf(node: ErrorTree, segment: Segment): ErrorTree {
  if (typeof segment === "number" && segment < MAX_ITEMS) {
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
