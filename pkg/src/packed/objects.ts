/** Whether an object is what JSON has as an object: `{}`, `Object.create(null)`, and the same from another realm. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    // Another realm's `Object.prototype`.
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty"))
  );
}

const CLASSES = ["Date", "Map", "Set", "RegExp", "Promise", "Error", "Blob", "File", "FormData", "URL"];

/**
 * Returns the class of an object that is not plain. It names classes of the platform only, because a bundler may have
 * changed the names of others.
 */
export function className(value: object): string {
  const known = CLASSES.find((name) => {
    const constructor: unknown = (globalThis as Record<string, unknown>)[name];
    return typeof constructor === "function" && value instanceof constructor;
  });
  return known ?? "class instance";
}
