// Resolves each `$ref` of a schema that refers to a part of the same schema.

const BASE = "https://schemas.example/";

/** @param {object | boolean} root */
export function resolver(root) {
  /** Subschemas by their absolute URIs, and the base URI of each subschema. */
  const byUri = new Map();
  const bases = new Map();
  const visit = (part, base) => {
    if (typeof part !== "object" || part === null) return;
    const inner = typeof part.$id === "string" ? new URL(part.$id, base).href : base;
    if (part === root || typeof part.$id === "string") byUri.set(inner, part);
    if (typeof part.$anchor === "string") byUri.set(`${inner}#${part.$anchor}`, part);
    bases.set(part, inner);
    for (const child of Object.values(part)) visit(child, inner);
  };
  visit(root, BASE);

  /**
   * Returns the schema that a subschema's `$ref` refers to; undefined if there is none.
   *
   * @param {{ $ref: string }} schema a part of `root`
   */
  return function resolve(schema) {
    const uri = new URL(schema.$ref, bases.get(schema) ?? BASE).href;
    const [document, fragment = ""] = uri.split("#");
    if (fragment === "") return byUri.get(document);
    if (!fragment.startsWith("/")) return byUri.get(uri);
    let part = byUri.get(document);
    for (const step of decodeURIComponent(fragment).slice(1).split("/")) {
      const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof part !== "object" || part === null || !Object.hasOwn(part, name)) return undefined;
      part = part[name];
    }
    return part;
  };
}
