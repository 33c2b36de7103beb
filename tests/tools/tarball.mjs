// Packs the package with `npm pack` and installs the tarball into a fresh project, as users get it.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const npm = (args, cwd) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/**
 * Packs pkg/ and installs it into a new folder, with other packages if given.
 *
 * @param {string[]} packages other packages to install, as `name@version`
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
 * Copies a folder with its own package.json and lock file, installs the locked packages, and adds the packed pkg/.
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
