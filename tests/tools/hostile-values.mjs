// Values that the tests of the npm package and of `unanimous-wasm` share.

/** Returns a proxy of an object that throws in one trap. */
export const throwing = (trap, target = {}) =>
  new Proxy(target, {
    [trap]: () => {
      throw new Error(`no ${trap}`);
    },
  });

/** Values that are not strings, each with the name that a reason gives it. */
export const NOT_STRINGS = [
  [undefined, "undefined"],
  [null, "null"],
  [1, "number"],
  [NaN, "NaN"],
  [1n, "bigint"],
  [Symbol("x"), "symbol"],
  [() => 1, "function"],
  [[], "array"],
  [{}, "object"],
  [new Date(0), "Date"],
  [throwing("getPrototypeOf"), "object"],
  [true, "boolean"],
];

/** The kinds of value that `fc.anything` of fast-check makes beside JSON. */
export const ANYTHING = {
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
};
