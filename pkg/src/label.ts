// The titles that a schema gives to its values. src/locale/label.rs does the same.
import type { Segment } from "./issue.js";
import { decodedFragment, unescaped } from "./json-pointer.js";
import type { Subschema } from "./json-schema.js";

/** A subschema, whatever it holds. */
type Json = Readonly<Record<string, unknown>>;

/** The most subschemas that are looked at for one path, because references can form circles. */
const MAX_STEPS = 1000;
/** Keywords whose subschemas describe the same value: `allOf` always, the others perhaps. */
const BRANCHES = ["allOf", "anyOf", "oneOf", "then", "else", "if"];

/**
 * A subschema that may describe the value. `isSure` is false inside a branch of a union or a condition, because the
 * branch describes only the values that take it.
 */
type Found = readonly [subschema: Json, isSure: boolean];

/**
 * Returns the `title` that a schema gives to the value at a path; undefined if it gives none.
 *
 * - The subschema's own title comes first, then that of its `$ref`, then those of its `allOf`.
 * - Without any of these, the titles in the branches of unions and conditions are used, if all are the same.
 * - For a property that `properties` does not have, the subschemas of `patternProperties` and `additionalProperties`
 *   are used. Several of them count as branches.
 * - A title of only white space and control characters is ignored. References within the document are followed:
 *   pointers and anchors, but no URIs.
 */
export function labelAt(schema: Subschema, path: readonly Segment[]): string | undefined {
  let steps = MAX_STEPS;
  /** Adds a subschema and those that describe the same value, in the order in which their titles count. */
  const sameValue = (subschema: unknown, isSure: boolean, found: Found[]): Found[] => {
    if (steps === 0 || !isObject(subschema)) return found;
    steps--;
    found.push([subschema, isSure]);
    if (typeof subschema.$ref === "string") sameValue(target(schema, subschema.$ref), isSure, found);
    for (const keyword of BRANCHES) {
      for (const one of [subschema[keyword]].flat()) sameValue(one, isSure && keyword === "allOf", found);
    }
    return found;
  };
  let found = sameValue(schema, true, []);
  for (const segment of path) {
    const next: Found[] = [];
    for (const [subschema, isSure] of found) {
      const inner = children(subschema, segment);
      for (const child of inner) sameValue(child, isSure && inner.length === 1, next);
    }
    found = next;
  }
  const titles = (wanted: boolean): string[] =>
    found.flatMap(([{ title }, isSure]) => (isSure === wanted && isTitle(title) ? title : []));
  const [sure] = titles(true);
  const possible = new Set(titles(false));
  return sure ?? (possible.size === 1 ? [...possible][0] : undefined);
}

const isTitle = (title: unknown): title is string => typeof title === "string" && /[^\s\p{Cc}]/u.test(title);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = (object: unknown, name: string): unknown =>
  typeof object === "object" && object !== null && Object.hasOwn(object, name) ? (object as Json)[name] : undefined;

/** Returns what a reference within the document points at: `#/$defs/email`, or `#email` for an `$anchor`. */
function target(root: unknown, uri: string): unknown {
  if (!uri.startsWith("#")) return undefined;
  const [anchor, ...tokens] = decodedFragment(uri.slice(1)).split("/");
  if (anchor) return anchored(root, anchor, root);
  return tokens.reduce((json, token) => own(json, unescaped(token)), root);
}

/** Returns the subschema with this `$anchor`, but none below an `$id` of its own. */
function anchored(value: unknown, name: string, root: unknown): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const { $id, $anchor } = value as Json;
  if (value !== root && typeof $id === "string") return undefined;
  if ($anchor === name) return value;
  for (const inner of Object.values(value)) {
    const found = anchored(inner, name, root);
    if (found) return found;
  }
  return undefined;
}

/** Returns the subschemas of a property or an item; one of several describes it. */
function children(subschema: Json, segment: Segment): unknown[] {
  const { properties, patternProperties, additionalProperties, prefixItems, items } = subschema;
  if (typeof segment !== "string") {
    const [list, rest] = Array.isArray(items) ? [items, subschema.additionalItems] : [prefixItems, items];
    return [(Array.isArray(list) ? list[segment] : undefined) ?? rest];
  }
  const known = own(properties, segment);
  if (known !== undefined) return [known];
  return [...Object.values(isObject(patternProperties) ? patternProperties : {}), additionalProperties].filter(
    isObject,
  );
}
