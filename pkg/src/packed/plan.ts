import type { KeyNumbers } from "./key-numbers.js";

/**
 * The plan of a plain schema: which parts of a value to pack, and how. wasm/src/packed/plan.rs writes it. The same plan
 * serves every value, and whether a value is right is never decided here.
 */
export interface Plan {
  /** The names of the properties, in the schema's order. */
  readonly names: readonly string[];
  /** The plan of each property; null if the schema only asks whether the property is there. */
  readonly properties: readonly (Plan | null)[];
  /** The plan of a list's items; null if the schema says nothing about them. */
  readonly items: Plan | null;
  /** Whether the type allows a list. If not, its items are not packed. */
  readonly lists: boolean;
  /** Whether the type allows an object. If not, its properties are not packed. */
  readonly objects: boolean;
  /** Whether undeclared keys are allowed. */
  readonly additional: boolean;
  /** Whether the whole value is compared, by `const` or `enum`. */
  readonly whole: boolean;
  /** How many lists and objects an undeclared part may hold inside one another. */
  readonly levels: number;
  /** A string of `least` to `most` UTF-16 units, or of more than `over` code points, is judged by its length alone. */
  readonly least: number;
  readonly most: number;
  readonly over: number;
  /** The declared names as a set, for a plan of many names. It is made when a value first needs it. */
  declared?: ReadonlySet<string>;
}

/** What the walker must know for any other schema: it packs the whole value, which wasm can look at in any order. */
export interface WholePlan {
  /** The keys that the schema names. Such a key crosses as its number, the index in this list. */
  readonly keys: readonly string[];
  /**
   * The least and the most UTF-16 units of a string that is judged by its length alone: of each key, and last of all
   * keys that the schema does not name. It is empty in `unanimous/lite`, where every string crosses as text.
   */
  readonly lengths: readonly number[];
  /** Whether the texts of fractions cross beside their values. */
  readonly numberTexts: boolean;
  /** The numbers of the keys. They are made for the first value. */
  numbers?: KeyNumbers;
}
