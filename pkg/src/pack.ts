// Packs a JavaScript value along a schema's plan. It says what is there and judges nothing: the form is that of
// src/wasm/read.rs, and every verdict is made behind the boundary.
//
// A walk writes words, and keeps the texts it meets; wasm's memory is touched only when it is over. So whatever a getter
// of the value does in the middle of it, even another call of this package, finds that memory free.
import { type Engine, type Exports, INPUT_BYTES } from "./engine.js";
import type { Segment } from "./issue.js";

/** Where a schema looks: made by the crate, followed here. */
export interface Plan {
  readonly names: readonly string[];
  readonly properties: readonly (Plan | null)[];
  readonly items: Plan | null;
  readonly additional: boolean;
  readonly whole: boolean;
  /** How many lists and objects an undeclared part may hold inside one another. */
  readonly levels: number;
  /** Whether a string of `least` UTF-16 units or more, and up to `most` or beyond twice as many, is judged by their number. */
  readonly counts: boolean;
  readonly least: number;
  readonly most: number;
}

type AnyEngine = Engine<Exports>;

const MISSING = 0;
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
const NUMBER = 4;
const STRING = 5;
const LIST = 6;
const OBJECT = 7;
const OTHER = 8;
const UNITS = 9;

/** More places than this are no form and no request: a value that refers to itself many times over, most likely. */
const MAX_PLACES = 5_000_000;
/** A value compared as a whole is read to this depth; no allowed value is deeper. */
const MAX_DEPTH = 128;
/** Where the words begin in the input, and the answer's after a check; src/wasm/buffer.rs has the same number. */
const WORDS = 48 * 1024;
const MAX_WORDS = (INPUT_BYTES - WORDS) / 4;
/** What a walk keeps between values; what a large one needed is let go. */
const KEPT_WORDS = 256;

/**
 * Up to so many UTF-16 units in all a loop is faster than the platform's encoder: in a browser a call of that takes
 * its time.
 */
const LOOPED = typeof (globalThis as { document?: unknown }).document === "undefined" ? 32 : 512;
/** Texts are joined up to this length, so that a call of the encoder serves many. */
const JOINED = 8192;

const encoder = /* @__PURE__ */ new TextEncoder();
const isEnumerable = Object.prototype.propertyIsEnumerable;
const EMPTY = {};

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

class Walker {
  busy = false;
  words: Uint32Array<ArrayBuffer> = new Uint32Array(KEPT_WORDS);
  /** How many words there are, */
  count = 0;
  /** and texts, */
  texts: string[] = [];
  textCount = 0;
  /** and UTF-16 units in them. */
  units = 0;
  places = 0;
  seen: Map<object, number> | undefined;
  bytes: Uint8Array<ArrayBuffer> | undefined;
  view: DataView | undefined;
  /** How large the input was made. */
  size = 0;

  /** Forgets the value. */
  end(): void {
    if (this.textCount > KEPT_WORDS) this.texts = [];
    else for (let at = 0; at < this.textCount; at++) this.texts[at] = "";
    if (this.words.length > KEPT_WORDS) this.words = new Uint32Array(KEPT_WORDS);
    this.count = 0;
    this.textCount = 0;
    this.units = 0;
    this.places = 0;
    if (this.seen !== undefined) this.seen = undefined;
    this.busy = false;
  }

  push(word: number): void {
    if (this.count === this.words.length) this.grow();
    this.words[this.count++] = word;
  }

  grow(): void {
    const grown = new Uint32Array(this.words.length * 2);
    grown.set(this.words);
    this.words = grown;
  }

  text(text: string): void {
    this.texts[this.textCount++] = text;
    this.units += text.length;
  }

  /** Has the value in wasm's memory, where it fits into the input at rest; false where it does not. */
  put(engine: AnyEngine): boolean {
    const { words, count, texts, textCount, units } = this;
    if (units * 3 > WORDS || count + textCount > MAX_WORDS) return false;
    const bytes = this.use(engine.input(0));
    const view = this.view as DataView;
    let at = WORDS;
    for (let text = 0; text < textCount; text++, at += 4) view.setUint32(at, (texts[text] as string).length, true);
    for (let word = 0; word < count; word++, at += 4) view.setUint32(at, words[word] as number, true);
    if (units <= LOOPED ? !this.loop(bytes) : !this.join(bytes)) this.encode(bytes, WORDS);
    return true;
  }

