// Shared by several contestants: the fields, the pattern of the key, and a message for libraries that return only
// issues.

export const FIELDS = ["email", "phone", "url", "idempotency_key"];

/** 1 to 255 visible ASCII characters. */
export const KEY = /^[\x21-\x7e]{1,255}$/;

/** In code points or UTF-16 units, as each library counts. */
export const PHONE_MAX = 50;

export const dotted = (steps) => steps.join(".");

/** Joins issues to `path: reason; …`, so that every contestant builds a message as long as ours. */
export const text = (issues, path, reason) => issues.map((issue) => `${path(issue)}: ${reason(issue)}`).join("; ");

/** Schemas by shape: an object, an object that rejects unknown keys, and a list of objects. */
export const shapes = (object, closed, list) => ({ object, closed, list: () => list(object()) });
