/**
 * Writes a schema for another reader: a draft of JSON Schema, or OpenAPI.
 *
 * Each schema object is first brought to JSON Schema 2020-12, and then to the target. A schema that the target cannot
 * express is refused, so the written schema accepts the same values. References stay as they are: one that would name
 * another schema is refused.
 */
import type { Subschema } from "./json-schema.js";

type Members = Record<string, unknown>;

/** Keywords that hold one schema or a list of schemas. */
const HOLDS_SCHEMAS =
  /^(items|additionalItems|additionalProperties|propertyNames|contains|not|if|then|else|prefixItems|\w+Of)$/;
/** Keywords that hold schemas by name. `dependencies` may hold lists of names, too. */
const SCHEMAS_BY_NAME = /^(properties|patternProperties|\$defs|definitions|dependentSchemas|dependencies)$/;

interface Target {
  readonly $schema?: string;
  /** The keywords that the target does not have. */
  readonly lacks?: RegExp;
  /** Changes the members of one schema object from 2020-12 to this target. */
  readonly write?: (members: Members, refuse: Refuse) => void;
}

type Refuse = (keyword: string) => never;

const TARGETS: Record<string, Target> = {
  "draft-2020-12": { $schema: "https://json-schema.org/draft/2020-12/schema" },
  "draft-07": {
    $schema: "http://json-schema.org/draft-07/schema#",
    lacks: /^(minContains|maxContains|\$anchor)$/,
    write: toDraft07,
  },
  "openapi-3.0": {
    lacks:
      /^(\$anchor|\$defs|definitions|patternProperties|propertyNames|prefixItems|contains|if|then|else|dependent\w+)$/,
    write: toOpenApi30,
  },
  "openapi-3.1": {},
};

/**
 * Returns the schema in the language of the target: `draft-2020-12`, `draft-07`, `openapi-3.0` or `openapi-3.1`.
 *
 * @param hasDocuments whether the schema was compiled with other documents
 * @throws Error if the target is unknown, or cannot express the schema
 */
export function exportAs(json: Subschema, hasDocuments: boolean, name: string): Members {
  const target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  if (!target) {
    throw new Error(`unanimous cannot write JSON Schema ${name}: use ${Object.keys(TARGETS).join(", ")}`);
  }
  const fail = (why: string): never => {
    throw new Error(`unanimous cannot write this schema as ${name}, ${why}`);
  };
  // OpenAPI 3.0 has booleans for `additionalProperties` alone, and no `$id`.
  const isOpenApi30 = name === "openapi-3.0";
  /** What was written for each schema, by its JSON pointer. */
  const copies = new Map<string, unknown>();
  /** The pointers of the schemas that references start from: the root, and each with an `$id`. */
  const bases = [""];
  const references: [reference: string, where: string][] = [];

  const schema = (value: unknown, at: string): unknown => {
    if (Array.isArray(value)) return value.map((inner, index) => schema(inner, `${at}/${index}`));
    const copy = copyOf(value, at);
    copies.set(at, copy);
    return copy;
  };
  const copyOf = (value: unknown, at: string): unknown => {
    if (typeof value === "boolean" && (!at || isOpenApi30)) return value ? {} : { not: {} };
    if (typeof value !== "object" || value === null) return value;
    const members: Members = {};
    for (const [keyword, inner] of Object.entries(value)) {
      const here = `${at}/${keyword}`;
      const isFlag = keyword === "additionalProperties" && typeof inner === "boolean";
      if (HOLDS_SCHEMAS.test(keyword) && !isFlag) members[keyword] = schema(inner, here);
      else if (SCHEMAS_BY_NAME.test(keyword)) members[keyword] = byName(inner, here);
      else members[keyword] = structuredClone(inner);
    }
    const components = members.components as Members | undefined;
    if (components?.schemas) components.schemas = byName(components.schemas, `${at}/components/schemas`);
    const where = at || "the root";
    const refuse: Refuse = (keyword) => fail(`which has no equivalent of "${keyword}" at ${where}`);
    toDraft202012(members, refuse);
    if (at && members.$id) bases.push(at);
    if (typeof members.$ref === "string") references.push([members.$ref, where]);
    target.write?.(members, refuse);
    for (const keyword in members) if (target.lacks?.test(keyword)) refuse(keyword);
    return members;
  };
  const byName = (map: unknown, at: string) =>
    Object.fromEntries(
      Object.entries(map as Members).map(([key, inner]) => [
        key,
        // A list of `dependencies` holds names.
        Array.isArray(inner) ? [...inner] : schema(inner, `${at}/${key.replace(/~/g, "~0").replace(/\//g, "~1")}`),
      ]),
    );
  /** Whether a reference finds the same schema in the written one, from each base with a schema at its pointer. */
  const stays = (reference: string): boolean => {
    if (!reference.startsWith("#") && (hasDocuments || isOpenApi30)) return false;
    const pointer = decodeURIComponent(reference.split("#")[1] ?? "");
    const [anchor, ...names] = pointer.split("/");
    const step = (inner: unknown, name: string) =>
      (inner as Members | undefined)?.[name.replace(/~1/g, "/").replace(/~0/g, "~")];
    const named = bases.filter((base) => copies.has(base + pointer));
    const isThere = (base: string) =>
      names.reduce(step, copies.get(isOpenApi30 ? "" : base)) === copies.get(base + pointer);
    return anchor !== "" || (named.length > 0 && named.every(isThere));
  };

  const written = schema(json, "") as Members;
  for (const [reference, where] of references) {
    if (!stays(reference)) fail(`where "$ref": "${reference}" at ${where} would name another schema, or none`);
  }
  return target.$schema ? { ...written, $schema: target.$schema } : written;
}

