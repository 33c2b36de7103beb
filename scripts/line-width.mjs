// Lists the lines of the package's TypeScript that have more than 120 columns, and fails if there are any. They are comments
// and strings, which biome does not break.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const WIDTH = 120;
const ROOT = fileURLToPath(new URL("..", import.meta.url));

const files = execFileSync("git", ["ls-files", "pkg/src"], { cwd: ROOT, encoding: "utf8" }).trimEnd().split("\n");
const wide = files.flatMap((file) =>
  readFileSync(join(ROOT, file), "utf8")
    .split("\n")
    .flatMap((line, at) => ([...line].length > WIDTH ? [`${file}:${at + 1}: ${[...line].length} columns`] : [])),
);
if (wide.length > 0) {
  console.error(`lines over ${WIDTH} columns:\n${wide.join("\n")}`);
  process.exit(1);
}
