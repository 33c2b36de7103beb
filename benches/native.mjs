// Runs the races of `benches/native` with criterion, and the servers of `benches/server.rs`.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CRATE = join(ROOT, "benches", "native");
/** A separate target folder: the two crates share no artifacts, and one build would have to wait for the other. */
const TARGET = join(ROOT, "target", "benches");

/**
 * Criterion runs each contestant once, one after another. With several rounds, a slow moment does not hit one
 * contestant only.
 */
const ROUNDS = 5;
const results = join(TARGET, "criterion");

/**
 * @returns {Record<string, Record<string, number>>} nanoseconds per call, by race and contestant: the smallest median
 * of the rounds
 */
export function nativeRaces() {
  const rounds = Array.from({ length: ROUNDS }, nativeRound);
  const least = (race, name) => Math.min(...rounds.map((races) => races[race][name]));
  const merged = ([race, all]) => [race, Object.fromEntries(Object.keys(all).map((name) => [name, least(race, name)]))];
  return Object.fromEntries(Object.entries(rounds[0]).map(merged));
}

function nativeRound() {
  rmSync(results, { recursive: true, force: true });
  const paths = ["--manifest-path", join(CRATE, "Cargo.toml"), "--target-dir", TARGET];
  const args = ["bench", "--quiet", "--bench", "native", ...paths, "--", "--quiet"];
  // Criterion prints its progress to standard error. If it fails, the error's message contains that output.
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

/**
 * @returns {{ name: string, rate: number, ratio: number }[]} requests a second of each server, and the ratio to the server
 * that checks nothing
 */
export function nativeServerRace() {
  const args = ["bench", "--quiet", "--bench", "server", "--features", "axum"];
  const lines = execFileSync("cargo", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const line = /^(?<name>\S.*?) +(?<rate>\d+) requests a second +(?<ratio>[\d.]+)$/gm;
  const servers = [...lines.matchAll(line)].map(({ groups: { name, rate, ratio } }) => ({
    name,
    rate: Number(rate),
    ratio: Number(ratio),
  }));
  if (servers.length === 0) throw new Error(`benches/server.rs printed no rates: ${lines}`);
  return servers;
}

/** Returns the version of a crate from the lock file. */
export function crateVersion(name) {
  const lock = readFileSync(join(CRATE, "Cargo.lock"), "utf8");
  return new RegExp(`name = "${name}"\\nversion = "(.*)"`).exec(lock)[1];
}
