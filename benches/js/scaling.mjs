// Measures the time per item and per byte as the input grows. A linear cost becomes a flat curve.
import { readError, schema } from "unanimous";
import { CONTESTANTS } from "./contestants/index.mjs";
import { invalid, valid } from "./data.mjs";
import { race } from "./measure.mjs";

const ROUNDS = 9;
const ITEMS = [1, 10, 100, 1_000, 10_000, 100_000];
/** The number of properties or allowed values of a schema. */
const WIDTHS = ITEMS.slice(0, -1);
const BYTES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

const LONG = { maxLength: 2_000_000 };
const objects = CONTESTANTS.unanimous.make("list");
const string = (keywords) => {
  const compiled = schema({ type: "string", ...keywords });
  return (value) => compiled.validate(value).ok;
};
const many = (list) => (count) => Array.from({ length: count }, (_, at) => list[at % list.length]);
/** ASCII text of `count` bytes in total. */
const filled = (before, after) => (count) => before + "x".repeat(count - before.length - after.length) + after;
/** Text of `count` bytes, with two bytes per character. */
const cyrillic = (count) => "я".repeat(count / 2);

/** Names of properties, and an object with them in the reverse order. */
const names = (count) => Array.from({ length: count }, (_, at) => `p${at}`);
const reversed = (count) => Object.fromEntries(names(count).map((_, at, all) => [all[count - 1 - at], at]));
/** A schema with as many properties, all of them required. */
const wide = (count) => ({
  properties: Object.fromEntries(names(count).map((name) => [name, {}])),
  required: names(count).reverse(),
});
const validate = ({ compiled, value }) => compiled.validate(value).ok;

/** The sizes start where the input is large enough for its fixed text. */
const CURVES = [
  { unit: "item", name: "valid objects", sizes: ITEMS, make: many(valid), run: objects.verdict },
  { unit: "item", name: "invalid objects", sizes: ITEMS, make: many(invalid), run: objects.message },
  { unit: "item", name: "schema, compiled", sizes: WIDTHS, make: wide, run: (json) => schema(json).json },
  {
    unit: "item",
    name: "keys in another order",
    sizes: WIDTHS,
    make: (count) => ({ compiled: schema(wide(count)), value: reversed(count) }),
    run: validate,
  },
  {
    unit: "item",
    name: "enum of as many values",
    sizes: WIDTHS,
    make: (count) => ({ compiled: schema({ items: { enum: names(count) } }), value: names(count).reverse() }),
    run: validate,
  },
  { unit: "byte", name: "string, ASCII", sizes: BYTES, make: filled("", ""), run: string(LONG) },
  { unit: "byte", name: "string, Cyrillic", sizes: BYTES.slice(1), make: cyrillic, run: string(LONG) },
  {
    unit: "byte",
    name: "email",
    sizes: BYTES.slice(1),
    make: filled("ann", "@a.io"),
    run: string({ format: "email" }),
  },
  {
    unit: "byte",
    name: "safe URL",
    sizes: BYTES.slice(2),
    make: filled("https://example.com/", ""),
    run: string({ format: "safe-url" }),
  },
  {
    unit: "byte",
    name: "error body",
    sizes: BYTES.slice(2),
    make: filled('{"error":{"code":"x","message":"', '"}}'),
    run: (body) => readError({ status: 400, body }).message,
  },
];

/**
 * @returns {{ name: string, unit: string, points: [number, number][] }[]} each point is a size and the nanoseconds per
 * unit
 */
export const scaling = () =>
  CURVES.map(({ unit, name, sizes, make, run }) => {
    const time = (size) => race({ it: { run, inputs: [make(size)] } }, ROUNDS).it / size;
    return { unit, name, points: sizes.map((size) => [size, time(size)]) };
  });