  /** Writes texts that are all ASCII, unit by unit. */
  loop(bytes: Uint8Array): boolean {
    let end = 0;
    let all = 0;
    for (let text = 0; text < this.textCount; text++) {
      const units = this.texts[text] as string;
      const length = units.length;
      let at = 0;
      // Four at a time.
      for (; at < length - 3; at += 4, end += 4) {
        const one = units.charCodeAt(at);
        const two = units.charCodeAt(at + 1);
        const three = units.charCodeAt(at + 2);
        const four = units.charCodeAt(at + 3);
        all |= one | two | three | four;
        bytes[end] = one;
        bytes[end + 1] = two;
        bytes[end + 2] = three;
        bytes[end + 3] = four;
      }
      for (; at < length; at++, end++) {
        const unit = units.charCodeAt(at);
        all |= unit;
        bytes[end] = unit;
      }
    }
    return all < 0x80;
  }

  /** Writes texts that are all ASCII, many with one call of the encoder. */
  join(bytes: Uint8Array): boolean {
    const { texts, textCount } = this;
    let end = 0;
    for (let text = 0; text < textCount; ) {
      let joined = texts[text++] as string;
      while (text < textCount && joined.length < JOINED) joined += texts[text++] as string;
      const { read, written } = encoder.encodeInto(joined, end === 0 ? bytes : bytes.subarray(end));
      if (read !== joined.length || written !== read) return false;
      end += written;
    }
    return true;
  }

  /** Writes texts one by one, and their lengths to `lengths`. A lone surrogate becomes U+FFFD, one code point like itself. */
  encode(bytes: Uint8Array, lengths: number, start = 0): number {
    const view = this.view as DataView;
    let end = start;
    for (let text = 0; text < this.textCount; text++) {
      const { written } = encoder.encodeInto(this.texts[text] as string, bytes.subarray(end));
      view.setUint32(lengths + text * 4, written, true);
      end += written;
    }
    return end;
  }

  /** Has the value in wasm's memory as one block, with other bytes behind it; gives the count of the block's bytes. */
  putBlock(engine: AnyEngine, behind: Uint8Array = NOTHING): number {
    const { words, count, texts, textCount, units } = this;
    const start = 8 + (count + textCount) * 4;
    // Most texts are ASCII; for others there must be room for three bytes a unit.
    let bytes = this.use(engine.input(start + units + behind.length));
    let end = start + units;
    if (!this.join(bytes.subarray(start, end))) {
      bytes = this.use(engine.input(start + units * 3 + behind.length));
      end = this.encode(bytes, 8, start);
    } else {
      for (let text = 0; text < textCount; text++) (this.view as DataView).setUint32(8 + text * 4, (texts[text] as string).length, true);
    }
    const view = this.view as DataView;
    view.setUint32(0, textCount, true);
    view.setUint32(4, count + textCount, true);
    for (let word = 0; word < count; word++) view.setUint32(start + (word - count) * 4, words[word] as number, true);
    bytes.set(behind, end);
    return end;
  }

  /** The words of an answer, in an array that lasts until the next one; the input may have moved, for the check made memory grow. */
  answer(engine: AnyEngine, count: number): Uint32Array {
    if ((this.bytes as Uint8Array).length === 0) this.use(engine.input(this.size));
    const view = this.view as DataView;
    while (this.words.length < count) this.grow();
    for (let at = 0; at < count; at++) this.words[at] = view.getUint32(WORDS + at * 4, true);
    return this.words;
  }

