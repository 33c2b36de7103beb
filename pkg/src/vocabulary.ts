// The option `vocabulary`: names of members that a server uses. The WebAssembly checks the names against one another.
import { listed, refuseOption } from "./options.js";

/**
 * The role of a member in an error body.
 *
 * - `message`: the text to show; in a field error, its reason
 * - `path`: the path of a field
 * - `fields`: a list or a map of field errors
 * - `envelope`: an object that holds the error
 * - `echo`: a copy of the user's input, which is removed
 * - `ignored`: neither a path nor a detail
 */
export type VocabularyRole =
  | "message"
  | "code"
  | "title"
  | "request_id"
  | "docs_url"
  | "instance"
  | "retry_after"
  | "retry_after_ms"
  | "path"
  | "fields"
  | "envelope"
  | "echo"
  | "ignored";

/** Names of members that have one role. */
export interface VocabularyEntry {
  readonly role: VocabularyRole;
  /** At most 256 names in all entries, each of at most 256 bytes. */
  readonly names: readonly string[];
}

const ROLES: readonly VocabularyRole[] = [
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
];

/** Returns the roles and names of a vocabulary in turn; throws if it is no list of `{ role, names }`. */
export function rolesAndNames(where: string, vocabulary: unknown): string[] {
  if (!Array.isArray(vocabulary)) return refuseOption(where, "vocabulary", vocabulary, "a list of { role, names }");
  const pairs: string[] = [];
  for (const entry of vocabulary as unknown[]) {
    const { role, names } = (entry ?? {}) as { role?: unknown; names?: unknown };
    if (typeof role !== "string" || !Array.isArray(names))
      return refuseOption(where, "vocabulary", vocabulary, "a list of { role, names }");
    if (!(ROLES as readonly string[]).includes(role))
      return refuseOption(where, "the role in vocabulary", role, listed(ROLES));
    for (const name of names as unknown[]) {
      if (typeof name !== "string")
        return refuseOption(where, "vocabulary", vocabulary, "a list with names as strings");
      pairs.push(role, name);
    }
  }
  return pairs;
}
