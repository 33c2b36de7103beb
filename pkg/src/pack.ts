// Packs a JavaScript value into one buffer along a schema's plan. It says what is there and judges nothing: the tags
// are those of src/wasm/read.rs, and every verdict is made behind the boundary.
import type { Engine, Exports } from "./engine.js";
import type { Segment } from "./issue.js";
import { writeUtf8 } from "./utf8.js";

/** Where a schema looks: made by the crate, followed here. */
export interface Plan {
  readonly names: readonly string[];
  readonly properties: readonly (Plan | null)[];
  readonly items: Plan | null;
  readonly additional: boolean;
  readonly whole: boolean;
  /** How many lists and objects an undeclared part may hold inside one another. */
  readonly levels: number;
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

/** More places than this are no form and no request: a value that refers to itself many times over, most likely. */
const MAX_PLACES = 5_000_000;
/** A value compared as a whole is read to this depth; no allowed value is deeper. */
const MAX_DEPTH = 128;
const NONE = /* @__PURE__ */ new Uint8Array(0);
const NO_VIEW = /* @__PURE__ */ new DataView(NONE.buffer);

const isEnumerable = Object.prototype.propertyIsEnumerable;

/** What stops a walk that has a clear message of its own already. */
class Refusal extends TypeError {}

/** Writes into wasm's own memory while it lasts, so that nothing is copied; then into an array of its own. */
class Writer {
  bytes: Uint8Array<ArrayBuffer> = NONE;
  view = NO_VIEW;
  length = 0;
  engine: AnyEngine | undefined;
  /** Whether the bytes are in wasm's memory. */
  inside = false;

  begin(engine: AnyEngine): void {
    this.length = 0;
    this.engine = engine;
    const bytes = engine.input(0, this);
    if (bytes !== this.bytes) this.use(bytes);
    this.inside = true;
  }

  /** Has it all in wasm's memory, for the call that comes next. */
  finish(engine: AnyEngine): void {
    engine.release(this);
    if (!this.inside) engine.input(this.length).set(this.bytes.subarray(0, this.length));
  }

  use(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Leaves wasm's memory to somebody else, or for more room. */
  leave(size = this.length): void {
    const grown = new Uint8Array(size);
    grown.set(this.bytes.subarray(0, this.length));
    this.use(grown);
    this.inside = false;
    this.engine?.release(this);
  }

  reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.bytes.length) this.leave(Math.max(needed, this.bytes.length * 2));
  }

  tag(tag: number): void {
    this.reserve(1);
    this.bytes[this.length++] = tag;
  }

  count(count: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, count, true);
    this.length += 4;
  }

  number(value: number): void {
    this.reserve(9);
    this.bytes[this.length] = NUMBER;
    this.view.setFloat64(this.length + 1, value, true);
    this.length += 9;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A length and UTF-8. */
  text(text: string): void {
    this.reserve(4 + text.length * 3);
    const written = writeUtf8(text, this.bytes, this.length + 4);
    this.view.setUint32(this.length, written, true);
    this.length += 4 + written;
  }
}

const shared = /* @__PURE__ */ new Writer();
let inUse = false;

function packed<T>(engine: AnyEngine, walk: (walker: Walker) => void, use: (length: number) => T, ready?: () => void): T {
  // A getter of the value may itself validate something.
  const nested = inUse;
  const writer = nested ? new Writer() : shared;
  inUse = true;
  try {
    writer.begin(engine);
    const walker = new Walker(writer);
    walker.guarded(walk);
    // A getter may have brought about a fresh instance.
    ready?.();
    // What was written stays until the next call, and that is the one that reads it.
    writer.finish(engine);
    return use(writer.length);
  } finally {
    inUse = nested;
    engine.release(writer);
    // What one big value made large is let go.
    if (!writer.inside) writer.bytes = NONE;
  }
}

/** Packs a value along a plan into the input; `use` gets the count of its bytes, once all is `ready` for the call. */
export const packPlanned = <T>(engine: AnyEngine, value: unknown, plan: Plan, ready: () => void, use: (length: number) => T): T =>
  packed(engine, (walker) => walker.planned(value, plan), use, ready);

/** Packs a JSON value as it is: a schema, options. */
export const packJson = <T>(engine: AnyEngine, value: unknown, use: (length: number) => T): T =>
  packed(engine, (walker) => walker.json(value, 0), use);

/** Packs a JSON value and puts bytes behind it; `use` gets the count of the value's bytes, and of all. */
export const packWithBytes = <T>(engine: AnyEngine, value: unknown, bytes: Uint8Array, use: (head: number, length: number) => T): T => {
  let head = 0;
  const walk = (walker: Walker) => {
    walker.json(value, 0);
    head = walker.out.length;
    walker.out.append(bytes);
  };
  return packed(engine, walk, (length) => use(head, length));
};

