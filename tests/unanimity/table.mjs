// Runs every shared case on every runtime, compares each output byte for byte with the native one, and prints
// `runtime | cases | differences`. Ends with an error where there is any difference.
//
//   node tests/unanimity/table.mjs            all runtimes
//   node tests/unanimity/table.mjs Chromium   those whose name holds the word
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../tools/chromium.mjs";
import { serve } from "../tools/serve.mjs";
import { freshProject, ROOT } from "../tools/tarball.mjs";
import { compare, FILES } from "./run.mjs";

const CASES = join(ROOT, "tests", "cases");
const record = readFileSync(join(CASES, "outputs.txt"), "utf8");
const recorded = record.trimEnd().split("\n").length;

/** A run of the crate's own tests, which do the comparing themselves. */
const cargo = (command, ...args) => () => {
  const output = execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (!/test every_case_\w+ \.\.\. ok/.test(output)) throw new Error(`the test did not run:\n${output}`);
  return { cases: recorded, differences: 0, first: null };
};

let project;
const fresh = () => {
  project ??= freshProject();
  // run.mjs, and what it imports.
  const here = join(ROOT, "tests", "unanimity");
  for (const file of readdirSync(here).filter((file) => file.endsWith(".mjs"))) cpSync(join(here, file), join(project.dir, file));
  cpSync(CASES, join(project.dir, "cases"), { recursive: true });
  return project.dir;
};

const READ_FILES = `const files = Object.fromEntries(FILES.map((name) => [name, JSON.parse(readFileSync(\`cases/\${name}.json\`, "utf8"))]));`;

/** A script in a fresh project that prints its lines. */
const node = (name, script) => () => {
  const dir = fresh();
  writeFileSync(join(dir, name), script);
  const output = execFileSync("node", [name], { cwd: dir, encoding: "utf8", maxBuffer: 1 << 26 });
  return compare(JSON.parse(output), record);
};

const inChromium = async () => {
  const dir = fresh();
  const importMap = { imports: { unanimous: "/node_modules/unanimous/dist/esm/index.js" } };
  writeFileSync(join(dir, "index.html"), `<!doctype html><script type="importmap">${JSON.stringify(importMap)}</script>`);
  writeFileSync(join(dir, "start.mjs"), 'import * as api from "unanimous";\nimport { lines } from "./run.mjs";\nexport const run = (files) => lines(api, files);\n');
  const files = Object.fromEntries(FILES.map((name) => [name, readFileSync(join(CASES, `${name}.json`), "utf8")]));
  const server = await serve({ "/": dir });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/index.html`);
    // As text, for the way into the page would lose keys such as `__proto__`.
    const found = await page.evaluate(async (texts) => {
      const { run } = await import("/start.mjs");
      return run(Object.fromEntries(Object.entries(JSON.parse(texts)).map(([name, text]) => [name, JSON.parse(text)])));
    }, JSON.stringify(files));
    return compare(found, record);
  } finally {
    await browser.close();
    await server.close();
  }
};

const RUNTIMES = {
  "Rust, native": cargo("cargo", "test", "--quiet", "--test", "native", "--", "--nocapture", "--format", "pretty"),
  "Rust as wasm, Node (wasm-pack)": cargo("wasm-pack", "test", "--node", "--", "--test", "wasm_node"),
  "Rust as wasm, Chromium (wasm-pack)": cargo(
    ...["wasm-pack", "test", "--headless", "--chrome", "--chromedriver", "/usr/bin/chromedriver", "--", "--test", "wasm_browser"],
  ),
  "npm tarball, Node, import": node(
    "esm.mjs",
    `import { readFileSync } from "node:fs"; import * as api from "unanimous"; import { FILES, lines } from "./run.mjs";
     ${READ_FILES} console.log(JSON.stringify(lines(api, files)));`,
  ),
  "npm tarball, Node, require": node(
    "cjs.cjs",
    `const { readFileSync } = require("node:fs"); const api = require("unanimous");
     import("./run.mjs").then(({ FILES, lines }) => { ${READ_FILES} console.log(JSON.stringify(lines(api, files))); });`,
  ),
  "npm tarball, Chromium, module script": inChromium,
};

const wanted = process.argv[2] ?? "";
const rows = [];
let failed = false;
for (const [runtime, run] of Object.entries(RUNTIMES).filter(([runtime]) => runtime.includes(wanted))) {
  let cells;
  try {
    const { cases, differences, first } = await run();
    cells = [cases, differences];
    if (first) console.error(`${runtime}: the first difference\n  found    ${first[0]}\n  recorded ${first[1]}`);
    failed ||= differences > 0 || cases !== recorded;
  } catch (error) {
    failed = true;
    cells = ["-", "did not run"];
    console.error(`${runtime}: ${error.stderr || error.stdout || ""}${error.message}`);
  }
  rows.push([runtime, ...cells]);
}
project?.remove();

const all = [["runtime", "cases", "differences"], ...rows].map((row) => row.map(String));
const widths = [0, 1, 2].map((at) => Math.max(...all.map((row) => row[at].length)));
console.log(all.map((row) => row.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join(" | ")).join("\n"));
if (rows.length === 0) throw new Error(`no runtime's name holds ${JSON.stringify(wanted)}`);
process.exitCode = failed ? 1 : 0;
