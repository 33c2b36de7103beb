// Finds the code blocks of the Markdown files that users read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./tarball.mjs";

/** The Markdown files: those at the root, the READMEs of the packages, and all of docs/. */
export const PAGES = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "pkg/README.md", "cli/README.md"],
  ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith(".md"))
  .sort();

/**
 * Returns the code blocks of a page.
 *
 * @param {string} page the file, from the repository's root
 * @returns {{ page: string, line: number, heading: string, language: string, code: string }[]}
 */
export function snippets(page) {
  const found = [];
  let heading = "";
  let block;
  for (const [at, line] of readFileSync(join(ROOT, page), "utf8").split("\n").entries()) {
    const fence = /^( *)```(\w*)/.exec(line);
    if (block && fence && line.trim() === "```") {
      found.push({ ...block, code: block.lines.join("\n") });
      block = undefined;
    } else if (block) {
      block.lines.push(line.slice(block.indent));
    } else if (fence) {
      block = { page, line: at + 1, heading, language: fence[2], indent: fence[1].length, lines: [] };
    } else if (line.startsWith("#")) {
      heading = line.replace(/^#+ /, "");
    }
  }
  if (block) throw new Error(`${page}:${block.line}: the code block has no end`);
  return found;
}
