// A fresh project with the package from its tarball and every shared case in it: each runtime starts from one.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshProject, ROOT } from "../tools/tarball.mjs";
import { FILES } from "../unanimity/run.mjs";

const TOOLS = join(ROOT, "tests", "runtimes");

/** The runtimes and bundlers themselves, installed once for all projects. */
export const tools = (() => {
  let installed = false;
  return () => {
    const [lock, marker] = ["package-lock.json", "node_modules/.installed-lock"].map((name) => join(TOOLS, name));
    const current = () => existsSync(marker) && readFileSync(lock, "utf8") === readFileSync(marker, "utf8");
    if (!installed && !current()) {
      console.error("installing the runtimes and bundlers under test");
      // Not `npm ci`, which refuses a lock file without the binaries of platforms that a registry's mirror may not have.
      execFileSync("npm", ["install", "--no-save", "--loglevel=error"], { cwd: TOOLS, stdio: ["ignore", 2, 2] });
      writeFileSync(marker, readFileSync(lock));
    }
    installed = true;
    return join(TOOLS, "node_modules");
  };
})();

/** The path of a tool's program. */
export const program = (name) => join(tools(), ".bin", name);

const texts = () => Object.fromEntries(FILES.map((name) => [name, readFileSync(join(ROOT, "tests", "cases", `${name}.json`), "utf8")]));

/**
 * Makes the project. In it: `cases.mjs`, the runner, and for each entry of the package a module whose `result()` gives
 * the lines as JSON, and one that prints them: `unanimous.mjs`, `print-unanimous.mjs`, `lite.mjs`, `print-lite.mjs`.
 *
 * @returns {ReturnType<typeof freshProject>}
 */
export function caseProject() {
  const project = freshProject();
  const unanimity = join(ROOT, "tests", "unanimity");
  for (const name of readdirSync(unanimity).filter((name) => name.endsWith(".mjs") && name !== "table.mjs")) {
    cpSync(join(unanimity, name), join(project.dir, name));
  }
  writeFileSync(join(project.dir, "cases.mjs"), `export default ${JSON.stringify(texts())};\n`);
  for (const [name, specifier] of [["unanimous", "unanimous"], ["lite", "unanimous/lite"]]) {
    writeFileSync(
      join(project.dir, `${name}.mjs`),
      `import * as api from ${JSON.stringify(specifier)};
import texts from "./cases.mjs";
import { lines } from "./run.mjs";
const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text)]));
export const result = () => JSON.stringify(lines(api, files));
`,
    );
    writeFileSync(join(project.dir, `print-${name}.mjs`), `import { result } from "./${name}.mjs";\nconsole.log(result());\n`);
  }
  writeFileSync(
    join(project.dir, "print-require.cjs"),
    `const api = require("unanimous");
Promise.all([import("./cases.mjs"), import("./run.mjs")]).then(([{ default: texts }, { lines }]) => {
  const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text)]));
  console.log(JSON.stringify(lines(api, files)));
});
`,
  );
  return project;
}

/** Gives a project a folder of tools' packages to resolve from, beside the package under test. */
export function linkTools(project, names) {
  for (const name of names) {
    const at = join(project.dir, "node_modules", name);
    mkdirSync(join(at, ".."), { recursive: true });
    if (!existsSync(at)) symlinkSync(join(tools(), name), at);
  }
}

/** Runs a program in the project; what it prints last is the lines as JSON. */
export function printed(project, command, args, env = {}) {
  const options = { cwd: project.dir, encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, ...env } };
  const output = execFileSync(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  return JSON.parse(output.trimEnd().split("\n").at(-1));
}
