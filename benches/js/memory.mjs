// Measures the sizes of the heap and of the process before and after a million validations, to find leaks.
//
// `memory` runs this file as a separate process that can trigger garbage collection.
import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";

const CALLS = 1_000_000;
/** Enough calls for the heap to reach its stable size. */
const WARM_UP = 500_000;

/**
 * @param {string} suite the bundled suite
 * @returns {{ calls: number, warmUp: number, before: Record<string, number>, after: Record<string, number> }} bytes
 */
export function memory(suite) {
  const args = ["--expose-gc", fileURLToPath(import.meta.url), suite];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

function sizes() {
  for (let at = 0; at < 4; at++) gc();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  return { heapUsed, external, arrayBuffers, rss };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { validateMany } = await import(pathToFileURL(process.argv[2]));
  validateMany(WARM_UP);
  const before = sizes();
  validateMany(CALLS);
  console.log(JSON.stringify({ calls: CALLS, warmUp: WARM_UP, before, after: sizes() }));
}
