// What every walk through a JavaScript value has. A walker says what a value holds and judges nothing: wasm makes every
// verdict.
import {
  ATOM_FALSE,
  ATOM_INTEGER,
  ATOM_MISSING,
  ATOM_NULL,
  ATOM_NUMBER,
  ATOM_TRUE,
  TAG_OTHER,
} from "../generated/constants.js";
import type { Memo } from "./nesting.js";
import { className, isPlain } from "./objects.js";
import { TooLarge } from "./too-large.js";
import { PackedValue } from "./value.js";

/** The most properties and items of one value. A value that has more probably contains itself many times. */
const MAX_PARTS = 5_000_000;
/**
 * Schemas, and values that are compared as a whole, are read to this depth, as the Rust crate reads JSON. A value of
 * `const` or `enum` has at most 64 levels.
 */
export const MAX_DEPTH = 128;

/** Thrown for a value that has more parts than the limit. */
export class TooManyParts extends TooLarge {}

const scratch = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** Counts the parts of a value, and packs those that have no parts of their own. */
export class Walker extends PackedValue implements Memo {
  /** How many properties and items were visited. */
  parts = 0;
  seen: Map<object, number> | undefined;
  withTextKeys: Set<object> | undefined;

  // The other walkers have no `end` of their own, because V8 runs each call of `super.end` slowly.
  override end(): void {
    super.end();
    this.parts = 0;
    this.seen = undefined;
    this.withTextKeys = undefined;
  }

  /** Counts parts. Throws if there are too many. */
  visit(parts: number): void {
    if ((this.parts += parts) > MAX_PARTS) {
      throw new TooManyParts(
        "unanimous stopped reading after 5,000,000 properties and items: the value may contain itself",
      );
    }
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
}
