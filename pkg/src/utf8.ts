const encoder = /* @__PURE__ */ new TextEncoder();
/** Up to here a loop is faster than a call of the platform's encoder. */
const LOOPED = 64;

/**
 * Writes a text as UTF-8; gives the count of its bytes. There must be room for three a UTF-16 unit. A lone surrogate
 * becomes U+FFFD, one code point like itself.
 */
export function writeUtf8(text: string, bytes: Uint8Array): number {
  const units = text.length;
  if (units <= LOOPED) {
    let at = 0;
    for (; at < units; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) break;
      bytes[at] = code;
    }
    if (at === units) return units;
  }
  return encoder.encodeInto(text, bytes).written;
}
