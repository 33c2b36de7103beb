// Makes values for a schema. Each is made to be valid, and is then returned as it is, or changed in one or two parts.
import { matching } from "./pattern-texts.mjs";
import { resolver } from "./references.mjs";

const MAX_DEPTH = 7;
/** About how many parts a value has at most. */
const MAX_PARTS = 200;
const ANY = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  12,
  100000,
  "",
  "a",
  "b",
  "kind",
  "é",
  "😀",
  [],
  [1],
  [1, 1],
  {},
  { a: 1 },
];
const ANY_KEYS = ["a", "b", "c", "kind", "10", "é", "isPrototypeOf", "extra", "x y"];
const OBJECT = [
  "properties",
  "required",
  "additionalProperties",
  "patternProperties",
  "minProperties",
  "dependentRequired",
];
const ARRAY = ["items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"];

/** Makes the values of one schema. */
export class ValueMaker {
  #random;
  #root;
  #resolve;
  /** How many more parts the current value may have. */
  #budget = 0;

  /**
   * @param {object | boolean} schema
   * @param {import("./random.mjs").Random} random
   */
  constructor(schema, random) {
    this.#root = schema;
    this.#random = random;
    this.#resolve = resolver(schema);
  }

  /** Returns a value: about half of them are valid, if the schema has many valid values. */
  next() {
    const random = this.#random;
    let value = this.#whole();
    for (let times = random.pick([0, 0, 0, 1, 1, 2]); times > 0; times--) value = this.#changed(value);
    return value;
  }

