/**
 * Writes a schema for another reader: a draft of JSON Schema, or OpenAPI.
 *
 * Each schema object is first brought to JSON Schema 2020-12, and then to the target. A schema that the target cannot
 * express is refused, so the written schema accepts the same values.
 */
import type { Subschema } from "./json-schema.js";

type Members = Record<string, unknown>;

/** Keywords that hold one schema or a list of schemas. */
const HOLDS_SCHEMAS =
  /^(items|additionalItems|additionalProperties|propertyNames|contains|not|if|then|else|prefixItems|\w+Of)$/;
/** Keywords that hold schemas by name. `dependencies` may hold lists of names, too. */
const SCHEMAS_BY_NAME = /^(properties|patternProperties|\$defs|definitions|schemas|dependentSchemas|dependencies)$/;

interface Target {
  readonly $schema?: string;
  /** The keywords that the target does not have. */
  readonly lacks: RegExp;
  /** Changes the members of one schema object from 2020-12 to this target. */
  readonly write?: (members: Members, refuse: Refuse) => void;
}

type Refuse = (keyword: string) => never;

const TARGETS: Record<string, Target> = {
  "draft-2020-12": { $schema: "https://json-schema.org/draft/2020-12/schema", lacks: /^nullable$/ },
  "draft-07": {
    $schema: "http://json-schema.org/draft-07/schema#",
    lacks: /^(nullable|minContains|maxContains|\$anchor)$/,
    write: toDraft07,
  },
  "openapi-3.0": {
    lacks:
      /^(\$anchor|\$defs|definitions|patternProperties|propertyNames|prefixItems|contains|if|then|else|dependent\w+)$/,
    write: toOpenApi30,
  },
  "openapi-3.1": { lacks: /^nullable$/ },
};

/**
 * Returns the schema in the language of the target: `draft-2020-12`, `draft-07`, `openapi-3.0` or `openapi-3.1`.
 *
 * @throws Error if the target is unknown, or has no equivalent of a keyword in the schema
 */
export function exportAs(json: Subschema, name: string): Members {
  const target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  if (!target) {
    throw new Error(`unanimous cannot write JSON Schema ${name}: use ${Object.keys(TARGETS).join(", ")}`);
  }
  const refuse: Refuse = (keyword) => {
    throw new Error(`unanimous cannot write this schema as ${name}, which has no equivalent of "${keyword}"`);
  };
  // A reference by location would not find a subschema that is written at another location.
  const moved = /"\$ref":"[^"]*#[^"]*\/(prefixItems|dependen\w+|additionalItems)\//.exec(JSON.stringify(json));
  if (moved?.[1]) refuse(`$ref": ".../${moved[1]}`);

  const schema = (value: unknown, isRoot = false): unknown => {
    if (Array.isArray(value)) return value.map((inner) => schema(inner));
    if (typeof value === "boolean" && (isRoot || name === "openapi-3.0")) return value ? {} : { not: {} };
    if (typeof value !== "object" || value === null) return value;
    const members: Members = {};
    for (const [keyword, inner] of Object.entries(value)) {
      // OpenAPI 3.0 has booleans for this one.
      const isFlag = keyword === "additionalProperties" && typeof inner === "boolean";
      if (HOLDS_SCHEMAS.test(keyword) && !isFlag) members[keyword] = schema(inner);
      else if (SCHEMAS_BY_NAME.test(keyword)) members[keyword] = byName(inner);
      else if (keyword === "components") members[keyword] = { ...(inner as Members), ...wrapped(inner) };
      else members[keyword] = structuredClone(inner);
    }
    toDraft202012(members);
    target.write?.(members, refuse);
    for (const keyword in members) if (target.lacks.test(keyword)) refuse(keyword);
    return members;
  };
  const byName = (map: unknown) =>
    // A list of `dependencies` holds names.
    Object.fromEntries(
      Object.entries(map as Members).map(([key, inner]) => [key, Array.isArray(inner) ? [...inner] : schema(inner)]),
    );
  const wrapped = (inner: unknown): Members => {
    const { schemas } = inner as Members;
    return schemas ? { schemas: byName(schemas) } : {};
  };

  const written = schema(json, true) as Members;
  delete written.$schema;
  return target.$schema ? { ...written, $schema: target.$schema } : written;
}

