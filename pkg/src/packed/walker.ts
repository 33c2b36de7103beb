// Packs a JavaScript value along a schema's plan. It says what is there and judges nothing: the form is that of
// src/wasm/read.rs, and every verdict is made behind the boundary.
import { type Engine, type Exports, NO_BYTES } from "./engine.js";
import type { Segment } from "../issue.js";
import { Packed, Tag } from "./value.js";

/** Where a schema looks: made by the crate, followed here. */
export interface Plan {
  readonly names: readonly string[];
  readonly properties: readonly (Plan | null)[];
  readonly items: Plan | null;
  readonly additional: boolean;
  readonly whole: boolean;
  /** How many lists and objects an undeclared part may hold inside one another. */
  readonly levels: number;
  /** A string of so many UTF-16 units, from `least` to `most`, is judged by their number. */
  readonly least: number;
  readonly most: number;
  /** So is one of more code points than this. */
  readonly over: number;
}

/** The words of {@link Tag.ATOM}; src/wasm/read.rs has their numbers. */
const enum Atom {
  MISSING = 0,
  NULL = 8,
  FALSE = 16,
  TRUE = 24,
  /** An f64, in two words. In a JSON value its text follows. */
  NUMBER = 32,
  /** An integer up to 2^53, as an f64 in two words; in a JSON value only. */
  INTEGER = 40,
}

/** More places than this are no form and no request: a value that refers to itself many times over, most likely. */
const MAX_PLACES = 5_000_000;
/** A value compared as a whole is read to this depth; no allowed value is deeper. */
const MAX_DEPTH = 128;
const EMPTY = {};
const SURROGATE = /[\ud800-\udfff]/;

/** Whether objects inherit enumerable properties, for somebody gave `Object.prototype` one. */
function areInherited(): boolean {
  for (const _ in EMPTY) return true;
  return false;
}

/** What stops a walk that has a clear message of its own already. */
class Refusal extends TypeError {}

/** What a getter or a proxy threw, on its way up; it takes down where it was. */
class Unreadable {
  readonly path: Segment[] = [];
  constructor(readonly cause: unknown) {}

  error(): TypeError {
    const place = this.path.length === 0 ? "the value" : `the value at ${this.path.reverse().join(".")}`;
    let why = "it threw";
    try {
      why = this.cause instanceof Error ? this.cause.message : String(this.cause);
    } catch {
      // Even the message of what was thrown may throw.
    }
    return new TypeError(`unanimous could not read ${place}: ${why}`, { cause: this.cause });
  }
}

/** What is thrown on where a part threw. */
function from(step: Segment | undefined, error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const unreadable = error instanceof Unreadable ? error : new Unreadable(error);
  if (step !== undefined) unreadable.path.push(step);
  return unreadable;
}

class Walker extends Packed {
  places = 0;
  seen: Map<object, number> | undefined;

  override end(): void {
    super.end();
    this.places = 0;
    this.seen = undefined;
  }

  visit(places: number): void {
    if ((this.places += places) > MAX_PLACES) {
      throw new Refusal(`unanimous stopped after ${MAX_PLACES} places: the value is too large or refers to itself`);
    }
  }

