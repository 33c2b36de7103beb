// Packs JavaScript values: along a schema's plan, or whole. It says what a value holds and judges nothing. Every
// verdict is made by wasm, where walker.rs reads what was packed along a plan, and value.rs what was packed whole.
import {
  ATOM_FALSE,
  ATOM_INTEGER,
  ATOM_MISSING,
  ATOM_NULL,
  ATOM_NUMBER,
  ATOM_TRUE,
  TAG_BITS,
  TAG_ILL_FORMED,
  TAG_KEY,
  TAG_LIST,
  TAG_OBJECT,
  TAG_OTHER,
  TAG_UTF16_LENGTH,
} from "../generated/constants.js";
import type { Segment } from "../issue.js";
import { clipped, MAX_TEXT_UNITS } from "./buffer.js";
import type { Engine, Exports } from "./engine.js";
import { className, isPlain, lengthOf, someIndex } from "./objects.js";
import { KeyNumbers } from "./key-numbers.js";
import type { Plan, WholePlan } from "./plan.js";
import { TooLarge } from "./too-large.js";
import { PackedValue } from "./value.js";
import { isWellFormed } from "./well-formed.js";

/** The most properties and items of one value. A value that has more probably contains itself many times. */
const MAX_PARTS = 5_000_000;
/** A list of more items is read once, however many references to it a value has. */
const SHORT_LIST = 64;
/** Of an object with more keys, declared properties are read by name: a search in the list of keys takes longer. */
const MANY_KEYS = 16;
/** A value that is compared as a whole is read to this depth. No value of `const` or `enum` is deeper. */
export const MAX_DEPTH = 128;
/** Up to this many names, a search through the list is faster than a set. */
const FEW_NAMES = 16;
const EMPTY = {};
const SURROGATE = /[\ud800-\udfff]/;

/**
 * Whether a text of more than `most` UTF-16 units surely has more than `most` code points. A code point is one unit or
 * two surrogates.
 */
function isSurelyLonger(text: string, most: number): boolean {
  if (text.length > most * 2 || !SURROGATE.test(text)) return true;
  // wasm counts the others, unless it does not get the whole text.
  if (text.length <= MAX_TEXT_UNITS) return false;
  let count = 0;
  for (const _ of text) count++;
  return count > most;
}

/** Whether plain objects inherit enumerable properties, because somebody added one to `Object.prototype`. */
function inheritsProperties(): boolean {
  for (const _ in EMPTY) return true;
  return false;
}

/** Whether the plan declares this property. A name that only `required` has is not declared. */
function isDeclared(plan: Plan, name: string): boolean {
  const { names, properties } = plan;
  if (names.length <= FEW_NAMES) {
    const at = names.indexOf(name);
    return at >= 0 && properties[at] !== null;
  }
  plan.declared ??= new Set(names.filter((_, at) => properties[at] !== null));
  return plan.declared.has(name);
}

class TooManyParts extends TooLarge {}

/** What a getter or a proxy threw, and where. The path is collected on the way up, so it is reversed. */
class Unreadable {
  readonly path: Segment[] = [];
  constructor(readonly cause: unknown) {}

  error(): TypeError {
    const what = this.path.length === 0 ? "the value" : `the value at ${this.path.reverse().join(".")}`;
    let why = "it threw";
    try {
      why = this.cause instanceof Error ? this.cause.message : String(this.cause);
    } catch {
      // Reading the message of what was thrown may throw, too.
    }
    return new TypeError(`unanimous could not read ${what}: ${why}`, { cause: this.cause });
  }
}

/** Returns what to throw after `error` was thrown below `step`. */
function withStep(step: Segment | undefined, error: unknown): unknown {
  if (error instanceof TooLarge) return error;
  const unreadable = error instanceof Unreadable ? error : new Unreadable(error);
  if (step !== undefined) unreadable.path.push(step);
  return unreadable;
}

class Walker extends PackedValue {
  /** How many properties and items were visited. */
  parts = 0;
  /** The number of levels for which {@link isDeeper} has found an object not to be deeper. */
  seen: Map<object, number> | undefined;
  /** The objects of which {@link hasTextKeys} has found all keys to be Unicode text. */
  withTextKeys: Set<object> | undefined;

  override end(): void {
    super.end();
    this.parts = 0;
    this.seen = undefined;
    this.withTextKeys = undefined;
  }

  visit(parts: number): void {
    if ((this.parts += parts) > MAX_PARTS) {
      throw new TooManyParts(
        "unanimous stopped reading after 5,000,000 properties and items: the value may contain itself",
      );
    }
  }