  #whole() {
    this.#budget = MAX_PARTS;
    return this.#make([this.#root], 0);
  }

  /** Returns a value that is meant to fit all of these schemas. */
  #make(schemas, depth) {
    const random = this.#random;
    // A recursive schema may have no finite value, or only huge ones.
    if (depth > 2 * MAX_DEPTH || --this.#budget < 0) return random.pick(ANY);
    const parts = schemas.flatMap((schema) => this.#parts(schema, depth, 0));
    const merged = merge(parts);
    if (merged.isNever) return random.pick(ANY);
    if (merged.values !== undefined) return structuredClone(random.pick(merged.values));
    switch (this.#type(merged, parts)) {
      case "object":
        return this.#makeObject(merged, parts, depth);
      case "array":
        return this.#makeArray(merged, parts, depth);
      case "string":
        return this.#makeString(merged, parts);
      case "integer":
        return this.#makeNumber(merged, true);
      case "number":
        return this.#makeNumber(merged, random.oneIn(2));
      case "boolean":
        return random.oneIn(2);
      case "null":
        return null;
      default:
        return structuredClone(random.pick(ANY));
    }
  }

  /** Returns a schema and the schemas that it applies: references, `allOf`, one branch of each union, one side of each `if`. */
  #parts(schema, depth, nested) {
    const random = this.#random;
    if (schema === false) return [{ isNever: true }];
    if (typeof schema !== "object" || schema === null || nested > 8) return [];
    const found = [schema];
    const add = (inner) => found.push(...this.#parts(inner, depth, nested + 1));
    if (typeof schema.$ref === "string") add(this.#resolve(schema));
    for (const inner of schema.allOf ?? []) add(inner);
    for (const name of ["anyOf", "oneOf"]) {
      if (!Array.isArray(schema[name]) || schema[name].length === 0) continue;
      // Deep in a value, take the branch that ends soonest.
      const plain = schema[name].filter(
        (branch) => typeof branch === "object" && branch.type !== "object" && !branch.$ref,
      );
      add(random.pick(depth >= MAX_DEPTH && plain.length > 0 ? plain : schema[name]));
    }
    if (schema.if !== undefined) {
      if (random.oneIn(2)) {
        add(schema.if);
        if (schema.then !== undefined) add(schema.then);
      } else if (schema.else !== undefined) add(schema.else);
    }
    if (schema.dependentSchemas && random.oneIn(2))
      for (const inner of Object.values(schema.dependentSchemas)) add(inner);
    return found;
  }

  #type({ types }, parts) {
    const random = this.#random;
    const has = (names) => parts.some((part) => names.some((name) => part[name] !== undefined));
    if (types !== undefined) {
      const fitting = types.filter((type) => type !== "null" || types.length === 1 || random.oneIn(3));
      return random.pick(fitting.length > 0 ? fitting : types);
    }
    const hinted = [];
    if (has(OBJECT)) hinted.push("object");
    if (has(ARRAY)) hinted.push("array");
    if (has(["pattern", "minLength", "maxLength"])) hinted.push("string");
    if (has(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"])) hinted.push("number");
    return hinted.length > 0 && !random.oneIn(8) ? random.pick(hinted) : undefined;
  }

  #makeObject({ required, least, most }, parts, depth) {
    const random = this.#random;
    const object = {};
    const isDeep = depth >= MAX_DEPTH;
    const set = (key) => {
      if (Object.hasOwn(object, key) || key === "__proto__") return;
      const schemas = parts.flatMap((part) => schemasOfKey(part, key));
      if (!schemas.includes(false)) object[key] = this.#make(schemas, depth + 1);
    };
    for (const key of required) set(key);
    if (!isDeep) {
      const optional = parts.flatMap((part) => Object.keys(part.properties ?? {}));
      const share = random.between(1, 4);
      for (const key of new Set(optional)) if (random.oneIn(share + (optional.length > 20 ? 6 : 0))) set(key);
      if (random.oneIn(3)) set(this.#key(parts));
    }
    for (const part of parts)
      for (const [key, names] of Object.entries(part.dependentRequired ?? {}))
        if (Object.hasOwn(object, key) && !random.oneIn(5)) for (const name of names) set(name);
    for (let tries = 0; Object.keys(object).length < (least.minProperties ?? 0) && tries < 20; tries++)
      set(this.#key(parts));
    const optional = Object.keys(object).filter((key) => !required.includes(key));
    while (Object.keys(object).length > (most.maxProperties ?? Infinity) && optional.length > 0) {
      delete object[optional.pop()];
    }
    return object;
  }

  #key(parts) {
    const random = this.#random;
    const patterns = parts.flatMap((part) => [
      ...Object.keys(part.patternProperties ?? {}),
      ...(part.propertyNames?.pattern ? [part.propertyNames.pattern] : []),
    ]);
    const names = parts.flatMap((part) => part.propertyNames?.enum ?? []);
    if (names.length > 0 && !random.oneIn(5)) return String(random.pick(names));
    return patterns.length > 0 && !random.oneIn(3) ? matching(random.pick(patterns), random) : random.pick(ANY_KEYS);
  }

  #makeArray({ least, most }, parts, depth) {
    const random = this.#random;
    const prefix = Math.max(0, ...parts.map((part) => part.prefixItems?.length ?? 0));
    const low = Math.min(least.minItems ?? 0, 50);
    const high = Math.max(
      low,
      Math.min(most.maxItems ?? Infinity, Math.max(low, prefix) + (depth >= MAX_DEPTH ? 0 : 3)),
    );
    const length = random.between(low, high);
    const isUnique = parts.some((part) => part.uniqueItems === true);
    const list = [];
    const seen = new Set();
    for (let at = 0; at < length; at++) {
      const schemas = parts.flatMap((part) => {
        if (part.prefixItems && at < part.prefixItems.length) return [part.prefixItems[at]];
        return part.items === undefined ? [] : [part.items];
      });
      for (const { contains, minContains = 1 } of parts)
        if (contains !== undefined && at < minContains) schemas.push(contains);
      let item = this.#make(schemas, depth + 1);
      for (let tries = 0; isUnique && seen.has(JSON.stringify(item)) && tries < 5; tries++) {
        item = this.#make(schemas, depth + 1);
      }
      seen.add(JSON.stringify(item));
      list.push(item);
    }
    return list;
  }

  #makeString({ least, most }, parts) {
    const random = this.#random;
    const patterns = parts.flatMap((part) => (typeof part.pattern === "string" ? [part.pattern] : []));
    const low = Math.min(least.minLength ?? 0, 500);
    const high = Math.max(low, Math.min(most.maxLength ?? Infinity, low + 5));
    if (patterns.length > 0) {
      for (let tries = 0; tries < 6; tries++) {
        const text = matching(random.pick(patterns), random);
        const length = [...text].length;
        if (length >= low && length <= (most.maxLength ?? Infinity)) return text;
      }
    }
    const letters = random.pick([["a"], ["a", "b"], ["é", "😀", "a"], ["1", "0"], ["x", " ", "-"]]);
    return Array.from({ length: random.between(low, high) }, () => random.pick(letters)).join("");
  }

  #makeNumber({ least, most, step }, isInteger) {
    const random = this.#random;
    const low = Math.max(least.minimum ?? -Infinity, least.exclusiveMinimum ?? -Infinity);
    const high = Math.min(most.maximum ?? Infinity, most.exclusiveMaximum ?? Infinity);
    const from = low === -Infinity ? (high === Infinity ? -5 : high - 12) : low;
    const to = Math.max(from, high === Infinity ? from + 20 : high);
    let number = random.oneIn(3) ? random.pick([from, to]) : from + (random.next() / 2 ** 32) * (to - from);
    if (isInteger) number = Math.round(number);
    else number = Math.round(number * 4) / 4;
    if (step !== undefined) number = Math.round(number / step) * step;
    return Number.isFinite(number) ? number + 0 : 0;
  }

  /** Returns a value with one change somewhere. */
  #changed(value) {
    const random = this.#random;
    const places = [];
    const visit = (part, path) => {
      places.push(path);
      if (typeof part !== "object" || part === null) return;
      for (const key of Object.keys(part)) visit(part[key], [...path, key]);
    };
    visit(value, []);
    const path = random.pick(places);
    const inner = path.reduce((part, key) => part[key], value);
    return replaced(value, path, this.#other(inner, path));
  }

  #other(value, path) {
    const random = this.#random;
    if (random.oneIn(4)) return structuredClone(random.pick(ANY));
    // Takes the part at the same path of another value, which with a union is often of another branch.
    if (random.oneIn(4)) {
      const another = path.reduce((part, key) => own(part, key), this.#whole());
      if (another !== undefined) return structuredClone(another);
    }
    if (Array.isArray(value)) {
      const at = random.below(value.length);
      if (value.length === 0 || random.oneIn(3)) return [...value, structuredClone(random.pick(ANY))];
      if (random.oneIn(2)) return [...value, structuredClone(value[at])];
      return value.toSpliced(at, 1);
    }
    if (typeof value === "object" && value !== null) {
      const keys = Object.keys(value);
      const key = random.pick(keys.length > 0 ? keys : ["a"]);
      if (random.oneIn(3)) return { ...value, [random.pick(ANY_KEYS)]: structuredClone(random.pick(ANY)) };
      const { [key]: dropped, ...rest } = value;
      return random.oneIn(3) && dropped !== undefined ? { ...rest, [`${key}x`]: dropped } : rest;
    }
    if (typeof value === "string") {
      const characters = [...value];
      if (random.oneIn(2)) return characters.slice(1).join("");
      return value + random.pick(["a", "é", "😀", "0", " ", value]);
    }
    if (typeof value === "number")
      return random.pick([value + 1, value - 1, value + 0.5, -value + 0, value * 10, value / 2]);
    return random.pick([null, true, false, 0, ""]);
  }
}

