// Whether a schema holds JSON values only. JSON.stringify drops other values or writes null for them, and the schema
// would then mean something else.
import { escaped } from "./json-pointer.js";
import { className, isPlain, lengthOf } from "./packed/objects.js";
import { MAX_DEPTH } from "./packed/walker.js";
import { isWellFormed } from "./packed/well-formed.js";
import { schemaError } from "./schema-error.js";

/** The schema crosses in a list, with its documents, and that is one level. */
const MAX_SCHEMA_DEPTH = MAX_DEPTH - 1;

/** How the members of an object are read: as keywords of a schema, as schemas by name, or as any values. */
type Members = "keywords" | "schemas" | "values";

/** The keywords that hold schemas by name. */
const MAPS = /^(properties|patternProperties|\$defs|definitions|dependentSchemas|dependencies)$/;
/** The keywords that hold any values. */
const VALUES = /^(const|enum|default|examples?|x-.*)$/;

/**
 * Refuses a schema that holds what JSON does not have. `JSON.stringify` must have accepted it, so it does not contain
 * itself. `location` is the pointer of the schema: empty for the root.
 *
 * @throws SchemaError for the first such value
 */
export function refuseNoJson(schema: unknown, location: string): void {
  walk(schema, location, "keywords", 0);
}

/**
 * Whether a schema has more parts than JSON of `units` UTF-16 units has room for: each part takes two. A schema that
 * was read from YAML may hold one object many times. `JSON.stringify` writes it each time, and V8 does not stop at its
 * longest string.
 */
export function hasMoreParts(schema: unknown, units: number): boolean {
  let left = units / 2;
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const inner of Object.values(value)) {
      left -= 1;
      if (left < 0) return;
      visit(inner);
    }
  };
  try {
    visit(schema);
  } catch {
    // JSON.stringify ends at the same part, and says why.
  }
  return left < 0;
}

function walk(value: unknown, pointer: string, members: Members, depth: number): void {
  const found = nameOfNoJson(value);
  if (found !== undefined) {
    throw schemaError(pointer, `${found} is no JSON value`);
  }
  if (typeof value !== "object" || value === null) return;
  // The walker packs nothing deeper. In `default`, for example, that changes nothing, and a `const` is refused before.
  if (depth >= MAX_SCHEMA_DEPTH) {
    if (members === "values") return;
    throw schemaError(pointer, `nested too deeply: a schema is read to ${MAX_SCHEMA_DEPTH} levels of JSON`);
  }
  if (Array.isArray(value)) {
    const count = lengthOf(value);
    for (let at = 0; at < count; at++) walk(value[at], `${pointer}/${at}`, members, depth + 1);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    // Such a name is refused wherever it has a meaning. Native code does not keep its value.
    if (!isWellFormed(name)) continue;
    if (inner === undefined && !(members === "keywords" && name === "const")) continue;
    walk(inner, `${pointer}/${escaped(name)}`, inside(members, name), depth + 1);
  }
}

/** Returns how the members of a member are read. */
function inside(members: Members, name: string): Members {
  if (members !== "keywords") return members === "schemas" ? "keywords" : members;
  if (MAPS.test(name)) return "schemas";
  return VALUES.test(name) ? "values" : members;
}

/** Returns the name of a value that JSON does not have; undefined if it has the value. */
function nameOfNoJson(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      if (Number.isNaN(value)) return "NaN";
      return Number.isFinite(value) ? undefined : "Infinity";
    case "undefined":
      return "undefined";
    case "object":
      if (value === null || Array.isArray(value)) return undefined;
      if (!isPlain(value)) return `a ${className(value)}`;
      return typeof (value as { toJSON?: unknown }).toJSON === "function" ? "an object with toJSON" : undefined;
    default:
      return `a ${typeof value}`;
  }
}
