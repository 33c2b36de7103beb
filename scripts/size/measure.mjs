// Measures sizes: uncompressed, and compressed as a server sends them.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/**
 * @param {Buffer} bytes
 * @returns {{ raw: number, gzip: number, brotli: number }} `gzip -9` and `brotli -q 11`
 */
export function measure(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

/** Adds the sizes of files that are sent one by one. */
export const sum = (...sizes) => ({
  raw: sizes.reduce((total, { raw }) => total + raw, 0),
  gzip: sizes.reduce((total, { gzip }) => total + gzip, 0),
  brotli: sizes.reduce((total, { brotli }) => total + brotli, 0),
});