  /** Packs a value along a plan. */
  planned(value: unknown, plan: Plan): void {
    if (plan.whole) this.whole(value);
    if (typeof value === "string") {
      this.string(value, plan);
    } else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      this.object(value as Record<string, unknown>, plan, !inheritsProperties());
    } else if (!this.scalar(value)) {
      if (Array.isArray(value)) this.list(value, plan);
      else this.object(value as Record<string, unknown>, plan, false);
    }
  }

  /** Packs a string, or only its length if the plan says that the length decides. */
  string(value: string, plan: Plan): void {
    const units = value.length;
    if (units >= plan.least && units <= plan.most) this.length(value);
    else if (units > plan.over || units > MAX_TEXT_UNITS) this.longString(value, plan.over);
    else this.text(value);
  }

  /** Packs a string of more than `over` or `MAX_TEXT_UNITS` UTF-16 units: only its length if it is surely too long. */
  longString(value: string, over: number): void {
    if (value.length > over && isSurelyLonger(value, over)) this.length(value);
    else this.text(clipped(value));
  }

  /** Packs only the length of a string, or that it is not Unicode text. */
  length(value: string): void {
    if (isWellFormed(value)) this.tag(TAG_UTF16_LENGTH, value.length);
    else this.tag(TAG_ILL_FORMED, 0);
  }

  /** Packs a value that is compared as a whole, or null if it cannot be equal to a value of a schema. */
  whole(value: unknown): void {
    // Only lists and objects are compared as wholes.
    if (typeof value !== "object" || value === null) {
      this.atom(ATOM_NULL);
      return;
    }
    const { mark, parts } = this;
    this.parts = 0;
    try {
      this.json(value, 0);
    } catch (error) {
      // The value alone has more parts than any value of a schema, so it equals none.
      if (!(error instanceof TooManyParts)) throw error;
      this.rewind(mark);
      this.parts = 0;
      this.atom(ATOM_NULL);
    }
    this.visit(parts);
  }

  /** Packs a value that has no parts. Returns false for lists and plain objects. */
  scalar(value: unknown): boolean {
    switch (typeof value) {
      case "string":
        this.text(value);
        return true;
      case "number":
        if (Number.isFinite(value)) this.number(value);
        else this.other(Number.isNaN(value) ? "NaN" : "Infinity");
        return true;
      case "boolean":
        this.atom(value ? ATOM_TRUE : ATOM_FALSE);
        return true;
      case "undefined":
        this.atom(ATOM_MISSING);
        return true;
      case "object": {
        if (value === null) {
          this.atom(ATOM_NULL);
          return true;
        }
        if (Array.isArray(value) || isPlain(value)) return false;
        this.other(className(value));
        return true;
      }
      default:
        this.other(typeof value);
        return true;
    }
  }

  number(value: number, atom = ATOM_NUMBER): void {
    scratch.setFloat64(0, value, true);
    this.atom(atom);
    this.words.push(scratch.getUint32(0, true));
    this.words.push(scratch.getUint32(4, true));
  }

  /** Packs a number of a JSON value with its text, so that wasm does not need code that prints numbers. */
  jsonNumber(value: number): void {
    if (Number.isSafeInteger(value)) {
      this.number(value, ATOM_INTEGER);
    } else {
      this.number(value);
      this.text(String(value));
    }
  }

  /** Packs the name of a type that JSON does not have. */
  other(name: string): void {
    this.text(name, TAG_OTHER);
  }

  /** Packs a list: its items, or only the indices of those that are nested too deeply. */
  list(value: readonly unknown[], { lists, items, levels }: Plan): void {
    const count = lists ? lengthOf(value) : 0;
    this.tag(TAG_LIST, count);
    let at = 0;
    try {
      if (items !== null) {
        this.visit(count);
        for (; at < count; at++) this.planned(value[at], items);
        return;
      }
      const deep: number[] = [];
      // A long list may occur in a value many times. `isShallow` reads it once.
      if (lists && (count <= SHORT_LIST || !this.isShallow(value, levels + 1))) {
        someIndex(value, count, (index) => {
          at = index;
          if (count > SHORT_LIST) this.visit(1);
          if (this.isDeeper(value[index], levels)) deep.push(index);
          return false;
        });
      }
      this.words.push(deep.length);
      for (const index of deep) this.words.push(index);
    } catch (error) {
      throw withStep(at, error);
    }
  }

  /**
   * Packs an object: the declared properties in the plan's order, then the names of undeclared keys, unless the schema
   * allows them, they are Unicode text and they are not nested too deeply. `inOrder` allows the fast path, which
   * expects the object's keys to be the declared ones in the plan's order.
   */
  object(value: Record<string, unknown>, plan: Plan, inOrder: boolean): void {
    const { names, properties } = plan;
    this.visit(names.length);
    // The count stays 0, because the plan says which properties follow.
    this.words.push(TAG_OBJECT);
    if (!plan.objects) {
      this.noProperties(plan);
      return;
    }
    let step: string | undefined;
    let at = 0;
    try {
      // Both read an object once, however many references to it there are.
      const isFree = names.length === 0 && plan.additional;
      if (isFree && this.isShallow(value, plan.levels + 1) && this.hasTextKeys(value)) {
        this.words.push(0);
        return;
      }
      for (const name in value) {
        const inner = properties[at];
        if (!inOrder || name !== names[at] || !inner) {
          inOrder = false;
          break;
        }
        step = name;
        const found = value[name];
        if (typeof found === "string" && !inner.whole) this.string(found, inner);
        else this.planned(found, inner);
        step = undefined;
        at++;
      }
      if (inOrder && at === names.length) {
        this.words.push(0);
        return;
      }
      // Like JSON.stringify: the object's own enumerable properties.
      const keys = Object.keys(value);
      // The declared properties are counted already.
      this.visit(Math.max(keys.length - names.length, 0));
      const isLarge = keys.length > MANY_KEYS;
      for (; at < names.length; at++) {
        const name = names[at] as string;
        step = name;
        const isThere = isLarge ? Object.prototype.propertyIsEnumerable.call(value, name) : keys.includes(name);
        const found = isThere ? value[name] : undefined;
        const inner = properties[at] as Plan | null;
        if (inner !== null) this.planned(found, inner);
        else this.atom(found === undefined ? ATOM_MISSING : ATOM_NULL);
        step = undefined;
      }
      const undeclared: string[] = [];
      for (const name of keys) {
        if (isDeclared(plan, name)) continue;
        step = name;
        const found = value[name];
        const isWrong = !plan.additional || this.isDeeper(found, plan.levels) || !isWellFormed(name);
        if (isWrong && found !== undefined) undeclared.push(name);
        step = undefined;
      }
      this.words.push(undeclared.length);
      for (const name of undeclared) this.text(name);
    } catch (error) {
      throw withStep(step, error);
    }
  }

  /** Packs an object's properties as if there were none. */
  noProperties({ properties }: Plan): void {
    for (const inner of properties) {
      if (inner?.whole) this.atom(ATOM_NULL);
      this.atom(ATOM_MISSING);
    }
    this.words.push(0);
  }

  /**
   * Whether more than `levels` lists and objects of a value stand inside one another, as in a value that contains
   * itself.
   */
  isDeeper(value: unknown, levels: number): boolean {
    if (typeof value !== "object" || value === null) return false;
    const isList = Array.isArray(value);
    if (!isList && !isPlain(value)) return false;
    if (levels <= 0) return true;
    this.seen ??= new Map();
    if ((this.seen.get(value) ?? Infinity) <= levels) return false;
    this.visit(1);
    const isDeeper = (part: unknown) => this.isDeeper(part, levels - 1);
    if (
      isList
        ? someIndex(value, lengthOf(value), (index) => isDeeper(value[index]))
        : Object.values(value).some(isDeeper)
    )
      return true;
    this.seen.set(value, levels);
    return false;
  }

  /**
   * Whether a value is not deeper than `levels`. Also false if reading the value throws, because the walk that follows
   * can report the error with its path.
   */
  isShallow(value: unknown, levels: number): boolean {
    try {
      return !this.isDeeper(value, levels);
    } catch {
      return false;
    }
  }

  /** Whether all keys of an object are Unicode text. */
  hasTextKeys(value: object): boolean {
    if (this.withTextKeys?.has(value)) return true;
    if (!Object.keys(value).every(isWellFormed)) return false;
    this.withTextKeys ??= new Set();
    this.withTextKeys.add(value);
    return true;
  }

  /** Packs a whole value for a schema that is not plain: tape.rs reads it. */
  inAnyOrder(value: unknown, plan: WholePlan): void {
    plan.numbers ??= new KeyNumbers(plan);
    this.anyOrder(value, plan, plan.numbers, plan.keys.length, 0);
  }

  /** Packs a value. `key` is the number of its key, or of the key of the list that it is in. */
  anyOrder(value: unknown, plan: WholePlan, numbers: KeyNumbers, key: number, depth: number): void {
    if (typeof value === "string") {
      this.text(clipped(value));
    } else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      this.members(value as Record<string, unknown>, plan, numbers, key, depth, !inheritsProperties());
    } else if (typeof value === "number" && Number.isFinite(value)) {
      if (plan.numberTexts) this.jsonNumber(value);
      else this.number(value);
    } else if (!this.scalar(value)) {
      if (Array.isArray(value)) this.everyItem(value, plan, numbers, key, depth);
      else this.members(value as Record<string, unknown>, plan, numbers, key, depth, false);
    }
  }

  everyItem(list: readonly unknown[], plan: WholePlan, numbers: KeyNumbers, key: number, depth: number): void {
    // No schema looks deeper: a value has at most 64 levels.
    const count = depth >= MAX_DEPTH ? 0 : lengthOf(list);
    this.visit(count);
    this.tag(TAG_LIST, count);
    let at = 0;
    try {
      for (; at < count; at++) this.anyOrder(list[at], plan, numbers, key, depth + 1);
    } catch (error) {
      throw withStep(at, error);
    }
  }

  /** Packs an object's members. `isOwn` says that the object inherits no enumerable property. */
  members(
    object: Record<string, unknown>,
    plan: WholePlan,
    numbers: KeyNumbers,
    key: number,
    depth: number,
    isOwn: boolean,
  ): void {
    const start = this.words.count;
    this.words.push(TAG_OBJECT);
    if (depth >= MAX_DEPTH) return;
    let last = numbers.start(key);
    let step: string | undefined;
    let count = 0;
    try {
      if (isOwn) {
        // V8 reads the properties in such a loop without a lookup of each.
        for (const name in object) {
          step = name;
          const member = object[name];
          if (member === undefined) continue;
          count++;
          last = this.member(name, member, plan, numbers, last, depth);
        }
      } else {
        // Like JSON.stringify: the object's own enumerable properties.
        for (step of Object.keys(object)) {
          const member = object[step];
          if (member === undefined) continue;
          count++;
          last = this.member(step, member, plan, numbers, last, depth);
        }
      }
    } catch (error) {
      throw withStep(step, error);
    }
    this.words.items[start] = (count << TAG_BITS) | TAG_OBJECT;
  }

  /** Packs a member whose key comes after the key with the number `last`. Returns the number of the key. */
  member(name: string, value: unknown, plan: WholePlan, numbers: KeyNumbers, last: number, depth: number): number {
    this.visit(1);
    const key = numbers.after(last, name);
    if (key === numbers.count) this.text(name);
    else this.tag(TAG_KEY, key);
    if (typeof value !== "string") this.anyOrder(value, plan, numbers, key, depth + 1);
    else if (numbers.isJudgedByLength(key, value)) this.tag(TAG_UTF16_LENGTH, value.length);
    else this.text(clipped(value));
    return key;
  }

  /** Packs a whole value as JSON. */
  json(value: unknown, depth: number): void {
    if (typeof value === "number" && Number.isFinite(value)) {
      this.jsonNumber(value);
      return;
    }
    if (this.scalar(value)) return;
    if (depth >= MAX_DEPTH) {
      this.other("object");
      return;
    }
    let step: Segment | undefined;
    try {
      if (Array.isArray(value)) {
        // A getter may change the length, so it is read once.
        const count = lengthOf(value);
        this.visit(count);
        this.tag(TAG_LIST, count);
        for (step = 0; step < count; step++) this.json(value[step], depth + 1);
        return;
      }
      const object = value as Record<string, unknown>;
      const names = Object.keys(object).filter((name) => object[name] !== undefined);
      this.visit(names.length);
      this.tag(TAG_OBJECT, names.length);
      for (step of names) {
        this.text(step);
        this.json(object[step], depth + 1);
      }
    } catch (error) {
      throw withStep(step, error);
    }
  }
}

const scratch = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));
const shared = /* @__PURE__ */ new Walker();

/**
 * Packs a value along the plan of a plain schema, whole for any other schema, or as JSON if the plan is null. The
 * caller must call `end` of what it returns.
 *
 * @throws TypeError if a getter or a proxy of the value throws, or the value has too many parts
 */
export function pack(value: unknown, plan: Plan | WholePlan | null): PackedValue {
  // A getter of a value that is being packed may validate something itself.
  const walker = shared.busy ? new Walker() : shared;
  walker.busy = true;
  try {
    if (plan === null) walker.json(value, 0);
    else if ("keys" in plan) walker.inAnyOrder(value, plan);
    else walker.planned(value, plan);
    return walker;
  } catch (error) {
    walker.end();
    if (error instanceof TooLarge) throw error;
    throw (error instanceof Unreadable ? error : new Unreadable(error)).error();
  }
}

/** Packs a JSON value into the input. Calls `use` with its length in bytes. */
export function packJson<T>(engine: Engine<Exports>, value: unknown, use: (length: number) => T): T {
  const packed = pack(value, null);
  try {
    return use(packed.putBlock(engine));
  } finally {
    packed.end();
  }
}