  use(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    this.size = bytes.length;
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return bytes;
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
    } else if (!this.scalar(value)) {
      if (Array.isArray(value)) this.list(value, plan.items, plan.levels);
      else this.object(value as Record<string, unknown>, plan);
    }
  }

  string(value: string, plan: Plan): void {
    const units = value.length;
    // A code point is one unit or two.
    if (plan.counts && units >= plan.least && (units <= plan.most || units > plan.most * 2)) {
      this.push(UNITS);
      this.push(units);
    } else {
      this.push(STRING);
      this.text(value);
    }
  }

  /** Writes what has no parts; false for lists and plain objects. */
  scalar(value: unknown): boolean {
    switch (typeof value) {
      case "string":
        this.push(STRING);
        this.text(value);
        return true;
      case "number":
        if (Number.isFinite(value)) this.number(value);
        else this.other(Number.isNaN(value) ? "NaN" : "Infinity");
        return true;
      case "boolean":
        this.push(value ? TRUE : FALSE);
        return true;
      case "undefined":
        this.push(MISSING);
        return true;
      case "object": {
        if (value === null) {
          this.push(NULL);
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

  number(value: number): void {
    scratch.setFloat64(0, value, true);
    this.push(NUMBER);
    this.push(scratch.getUint32(0, true));
    this.push(scratch.getUint32(4, true));
  }

  other(name: string): void {
    this.push(OTHER);
    this.text(name);
  }

  list(value: readonly unknown[], items: Plan | null, levels: number): void {
    const count = value.length;
    this.push(LIST);
    this.push(count);
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
      this.push(deep.length);
      for (const index of deep) this.push(index);
    } catch (error) {
      throw from(at, error);
    }
  }

  object(value: Record<string, unknown>, plan: Plan): void {
    const { names, properties } = plan;
    this.visit(names.length);
    this.push(OBJECT);
    let step: string | undefined;
    let at = 0;
    try {
      // Most often the keys are the schema's, in its order, and all are the object's own.
      let inOrder = Object.getPrototypeOf(value) === Object.prototype && !areInherited();
      for (const name in value) {
        const inner = properties[at];
        if (!inOrder || name !== names[at] || inner === null || inner === undefined) {
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
        this.push(0);
        return;
      }
      for (; at < names.length; at++) {
        const name = names[at] as string;
        step = name;
        // As JSON.stringify sees an object: its own enumerable properties.
        const found = isEnumerable.call(value, name) ? value[name] : undefined;
        const inner = properties[at] as Plan | null;
        if (inner !== null) this.planned(found, inner);
        else this.push(found === undefined ? MISSING : NULL);
        step = undefined;
      }
      const undeclared: string[] = [];
      for (const name of Object.keys(value)) {
        // A name in `required` only is declared by no property.
        const declared = names.indexOf(name);
        if (declared >= 0 && properties[declared] !== null) continue;
        step = name;
        if (plan.additional ? this.isDeeper(value[name], plan.levels) : value[name] !== undefined) undeclared.push(name);
        step = undefined;
      }
      this.push(undeclared.length);
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
    if (this.scalar(value)) return;
    if (depth >= MAX_DEPTH) {
      this.other("object");
      return;
    }
    let step: Segment | undefined;
    try {
      if (Array.isArray(value)) {
        this.push(LIST);
        this.push(value.length);
        for (step = 0; step < value.length; step++) this.json(value[step], depth + 1);
        return;
      }
      const object = value as Record<string, unknown>;
      const names = Object.keys(object).filter((name) => object[name] !== undefined);
      this.push(OBJECT);
      this.push(names.length);
      for (step of names) {
        this.text(step);
        this.json(object[step], depth + 1);
      }
    } catch (error) {
      throw from(step, error);
    }
  }
}

const NOTHING = /* @__PURE__ */ new Uint8Array(0);
const scratch = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));
const shared = /* @__PURE__ */ new Walker();
/** A value that was packed: a check puts it into the input, reads the answer there, and ends it. */
export type Packed = Walker;

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
export function packWithBytes<T>(engine: AnyEngine, value: unknown, bytes: Uint8Array, use: (head: number, length: number) => T): T {
  const packed = pack(value, null);
  try {
    const head = packed.putBlock(engine, bytes);
    return use(head, head + bytes.length);
  } finally {
    packed.end();
  }
}

/** Packs a JSON value alone. */
export const packJson = <T>(engine: AnyEngine, value: unknown, use: (length: number) => T): T => packWithBytes(engine, value, NOTHING, use);

/** `{}`, `Object.create(null)`, and the same from another realm: what JSON can hold as an object. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  return prototype === Object.prototype || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty"));
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
