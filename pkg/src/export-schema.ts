/**
 * Writes a schema for another reader: a draft of JSON Schema, or OpenAPI.
 *
 * Each schema object is first brought to JSON Schema 2020-12, and then to the target. A schema that the target cannot
 * express is refused, so the written schema accepts the same values. A reference to a schema that moves names its new
 * location. One that would name another schema, or none, is refused.
 */
import {
  identify,
  type Members,
  moveReference,
  type Refuse,
  TARGETS,
  toDraft202012,
  withNull,
} from "./export-keywords.js";
import { decodedFragment, escaped, unescaped } from "./json-pointer.js";
import type { Subschema } from "./json-schema.js";

/** Keywords that hold one schema or a list of schemas. */
const HOLDS_SCHEMAS =
  /^(items|additional(Items|Properties)|propertyNames|contains|not|if|then|else|prefixItems|contentSchema|\w+Of)$/;
/** Keywords that hold schemas by name. `dependencies` may hold lists of names, too. */
const SCHEMAS_BY_NAME = /^(properties|patternProperties|\$defs|definitions|dependentSchemas|dependencies)$/;
/** The most lists and objects in a schema whose definitions stand in the place of the references to them. */
const MAX_PARTS = 100_000;
/** The most definitions in one another. */
const MAX_LEVELS = 100;
const NO_DEFINITIONS = ': OpenAPI 3.0 has no "$defs"';
/** A location inside a value. What stands there is not rewritten, because another value would be meant. */
const IN_VALUE = /\/(const|enum|default|examples?)(\/|$)/;

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
    // `inlined` puts them in the place of the references to them.
    if (isOpenApi30) {
      delete members.$defs;
      delete members.definitions;
    }
    const holder = target.readsOnlyReference ? moveReference(members) : members;
    if (typeof holder.$ref === "string") references.push({ holder, reference: holder.$ref, base, where });
    target.write?.(members, refuse);
    for (const keyword in members) if (target.lacks?.test(keyword)) refuse(keyword);
    if (!addsNull) return members;
    const ofNull = { type: "null" };
    target.write?.(ofNull, refuse);
    return withNull(members, ofNull);
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
    // OpenAPI 3.0 has no `$defs`, so the definition replaces the reference.
    if (isOpenApi30 && to === undefined) definitions.set(holder, copy);
    return from !== undefined && to?.startsWith(from) ? `#${encoded(to.slice(from.length))}` : undefined;
  };

  const written = schema(json, "", "") as Members;
  let pointers: Map<unknown, string> | undefined;
  // The list grows while schemas are written.
  for (const one of references) {
    const reference = moved(one);
    if (reference !== undefined) one.holder.$ref = reference;
    else if (!definitions.has(one.holder)) {
      fail(`where "$ref": "${one.reference}" at ${one.where} would name another schema, or none`);
    }
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
      if (around.length === MAX_LEVELS) fail(`where definitions lead through ${MAX_LEVELS} others${NO_DEFINITIONS}`);
      return copy(definitions.get(value), [...around, value]);
    }
    if (Array.isArray(value)) return value.map((item) => copy(item, around));
    const entries = Object.entries(value).filter(([key]) => key !== "discriminator" || !isUnionOf(definitions, value));
    return Object.fromEntries(entries.map(([key, inner]) => [key, copy(inner, around)]));
  };
  return copy(schema, []);
}

/**
 * Whether a branch of a union is a reference to a definition. Where the definition takes its place, no discriminator
 * can name it.
 */
const isUnionOf = (definitions: ReadonlyMap<unknown, unknown>, { oneOf, anyOf }: Members): boolean =>
  [oneOf, anyOf].some((union) => Array.isArray(union) && union.some((branch) => definitions.has(branch)));

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
