// Counts the instructions of native benchmarks with callgrind. The counts are the same on a busy and on an idle
// machine.
//
//   node benches/instructions.mjs           fails if a count grew by more than the tolerance
//   node benches/instructions.mjs --write   stores the counts in benches/instructions.json
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STORED = join(ROOT, "benches", "instructions.json");
/** Another compiler version or another C library changes a count by a few percent. */
const TOLERANCE = 0.05;
/** The calls in one run of benches/instructions.rs: 20 rounds of 64 inputs. */
const CALLS = 20 * 64;
const OBJECTS = ["valid object", "invalid object", "invalid object, whole message"];
const BENCHMARKS = [...OBJECTS, "email", "canonical URL", "error body"];

/** Runs a command and returns its output. If the command fails, it has printed the reason, and this process exits. */
function output(command, ...args) {
  const options = { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 26, stdio: ["ignore", "pipe", "inherit"] };
  const { status, stdout } = spawnSync(command, args, options);
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

function build() {
  const args = ["build", "--release", "--bench", "instructions", "--message-format=json-render-diagnostics"];
  const lines = output("cargo", ...args);
  const artifacts = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return artifacts.find(({ target, executable }) => executable && target.name === "instructions").executable;
}

/** Counts the instructions of one whole run of the program. */
function instructions(program, benchmark, folder) {
  const out = join(folder, "callgrind.out");
  execFileSync("valgrind", ["--tool=callgrind", `--callgrind-out-file=${out}`, program, benchmark], { stdio: "pipe" });
  return Number(/^(?:totals|summary): (\d+)/m.exec(readFileSync(out, "utf8"))[1]);
}

function count() {
  const program = build();
  const folder = mkdtempSync(join(tmpdir(), "unanimous-callgrind-"));
  try {
    const setUp = instructions(program, "nothing", folder);
    const perCall = (benchmark) => Math.round((instructions(program, benchmark, folder) - setUp) / CALLS);
    return Object.fromEntries(BENCHMARKS.map((benchmark) => [benchmark, perCall(benchmark)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const percent = (change) => `${change < 0 ? "−" : "+"}${Math.abs(change * 100).toFixed(1)} %`;

/** Prints each benchmark's count and its change since the stored count. Returns those that grew beyond the tolerance. */
function compare(counts, stored) {
  return Object.entries(counts).filter(([benchmark, count]) => {
    const change = count / stored[benchmark] - 1;
    const note =
      change > TOLERANCE ? "  MORE" : change < -TOLERANCE ? "  fewer: run `make instructions` to store it" : "";
    const figures = `${String(count).padStart(7)} instructions per call, stored ${stored[benchmark]}: ${percent(change)}`;
    console.log(`${benchmark.padEnd(30)}${figures}${note}`);
    return change > TOLERANCE;
  });
}

const counts = count();
const rustc = output("rustc", "--version").trim();
if (process.argv.includes("--write")) {
  writeFileSync(STORED, `${JSON.stringify({ rustc, architecture: process.arch, counts }, null, 2)}\n`);
  console.log("stored in benches/instructions.json:", counts);
} else {
  const stored = JSON.parse(readFileSync(STORED, "utf8"));
  const grown = compare(counts, stored.counts);
  if (stored.architecture !== process.arch) {
    console.log(`not compared: the stored counts are for ${stored.architecture}, this machine is ${process.arch}`);
  } else if (grown.length > 0) {
    console.error(`
More than ${TOLERANCE * 100} % more instructions: ${grown.map(([benchmark]) => benchmark).join(", ")}.
The stored counts were made with ${stored.rustc}, these with ${rustc}.
If the cost is justified, or comes from another compiler, run \`make instructions\`, commit benches/instructions.json, and
give the reason in the commit message. To see which functions take the instructions:
  valgrind --tool=callgrind target/release/deps/instructions-* "${grown[0][0]}" && callgrind_annotate callgrind.out.*`);
    process.exitCode = 1;
  }
}
