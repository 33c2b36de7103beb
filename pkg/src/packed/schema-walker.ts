import { TAG_BITS, TAG_KEY, TAG_LIST, TAG_OBJECT, TAG_UTF16_LENGTH } from "../generated/constants.js";
import { clipped } from "./buffer.js";
import { KeyNumbers } from "./key-numbers.js";
import { inheritsProperties, lengthOf } from "./objects.js";
import type { WholePlan } from "./plan.js";
import { PlanWalker } from "./plan-walker.js";
import { withSegment } from "./unreadable.js";
import { MAX_DEPTH } from "./walker.js";

/**
 * Packs a value for a schema of any kind: along the plan of a plain one, or whole for any other.
 *
 * One class does both, because V8 runs the methods that all walkers share faster for objects of one class.
 */
export class SchemaWalker extends PlanWalker {
  /** Packs a whole value, with the numbers of its keys. wasm/src/packed/tape.rs reads it, in any order. */
  whole(value: unknown, plan: WholePlan): void {
    plan.numbers ??= new KeyNumbers(plan.keys, plan.lengths);
    this.part(value, plan, plan.numbers, plan.keys.length, 0);
  }

  /** Packs a value. `key` is the number of its key, or of the key of the list that it is in. */
  part(value: unknown, plan: WholePlan, numbers: KeyNumbers, key: number, depth: number): void {
    if (typeof value === "string") {
      this.text(clipped(value));
    } else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      this.members(value as Record<string, unknown>, plan, numbers, key, depth, !inheritsProperties());
    } else if (typeof value === "number" && Number.isFinite(value)) {
      if (plan.numberTexts) this.jsonNumber(value);
      else this.number(value);
    } else if (!this.scalar(value)) {
      if (Array.isArray(value)) this.items(value, plan, numbers, key, depth);
      else this.members(value as Record<string, unknown>, plan, numbers, key, depth, false);
    }
  }

  /** Packs a list, whose items have the number of its own key. */
  items(list: readonly unknown[], plan: WholePlan, numbers: KeyNumbers, key: number, depth: number): void {
    // No schema looks deeper: a value has at most 64 levels.
    const count = depth >= MAX_DEPTH ? 0 : lengthOf(list);
    this.visit(count);
    this.tag(TAG_LIST, count);
    let at = 0;
    try {
      for (; at < count; at++) this.part(list[at], plan, numbers, key, depth + 1);
    } catch (error) {
      throw withSegment(at, error);
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
      throw withSegment(step, error);
    }
    this.words.items[start] = (count << TAG_BITS) | TAG_OBJECT;
  }

  /** Packs a member whose key comes after the key with the number `last`. Returns the number of the key. */
  member(name: string, value: unknown, plan: WholePlan, numbers: KeyNumbers, last: number, depth: number): number {
    this.visit(1);
    const key = numbers.after(last, name);
    if (key === numbers.count) this.text(name);
    else this.tag(TAG_KEY, key);
    if (typeof value !== "string") this.part(value, plan, numbers, key, depth + 1);
    else if (numbers.isJudgedByLength(key, value)) this.tag(TAG_UTF16_LENGTH, value.length);
    else this.text(clipped(value));
    return key;
  }
}