class Walker {
  readonly path: Segment[] = [];
  places = 0;
  seen: Map<object, number> | undefined;

  constructor(readonly out: Writer) {}

  /** Runs a walk; what a getter or a proxy throws becomes a TypeError that names the place. */
  guarded(walk: (walker: Walker) => void): void {
    try {
      walk(this);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const place = this.path.length === 0 ? "the value" : `the value at ${this.path.join(".")}`;
      let why = "it threw";
      try {
        why = error instanceof Error ? error.message : String(error);
      } catch {
        // Even the message of what was thrown may throw.
      }
      throw new TypeError(`unanimous could not read ${place}: ${why}`, { cause: error });
    }
  }

  visit(): void {
    if (++this.places > MAX_PLACES) {
      throw new Refusal(`unanimous stopped after ${MAX_PLACES} places: the value is too large or refers to itself`);
    }
  }

  planned(value: unknown, plan: Plan | null): void {
    this.visit();
    if (plan?.whole) this.json(value, 0);
    if (this.scalar(value)) return;
    if (Array.isArray(value)) this.list(value, plan?.items ?? null, plan?.levels ?? 0);
    else this.object(value as Record<string, unknown>, plan);
  }

  /** Writes what has no parts; false for lists and plain objects. */
  scalar(value: unknown): boolean {
    switch (typeof value) {
      case "string":
        this.out.tag(STRING);
        this.out.text(value);
        return true;
      case "number":
        if (Number.isFinite(value)) this.out.number(value);
        else this.other(Number.isNaN(value) ? "NaN" : "Infinity");
        return true;
      case "boolean":
        this.out.tag(value ? TRUE : FALSE);
        return true;
      case "undefined":
        this.out.tag(MISSING);
        return true;
      case "object": {
        if (value === null) {
          this.out.tag(NULL);
          return true;
        }
        const name = Array.isArray(value) || isPlain(value) ? undefined : className(value);
        if (name !== undefined) this.other(name);
        return name !== undefined;
      }
      default:
        this.other(typeof value);
        return true;
    }
  }

  other(name: string): void {
    this.out.tag(OTHER);
    this.out.text(name);
  }

  list(value: readonly unknown[], items: Plan | null, levels: number): void {
    const count = value.length;
    this.out.tag(LIST);
    this.out.count(count);
    if (items !== null) {
      for (let at = 0; at < count; at++) {
        this.path.push(at);
        this.planned(value[at], items);
        this.path.pop();
      }
      return;
    }
    const deep: number[] = [];
    for (let at = 0; at < count; at++) {
      this.path.push(at);
      if (this.isDeeper(value[at], levels)) deep.push(at);
      this.path.pop();
    }
    this.out.count(deep.length);
    for (const at of deep) this.out.count(at);
  }

  object(value: Record<string, unknown>, plan: Plan | null): void {
    this.out.tag(OBJECT);
    const names = plan?.names ?? [];
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as string;
      this.path.push(name);
      // As JSON.stringify sees an object: its own enumerable properties.
      const found = isEnumerable.call(value, name) ? value[name] : undefined;
      const inner = plan?.properties[at] ?? null;
      if (inner !== null) this.planned(found, inner);
      else this.out.tag(found === undefined ? MISSING : NULL);
      this.path.pop();
    }
    const undeclared: string[] = [];
    for (const name of Object.keys(value)) {
      // A name in `required` only is declared by no property.
      const at = names.indexOf(name);
      if (at >= 0 && plan?.properties[at] !== null) continue;
      this.path.push(name);
      const asked = plan?.additional === false ? value[name] !== undefined : this.isDeeper(value[name], plan?.levels ?? 0);
      if (asked) undeclared.push(name);
      this.path.pop();
    }
    this.out.count(undeclared.length);
    for (const name of undeclared) this.out.text(name);
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
    this.visit();
    const parts: readonly unknown[] = isList ? value : Object.values(value);
    for (const part of parts) {
      if (this.isDeeper(part, levels - 1)) return true;
    }
    this.seen.set(value, levels);
    return false;
  }

  json(value: unknown, depth: number): void {
    this.visit();
    if (this.scalar(value)) return;
    if (depth >= MAX_DEPTH) {
      this.other("object");
      return;
    }
    if (Array.isArray(value)) {
      this.out.tag(LIST);
      this.out.count(value.length);
      for (let at = 0; at < value.length; at++) {
        this.path.push(at);
        this.json(value[at], depth + 1);
        this.path.pop();
      }
      return;
    }
    const object = value as Record<string, unknown>;
    const names = Object.keys(object).filter((name) => object[name] !== undefined);
    this.out.tag(OBJECT);
    this.out.count(names.length);
    for (const name of names) {
      this.out.text(name);
      this.path.push(name);
      this.json(object[name], depth + 1);
      this.path.pop();
    }
  }
}

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
