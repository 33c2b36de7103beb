// Gives random inputs to native Rust and to the packed npm package, and compares the outputs byte for byte. Prints
// `kind | inputs | differences` and the first difference of each kind, and fails if there is one.
//
//   SEED=7 node fuzz/hosts/run.mjs        the inputs of this seed; by default each run has another seed
//   INPUTS=300000 node fuzz/hosts/run.mjs this many of each kind; by default as many as fit into DURATION (60 seconds)
//   KIND=schemas node fuzz/hosts/run.mjs  one kind
//   FROM=12 INPUTS=1 SEED=7 KIND=schemas  one input, as a difference names it
import { execFileSync, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { closeSync, copyFileSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { freshProject, ROOT } from "../../tests/tools/tarball.mjs";
import { linesOf } from "./lines.mjs";
import { minimize } from "./minimize.mjs";

const KINDS = ["schemas", "graphs", "texts", "urls", "messages", "paths", "bodies", "headers", "answers"];
/** How many inputs of a kind are written to a file at once. */
const BATCH = 3000;
/** The most characters of an output that are printed. */
const MAX_SHOWN = 2000;

const { SEED, DURATION, INPUTS, FROM, KIND: only } = process.env;
const seed = SEED || String(randomInt(2 ** 32));
const first = Number(FROM || 0);
const kinds = KINDS.filter((kind) => !only || kind === only);
if (kinds.length === 0) throw new Error(`KIND is one of ${KINDS.join(", ")}`);

const target = process.env.CARGO_TARGET_DIR || join(ROOT, "target");
execFileSync("cargo", ["build", "--release", "--quiet", "--example", "hosts"], { cwd: ROOT, stdio: "inherit" });
const native = join(target, "release", "examples", "hosts");

const project = freshProject();
try {
  await prepare(project.dir);
  const { answererOf } = await import(pathToFileURL(join(project.dir, "answerer.mjs")));
  const rows = new Map(kinds.map((kind) => [kind, { inputs: 0, differences: 0 }]));
  const most = INPUTS ? first + Number(INPUTS) : Infinity;
  console.log(`seed ${seed}`);
  const started = Date.now();
  const end = INPUTS ? Infinity : started + Number(DURATION || 60) * 1000;
  // Each kind has a batch, however short the time is.
  for (let from = first; from < most && (from === first || Date.now() < end); from += BATCH) {
    for (const kind of kinds) {
      if (process.stderr.isTTY) process.stderr.write(`\r${kind} ${from} \u{1b}[K`);
      await batch(kind, from, Math.min(BATCH, most - from), rows.get(kind), answererOf(kind));
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u{1b}[K");
  print(rows, Date.now() - started);
} finally {
  project.remove();
}

/** Puts the runner of the npm package into the project, with the calls of the cases and the form's path functions. */
async function prepare(dir) {
  for (const name of ["stdin.mjs", "answerer.mjs", "runner.mjs", "lines.mjs"]) {
    copyFileSync(join(ROOT, "fuzz", "hosts", name), join(dir, name));
  }
  copyFileSync(join(ROOT, "tests", "unanimity", "calls.mjs"), join(dir, "calls.mjs"));
  await build({
    entryPoints: [join(ROOT, "pkg", "src", "form", "path.ts")],
    bundle: true,
    format: "esm",
    target: "es2022",
    outfile: join(dir, "form-path.mjs"),
    logLevel: "error",
  });
  mkdirSync(join(dir, "batch"));
}

/** Writes the inputs from the one with the number `from` on, runs them on both hosts, and compares. */
async function batch(kind, from, count, row, answer) {
  const [given, rust, node] = ["inputs", "rust", "node"].map((name) => join(project.dir, "batch", name));
  await run(native, ["generate", kind, seed, String(from), String(count)], { to: given });
  await Promise.all([
    run(native, ["run", kind], { from: given, to: rust }),
    run(process.execPath, ["stdin.mjs", kind], { from: given, to: node }),
  ]);
  const files = [given, rust, node].map((path) => openSync(path));
  const [, rustLines, nodeLines] = files.map(linesOf);
  let number = 0;
  for (const input of linesOf(files[0])) {
    const outputs = [rustLines.next().value, nodeLines.next().value];
    if (isDifferent(outputs) && row.differences++ === 0) report(kind, from + number, input, answer);
    number++;
  }
  row.inputs += number;
  if (number !== count) throw new Error(`${number} inputs of ${count} were written`);
  for (const file of files) closeSync(file);
  for (const path of [given, rust, node]) rmSync(path);
}

/** A failure counts as a difference even if both hosts fail, because it is no output to compare. */
function isDifferent([rust, node]) {
  return rust !== node || rust === undefined || isFailure(rust) || isFailure(node);
}

function isFailure(output) {
  return output?.startsWith('{"throws":') || output?.startsWith('{"panics":');
}

/** Runs a program with files as its input and output. */
async function run(program, args, { from, to }) {
  const stdio = [from === undefined ? "ignore" : openSync(from), openSync(to, "w"), "inherit"];
  const child = spawn(program, args, { cwd: project.dir, stdio });
  for (const file of stdio) if (typeof file === "number") closeSync(file);
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("exit", resolve));
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
}

function report(kind, number, input, node) {
  const rust = (line) => execFileSync(native, ["run", kind], { input: `${line}\n`, encoding: "utf8" }).trimEnd();
  const both = (line) => [rust(line), node(line)];
  const fails = both(input).map(isFailure);
  const smallest = minimize(input, (line) => {
    const outputs = both(line);
    return isDifferent(outputs) && outputs.every((output, host) => isFailure(output) === fails[host]);
  });
  const [ofRust, ofNode] = both(smallest).map((output) => output.slice(0, MAX_SHOWN));
  console.error(`${kind}: make fuzz-hosts SEED=${seed} KIND=${kind} FROM=${number} INPUTS=1\n  input ${smallest}`);
  console.error(`  Rust  ${ofRust}\n  npm   ${ofNode}`);
}

function print(rows, took) {
  const all = [
    ["kind", "inputs", "differences"],
    ...[...rows].map(([kind, row]) => [kind, row.inputs, row.differences]),
  ];
  const widths = [0, 1, 2].map((at) => Math.max(...all.map((row) => String(row[at]).length)));
  const cell = (text, at) => (at === 0 ? String(text).padEnd(widths[at]) : String(text).padStart(widths[at]));
  console.log(all.map((row) => row.map(cell).join(" | ")).join("\n"));
  console.log(`${Math.round(took / 1000)} s`);
  if ([...rows.values()].some(({ differences }) => differences > 0)) process.exitCode = 1;
}
