// Idempotent replays. wasm/src/packed/idempotency.rs decides.
import { INPUT_BYTES } from "./generated/constants.js";
import { type Time, timeOption } from "./clock.js";
import { refuseOption } from "./options.js";
import { callForText, encoder } from "./packed/buffer.js";
import { packJson } from "./packed/pack.js";
import { writer } from "./wasm/writer.js";

/** The most UTF-16 units that always fit into the input buffer: each has at most three bytes in UTF-8. */
const PART_UNITS = Math.floor(INPUT_BYTES / 3);

/**
 * Returns the SHA-256 of a request's body, as 64 hexadecimal digits. Every byte counts, so the same JSON with other
 * white space has another fingerprint. A string is encoded as UTF-8. The body may have any size.
 *
 * @throws TypeError if the body is neither a string nor bytes
 */
export function fingerprint(body: string | ArrayBuffer | ArrayBufferView): string {
  const parts = typeof body === "string" ? textParts(body) : byteParts(body);
  return callForText(writer, (wasm) => {
    for (const length of parts) wasm.fingerprintPart(length);
    return wasm.fingerprint();
  }) as string;
}

/** Writes a text into the input part by part, and yields the length of each part in bytes. */
function* textParts(text: string): Iterable<number> {
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = Math.min(at + PART_UNITS, text.length);
    // The two surrogates of a character stay together.
    if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
    yield encoder.encodeInto(text.slice(at, end), writer.input(0)).written;
  }
}

/** Writes bytes into the input part by part, and yields the length of each part. */
function* byteParts(body: ArrayBuffer | ArrayBufferView): Iterable<number> {
  if (!ArrayBuffer.isView(body) && !(body instanceof ArrayBuffer)) {
    throw new TypeError("fingerprint takes a string, an ArrayBuffer or a view of one");
  }
  const bytes = ArrayBuffer.isView(body)
    ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    : new Uint8Array(body);
  for (let at = 0; at < bytes.length; at += INPUT_BYTES) {
    const part = bytes.subarray(at, at + INPUT_BYTES);
    writer.input(0).set(part);
    yield part.length;
  }
}

/** The record of an idempotency key in a store. */
export interface StoredRequest {
  /** The {@link fingerprint} of the first request's body. */
  readonly fingerprint: string;
  /** When the first request came. */
  readonly since: Time;
  /** Whether the response to it is stored. */
  readonly done: boolean;
  /**
   * Until when the first request may run. After that time its process counts as dead, and the same body may run again.
   * Without a lease, that time is 24 hours after the request came.
   */
  readonly leaseUntil?: Time | null | undefined;
}

/**
 * - `new`: the key is not known. Run the request.
 * - `replay`: the same request is done. Send the stored response, with `Idempotent-Replayed: true`.
 * - `in_progress`: the same request is still running. Respond with 409 and `Retry-After`.
 * - `conflict`: the key belongs to another body. Respond with 422.
 * - `expired`: the key is older than 24 hours, or the first request's lease is over and no response is stored. Run the
 *   request as if the key were new.
 */
export type ReplayVerdict = "new" | "replay" | "in_progress" | "conflict" | "expired";

/**
 * Decides what to do with a request, by the record that a store has under its key.
 *
 * @param stored the record under the key; null or undefined if the store has no record
 * @param now the current time; `Date.now()` by default
 * @throws TypeError if a fingerprint or a time is malformed
 */
export function judgeReplay(stored: StoredRequest | null | undefined, fingerprint: string, now?: Time): ReplayVerdict {
  const known = stored ? stored.fingerprint : undefined;
  for (const text of stored ? [known, fingerprint] : [fingerprint]) {
    if (typeof text !== "string" || !/^[0-9a-f]{64}$/i.test(text)) {
      refuseOption("judgeReplay", "fingerprint", text, "a result of fingerprint()");
    }
  }
  const times = stored && {
    since: timeOption("judgeReplay", stored.since),
    leaseUntil: leaseOption(stored.leaseUntil),
  };
  const row = times ? { fingerprint: known, done: stored.done === true, ...times } : null;
  const given = [row, fingerprint, timeOption("judgeReplay", now)];
  return packJson(writer, given, (length) => callForText(writer, (wasm) => wasm.judgeReplay(length))) as ReplayVerdict;
}

const leaseOption = (until: Time | null | undefined): number | undefined =>
  until === undefined || until === null ? undefined : timeOption("judgeReplay", until);
