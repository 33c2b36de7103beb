// Makes random schemas over all judged keywords. Formats are left out: validators differ in them by design.

// fast-deep-equal, which ajv uses, calls the properties toString, valueOf and constructor of a value: they are left out.
const NAMES = ["a", "b", "c", "kind", "10", "2", "é", "a.b", "isPrototypeOf", "long_name"];
const TEXTS = ["", "a", "b", "ab", "é", "😀", "10", "a.b", "kind"];
const NUMBERS = [0, 1, 2, 3, 5, 10, -1, 0.5, 1.5, 100];
const VALUES = [
  ...TEXTS,
  ...NUMBERS,
  null,
  true,
  false,
  [],
  [1],
  [[]],
  ["a", 1],
  {},
  { a: 1 },
  { a: 1, b: [1, 2] },
  { b: [1, 2], a: 1 },
  { a: { a: null } },
];
const PATTERNS = [
  "^a",
  "b$",
  "^[a-z]+$",
  "^\\d{1,3}$",
  "[^a]",
  "^(?:a|b|kind)$",
  "^a?b*$",
  "\\w",
  "^\\S+$",
  "^.$",
  "a|10",
  "^(?<x>a.)*?b?$",
  "\\bkind\\b",
  "^\\u{e9}",
  "^[^\\s\\d]{0,2}$",
];
const TYPES = ["string", "number", "integer", "boolean", "null", "array", "object"];
const MAX_DEPTH = 3;

/**
 * Returns a schema.
 *
 * @param {import("./random.mjs").Random} random
 */
export function randomSchema(random) {
  return new SchemaMaker(random).root();
}

/** What a schema may refer to. A reference that consumes no value leads only to later definitions, so there is no circle. */
class SchemaMaker {
  #random;
  /** @type {{ reference: string, name: string, extra: object }[]} */
  #definitions;

