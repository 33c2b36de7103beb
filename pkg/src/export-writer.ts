// Writes the schema objects of a schema for a target, and corrects their references.
import {
  identify,
  type Members,
  moveReference,
  type Refuse,
  type Target,
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
/** A location inside a value. What stands there is not rewritten, because another value would be meant. */
const IN_VALUE = /\/(const|enum|default|examples?)(\/|$)/;

/** Writes each schema object of a schema, and then corrects the references of what it has written. */
export class SchemaWriter {
  /** What was written for the whole schema. */
  readonly written: Members;
  readonly #json: Subschema;
  readonly #target: Target;
  readonly #isOpenApi30: boolean;
  readonly #fail: (why: string) => never;
  /** What was written for each schema, by its JSON pointer. */
  readonly #copies = new Map<string, unknown>();
  /** The pointers of the schemas that references start from: the root, and each with an `$id`. */
  readonly #bases = [""];
  /** The pointers of the schemas that have an `$anchor`, by the base and the name. */
  readonly #anchors = new Map<string, string>();
  readonly #references: Reference[] = [];
  /** The pointers of all parts of what was written. */
  #pointers: Map<unknown, string> | undefined;

  constructor(json: Subschema, target: Target, isOpenApi30: boolean, fail: (why: string) => never) {
    this.#json = json;
    this.#target = target;
    this.#isOpenApi30 = isOpenApi30;
    this.#fail = fail;
    this.written = this.#schema(json, "", "") as Members;
  }

  /**
   * Lets each reference name the new location of its schema. Returns the definitions that are to take the place of the
   * objects which refer to them.
   */
  correctReferences(hasDocuments: boolean): Map<unknown, unknown> {
    const definitions = new Map<unknown, unknown>();
    // The list grows while schemas are written.
    for (const one of this.#references) {
      const hasUri = !/^(#|$)/.test(one.reference);
      const reference = hasUri ? this.#toOtherUri(one.reference, hasDocuments) : this.#moved(one, definitions);
      if (reference !== undefined) one.holder.$ref = reference;
      else if (!definitions.has(one.holder)) {
        this.#fail(`where "$ref": "${one.reference}" at ${one.where} would name another schema, or none`);
      }
    }
    return definitions;
  }

  #schema(value: unknown, at: string, base: string): unknown {
    if (Array.isArray(value)) return value.map((inner, index) => this.#schema(inner, `${at}/${index}`, base));
    const copy = this.#copyOf(value, at, base);
    this.#copies.set(at, copy);
    return copy;
  }

  #copyOf(value: unknown, at: string, around: string): unknown {
    if (typeof value === "boolean" && (!at || this.#isOpenApi30)) return value ? {} : { not: {} };
    if (typeof value !== "object" || value === null) return value;
    const where = at || "the root";
    const refuse: Refuse = (keyword) => this.#fail(`which has no equivalent of "${keyword}" at ${where}`);
    const members: Members = { ...value };
    // OpenAPI 3.0 lacks this annotation, so the schema in it is not written and cannot be refused.
    if (this.#isOpenApi30) delete members.contentSchema;
    identify(members, refuse);
    const base = members.$id ? at : around;
    if (at && members.$id) this.#bases.push(at);
    if (members.$anchor) this.#anchors.set(`${base}#${String(members.$anchor)}`, at);
    this.#copyMembers(members, at, base);
    // Where there is no type, `nullable` adds null to what the other keywords accept.
    const addsNull = Boolean(members.nullable) && !members.type;
    if (addsNull && members.$id) refuse('nullable" beside "$id');
    toDraft202012(members, refuse);
    // `inlined` puts them in the place of the references to them.
    if (this.#isOpenApi30) {
      delete members.$defs;
      delete members.definitions;
    }
    const { readsOnlyReference, write, lacks } = this.#target;
    const holder = readsOnlyReference ? moveReference(members) : members;
    if (typeof holder.$ref === "string") this.#references.push({ holder, reference: holder.$ref, base, where });
    write?.(members, refuse);
    for (const keyword in members) if (lacks?.test(keyword)) refuse(keyword);
    if (!addsNull) return members;
    const ofNull = { type: "null" };
    write?.(ofNull, refuse);
    return withNull(members, ofNull);
  }

  /** Replaces the members of a schema object by copies, and the schemas in them by what is written for them. */
  #copyMembers(members: Members, at: string, base: string): void {
    for (const [keyword, inner] of Object.entries(members)) {
      const here = `${at}/${keyword}`;
      const isFlag = keyword === "additionalProperties" && typeof inner === "boolean";
      if (HOLDS_SCHEMAS.test(keyword) && !isFlag) members[keyword] = this.#schema(inner, here, base);
      // What no reference names is not compiled, so it may hold anything.
      else if (SCHEMAS_BY_NAME.test(keyword) && isObject(inner)) members[keyword] = this.#byName(inner, here, base);
      else members[keyword] = structuredClone(inner);
    }
    const components = members.components as Members | undefined;
    if (isObject(components?.schemas))
      components.schemas = this.#byName(components.schemas, `${at}/components/schemas`, base);
  }

  #byName(map: Members, at: string, base: string): Members {
    return Object.fromEntries(
      Object.entries(map).map(([key, inner]) => [
        key,
        // A list of `dependencies` holds names.
        Array.isArray(inner) ? [...inner] : this.#schema(inner, `${at}/${escaped(key)}`, base),
      ]),
    );
  }

  /** What was written for the schema at a pointer. One in `x-…`, where no keyword has a schema, is written now. */
  #copyAt(at: string, base: string): unknown {
    if (!this.#copies.has(at) && isObject(partAt(this.written, at)) && !IN_VALUE.test(at)) {
      const end = at.lastIndexOf("/");
      const around = partAt(this.written, at.slice(0, end)) as Members;
      around[unescaped(at.slice(end + 1))] = this.#schema(partAt(this.#json, at), at, base);
    }
    return this.#copies.get(at);
  }

  /** The reference with another URI, if it names the same part in what was written; undefined if not. */
  #toOtherUri(reference: string, hasDocuments: boolean): string | undefined {
    const { pointer, isAnchor } = fragmentOf(reference);
    if (hasDocuments || this.#isOpenApi30) return undefined;
    if (isAnchor) return reference;
    // Any base may have this URI.
    const named = this.#bases.filter((one) => this.#copies.has(one + pointer));
    const stays = (one: string) => partAt(this.#copies.get(one), pointer) === this.#copies.get(one + pointer);
    return named.length > 0 && named.every(stays) ? reference : undefined;
  }

  /** How the written schema refers to the same part; undefined if it cannot, or if a definition takes its place. */
  #moved({ holder, reference, base }: Reference, definitions: Map<unknown, unknown>): string | undefined {
    const { text, pointer, isAnchor } = fragmentOf(reference);
    const at = isAnchor ? this.#anchors.get(`${base}#${text}`) : base + pointer;
    const copy = at === undefined ? undefined : this.#copyAt(at, base);
    if (copy === undefined) return undefined;
    const start = this.#isOpenApi30 ? this.written : this.#copies.get(base);
    if (isAnchor ? !this.#isOpenApi30 : partAt(start, pointer) === copy) return reference;
    this.#pointers ??= pointersIn(this.written);
    const [from, to] = [this.#pointers.get(start), this.#pointers.get(copy)];
    // OpenAPI 3.0 has no `$defs`, so the definition replaces the reference.
    if (this.#isOpenApi30 && to === undefined) definitions.set(holder, copy);
    return from !== undefined && to?.startsWith(from) ? `#${encoded(to.slice(from.length))}` : undefined;
  }
}

/** The fragment of a reference: the text of an anchor, or a JSON pointer with the usual escapes. */
function fragmentOf(reference: string): { text: string; pointer: string; isAnchor: boolean } {
  const text = decodedFragment(reference.split("#")[1] ?? "");
  const isAnchor = text !== "" && !text.startsWith("/");
  return { text, pointer: text.split("/").map(unescaped).map(escaped).join("/"), isAnchor };
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

export const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null;

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
