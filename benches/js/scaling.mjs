// Time a unit as the input grows: what is linear comes to lie flat.
import { readError, schema } from "unanimous";
import { CONTESTANTS } from "./contestants/index.mjs";
import { invalid, valid } from "./data.mjs";
import { race } from "./measure.mjs";

const ROUNDS = 9;
const ITEMS = [1, 10, 100, 1_000, 10_000, 100_000];
const BYTES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

const LONG = { maxLength: 2_000_000 };
const objects = CONTESTANTS.unanimous.make("list");
const string = (keywords) => {
  const compiled = schema({ type: "string", ...keywords });
  return (value) => compiled.validate(value).ok;
};
const many = (list) => (count) => Array.from({ length: count }, (_, at) => list[at % list.length]);
/** ASCII of so many bytes in all. */
const filled = (before, after) => (count) => before + "x".repeat(count - before.length - after.length) + after;
/** Two bytes a character. */
const cyrillic = (count) => "я".repeat(count / 2);

/** The sizes begin where the input has room for its frame. */
const CURVES = [
  { unit: "item", name: "valid objects", sizes: ITEMS, make: many(valid), run: objects.verdict },
  { unit: "item", name: "invalid objects", sizes: ITEMS, make: many(invalid), run: objects.message },
  { unit: "byte", name: "string, ASCII", sizes: BYTES, make: filled("", ""), run: string(LONG) },
  { unit: "byte", name: "string, Cyrillic", sizes: BYTES.slice(1), make: cyrillic, run: string(LONG) },
  { unit: "byte", name: "email", sizes: BYTES.slice(1), make: filled("ann", "@a.io"), run: string({ format: "email" }) },
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

/** @returns {{ name: string, unit: string, points: [number, number][] }[]} sizes, and nanoseconds a unit */
export const scaling = () =>
  CURVES.map(({ unit, name, sizes, make, run }) => {
    const time = (size) => race({ it: { run, inputs: [make(size)] } }, ROUNDS).it / size;
    return { unit, name, points: sizes.map((size) => [size, time(size)]) };
  });
