import {
  ATOM_MISSING,
  ATOM_NULL,
  TAG_ILL_FORMED,
  TAG_LIST,
  TAG_OBJECT,
  TAG_UTF16_LENGTH,
} from "../generated/constants.js";
import { clipped, MAX_TEXT_UNITS } from "./buffer.js";
import { packJsonValue } from "./json-walk.js";
import { hasTextKeys, isDeeper, isShallow } from "./nesting.js";
import { inheritsProperties, lengthOf, someIndex } from "./objects.js";
import type { Plan } from "./plan.js";
import { withSegment } from "./unreadable.js";
import { TooManyParts, Walker } from "./walker.js";
import { isWellFormed } from "./well-formed.js";

/** A list of more items is read once, however many references to it a value has. */
const SHORT_LIST = 64;
/** Of an object with more keys, declared properties are read by name: a search in the list of keys takes longer. */
const MANY_KEYS = 16;
/** Up to this many names, a search through the list is faster than a set. */
const FEW_NAMES = 16;
const SURROGATE = /[\ud800-\udfff]/;

/** Packs a value along the plan of a plain schema. wasm/src/packed/walker.rs reads it. */
export class PlanWalker extends Walker {
  /** Packs a value along a plan. */
  planned(value: unknown, plan: Plan): void {
    if (plan.whole) this.compared(value);
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
  compared(value: unknown): void {
    // Only lists and objects are compared as wholes.
    if (typeof value !== "object" || value === null) {
      this.atom(ATOM_NULL);
      return;
    }
    const { mark, parts } = this;
    this.parts = 0;
    try {
      packJsonValue(this, value, 0);
    } catch (error) {
      // The value alone has more parts than any value of a schema, so it equals none.
      if (!(error instanceof TooManyParts)) throw error;
      this.rewind(mark);
      this.parts = 0;
      this.atom(ATOM_NULL);
    }
    this.visit(parts);
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
      if (lists && (count <= SHORT_LIST || !isShallow(this, value, levels + 1))) {
        someIndex(value, count, (index) => {
          at = index;
          if (count > SHORT_LIST) this.visit(1);
          if (isDeeper(this, value[index], levels)) deep.push(index);
          return false;
        });
      }
      this.words.push(deep.length);
      for (const index of deep) this.words.push(index);
    } catch (error) {
      throw withSegment(at, error);
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
      if (isFree && isShallow(this, value, plan.levels + 1) && hasTextKeys(this, value)) {
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
        const isWrong = !plan.additional || isDeeper(this, found, plan.levels) || !isWellFormed(name);
        if (isWrong && found !== undefined) undeclared.push(name);
        step = undefined;
      }
      this.words.push(undeclared.length);
      for (const name of undeclared) this.text(name);
    } catch (error) {
      throw withSegment(step, error);
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
}

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
