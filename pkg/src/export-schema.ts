/**
 * Writes a schema for another reader: a draft of JSON Schema, or OpenAPI.
 *
 * Each schema object is first brought to JSON Schema 2020-12, and then to the target. A schema that the target cannot
 * express is refused, so the written schema accepts the same values. A reference to a schema that moves names its new
 * location. One that would name another schema, or none, is refused.
 */
import { decodedFragment, escaped, unescaped } from "./json-pointer.js";
import type { Subschema } from "./json-schema.js";

type Members = Record<string, unknown>;

/** Keywords that hold one schema or a list of schemas. */
const HOLDS_SCHEMAS =
  /^(items|additional(Items|Properties)|propertyNames|contains|not|if|then|else|prefixItems|contentSchema|\w+Of)$/;
/** Keywords that hold schemas by name. `dependencies` may hold lists of names, too. */
const SCHEMAS_BY_NAME = /^(properties|patternProperties|\$defs|definitions|dependentSchemas|dependencies)$/;
/** The most values in a schema whose definitions stand in the place of the references to them. */
const MAX_PARTS = 100_000;
const NO_DEFINITIONS = ': OpenAPI 3.0 has no "$defs"';
/** A location inside a value. What stands there is not rewritten, because another value would be meant. */
const IN_VALUE = /\/(const|enum|default|examples?)(\/|$)/;

interface Target {
  readonly $schema?: string;
  /** Whether the target ignores the keywords beside a `$ref`. */
  readonly readsOnlyReference?: boolean;
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
  /** The pointers of the schemas that have an `$anchor`, by the base and the name. */
  const anchors = new Map<string, string>();
  const references: Reference[] = [];
  /** The definitions that take the place of the objects which refer to them. */
  const definitions = new Map<unknown, unknown>();

  const schema = (value: unknown, at: string, base: string): unknown => {
    if (Array.isArray(value)) return value.map((inner, index) => schema(inner, `${at}/${index}`, base));
    const copy = copyOf(value, at, base);
    copies.set(at, copy);
    return copy;
  };
  const copyOf = (value: unknown, at: string, around: string): unknown => {
    if (typeof value === "boolean" && (!at || isOpenApi30)) return value ? {} : { not: {} };
    if (typeof value !== "object" || value === null) return value;
    const where = at || "the root";
    const refuse: Refuse = (keyword) => fail(`which has no equivalent of "${keyword}" at ${where}`);
    const members: Members = { ...value };
    // OpenAPI 3.0 lacks this annotation, so the schema in it is not written and cannot be refused.
    if (isOpenApi30) delete members.contentSchema;
    identify(members, refuse);
    const base = members.$id ? at : around;
    if (at && members.$id) bases.push(at);
    if (members.$anchor) anchors.set(`${base}#${String(members.$anchor)}`, at);
    for (const [keyword, inner] of Object.entries(members)) {
      const here = `${at}/${keyword}`;
      const isFlag = keyword === "additionalProperties" && typeof inner === "boolean";
      if (HOLDS_SCHEMAS.test(keyword) && !isFlag) members[keyword] = schema(inner, here, base);
      // What no reference names is not compiled, so it may hold anything.
      else if (SCHEMAS_BY_NAME.test(keyword) && isObject(inner)) members[keyword] = byName(inner, here, base);
      else members[keyword] = structuredClone(inner);
    }
    const components = members.components as Members | undefined;
    if (isObject(components?.schemas))
      components.schemas = byName(components.schemas, `${at}/components/schemas`, base);
    // Where there is no type, `nullable` adds null to what the other keywords accept.
    const addsNull = Boolean(members.nullable) && !members.type;
    if (addsNull && members.$id) refuse('nullable" beside "$id');
    toDraft202012(members, refuse);
    if (isOpenApi30) {
      delete members.$defs;
      delete members.definitions;
    }
    const holder = target.readsOnlyReference ? moveReference(members) : members;
    if (typeof holder.$ref === "string") references.push({ holder, reference: holder.$ref, base, where });
    target.write?.(members, refuse);
    for (const keyword in members) if (target.lacks?.test(keyword)) refuse(keyword);
    return addsNull ? withNull(members, isOpenApi30 ? { ...OPENAPI_NULL } : { type: "null" }) : members;
  };
  const byName = (map: Members, at: string, base: string) =>
    Object.fromEntries(
      Object.entries(map).map(([key, inner]) => [
        key,
        // A list of `dependencies` holds names.
        Array.isArray(inner) ? [...inner] : schema(inner, `${at}/${escaped(key)}`, base),
      ]),
    );
  /** What was written for the schema at a pointer. One in `x-…`, where no keyword has a schema, is written now. */
  const copyAt = (at: string, base: string): unknown => {
    if (!copies.has(at) && isObject(partAt(written, at)) && !IN_VALUE.test(at)) {
      const end = at.lastIndexOf("/");
      const around = partAt(written, at.slice(0, end)) as Members;
      around[unescaped(at.slice(end + 1))] = schema(partAt(json, at), at, base);
    }
    return copies.get(at);
  };
  /** Returns how the written schema refers to the same part; undefined if it cannot. */
  const moved = ({ holder, reference, base }: Reference): string | undefined => {
    const [uri, fragment = ""] = reference.split("#") as [string, string?];
    const text = decodedFragment(fragment);
    const isAnchor = text !== "" && !text.startsWith("/");
    const pointer = text.split("/").map(unescaped).map(escaped).join("/");
    if (uri) {
      // Any base may have this URI.
      const named = bases.filter((one) => copies.has(one + pointer));
      const stays = (one: string) => partAt(copies.get(one), pointer) === copies.get(one + pointer);
      const isSame = isAnchor || (named.length > 0 && named.every(stays));
      return hasDocuments || isOpenApi30 || !isSame ? undefined : reference;
    }
    const at = isAnchor ? anchors.get(`${base}#${text}`) : base + pointer;
    const copy = at === undefined ? undefined : copyAt(at, base);
    if (copy === undefined) return undefined;
    // OpenAPI 3.0 has no anchors and no `$id`.
    const start = isOpenApi30 ? written : copies.get(base);
    if (isAnchor ? !isOpenApi30 : partAt(start, pointer) === copy) return reference;
    pointers ??= pointersIn(written);
    const [from, to] = [pointers.get(start), pointers.get(copy)];
    // OpenAPI 3.0 has no `$defs`: what stands there takes the place of the references to it.
    if (isOpenApi30 && to === undefined) definitions.set(holder, copy);
    return from !== undefined && to?.startsWith(from) ? `#${encoded(to.slice(from.length))}` : undefined;
  };

