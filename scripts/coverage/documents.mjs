// The documents of the JSON Schema Test Suite that a schema refers to.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Where the suite says that its folder `remotes` is served. */
const SERVER = "http://localhost:1234/";

/** Returns the texts of all files of a folder, by the URIs that the suite gives them. */
export function readRemotes(folder) {
  const found = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    found[SERVER + relative(folder, path).replaceAll("\\", "/")] = readFileSync(path, "utf8");
  }
  return found;
}

/**
 * Returns the documents that a schema refers to, directly or through another document, by their URIs.
 *
 * @param {unknown} schema
 * @param {Record<string, string>} remotes what `readRemotes` returned
 * @param {boolean} isDraft7 whether keywords beside `$ref`, `$id` too, are ignored
 */
export function documentsOf(schema, remotes, isDraft7) {
  const documents = {};
  const visit = (part, base) => {
    if (typeof part !== "object" || part === null) return;
    const ignoresId = isDraft7 && typeof part.$ref === "string";
    const inner = typeof part.$id === "string" && !ignoresId ? resolved(part.$id, base) : base;
    if (typeof part.$ref === "string") {
      const uri = resolved(part.$ref, inner).split("#")[0];
      if (Object.hasOwn(remotes, uri) && !Object.hasOwn(documents, uri)) {
        documents[uri] = remotes[uri];
        visit(JSON.parse(remotes[uri]), uri);
      }
    }
    for (const child of Object.values(part)) visit(child, inner);
  };
  visit(schema, "unanimous:/");
  return documents;
}

function resolved(reference, base) {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}
