// Makes the schema of one request body self-contained, as `unanimous import` does.

/**
 * Returns the schema with every definition that it reaches, each at the location where its references expect it.
 *
 * @param {unknown} body a schema whose references are `#/components/schemas/X` or `#/definitions/X`
 * @param {Record<string, unknown>} defs the definitions, by their references
 */
export function selfContained(body, defs) {
  if (typeof body !== "object" || body === null) return body;
  const whole = { ...body };
  const placed = new Set();
  const waiting = [body];
  while (waiting.length > 0) {
    for (const ref of references(waiting.pop())) {
      const key = definitionOf(ref, defs);
      if (key === undefined || placed.has(key)) continue;
      placed.add(key);
      place(whole, segmentsOf(key), defs[key]);
      waiting.push(defs[key]);
    }
  }
  return whole;
}

/** Returns the references of a schema. */
function references(schema) {
  const found = new Set();
  const waiting = [schema];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part !== "object" || part === null) continue;
    if (typeof part.$ref === "string") found.add(part.$ref);
    // The names of a discriminator's mapping are references too.
    const mapping = part.discriminator?.mapping;
    if (typeof mapping === "object" && mapping !== null)
      for (const ref of Object.values(mapping)) found.add(String(ref));
    waiting.push(...Object.values(part));
  }
  return found;
}

/** Returns the key of the definition that a reference leads to or into; undefined if there is none. */
function definitionOf(ref, defs) {
  for (let key = ref; key.includes("/"); key = key.slice(0, key.lastIndexOf("/"))) {
    for (const spelling of [key, decoded(key)]) if (Object.hasOwn(defs, spelling)) return spelling;
  }
  return undefined;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns the segments of `#/components/schemas/X`. */
const segmentsOf = (key) =>
  decoded(key)
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));

function place(whole, segments, definition) {
  const name = segments.at(-1);
  const folder = segments.slice(0, -1).reduce((object, segment) => (object[segment] = { ...object[segment] }), whole);
  folder[name] = definition;
}
