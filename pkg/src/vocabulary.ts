// The option `vocabulary`: names of members that a server uses. The module checks the names against one another.
import type { VocabularyRole } from "./errors.js";
import { refuseOption } from "./options.js";

const ROLES: ReadonlySet<string> = new Set<VocabularyRole>([
  "message",
  "code",
  "title",
  "request_id",
  "docs_url",
  "instance",
  "retry_after",
  "retry_after_ms",
  "path",
  "fields",
  "envelope",
  "echo",
  "ignored",
]);

/** Returns the roles and names of a vocabulary in turn; throws if it is no list of `{ role, names }`. */
export function rolesAndNames(where: string, vocabulary: unknown): string[] {
  if (!Array.isArray(vocabulary)) return refuseOption(where, "vocabulary", vocabulary, "a list of { role, names }");
  const pairs: string[] = [];
  for (const entry of vocabulary as unknown[]) {
    const { role, names } = (entry ?? {}) as { role?: unknown; names?: unknown };
    if (typeof role !== "string" || !Array.isArray(names))
      return refuseOption(where, "vocabulary", vocabulary, "a list of { role, names }");
    if (!ROLES.has(role)) throw new TypeError(`${where}: vocabulary: unknown role "${role}"`);
    for (const name of names as unknown[]) {
      if (typeof name !== "string")
        return refuseOption(where, "vocabulary", vocabulary, "a list with names as strings");
      pairs.push(role, name);
    }
  }
  return pairs;
}
