// Makes a fresh project for a runtime, with the package's tarball and all shared cases.
import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freshProject, ROOT } from "../tools/tarball.mjs";
import { FILES } from "../unanimity/run.mjs";

const TOOLS = join(ROOT, "tests", "runtimes");

/** An installation takes less. A folder that is older belongs to a process that was killed. */
const LONGEST_INSTALL_MS = 600_000;

/** Calls `run` while no other process does: test files run at the same time, and two npm in one folder break it. */
function alone(run) {
  const lock = join(TOOLS, ".installing");
  const isTaken = () => {
    try {
      mkdirSync(lock);
      return false;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - made > LONGEST_INSTALL_MS) rmSync(lock, { recursive: true, force: true });
      return true;
    }
  };
  while (isTaken()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    run();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Installs the runtimes and bundlers once for all projects, and returns their node_modules folder. */
export const tools = (() => {
  let installed = false;
  return () => {
    const [lock, marker] = ["package-lock.json", "node_modules/.installed-lock"].map((name) => join(TOOLS, name));
    const current = () => existsSync(marker) && readFileSync(lock, "utf8") === readFileSync(marker, "utf8");
    const install = () => {
      if (current()) return;
      console.error("installing the runtimes and bundlers under test");
      // `npm ci` cannot be used: it rejects a lock file that lacks other platforms' binaries, which a mirror may not
      // have.
      execFileSync("npm", ["install", "--no-save", "--loglevel=error"], { cwd: TOOLS, stdio: ["ignore", 2, 2] });
      writeFileSync(marker, readFileSync(lock));
    };
    if (!installed && !current()) alone(install);
    installed = true;
    return join(TOOLS, "node_modules");
  };
})();

/** Returns the path of a tool's executable. */
export const program = (name) => join(tools(), ".bin", name);

/** The tags of the built-in locales, sorted as native Rust sorts them. */
export const TAGS = readdirSync(join(ROOT, "locales"))
  .map((name) => name.replace(".json", ""))
  .sort();

const read = (...names) => readFileSync(join(ROOT, ...names), "utf8");

const texts = () => Object.fromEntries(FILES.map((name) => [name, read("tests", "cases", `${name}.json`)]));

/** A project with the package and nothing else, which all projects are copies of: npm packs and installs it once. */
const installed = (() => {
  let project;
  return () => {
    if (!project) {
      project = freshProject();
      process.once("exit", project.remove);
    }
    return project;
  };
})();

/**
 * Makes the project. It contains the cases (`cases.mjs`), the locales (`package-locales.mjs`), the runner, and two
 * modules for each entry of the package: one whose `result()` returns the lines as JSON (`unanimous.mjs`, `lite.mjs`),
 * and one that prints them (`print-….mjs`).
 *
 * @returns {ReturnType<typeof freshProject>}
 */
export function caseProject() {
  const dir = mkdtempSync(join(tmpdir(), "unanimous-project-"));
  cpSync(installed().dir, dir, { recursive: true, verbatimSymlinks: true });
  const project = { dir, tarball: installed().tarball, remove: () => rmSync(dir, { recursive: true, force: true }) };
  const unanimity = join(ROOT, "tests", "unanimity");
  for (const name of readdirSync(unanimity).filter((name) => !/^(table|compare)\.mjs$|\.rs$/.test(name))) {
    cpSync(join(unanimity, name), join(project.dir, name));
  }
  const localeTexts = read("tests", "cases", "locales.txt").trimEnd().split("\n");
  writeFileSync(
    join(project.dir, "cases.mjs"),
    `export default ${JSON.stringify(texts())};\nexport const localeTexts = ${JSON.stringify(localeTexts)};\n`,
  );
  const imports = TAGS.map((tag, at) => `import locale${at} from "unanimous/locales/${tag}";\n`).join("");
  const members = TAGS.map((tag, at) => `${JSON.stringify(tag)}: locale${at}`).join(", ");
  writeFileSync(join(project.dir, "package-locales.mjs"), `${imports}export const locales = { ${members} };\n`);
  for (const [name, specifier] of [
    ["unanimous", "unanimous"],
    ["lite", "unanimous/lite"],
  ]) {
    writeFileSync(
      join(project.dir, `${name}.mjs`),
      `import * as api from ${JSON.stringify(specifier)};
import texts, { localeTexts } from "./cases.mjs";
import { locales } from "./package-locales.mjs";
import { outputs } from "./run.mjs";
export const result = () => JSON.stringify(outputs(api, texts, locales, localeTexts));
`,
    );
    writeFileSync(
      join(project.dir, `print-${name}.mjs`),
      `import { result } from "./${name}.mjs";\nconsole.log(result());\n`,
    );
  }
  writeFileSync(
    join(project.dir, "print-require.cjs"),
    `const api = require("unanimous");
const tags = ${JSON.stringify(TAGS)};
const locales = Object.fromEntries(tags.map((tag) => [tag, require("unanimous/locales/" + tag).default]));
Promise.all([import("./cases.mjs"), import("./run.mjs")]).then(([{ default: texts, localeTexts }, { outputs }]) => {
  console.log(JSON.stringify(outputs(api, texts, locales, localeTexts)));
});
`,
  );
  return project;
}

/** Links packages of the tools into the project's node_modules. */
export function linkTools(project, names) {
  for (const name of names) {
    const link = join(project.dir, "node_modules", name);
    mkdirSync(join(link, ".."), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(tools(), name), link);
  }
}

/** Runs a program in the project, and parses the last line of its output as JSON. */
export async function printed(project, command, args, env = {}) {
  const options = { cwd: project.dir, maxBuffer: 1 << 28, env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(command, args, options);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1));
}
