// Runs every shared case on every runtime, and in every locale, compares each output byte for byte with the native
// output, and prints the table `runtime | cases | in 21 locales | differences`. Fails if there is any difference.
//
//   node tests/unanimity/table.mjs                all runtimes
//   node tests/unanimity/table.mjs Chromium       runtimes whose name contains the word
//   node tests/unanimity/table.mjs --write        all runtimes, and writes the tables of docs/unanimity.md and pkg/README.md
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  () => {
    const output = execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    if (!/test every_case_\w+ \.\.\. ok/.test(output)) throw new Error(`the test did not run:\n${output}`);
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
const runtimes = {
  ...rust,
  ...Object.fromEntries(built),
  ...Object.fromEntries(packages.map(([name, run]) => [name, npm(run)])),
};

const write = process.argv.includes("--write");
const wanted = process.argv.slice(2).find((word) => word !== "--write") ?? "";
const rows = [];
let failed = false;
for (const [runtime, run] of Object.entries(runtimes).filter(([runtime]) => runtime.includes(wanted))) {
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
  rows.push([runtime, ...cells]);
}

const head = ["runtime", "cases", "in 21 locales", "differences"];
const all = [head, ...rows].map((row) => row.map(String));
const widths = head.map((_, at) => at).map((at) => Math.max(...all.map((row) => row[at].length)));
console.log(
  all
    .map((row) => row.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join(" | "))
    .join("\n"),
);
if (rows.length === 0) throw new Error(`no runtime's name contains ${JSON.stringify(wanted)}`);
process.exitCode = failed ? 1 : 0;

if (write && !failed) {
  const table = [`| ${head.join(" | ")} |`, "|---|--:|--:|--:|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join(
    "\n",
  );
  for (const name of ["docs/unanimity.md", "pkg/README.md"]) {
    const file = join(ROOT, name);
    const [before, rest] = readFileSync(file, "utf8").split("<!-- runtimes:begin -->\n");
    const after = rest.slice(rest.indexOf("<!-- runtimes:end -->"));
    writeFileSync(file, `${before}<!-- runtimes:begin -->\n${table}\n${after}`);
  }
}