/** Moves the value of a keyword to another one. */
function rename(members: Members, from: string, to: string): void {
  members[to] = members[from];
  delete members[from];
}

/** Brings the keywords of OpenAPI 3.0, draft-04 and draft-07 to those of 2020-12. */
function toDraft202012(members: Members): void {
  if (members.id !== undefined) members.$id ??= members.id;
  delete members.id;
  // Of a location, which 2020-12 does not allow.
  if (/^#\//.test(String(members.$id))) delete members.$id;
  if (members.nullable && members.type) {
    members.type = [...new Set([members.type, "null"].flat())];
    delete members.nullable;
  } else if (members.nullable === false) delete members.nullable;
  for (const [exclusive, limit] of LIMITS) {
    if (members[exclusive] === true) rename(members, limit, exclusive);
    if (members[exclusive] === false) delete members[exclusive];
  }
  if (Array.isArray(members.items)) {
    rename(members, "items", "prefixItems");
    if ("additionalItems" in members) rename(members, "additionalItems", "items");
  }
  delete members.additionalItems;
  for (const [key, inner] of Object.entries((members.dependencies ?? {}) as Members)) {
    const keyword = Array.isArray(inner) ? "dependentRequired" : "dependentSchemas";
    members[keyword] = { ...(members[keyword] as Members), [key]: inner };
  }
  delete members.dependencies;
}

const LIMITS = [
  ["exclusiveMinimum", "minimum"],
  ["exclusiveMaximum", "maximum"],
] as const;

/** Draft-07 and OpenAPI 3.0 ignore the keywords beside a `$ref`. */
function moveReference(members: Members): void {
  if (members.$ref && Object.keys(members).length > 1) {
    members.allOf = [{ $ref: members.$ref }, ...((members.allOf ?? []) as unknown[])];
    delete members.$ref;
  }
}

function toDraft07(members: Members, refuse: Refuse): void {
  moveReference(members);
  if (members.minContains === 1) delete members.minContains;
  if (members.prefixItems) {
    if ("items" in members) rename(members, "items", "additionalItems");
    rename(members, "prefixItems", "items");
  }
  const { dependentRequired, dependentSchemas } = members as Record<string, Members | undefined>;
  if (dependentRequired || dependentSchemas) {
    for (const key in dependentRequired) if (dependentSchemas && key in dependentSchemas) refuse("dependentRequired");
    members.dependencies = { ...dependentRequired, ...dependentSchemas };
    delete members.dependentRequired;
    delete members.dependentSchemas;
  }
}

function toOpenApi30(members: Members, refuse: Refuse): void {
  moveReference(members);
  const types = [members.type ?? []].flat() as string[];
  const others = types.filter((type) => type !== "null");
  if (others.length < types.length) {
    if (others.length === 0) refuse('type": "null');
    members.nullable = true;
  }
  // `nullable` counts beside one `type` alone, so more types become a union.
  if (others.length > 1) {
    const union = others.map((type) => ({ type, ...(members.nullable ? { nullable: true } : {}) }));
    members.allOf = [...((members.allOf ?? []) as unknown[]), { anyOf: union }];
    delete members.type;
    delete members.nullable;
  } else if (others[0]) members.type = others[0];
  if ("const" in members) {
    if (members.enum) refuse("const");
    members.enum = [members.const];
    delete members.const;
  }
  for (const [exclusive, limit] of LIMITS) {
    const value = members[exclusive];
    if (typeof value !== "number") continue;
    if (typeof members[limit] === "number") refuse(exclusive);
    members[limit] = value;
    members[exclusive] = true;
  }
  if (Array.isArray(members.examples)) members.example ??= members.examples[0];
  for (const keyword of ["$id", "$comment", "examples", "contentEncoding", "contentMediaType", "contentSchema"]) {
    delete members[keyword];
  }
}
