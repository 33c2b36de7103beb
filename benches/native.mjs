// The races of `benches/native`, run by criterion.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CRATE = join(ROOT, "benches", "native");
/** Not the crate's own folder: nothing in it can be shared, and a build would wait for the other. */
const TARGET = join(ROOT, "target", "benches");

/** Criterion lets each contestant run once, one after the other, so a machine that is slow for a while is slow for one of them. */
const ROUNDS = 5;
const results = join(TARGET, "criterion");

/** @returns {Record<string, Record<string, number>>} nanoseconds a call, by race and contestant: the least of the rounds' medians */
export function nativeRaces() {
  const rounds = Array.from({ length: ROUNDS }, nativeRound);
  const least = (race, name) => Math.min(...rounds.map((races) => races[race][name]));
  const merged = ([race, all]) => [race, Object.fromEntries(Object.keys(all).map((name) => [name, least(race, name)]))];
  return Object.fromEntries(Object.entries(rounds[0]).map(merged));
}

function nativeRound() {
  rmSync(results, { recursive: true, force: true });
  const where = ["--manifest-path", join(CRATE, "Cargo.toml"), "--target-dir", TARGET];
  const args = ["bench", "--quiet", "--bench", "native", ...where, "--", "--quiet"];
  // Criterion's progress goes where errors go; an error has it all in its message.
  const env = { ...process.env, CRITERION_HOME: results };
  execFileSync("cargo", args, { env, stdio: ["ignore", "ignore", "pipe"], maxBuffer: 2 ** 26 });
  const races = {};
  const newest = (path) => path.endsWith(join("new", "benchmark.json"));
  for (const path of readdirSync(results, { recursive: true }).filter(newest)) {
    const json = (name) => JSON.parse(readFileSync(join(results, path, "..", name), "utf8"));
    const { group_id: race, function_id: name } = json("benchmark.json");
    (races[race] ??= {})[name] = json("estimates.json").median.point_estimate;
  }
  return races;
}

/** The version of a crate in the lock file. */
export function crateVersion(name) {
  const lock = readFileSync(join(CRATE, "Cargo.lock"), "utf8");
  return new RegExp(`name = "${name}"\\nversion = "(.*)"`).exec(lock)[1];
}
