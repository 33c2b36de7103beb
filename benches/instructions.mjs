// Counts the instructions of native work with callgrind: the same on a busy machine as on an idle one.
//
//   node benches/instructions.mjs           fails where a count has grown by more than the tolerance
//   node benches/instructions.mjs --write   stores the counts in benches/instructions.json
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STORED = join(ROOT, "benches", "instructions.json");
/** A compiler's next version, or another machine's C library, moves a count by a few percent. */
const TOLERANCE = 0.05;
/** What one run of benches/instructions.rs does: 20 rounds of 64 inputs. */
const CALLS = 20 * 64;
const OBJECTS = ["valid object", "invalid object", "invalid object, whole message"];
const WORK = [...OBJECTS, "email", "canonical URL", "error body"];

/** What a command prints. Where it fails, it has said why itself. */
function output(command, ...args) {
  const options = { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 26, stdio: ["ignore", "pipe", "inherit"] };
  const { status, stdout } = spawnSync(command, args, options);
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

function build() {
  const args = ["build", "--release", "--bench", "instructions", "--message-format=json-render-diagnostics"];
  const lines = output("cargo", ...args);
  const artifacts = lines.trim().split("\n").map((line) => JSON.parse(line));
  return artifacts.find(({ target, executable }) => executable && target.name === "instructions").executable;
}

/** Instructions of the whole program, for a piece of work. */
function instructions(program, work, folder) {
  const out = join(folder, "callgrind.out");
  execFileSync("valgrind", ["--tool=callgrind", `--callgrind-out-file=${out}`, program, work], { stdio: "pipe" });
  return Number(/^(?:totals|summary): (\d+)/m.exec(readFileSync(out, "utf8"))[1]);
}

function count() {
  const program = build();
  const folder = mkdtempSync(join(tmpdir(), "unanimous-callgrind-"));
  try {
    const nothing = instructions(program, "nothing", folder);
    const aCall = (work) => Math.round((instructions(program, work, folder) - nothing) / CALLS);
    return Object.fromEntries(WORK.map((work) => [work, aCall(work)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const percent = (change) => `${change < 0 ? "−" : "+"}${Math.abs(change * 100).toFixed(1)} %`;

/** Prints each count beside the stored one, and returns what has grown too much. */
function compare(counts, stored) {
  return Object.entries(counts).filter(([work, found]) => {
    const change = found / stored[work] - 1;
    const note = change > TOLERANCE ? "  GROWN" : change < -TOLERANCE ? "  better: `make instructions` stores it" : "";
    const figures = `${String(found).padStart(7)} instructions a call, stored ${stored[work]}: ${percent(change)}`;
    console.log(`${work.padEnd(30)}${figures}${note}`);
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
    console.log(`not compared: the stored counts are of ${stored.architecture}, these of ${process.arch}`);
  } else if (grown.length > 0) {
    console.error(`
More than ${TOLERANCE * 100} % slower: ${grown.map(([work]) => work).join(", ")}.
The counts were stored with ${stored.rustc}; these are of ${rustc}.
If that is the price of something worth it, or of another compiler, accept it: run \`make instructions\`, commit
benches/instructions.json, and say why in the commit. To see where the instructions go:
  valgrind --tool=callgrind target/release/deps/instructions-* "${grown[0][0]}" && callgrind_annotate callgrind.out.*`);
    process.exitCode = 1;
  }
}