  const written = schema(json, "", "") as Members;
  let pointers: Map<unknown, string> | undefined;
  // The list grows while schemas are written.
  for (const one of references) {
    const reference = moved(one);
    if (reference === undefined && !definitions.has(one.holder)) {
      fail(`where "$ref": "${one.reference}" at ${one.where} would name another schema, or none`);
    }
    one.holder.$ref = reference ?? one.reference;
  }
  if (definitions.size > 0) return inlined(written, definitions, fail) as Members;
  return target.$schema ? { ...written, $schema: target.$schema } : written;
}

/** A reference of a written schema. */
interface Reference {
  /** The object that has the `$ref`. */
  readonly holder: Members;
  readonly reference: string;
  /** The pointer of the schema that the reference starts from. */
  readonly base: string;
  /** The location of the schema, for messages. */
  readonly where: string;
}

/**
 * Returns a copy of a schema in which definitions stand in the place of the references to them.
 *
 * @param definitions the definition of each object that refers to one
 */
function inlined(schema: unknown, definitions: ReadonlyMap<unknown, unknown>, fail: (why: string) => never): unknown {
  let parts = 0;
  const copy = (value: unknown, around: readonly unknown[]): unknown => {
    if (!isObject(value)) return value;
    if (++parts > MAX_PARTS) fail(`which would have more than 100,000 parts${NO_DEFINITIONS}`);
    if (definitions.has(value)) {
      if (around.includes(value)) fail(`where "$ref": "${String(value.$ref)}" leads back to itself${NO_DEFINITIONS}`);
      return copy(definitions.get(value), [...around, value]);
    }
    if (Array.isArray(value)) return value.map((item) => copy(item, around));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, around)]));
  };
  return copy(schema, []);
}

const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null;

/** A JSON pointer as a fragment of a URI. */
const encoded = (pointer: string) => encodeURI(pointer).replace(/#/g, "%23");

/** The part of a value at a JSON pointer. */
function partAt(value: unknown, pointer: string): unknown {
  const step = (inner: unknown, token: string) => {
    const key = unescaped(token);
    return isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  };
  return pointer.split("/").slice(1).reduce(step, value);
}

/** The JSON pointer of each list and object in a value. */
function pointersIn(value: unknown, at = "", pointers = new Map<unknown, string>()): Map<unknown, string> {
  if (isObject(value)) {
    pointers.set(value, at);
    for (const [key, inner] of Object.entries(value)) pointersIn(inner, `${at}/${escaped(key)}`, pointers);
  }
  return pointers;
}

/** Moves the value of a keyword to another one. */
function rename(members: Members, from: string, to: string): void {
  members[to] = members[from];
  delete members[from];
}

/** Brings the URI and the anchor of a schema to those of 2020-12. */
function identify(members: Members, refuse: Refuse): void {
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
function toDraft202012(members: Members, refuse: Refuse): void {
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

/** If keywords stand beside a `$ref`, moves it into `allOf`. Returns the object that holds the `$ref`. */
function moveReference(members: Members): Members {
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

/** The members of a schema that say nothing of values. */
const ANNOTATIONS = ["title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly"];

/** OpenAPI 3.0 has no type of null: this is a string of which null is the only value. */
const OPENAPI_NULL = { type: "string", nullable: true, enum: [null] };

/** A schema that accepts what another one accepts, and null. The annotations of the other one stand beside the two. */
function withNull(members: Members, ofNull: Members): Members {
  const around: Members = {};
  for (const keyword of ANNOTATIONS) {
    if (!(keyword in members)) continue;
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
    if (others.length === 0) {
      others.push("string");
      members.enum = OPENAPI_NULL.enum;
      delete members.const;
    }
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
  for (const keyword of ["$id", "$comment", "examples", "contentEncoding", "contentMediaType", "$anchor"]) {
    delete members[keyword];
  }
}
