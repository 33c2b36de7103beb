// Makes the schema of one request body self-contained, as `unanimous import` does.

const PREFIX = "#/components/schemas/";

/**
 * Returns the schema with every definition that it reaches beside it, under `components.schemas`.
 *
 * @param {unknown} body a schema whose references are `#/components/schemas/X`
 * @param {Record<string, unknown>} defs the definitions, by their references
 */
export function selfContained(body, defs) {
  const reached = {};
  const waiting = [body];
  while (waiting.length > 0) {
    for (const ref of references(waiting.pop())) {
      const name = ref.slice(PREFIX.length);
      if (!Object.hasOwn(defs, ref) || Object.hasOwn(reached, name)) continue;
      reached[name] = defs[ref];
      waiting.push(defs[ref]);
    }
  }
  if (Object.keys(reached).length === 0 || typeof body !== "object" || body === null) return body;
  return { ...body, components: { schemas: reached } };
}

/** Returns the references of a schema to `#/components/schemas`. */
function references(schema) {
  const found = new Set();
  const waiting = [schema];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part !== "object" || part === null) continue;
    if (typeof part.$ref === "string" && part.$ref.startsWith(PREFIX)) {
      // What follows the name leads into the definition.
      const name = part.$ref.slice(PREFIX.length).split("/")[0].replaceAll("~1", "/").replaceAll("~0", "~");
      found.add(PREFIX + decodeURIComponent(name));
    }
    // The names of a discriminator's mapping are references too.
    const mapping = part.discriminator?.mapping;
    if (typeof mapping === "object" && mapping !== null)
      for (const ref of Object.values(mapping)) if (String(ref).startsWith(PREFIX)) found.add(ref);
    waiting.push(...Object.values(part));
  }
  return found;
}
