// The errors for requests whose body cannot be read.
import type { PlainError } from "../render.js";

export const TIMEOUT: PlainError = {
  status: 408,
  code: "REQUEST_TIMEOUT",
  message: "Request body took too long to arrive",
};

export const INCOMPLETE: PlainError = { status: 400, code: "BAD_REQUEST", message: "Request body is incomplete" };

/** `src/interop/request_body.rs` writes the same message. */
export const tooLarge = (max: number): PlainError => ({
  status: 413,
  code: "PAYLOAD_TOO_LARGE",
  message: `Request body must be at most ${sizeText(max)}`,
});

const KIB = 1024;
const MIB = 1024 * KIB;

/** A number of bytes in the largest unit that divides it: `64 KiB`. */
function sizeText(bytes: number): string {
  if (bytes === 1) return "1 byte";
  if (bytes > 0 && bytes % MIB === 0) return `${bytes / MIB} MiB`;
  return bytes > 0 && bytes % KIB === 0 ? `${bytes / KIB} KiB` : `${bytes} bytes`;
}
