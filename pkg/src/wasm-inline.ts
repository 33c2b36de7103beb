import hex from "./generated/full/wasm.js";

/** The wasm, compiled from the text it travels in. */
export function compileModule(): WebAssembly.Module {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = (nibble(hex.charCodeAt(2 * at)) << 4) | nibble(hex.charCodeAt(2 * at + 1));
  }
  return new WebAssembly.Module(bytes);
}

const nibble = (code: number): number => (code < 58 ? code - 48 : code - 87);
