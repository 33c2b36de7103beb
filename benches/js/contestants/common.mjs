// What several contestants share: the fields, the one pattern, the issues of those who make no text of them.

export const FIELDS = ["email", "phone", "url", "idempotency_key"];

/** 1 to 255 visible ASCII characters. */
export const KEY = /^[\x21-\x7e]{1,255}$/;

/** Code points or UTF-16 units, as the peer counts; the same number for all. */
export const PHONE_MAX = 50;

export const dotted = (steps) => steps.join(".");

/** `path: reason; …`, as long as ours, so that no peer is timed for a shorter text. */
export const text = (issues, path, reason) => issues.map((issue) => `${path(issue)}: ${reason(issue)}`).join("; ");

/** The value of a shape: an object, a list of them, an object that refuses other keys. */
export const shapes = (object, closed, list) => ({ object, closed, list: () => list(object()) });
