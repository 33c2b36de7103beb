// Starts the native program in `native/`, which judges values by the crate `unanimous`, and on request by `jsonschema`.
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

const CRATE = join(import.meta.dirname, "native");
const MAX_OUTPUT = 2 ** 30;

let program;

/** Builds the program once and returns its path. */
function built() {
  if (program !== undefined) return program;
  const target = process.env.CARGO_TARGET_DIR || join(import.meta.dirname, "..", "..", "target");
  const env = { ...process.env, CARGO_TARGET_DIR: target };
  execFileSync("cargo", ["build", "--release", "--quiet", "--locked"], { cwd: CRATE, stdio: "inherit", env });
  program = join(target, "release", "unanimous-coverage");
  return program;
}

function run(args, input) {
  const { status, error, stdout } = spawnSync(built(), args, {
    input,
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`the native program ended with ${status}`);
  return stdout
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/**
 * Judges values natively.
 *
 * @param {{ schema: string, documents?: Record<string, string>, values: string[], peer?: boolean }[]} questions
 *   schemas, documents and values as JSON texts
 * @returns {{ error?: string, messages?: (string | null)[], peer?: boolean[], peerError?: string }[]} for each question:
 *   why the schema does not compile, or the message of each value, null if it is valid
 */
export const judgeNatively = (questions) =>
  questions.length === 0 ? [] : run([], `${questions.map((one) => JSON.stringify(one)).join("\n")}\n`);

/**
 * Splits a file of the JSON Schema Test Suite into its groups, with schemas and values as JSON texts.
 *
 * @param {string} text
 * @returns {{ description: string, schema: string, tests: { description: string, data: string, valid: boolean }[] }[]}
 */
export const splitSuiteFile = (text) => run(["split"], text);