  constructor(random) {
    this.#random = random;
    this.#definitions = Array.from({ length: random.oneIn(3) ? 0 : random.between(1, 3) }, (_, at) => {
      const name = random.pick(["X", "Y/Z", "W~", "ü"]) + at;
      const pointer = name.replaceAll("~", "~0").replaceAll("/", "~1");
      return random.pick([
        { name, reference: `#/$defs/${encodeURI(pointer)}`, extra: {} },
        { name, reference: `#/$defs/${encodeURIComponent(pointer)}`, extra: {} },
        { name, reference: `#anchor${at}`, extra: { $anchor: `anchor${at}` } },
        { name, reference: `part${at}`, extra: { $id: `part${at}` } },
      ]);
    });
  }

  root() {
    const random = this.#random;
    const schema = this.#object(this.#schema(MAX_DEPTH, -1));
    if (this.#definitions.length === 0) return schema;
    const isAbsolute = this.#definitions.some(({ extra }) => extra.$id) || random.oneIn(4);
    const $defs = {};
    this.#definitions.forEach(({ name, extra }, at) => {
      const inner = this.#object(this.#schema(MAX_DEPTH - 1, at, extra.$id !== undefined));
      $defs[name] = { ...extra, ...inner };
    });
    return { ...(isAbsolute ? { $id: "https://schemas.example/root" } : {}), ...schema, $defs };
  }

  #object(schema) {
    return typeof schema === "boolean" ? (schema ? {} : { not: {} }) : schema;
  }

  /**
   * @param {number} depth how many levels of schemas may stand below
   * @param {number} from the number of the definition inside which no value has been consumed yet
   * @param {boolean} isEmbedded whether `#` means another document than the root
   */
  #schema(depth, from, isEmbedded = false) {
    const random = this.#random;
    if (random.oneIn(25)) return random.oneIn(4) ? false : random.oneIn(2) ? true : {};
    if (depth <= 0) return this.#leaf();
    const below = (consumes = false) => this.#schema(depth - 1, consumes ? -1 : from, isEmbedded);
    switch (random.below(20)) {
      case 0:
      case 1:
      case 2:
        return this.#leaf();
      case 3:
      case 4:
      case 5:
      case 6:
        return { type: "object", ...this.#objectKeywords(below) };
      case 7:
      case 8:
        return { type: "array", ...this.#arrayKeywords(below) };
      case 9:
        return { [random.pick(["anyOf", "oneOf"])]: this.#list(2, 4, below) };
      case 10:
        return this.#taggedUnion(below);
      case 11:
        return { ...this.#object(below()), allOf: this.#list(1, 3, below) };
      case 12:
        return { ...this.#leaf(), not: below() };
      case 13:
        return this.#condition(below);
      case 14:
      case 15:
      case 16:
        return this.#reference(from, isEmbedded) ?? this.#leaf();
      case 17:
        return this.#nullUnion(below);
      case 18:
        return { ...(this.#reference(from, isEmbedded) ?? {}), ...this.#object(below()) };
      default:
        return {
          ...(random.oneIn(2) ? { type: this.#types() } : {}),
          ...(random.oneIn(2) ? this.#objectKeywords(below) : {}),
          ...(random.oneIn(2) ? this.#arrayKeywords(below) : {}),
          ...this.#stringKeywords(),
          ...this.#numberKeywords(),
        };
    }
  }

  #types() {
    const types = this.#random.some(TYPES).slice(0, 4);
    return types.length > 0 ? types : "object";
  }

  #list(least, most, make) {
    return Array.from({ length: this.#random.between(least, most) }, () => make());
  }

  #leaf() {
    const random = this.#random;
    switch (random.below(9)) {
      case 0:
        return { enum: this.#distinct(random.between(1, 5)) };
      case 1:
        return { const: random.pick(VALUES) };
      case 2:
        return { type: random.pick(TYPES) };
      case 3:
        return { type: "string", ...this.#stringKeywords() };
      case 4:
        return { type: "integer", ...this.#numberKeywords() };
      case 5:
        return { type: "number", ...this.#numberKeywords() };
      case 6:
        return { type: [...new Set([random.pick(TYPES), random.pick(TYPES)])] };
      case 7:
        return { type: "string", enum: [...new Set([random.pick(TEXTS), random.pick(TEXTS)])] };
      default:
        return { ...this.#stringKeywords(), ...this.#numberKeywords() };
    }
  }

  #distinct(count) {
    const found = new Map();
    for (let at = 0; at < count; at++) {
      const value = this.#random.pick(VALUES);
      // Objects that differ only in the order of their keys are equal.
      found.set(JSON.stringify(value, value && !Array.isArray(value) ? Object.keys(value).sort() : undefined), value);
    }
    return [...found.values()];
  }

  #stringKeywords() {
    const random = this.#random;
    const least = random.below(4);
    return {
      ...(random.oneIn(3) ? { minLength: least } : {}),
      ...(random.oneIn(3) ? { maxLength: least + random.below(4) } : {}),
      ...(random.oneIn(3) ? { pattern: random.pick(PATTERNS) } : {}),
    };
  }

  #numberKeywords() {
    const random = this.#random;
    const low = random.between(-3, 5);
    const high = low + random.between(2, 8);
    return {
      ...(random.oneIn(3) ? { [random.pick(["minimum", "exclusiveMinimum"])]: random.oneIn(4) ? low + 0.5 : low } : {}),
      ...(random.oneIn(3)
        ? { [random.pick(["maximum", "exclusiveMaximum"])]: random.oneIn(4) ? high + 0.5 : high }
        : {}),
      ...(random.oneIn(4) ? { multipleOf: random.between(1, 7) } : {}),
    };
  }

  #objectKeywords(below) {
    const random = this.#random;
    const names = random.some(NAMES);
    const least = random.below(3);
    const schema = {};
    if (!random.oneIn(6)) {
      schema.properties = Object.fromEntries(names.slice(0, 4).map((name) => [name, below(true)]));
    }
    if (random.oneIn(2)) schema.required = random.some(names.slice(0, 4));
    if (random.oneIn(3)) schema.additionalProperties = random.oneIn(2) ? false : below(true);
    if (random.oneIn(6)) schema.patternProperties = { [random.pick(PATTERNS)]: below(true) };
    if (random.oneIn(8))
      schema.propertyNames = random.oneIn(2) ? this.#stringKeywords() : { enum: [...NAMES.slice(0, 6)] };
    if (random.oneIn(6)) schema.minProperties = least;
    if (random.oneIn(6)) schema.maxProperties = least + random.below(4);
    if (random.oneIn(8)) schema.dependentRequired = { [random.pick(NAMES)]: [random.pick(NAMES)] };
    if (random.oneIn(8)) schema.dependentSchemas = { [random.pick(NAMES)]: below() };
    return schema;
  }

  #arrayKeywords(below) {
    const random = this.#random;
    const least = random.below(3);
    const schema = {};
    if (random.oneIn(4)) schema.prefixItems = this.#list(1, 3, () => below(true));
    if (random.oneIn(2)) schema.items = below(true);
    if (random.oneIn(4)) schema.contains = below(true);
    if (random.oneIn(6)) schema.minContains = random.below(3);
    if (random.oneIn(6)) schema.maxContains = random.between(2, 3);
    if (random.oneIn(5)) schema.minItems = least;
    if (random.oneIn(5)) schema.maxItems = least + random.below(3);
    if (random.oneIn(4)) schema.uniqueItems = !random.oneIn(5);
    return schema;
  }

  #taggedUnion(below) {
    const random = this.#random;
    const tags = random.some(["a", "b", "c", "d", 1, null]);
    const branches = tags.map((tag) => {
      const { properties = {}, required = [], ...rest } = this.#objectKeywords(below);
      return {
        type: "object",
        ...rest,
        properties: {
          kind: random.oneIn(4) ? { enum: [tag, `${tag}2`] } : { const: tag },
          ...without(properties, "kind"),
        },
        required: [...new Set(["kind", ...required])],
      };
    });
    return branches.length > 0 ? { [random.pick(["anyOf", "oneOf"])]: branches } : {};
  }

  #condition(below) {
    const names = this.#random.oneIn(2) ? ["if", "then", "else"] : ["if", this.#random.pick(["then", "else"])];
    return Object.fromEntries(names.map((name) => [name, below()]));
  }

  #nullUnion(below) {
    const random = this.#random;
    switch (random.below(3)) {
      case 0:
        return { type: [random.pick(TYPES.slice(0, 4)), "null"], ...this.#stringKeywords(), ...this.#numberKeywords() };
      case 1:
        return { [random.pick(["anyOf", "oneOf"])]: [below(), { type: "null" }] };
      default:
        return { [random.pick(["allOf", "anyOf", "oneOf"])]: [below()] };
    }
  }

  /** A reference to a definition; undefined if there is none that may stand here. */
  #reference(from, isEmbedded) {
    const random = this.#random;
    // Inside an embedded resource, `#` is the resource.
    const usable = this.#definitions
      .slice(from === -1 ? 0 : from + 1)
      .filter(({ reference }) => !isEmbedded || !reference.startsWith("#"));
    return usable.length > 0 ? { $ref: random.pick(usable).reference } : undefined;
  }
}

function without(object, name) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
