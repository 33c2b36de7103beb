import type { Segment } from "../issue.js";
import type { Subschema } from "../json-schema.js";
import { completed, convert, trimmed } from "./convert.js";
import { allows, ARRAY, BOOLEAN, isBoolean, names, NULL, OBJECT, STRING, type Kinds } from "./kinds.js";
import { type Part, type Places, type Statements, tupleSize } from "./places.js";
import { isFilled, type Entry, type FormNode } from "./tree.js";

/** Nothing deeper is read: no schema accepts a value that is deeper. */
export const MAX_DEPTH = 64;

/** Required objects in which nothing is entered are made to this depth, */
const MAX_EMPTY_DEPTH = 16;
/** and at most so many: a schema that refers to itself may require them without end. */
const MAX_EMPTY_OBJECTS = 1_000;

/** Reads the tree of a form along a schema. */
export class Reader<E extends Entry = Entry> {
  readonly #places: Places;
  /** How many entries read so far are not empty. */
  #filled = 0;
  #emptyObjects = 0;

  constructor(places: Places) {
    this.#places = places;
  }

  readRoot(node: FormNode<E>, schema: Subschema): unknown {
    return this.#read(node, [schema], [], true);
  }

  /** Called with each node that has a text, or would have one. */
  protected onLeaf(_node: FormNode<E>, _path: readonly Segment[]): void {}

  /** Called with each entry of a list. */
  protected onListEntry(_entry: E, _path: readonly Segment[]): void {}

  /** The value of a boolean that only the controls tell; undefined if the texts tell it. */
  protected checkboxOf(_node: FormNode<E>): boolean | undefined {
    return undefined;
  }

  /** What a file becomes that the schema describes. */
  protected fileOf(entry: E, _path: readonly Segment[]): unknown {
    return entry.value;
  }

  /** Whether nothing at all stands at the node: no entry, and no control that could have one. */
  protected isAbsent(node: FormNode<E>): boolean {
    return node.entries.length === 0;
  }

  /** The boolean of a form without a control for it: a browser sends nothing for a box that is not checked. */
  protected absentBoolean(kinds: Kinds): boolean | undefined {
    return isBoolean(kinds) && allows(kinds, false) ? false : undefined;
  }

  /** The value of a part; undefined if nothing is entered there and the value is not required. */
  #read(node: FormNode<E> | undefined, part: Part, path: readonly Segment[], isRequired: boolean): unknown {
    const kinds = this.#places.kindsOf(part);
    if (node && node.children.size > 0) {
      const statements = this.#places.statements(part, node);
      const isList = !node.hasKeys && !(kinds.open & OBJECT && (!(kinds.open & ARRAY) || hasNames(statements)));
      return isList
        ? this.#rows(node, statements, path, isRequired)
        : this.#object(node, statements, kinds, path, isRequired);
    }
    if (node && !this.isAbsent(node)) return this.#leaf(node, part, kinds, path, isRequired);
    if (!isRequired) return undefined;
    // A form without rows is the only way to enter an empty list or object.
    if (names(kinds, ARRAY)) return [];
    const isRoot = path.length === 0;
    if (names(kinds, NULL) && !isRoot) return null;
    if (!names(kinds, OBJECT) && !isRoot) return this.absentBoolean(kinds);
    if (path.length >= MAX_EMPTY_DEPTH || this.#emptyObjects >= MAX_EMPTY_OBJECTS) return undefined;
    this.#emptyObjects++;
    return this.#object(node, this.#places.statements(part, node), kinds, path, true);
  }

