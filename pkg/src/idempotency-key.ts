// Idempotency keys, without wasm: `withRetry` needs them before a request is sent.

/** Returns a new key: a random (version 4) UUID of 36 characters, from the platform's random numbers. */
export function newIdempotencyKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  // A page that was not loaded over HTTPS has `getRandomValues` only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // RFC 9562 section 5.4: the version and the variant.
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
