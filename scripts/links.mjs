// Lists the links between the documents that lead to a file or a heading that does not exist, and fails if there are any.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const files = execFileSync("git", ["ls-files", "*.md"], { cwd: ROOT, encoding: "utf8" }).trimEnd().split("\n");

/** Returns a document's text without its code blocks. */
const prose = (path) => readFileSync(path, "utf8").replace(/^```[\s\S]*?^```/gm, "");

/** Returns the anchors of a document's headings, as GitHub makes them. */
const anchors = (path) =>
  [...prose(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\-_ ]/gu, "")
      .replaceAll(" ", "-"),
  );

const broken = files.flatMap((file) => {
  const links = [...prose(join(ROOT, file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path, anchor] = link.split("#");
      const target = path ? join(ROOT, dirname(file), path) : join(ROOT, file);
      return !existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor));
    })
    .map((link) => `${file}: ${link}`);
});
if (broken.length > 0) {
  console.error(`broken links:\n${broken.join("\n")}`);
  process.exit(1);
}