  /**
   * A list of rows, in the order of their indexes. Gaps are closed, so a page may remove a row without renumbering. A
   * row in which nothing is entered is left out, unless the schema asks for so many: then the first ones are kept.
   *
   * The items that the schema describes one by one stay where they are: of a lowest and a highest price, the second
   * does not become the first.
   */
  #rows(node: FormNode<E>, statements: Statements, path: readonly Segment[], isRequired: boolean): unknown {
    const list: unknown[] = [];
    const size = tupleSize(statements);
    const part = (at = list.length): Part => this.#places.child(statements, at, node);
    const rows = [...node.children].sort(([one], [other]) => Number(one) - Number(other));
    // How many empty rows the schema still asks for.
    let wanted = Math.max(0, ...statements.all.map(({ minItems = 0 }) => minItems));
    for (const [, row] of rows) if (isFilled(row)) wanted--;
    for (const [name, row] of rows) {
      const isWanted = row.children.size > 0 && !isFilled(row) && wanted-- > 0;
      const at = Math.max(list.length, Math.min(Number(name), size));
      const item = this.#read(row, part(at), [...path, at], isWanted);
      if (item !== undefined) this.#put(list, at, item, statements, node, path);
    }
    for (const entry of node.entries) {
      const value = this.#valueOf(entry, part(), [...path, list.length]);
      if (value !== undefined) list.push(value);
    }
    return list.length > 0 || isRequired ? list : undefined;
  }

  /** Puts an item at its position in a list. Items before it in which nothing is entered are read as required ones. */
  #put(
    list: unknown[],
    at: number,
    item: unknown,
    statements: Statements,
    node: FormNode<E>,
    path: readonly Segment[],
  ): void {
    for (let empty = list.length; empty < at; empty++) {
      const part = this.#places.child(statements, empty, node);
      list.push(this.#read(node.children.get(`${empty}`), part, [...path, empty], true) ?? null);
    }
    list.push(item);
  }

  #object(
    node: FormNode<E> | undefined,
    statements: Statements,
    kinds: Kinds,
    path: readonly Segment[],
    isRequired: boolean,
  ): unknown {
    const filledBefore = this.#filled;
    const required = new Set(statements.all.flatMap(({ required = [] }) => required));
    const given = [...(node?.children.keys() ?? [])];
    const members: [string, unknown][] = [];
    // The form's order; then what it lacks, sorted, so that every runtime has the same order.
    for (const name of new Set([...given, ...[...required].sort()])) {
      const part = this.#places.child(statements, name, node);
      const value = this.#read(node?.children.get(name), part, [...path, name], required.has(name));
      if (value !== undefined) members.push([name, value]);
    }
    if (this.#filled === filledBefore && path.length > 0) {
      if (!isRequired) return undefined;
      if (names(kinds, NULL)) return null;
    }
    // `Object.fromEntries` defines each member, even one that is named `__proto__`.
    return Object.fromEntries(members);
  }

  #leaf(node: FormNode<E>, part: Part, kinds: Kinds, path: readonly Segment[], isRequired: boolean): unknown {
    this.onLeaf(node, path);
    if (isBoolean(kinds)) {
      const isOn = this.checkboxOf(node);
      if (isOn) this.#filled++;
      // A box that must be checked is missing, unless a hidden input is beside it: a server reads that one as false.
      if (isOn !== undefined) return isOn || isFilled(node) || allows(kinds, false) ? isOn : undefined;
    }
    const isArray = names(kinds, ARRAY);
    const statements = this.#places.statements(part, node);
    const partAt = (index: number): Part => this.#places.child(statements, index, node);
    const kindsOfText = isArray ? this.#places.kindsOf(partAt(0)) : kinds;
    const isEntered = ({ value, isUnreadable }: E): boolean | undefined =>
      typeof value !== "string" || trimmed(value, kindsOfText) !== "" || isUnreadable;
    const entries = node.entries.filter(isEntered);
    if (isArray || node.isList || entries.length > 1) {
      const isOn = isArray || node.isList ? undefined : anyTrue(entries, kinds);
      if (isOn !== undefined) {
        this.#filled++;
        return isOn;
      }
      const list: unknown[] = [];
      const size = tupleSize(statements);
      for (const [index, entry] of node.entries.entries()) {
        if (index >= size && !isEntered(entry)) continue;
        const at = Math.max(list.length, Math.min(index, size));
        this.onListEntry(entry, [...path, at]);
        const value = this.#valueOf(entry, partAt(at), [...path, at]);
        if (value !== undefined) this.#put(list, at, value, statements, node, path);
      }
      return list.length > 0 || isRequired ? list : undefined;
    }
    const [entry] = entries;
    const value = entry && this.#valueOf(entry, part, path);
    if (value !== undefined) return value;
    return isRequired && names(kinds, NULL) ? null : undefined;
  }

  /** The value of an entry; undefined if nothing is entered, or if it is a file that the schema does not describe. */
  #valueOf(entry: E, part: Part, path: readonly Segment[]): unknown {
    const kinds = this.#places.kindsOf(part);
    let value = entry.value;
    if (typeof value === "string") {
      // A browser sends a line break as CRLF, and a page has it as LF.
      const text = trimmed(value.replace(/\r\n?/g, "\n"), kinds);
      if (text === "" && !entry.isUnreadable) return undefined;
      // Of what cannot be read, a value that the schema rejects.
      const rejected = !names(kinds, STRING) ? "" : allows(kinds, null) ? false : null;
      value = text === "" ? rejected : convert(completed(text, kinds), kinds);
    } else if (isFile(value)) {
      if (part.length === 0) return undefined;
      value = this.fileOf(entry, path);
    }
    this.#filled++;
    return value;
  }
}

const hasNames = ({ all }: Statements): boolean =>
  all.some(({ properties = {}, required = [] }) => Object.keys(properties).length + required.length > 0);

/** Whether a value of `FormData` is a file. Its class may come from another realm, or from a polyfill. */
export const isFile = (value: unknown): value is File =>
  typeof value === "object" && value !== null && typeof (value as Blob).arrayBuffer === "function";

/**
 * Whether one of several entries is true, where all are booleans: some frameworks add a hidden input to a checkbox,
 * because a browser sends nothing for a box that is not checked.
 */
function anyTrue(entries: readonly Entry[], kinds: Kinds): boolean | undefined {
  if (!names(kinds, BOOLEAN)) return undefined;
  const values = entries.map(({ value }) =>
    typeof value === "string" ? convert(trimmed(value, kinds), kinds) : value,
  );
  return values.every((value) => typeof value === "boolean") ? values.includes(true) : undefined;
}
