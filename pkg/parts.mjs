// The wasm modules of the package.

/**
 * `unanimous-wasm` is built four times: one validating module for each entry, and two for errors that both share. One reads
 * errors, in pages and clients; the other writes them, in servers.
 *
 * SIMD is for the fast paths alone: without it the compiler inlines the panic handler into the precompiled `core`, which
 * drops the texts and locations of all panics.
 */
export const PARTS = [
  // The crate `unanimous-wasm`, which walks the values, has level "s" here. At "z", checking the benchmark's order takes a
  // fifth longer.
  {
    name: "full",
    features: "packed-validator,documents,fast-paths,idn,safe-url",
    wasm: "unanimous.wasm",
    level: "s",
    simd: true,
  },
  { name: "lite", features: "packed-validator", wasm: "lite.wasm", level: "z" },
  { name: "errors", features: "packed-errors", wasm: "errors.wasm", level: "z" },
  { name: "writer", features: "packed-writer", wasm: "writer.wasm", level: "z" },
];
