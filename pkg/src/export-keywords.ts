// Rewrites the keywords of one schema object, without the schemas in it: to JSON Schema 2020-12, and from it to a
// target.

/** The members of a schema object. */
export type Members = Record<string, unknown>;

export interface Target {
  readonly $schema?: string;
  /** Whether the target reads a `$ref` alone, without the keywords beside it. */
  readonly readsOnlyReference?: boolean;
  /** The keywords that the target does not have. */
  readonly lacks?: RegExp;
  /** Changes the members of one schema object from 2020-12 to this target. */
  readonly write?: (members: Members, refuse: Refuse) => void;
}

export type Refuse = (keyword: string) => never;

export const TARGETS: Record<string, Target> = {
  "draft-2020-12": { $schema: "https://json-schema.org/draft/2020-12/schema" },
  "draft-07": {
    $schema: "http://json-schema.org/draft-07/schema#",
    readsOnlyReference: true,
    lacks: /^(minContains|maxContains|\$anchor)$/,
    write: toDraft07,
  },
  "openapi-3.0": {
    readsOnlyReference: true,
    lacks: /^(patternProperties|propertyNames|prefixItems|contains|if|then|else|dependent\w+)$/,
    write: toOpenApi30,
  },
  "openapi-3.1": {},
};

/** Moves the value of a keyword to another one. */
function rename(members: Members, from: string, to: string): void {
  members[to] = members[from];
  delete members[from];
}

/** Brings the URI and the anchor of a schema to those of 2020-12. */
export function identify(members: Members, refuse: Refuse): void {
  if (typeof members.id === "string") {
    members.$id ??= members.id;
    delete members.id;
  }
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
}

/** Brings the other keywords of OpenAPI 3.0, draft-04 and draft-07 to those of 2020-12. */
export function toDraft202012(members: Members, refuse: Refuse): void {
  delete members.$schema;
  if (members.nullable && members.type) members.type = [...new Set([members.type, "null"].flat())];
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

/** Moves a `$ref` that has keywords beside it into `allOf`. Returns the object that has the `$ref`. */
export function moveReference(members: Members): Members {
  if (!("$ref" in members) || Object.keys(members).length === 1) return members;
  const holder = { $ref: members.$ref };
  addToAllOf(members, holder);
  delete members.$ref;
  return holder;
}

function toDraft07(members: Members, refuse: Refuse): void {
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

/** The members that stay where they are: those that say nothing of values, and those that references name. */
const AROUND =
  /^(title|description|default|examples?|deprecated|readOnly|writeOnly|\$id|\$anchor|\$defs|definitions|components)$/;

/** Returns a union of a schema and a schema of null. The members {@link AROUND} stand beside the union. */
export function withNull(members: Members, ofNull: Members): Members {
  const around: Members = {};
  for (const keyword of Object.keys(members)) {
    if (!AROUND.test(keyword)) continue;
    around[keyword] = members[keyword];
    delete members[keyword];
  }
  return { ...around, anyOf: [members, ofNull] };
}

/** In OpenAPI 3.0, an array must have `items`. */
function withItems(members: Members): Members {
  if (members.type === "array") members.items ??= {};
  return members;
}

function toOpenApi30(members: Members, refuse: Refuse): void {
  const types = [members.type ?? []].flat() as string[];
  const others = types.filter((type) => type !== "null");
  if (others.length < types.length) {
    members.nullable = true;
    // It has no type of null, so null is the only value of a string.
    if (others.length === 0) {
      others.push("string");
      members.enum = [null];
      delete members.const;
    }
  }
  // It allows one type, so several types become a union.
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
  for (const keyword of ["$id", "$comment", "examples", "contentEncoding", "contentMediaType", "$anchor"]) {
    delete members[keyword];
  }
}
