// The errors for requests whose body cannot be read.
import type { PlainError } from "../render.js";

export const TIMEOUT: PlainError = {
  status: 408,
  code: "REQUEST_TIMEOUT",
  message: "Request body took too long to arrive",
};

export const INCOMPLETE: PlainError = { status: 400, code: "BAD_REQUEST", message: "Request body is incomplete" };

export const tooLarge = (max: number): PlainError => ({
  status: 413,
  code: "PAYLOAD_TOO_LARGE",
  message: `Request body must be at most ${max % 1024 === 0 ? `${max / 1024} KiB` : `${max} bytes`}`,
});