  planned(value: unknown, plan: Plan): void {
    if (plan.whole) this.json(value, 0);
    if (typeof value === "string") {
      this.string(value, plan);
    } else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      this.object(value as Record<string, unknown>, plan, !areInherited());
    } else if (!this.scalar(value)) {
      if (Array.isArray(value)) this.list(value, plan.items, plan.levels);
      else this.object(value as Record<string, unknown>, plan, false);
    }
  }

  string(value: string, plan: Plan): void {
    const units = value.length;
    // A code point is one unit, or two surrogates.
    if (
      (units >= plan.least && units <= plan.most) ||
      (units > plan.over && (units > plan.over * 2 || !SURROGATE.test(value)))
    ) {
      this.tag(Tag.UNITS, units);
    } else {
      this.text(value);
    }
  }

  /** Writes what has no parts; false for lists and plain objects. */
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
        this.words.push(value ? Atom.TRUE : Atom.FALSE);
        return true;
      case "undefined":
        this.words.push(Atom.MISSING);
        return true;
      case "object": {
        if (value === null) {
          this.words.push(Atom.NULL);
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

  number(value: number, atom = Atom.NUMBER): void {
    scratch.setFloat64(0, value, true);
    this.words.push(atom);
    this.words.push(scratch.getUint32(0, true));
    this.words.push(scratch.getUint32(4, true));
  }

  /** Writes a number with its text, so that the wasm module need not print numbers. */
  jsonNumber(value: number): void {
    if (Number.isSafeInteger(value)) {
      this.number(value, Atom.INTEGER);
    } else {
      this.number(value);
      this.text(String(value));
    }
  }

  other(name: string): void {
    this.text(name, Tag.OTHER);
  }

  list(value: readonly unknown[], items: Plan | null, levels: number): void {
    const count = value.length;
    this.tag(Tag.LIST, count);
    let at = 0;
    try {
      if (items !== null) {
        this.visit(count);
        for (; at < count; at++) this.planned(value[at], items);
        return;
      }
      const deep: number[] = [];
      for (; at < count; at++) {
        if (this.isDeeper(value[at], levels)) deep.push(at);
      }
      this.words.push(deep.length);
      for (const index of deep) this.words.push(index);
    } catch (error) {
      throw from(at, error);
    }
  }

  object(value: Record<string, unknown>, plan: Plan, inOrder: boolean): void {
    const { names, properties } = plan;
    this.visit(names.length);
    this.words.push(Tag.OBJECT);
    let step: string | undefined;
    let at = 0;
    try {
      // Most often the keys are the schema's, in its order, and all are the object's own.
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
      // As JSON.stringify sees an object: its own enumerable properties.
      const keys = Object.keys(value);
      for (; at < names.length; at++) {
        const name = names[at] as string;
        step = name;
        const found = keys.includes(name) ? value[name] : undefined;
        const inner = properties[at] as Plan | null;
        if (inner !== null) this.planned(found, inner);
        else this.words.push(found === undefined ? Atom.MISSING : Atom.NULL);
        step = undefined;
      }
      const undeclared: string[] = [];
      for (const name of keys) {
        // A name in `required` only is declared by no property.
        const declared = names.indexOf(name);
        if (declared >= 0 && properties[declared] !== null) continue;
        step = name;
        if (plan.additional ? this.isDeeper(value[name], plan.levels) : value[name] !== undefined)
          undeclared.push(name);
        step = undefined;
      }
      this.words.push(undeclared.length);
      for (const name of undeclared) this.text(name);
    } catch (error) {
      throw from(step, error);
    }
  }

  /** Whether a value has more lists and objects inside one another than `levels`; one that holds itself always has. */
  isDeeper(value: unknown, levels: number): boolean {
    if (typeof value !== "object" || value === null) return false;
    const isList = Array.isArray(value);
    if (!isList && !isPlain(value)) return false;
    if (levels <= 0) return true;
    // What was found shallow enough with as many levels to spare needs no second look.
    this.seen ??= new Map();
    if ((this.seen.get(value) ?? Infinity) <= levels) return false;
    this.visit(1);
    const parts: readonly unknown[] = isList ? value : Object.values(value);
    for (const part of parts) {
      if (this.isDeeper(part, levels - 1)) return true;
    }
    this.seen.set(value, levels);
    return false;
  }

  json(value: unknown, depth: number): void {
    this.visit(1);
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
        this.tag(Tag.LIST, value.length);
        for (step = 0; step < value.length; step++) this.json(value[step], depth + 1);
        return;
      }
      const object = value as Record<string, unknown>;
      const names = Object.keys(object).filter((name) => object[name] !== undefined);
      this.tag(Tag.OBJECT, names.length);
      for (step of names) {
        this.text(step);
        this.json(object[step], depth + 1);
      }
    } catch (error) {
      throw from(step, error);
    }
  }
}

const scratch = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));
const shared = /* @__PURE__ */ new Walker();

/** Packs a value along a plan; without one, a JSON value as it is. Whoever gets it must end it. */
export function pack(value: unknown, plan: Plan | null): Packed {
  // A getter of the value may itself validate something.
  const walker = shared.busy ? new Walker() : shared;
  walker.busy = true;
  try {
    if (plan === null) walker.json(value, 0);
    else walker.planned(value, plan);
    return walker;
  } catch (error) {
    walker.end();
    if (error instanceof Refusal) throw error;
    throw (error instanceof Unreadable ? error : new Unreadable(error)).error();
  }
}

/** Packs a JSON value, a schema or options, and puts bytes behind it; `use` gets the count of the value's bytes, and of all. */
export function packWithBytes<T>(
  engine: Engine<Exports>,
  value: unknown,
  bytes: Uint8Array,
  use: (head: number, length: number) => T,
): T {
  const packed = pack(value, null);
  try {
    const head = packed.putBlock(engine, bytes);
    return use(head, head + bytes.length);
  } finally {
    packed.end();
  }
}

/** Packs a JSON value alone. */
export const packJson = <T>(engine: Engine<Exports>, value: unknown, use: (length: number) => T): T =>
  packWithBytes(engine, value, NO_BYTES, use);

/** `{}`, `Object.create(null)`, and the same from another realm: what JSON can hold as an object. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty"))
  );
}

const CLASSES = ["Date", "Map", "Set", "RegExp", "Promise", "Error", "Blob", "File", "FormData", "URL"];

/** What an object is that is no plain one. Only names of the platform are told: others may be a bundler's. */
export function className(value: object): string {
  const known = CLASSES.find((name) => {
    const constructor: unknown = (globalThis as Record<string, unknown>)[name];
    return typeof constructor === "function" && value instanceof constructor;
  });
  return known ?? "class instance";
}
