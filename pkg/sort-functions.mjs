// Names the functions of a wasm module so that wasm-opt can sort them by their signature, and then by their size.
//
// Functions that are alike then stand side by side, and brotli and gzip find more repeated bytes. The compiler leaves them
// in the order of hashes, so that the compressed size would change with every version.

const CUSTOM = 0;
const SIGNATURES = 3;
const CODE = 10;
const FUNCTION_NAMES = 1;

/** Encodes an unsigned LEB128 integer. */
function leb(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}

/** Returns the index of each function's signature, and the size of its code. */
function functions(wasm) {
  const found = [];
  let at = 8;
  const integer = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  while (at < wasm.length) {
    const id = wasm[at++];
    const end = integer() + at;
    if (id === SIGNATURES) {
      for (let count = integer(); count > 0; count--)
        found.push({ index: found.length, signature: integer(), size: 0 });
    }
    if (id === CODE) {
      integer();
      for (const one of found) {
        one.size = integer();
        at += one.size;
      }
    }
    at = end;
  }
  return found;
}

const withLength = (bytes) => Buffer.concat([leb(bytes.length), bytes]);

/**
 * Adds names in the order in which the functions should stand.
 *
 * @param {Buffer} wasm a module without names and imports
 */
export function withNamesToSort(wasm) {
  const sorted = functions(wasm).sort(
    (one, other) => one.signature - other.signature || one.size - other.size || one.index - other.index,
  );
  const names = [];
  for (const [position, { index }] of sorted.entries()) {
    names[index] = Buffer.concat([leb(index), withLength(Buffer.from(String(position).padStart(6, "0")))]);
  }
  const list = withLength(Buffer.concat([leb(names.length), ...names]));
  const section = Buffer.concat([withLength(Buffer.from("name")), Buffer.from([FUNCTION_NAMES]), list]);
  return Buffer.concat([wasm, Buffer.from([CUSTOM]), withLength(section)]);
}
