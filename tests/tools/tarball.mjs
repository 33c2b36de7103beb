// The package as users get it: packed by `npm pack`, installed from the tarball into a fresh project.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const npm = (args, cwd) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/**
 * Packs pkg/ and installs it, with further packages if asked, into a new folder.
 *
 * @param {string[]} packages more to install, as `name@version`
 * @returns {{ dir: string, tarball: string, remove(): void }}
 */
export function freshProject(packages = []) {
  const dir = mkdtempSync(join(tmpdir(), "unanimous-project-"));
  npm(["pack", "--pack-destination", dir, "--silent"], join(ROOT, "pkg"));
  const tarball = readdirSync(dir).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "fresh", version: "1.0.0", private: true }));
  npm(["install", "--silent", "--no-audit", "--no-fund", `./${tarball}`, ...packages], dir);
  return { dir, tarball: join(dir, tarball), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/**
 * Copies a folder that has a package.json and a lock file of its own, installs what it locks, and the packed pkg/ beside.
 *
 * @param {string} folder
 * @returns {{ dir: string, remove(): void }}
 */
export function lockedProject(folder) {
  const dir = mkdtempSync(join(tmpdir(), "unanimous-project-"));
  npm(["pack", "--pack-destination", dir, "--silent"], join(ROOT, "pkg"));
  const tarball = readdirSync(dir).find((name) => name.endsWith(".tgz"));
  cpSync(folder, dir, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
  npm(["ci", "--silent", "--no-audit", "--no-fund"], dir);
  npm(["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--no-package-lock", `./${tarball}`], dir);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
