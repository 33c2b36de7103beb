// Writes the Lua scripts and the SQL of the Rust stores as TypeScript, so that stores of both languages share a database.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Returns a TypeScript module with the scripts in a folder such as `src/idempotency`.
 *
 * @param {string} folder holds `redis/*.lua` and `postgres/*.sql`
 * @throws Error if it holds none
 */
export function storesModule(folder) {
  const scripts = (name, extension) => {
    const files = readdirSync(join(folder, name)).filter((file) => file.endsWith(extension));
    if (files.length === 0) throw new Error(`${join(folder, name)} holds no ${extension} file`);
    return files.sort().map((file) => {
      const text = withoutComments(readFileSync(join(folder, name, file), "utf8"));
      return `  ${file.slice(0, -extension.length)}: ${JSON.stringify(text)},`;
    });
  };
  return [
    "// Written by pkg/stores.mjs from src/idempotency: do not edit it.",
    ...["", "/** The Lua scripts of a store in Redis. */", "export const LUA = {"],
    ...[...scripts("redis", ".lua"), "} as const;"],
    ...["", "/** The statements of a store in PostgreSQL. */", "export const SQL = {"],
    ...[...scripts("postgres", ".sql"), "} as const;", ""],
  ].join("\n");
}

/** Removes lines that are comments. Both languages write them with `--`. */
const withoutComments = (text) =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.trim().startsWith("--"))
    .join("\n");
