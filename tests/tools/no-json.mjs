// Values that JSON does not have, in schemas and in values. The npm package and `unanimous-wasm` refuse them alike.
import assert from "node:assert/strict";

/** Returns `[schema, JSON pointer of the value, its name in the error]` for each. */
export function schemasWithoutJson() {
  const sparse = [];
  sparse[1] = 1;
  const named = (name, value) => ({ properties: { "a/~b": { [name]: value } } });
  return [
    [{ const: Number.NaN }, "/const", "NaN"],
    [{ const: Infinity }, "/const", "Infinity"],
    [{ const: JSON.parse("-1e400") }, "/const", "Infinity"],
    [{ const: undefined }, "/const", "undefined"],
    [{ const: () => 1 }, "/const", "a function"],
    [{ const: Symbol("s") }, "/const", "a symbol"],
    [{ const: { a: [new Date(0)] } }, "/const/a/0", "a Date"],
    [{ const: Object(1) }, "/const", "a class instance"],
    [{ const: { toJSON: () => 1 } }, "/const", "an object with toJSON"],
    [{ enum: [Number.NaN, "x"] }, "/enum/0", "NaN"],
    [{ enum: ["a", undefined] }, "/enum/1", "undefined"],
    [{ enum: sparse }, "/enum/0", "undefined"],
    [{ minimum: () => 5 }, "/minimum", "a function"],
    [{ minimum: Number.NaN }, "/minimum", "NaN"],
    [{ properties: new Map([["a", {}]]) }, "/properties", "a Map"],
    [{ required: new Set(["a"]) }, "/required", "a Set"],
    [{ default: Number.NaN }, "/default", "NaN"],
    [named("const", undefined), "/properties/a~1~0b/const", "undefined"],
    [{ items: { items: { const: undefined } } }, "/items/items/const", "undefined"],
    [named("x-unanimous", { reason: () => "x" }), "/properties/a~1~0b/x-unanimous/reason", "a function"],
    [new Map(), "", "a Map"],
    [new (class Own {})(), "", "a class instance"],
  ];
}

/** Asserts that no `const` with null accepts a value that JSON does not have in place of the null. */
export function assertOnlyNullIsNull(schema) {
  const isAllowed = (json, value) => schema(json).validate(value).ok;
  for (const value of [NaN, Infinity, 1n, new Date(0), () => {}, Symbol.iterator]) {
    assert.equal(isAllowed({ const: { a: null } }, { a: value }), false, String(value));
    assert.equal(isAllowed({ const: [null] }, [value]), false, String(value));
  }
  assert.equal(isAllowed({ const: [null] }, [undefined]), false);
  assert.equal(isAllowed({ const: [null] }, [null]), true);
  assert.equal(isAllowed({ const: { a: null } }, { a: null, b: undefined }), true);
}
