// The titles that a schema gives to its values. src/locale/label.rs does the same.
import type { Segment } from "./issue.js";
import type { Subschema } from "./json-schema.js";

/** A subschema, whatever it holds. */
type Json = Readonly<Record<string, unknown>>;

/** The most subschemas that are looked at for one path, because references can form circles. */
const MAX_STEPS = 1000;
/** Keywords whose subschemas describe the same value. */
const BRANCHES = ["allOf", "anyOf", "oneOf", "then", "else", "if"];

/**
 * Returns the `title` that a schema gives to the value at a path; undefined if it gives none. References within the
 * document, unions and conditions are followed; patterns of names are not.
 */
export function labelAt(schema: Subschema, path: readonly Segment[]): string | undefined {
  let steps = MAX_STEPS;
  /** Adds a subschema and those that describe the same value, in the order in which their titles count. */
  const sameValue = (subschema: unknown, found: Json[]): Json[] => {
    if (steps === 0 || !isObject(subschema)) return found;
    steps--;
    found.push(subschema);
    if (typeof subschema.$ref === "string") sameValue(target(schema, subschema.$ref), found);
    for (const keyword of BRANCHES) {
      const branch = subschema[keyword];
      if (Array.isArray(branch)) for (const one of branch) sameValue(one, found);
      else sameValue(branch, found);
    }
    return found;
  };
  let found = sameValue(schema, []);
  for (const segment of path) {
    const next: Json[] = [];
    for (const subschema of found) sameValue(child(subschema, segment), next);
    found = next;
  }
  return found.map(({ title }) => title).find((title): title is string => typeof title === "string");
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = (object: unknown, name: string): unknown =>
  typeof object === "object" && object !== null && Object.hasOwn(object, name) ? (object as Json)[name] : undefined;

/** Returns what a reference within the document points at: `#/$defs/email`. */
function target(root: unknown, uri: string): unknown {
  const [start, ...tokens] = uri.split("/");
  if (start !== "#") return undefined;
  return tokens.reduce((json, token) => own(json, token.replaceAll("~1", "/").replaceAll("~0", "~")), root);
}

/** Returns the subschema of a property or an item. */
function child(subschema: Json, segment: Segment): unknown {
  if (typeof segment === "string") return own(subschema.properties, segment) ?? subschema.additionalProperties;
  const { prefixItems, items } = subschema;
  return (Array.isArray(prefixItems) ? prefixItems[segment] : undefined) ?? items;
}
