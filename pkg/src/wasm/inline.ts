// For any runtime that allows compiling: the modules stand in the JavaScript as hexadecimal text.
import errors from "../generated/errors/wasm.js";
import validator from "../generated/full/wasm.js";
import writer from "../generated/writer/wasm.js";

export const validatorModule = (): WebAssembly.Module => compile(validator);
export const errorsModule = (): WebAssembly.Module => compile(errors);
export const writerModule = (): WebAssembly.Module => compile(writer);

const compile = (hex: string): WebAssembly.Module => new WebAssembly.Module(decodeHex(hex));

function decodeHex(hex: string): Uint8Array<ArrayBuffer> {
  const { Buffer, Uint8Array } = globalThis as Native;
  const native = Uint8Array.fromHex ?? Buffer?.from;
  if (native !== undefined) return native(hex, "hex");
  // This runs once and is mostly interpreted. A loop over bytes, without calls and branches, takes a third of the time.
  // The low four bits of "0" to "9" are the digit's value. Those of "a" to "f" are nine less than it.
  const digits = new TextEncoder().encode(hex);
  const out = new Uint8Array(hex.length / 2);
  for (let at = 0, next = 0; at < out.length; at++) {
    const high = digits[next++]!;
    const low = digits[next++]!;
    out[at] = (((high & 15) + 9 * (high >> 6)) << 4) | ((low & 15) + 9 * (low >> 6));
  }
  return out;
}

/** Faster decoders that some platforms have: the one of ECMAScript 2026, or Node's. */
interface Native {
  readonly Uint8Array: Uint8ArrayConstructor & { readonly fromHex?: FromHex };
  readonly Buffer?: { readonly from: FromHex };
}

type FromHex = (hex: string, encoding: "hex") => Uint8Array<ArrayBuffer>;
