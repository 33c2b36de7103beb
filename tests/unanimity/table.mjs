// Runs every shared case on every runtime, and in every locale, compares each output byte for byte with the native
// output, and prints the table `runtime | cases | in 21 locales | differences`. Fails if there is any difference.
//
//   node tests/unanimity/table.mjs                all runtimes
//   node tests/unanimity/table.mjs Chromium       runtimes whose name contains the word
//   node tests/unanimity/table.mjs --write        all runtimes, and writes the tables of docs/unanimity.md and pkg/README.md
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { browser } from "../runtimes/browser.mjs";
import { bundlers } from "../runtimes/bundlers.mjs";
import { edge } from "../runtimes/edge.mjs";
import { next } from "../runtimes/next.mjs";
import { caseProject } from "../runtimes/project.mjs";
import { servers } from "../runtimes/servers.mjs";
import { wasmPack } from "../runtimes/wasm-pack.mjs";
import { ROOT } from "../tools/tarball.mjs";
import { compare, EQUAL, RECORDED } from "./compare.mjs";

/** Runs a test of the crate, which compares the outputs itself. */
const cargo =
  (command, ...args) =>
  async () => {
    const { stdout } = await promisify(execFile)(command, args, { cwd: ROOT });
    if (!/test every_case_\w+ \.\.\. ok/.test(stdout)) throw new Error(`the test did not run:\n${stdout}`);
    return EQUAL;
  };

const rust = {
  "Rust, native": cargo("cargo", "test", "--quiet", "--test", "native", "--", "--nocapture", "--format", "pretty"),
  "Rust as wasm, Node (wasm-pack)": cargo("wasm-pack", "test", "--node", "--", "--test", "wasm_node"),
  "Rust as wasm, Chromium (wasm-pack)": cargo(
    ...[
      "wasm-pack",
      "test",
      "--headless",
      "--chrome",
      "--chromedriver",
      "/usr/bin/chromedriver",
      "--",
      "--test",
      "wasm_browser",
    ],
  ),
};

/** Runs the npm package's tarball in a new project. The lite entry does not support some cases. */
const npm = (run) => async () => {
  const project = caseProject();
  try {
    return compare(await run(project));
  } finally {
    project.remove();
  }
};
/** Runs what `wasm-pack build wasm` writes. */
const built = Object.entries(wasmPack).map(([name, run]) => [name, async () => compare(await run())]);
const packages = Object.entries({ ...servers, ...browser, ...bundlers, ...edge, ...next });
const compiled = [...Object.entries(rust), ...built];
const installed = packages.map(([name, run]) => [name, npm(run)]);

const write = process.argv.includes("--write");
const wanted = process.argv.slice(2).find((word) => word !== "--write") ?? "";
const isWanted = ([runtime]) => runtime.includes(wanted);
const rows = new Map();
let failed = false;

async function measure([runtime, run]) {
  const start = performance.now();
  let cells;
  try {
    const { cases, localized, differences, first } = await run();
    cells = [cases, localized, differences];
    if (first) console.error(`${runtime}: the first difference\n  found    ${first[0]}\n  recorded ${first[1]}`);
    // The lite entry supports only some cases, and the module of wasm-pack has no function for one text of a locale.
    // Every other entry must run all of them.
    const isComplete = {
      cases: runtime.includes("lite") ? cases > 0 && cases < RECORDED.cases : cases === RECORDED.cases,
      localized: /lite|wasm-pack build/.test(runtime) ? localized > 0 : localized === RECORDED.localized,
    };
    failed ||= differences > 0 || !isComplete.cases || !isComplete.localized;
  } catch (error) {
    failed = true;
    cells = ["-", "-", "did not run"];
    console.error(`${runtime}: ${error.stack}\n${String(error.stderr || error.stdout || "").slice(-2000)}`);
  }
  rows.set(runtime, [runtime, ...cells]);
  console.error(`${runtime}: ${Math.round((performance.now() - start) / 1000)} s`);
}

// Two runtimes at a time. Those that cargo compiles come one after the other, because cargo locks its folder.
const waiting = installed.filter(isWanted);
async function measureWaiting() {
  for (let next = waiting.shift(); next; next = waiting.shift()) await measure(next);
}
async function measureCompiled() {
  for (const next of compiled.filter(isWanted)) await measure(next);
}
await Promise.all([measureCompiled().then(measureWaiting), measureWaiting()]);

const head = ["runtime", "cases", "in 21 locales", "differences"];
const inOrder = [...compiled, ...installed].filter(isWanted).map(([runtime]) => rows.get(runtime));
const all = [head, ...inOrder].map((row) => row.map(String));
const widths = head.map((_, at) => at).map((at) => Math.max(...all.map((row) => row[at].length)));
console.log(
  all
    .map((row) => row.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join(" | "))
    .join("\n"),
);
if (rows.size === 0) throw new Error(`no runtime's name contains ${JSON.stringify(wanted)}`);
process.exitCode = failed ? 1 : 0;

if (write && !failed) {
  const table = [
    `| ${head.join(" | ")} |`,
    "|---|--:|--:|--:|",
    ...inOrder.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");
  for (const name of ["docs/unanimity.md", "pkg/README.md"]) {
    const file = join(ROOT, name);
    const [before, rest] = readFileSync(file, "utf8").split("<!-- runtimes:begin -->\n");
    const after = rest.slice(rest.indexOf("<!-- runtimes:end -->"));
    writeFileSync(file, `${before}<!-- runtimes:begin -->\n${table}\n${after}`);
  }
}