/** Moves the value of a keyword to another one. */
function rename(members: Members, from: string, to: string): void {
  members[to] = members[from];
  delete members[from];
}

/** Brings the keywords of OpenAPI 3.0, draft-04 and draft-07 to those of 2020-12. */
function toDraft202012(members: Members, refuse: Refuse): void {
  delete members.$schema;
  if (members.id !== undefined) members.$id ??= members.id;
  delete members.id;
  const [id, fragment] = String(members.$id ?? "").split("#");
  if (fragment) {
    // Before 2020-12, `#name` is an anchor. 2020-12 does not allow an `$id` of a location, which says nothing.
    if (!fragment.startsWith("/")) {
      if (members.$anchor) refuse("$id");
      members.$anchor = fragment;
    }
    if (id) members.$id = id;
    else delete members.$id;
  }
  if (members.nullable) {
    if (!members.type) refuse('nullable" without "type');
    members.type = [...new Set([members.type, "null"].flat())];
  }
  delete members.nullable;
  for (const [exclusive, limit] of LIMITS) {
    if (members[exclusive] === true) rename(members, limit, exclusive);
    if (members[exclusive] === false) delete members[exclusive];
  }
  if (Array.isArray(members.items)) {
    rename(members, "items", "prefixItems");
    if ("additionalItems" in members) rename(members, "additionalItems", "items");
  }
  // It has no effect here and is left out, unless a reference may name a schema inside it.
  if (/"\$(id|anchor)":/.test(JSON.stringify(members.additionalItems))) refuse("additionalItems");
  delete members.additionalItems;
  if ((members.prefixItems as unknown[] | undefined)?.length === 0) delete members.prefixItems;
  for (const [key, inner] of Object.entries((members.dependencies ?? {}) as Members)) {
    const keyword = Array.isArray(inner) ? "dependentRequired" : "dependentSchemas";
    const others = (members[keyword] ?? {}) as Members;
    if (Object.hasOwn(others, key)) refuse(`dependencies" beside "${keyword}`);
    members[keyword] = { ...others, [key]: inner };
  }
  delete members.dependencies;
}

const LIMITS = [
  ["exclusiveMinimum", "minimum"],
  ["exclusiveMaximum", "maximum"],
] as const;

/** Adds a schema at the end of `allOf`, where it moves no other. */
function addToAllOf(members: Members, schema: Members): void {
  members.allOf ??= [];
  (members.allOf as Members[]).push(schema);
}

/** Draft-07 and OpenAPI 3.0 ignore the keywords beside a `$ref`. */
function moveReference(members: Members): void {
  if ("$ref" in members && Object.keys(members).length > 1) {
    addToAllOf(members, { $ref: members.$ref });
    delete members.$ref;
  }
}

function toDraft07(members: Members, refuse: Refuse): void {
  moveReference(members);
  if (members.minContains === 1) delete members.minContains;
  if (members.$anchor && !members.$id) {
    members.$id = `#${members.$anchor}`;
    delete members.$anchor;
  }
  if (members.prefixItems) {
    if ("items" in members) rename(members, "items", "additionalItems");
    rename(members, "prefixItems", "items");
  }
  const { dependentRequired, dependentSchemas } = members as Record<string, Members | undefined>;
  if (dependentRequired || dependentSchemas) {
    for (const key in dependentRequired) {
      if (Object.hasOwn(dependentSchemas ?? {}, key)) refuse('dependentRequired" beside "dependentSchemas');
    }
    members.dependencies = { ...dependentRequired, ...dependentSchemas };
    delete members.dependentRequired;
    delete members.dependentSchemas;
  }
}

/** In OpenAPI 3.0, an array must have `items`. */
function withItems(members: Members): Members {
  if (members.type === "array") members.items ??= {};
  return members;
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
    const nullable = members.nullable ? { nullable: true } : {};
    addToAllOf(members, { anyOf: others.map((type) => withItems({ type, ...nullable })) });
    delete members.type;
    delete members.nullable;
  } else if (others[0]) {
    members.type = others[0];
    withItems(members);
  }
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