/** Returns a member of an object or a list; undefined of anything else, also of a text. */
const own = (part, key) =>
  typeof part === "object" && part !== null && Object.hasOwn(part, key) ? part[key] : undefined;

/** Returns the schemas that judge the value of a key. */
function schemasOfKey({ properties, patternProperties, additionalProperties }, key) {
  const found = properties && Object.hasOwn(properties, key) ? [properties[key]] : [];
  for (const [pattern, schema] of Object.entries(patternProperties ?? {}))
    if (new RegExp(pattern, "u").test(key)) found.push(schema);
  return found.length === 0 && additionalProperties !== undefined ? [additionalProperties] : found;
}

/** Returns the bounds, types and allowed values that several schemas have in common. */
function merge(parts) {
  const merged = {
    types: undefined,
    values: undefined,
    isNever: false,
    required: [],
    least: {},
    most: {},
    step: undefined,
  };
  const low = ["minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"];
  const high = ["maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"];
  for (const part of parts) {
    if (part.isNever) merged.isNever = true;
    if (part.type !== undefined) {
      const types = [part.type].flat();
      const both = merged.types?.filter((type) => types.includes(type));
      merged.types = both?.length > 0 ? both : types;
    }
    const values = Object.hasOwn(part, "const") ? [part.const] : part.enum;
    if (Array.isArray(values) && values.length > 0) {
      const texts = merged.values?.map((value) => JSON.stringify(value));
      const both = values.filter((value) => texts?.includes(JSON.stringify(value)));
      merged.values = both.length > 0 ? both : values;
    }
    for (const name of part.required ?? []) if (!merged.required.includes(name)) merged.required.push(name);
    for (const name of low)
      if (typeof part[name] === "number") merged.least[name] = Math.max(merged.least[name] ?? -Infinity, part[name]);
    for (const name of high)
      if (typeof part[name] === "number") merged.most[name] = Math.min(merged.most[name] ?? Infinity, part[name]);
    if (typeof part.multipleOf === "number") merged.step = part.multipleOf;
  }
  return merged;
}

function replaced(value, path, inner) {
  if (path.length === 0) return inner;
  const [key, ...rest] = path;
  if (Array.isArray(value)) return value.with(Number(key), replaced(value[key], rest, inner));
  return { ...value, [key]: replaced(value[key], rest, inner) };
}
