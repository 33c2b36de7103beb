// Runs all races in Node and in Chromium.
//
//   node benches/js/run.mjs times.json                 everything, as input for `benches/results.mjs`; takes 2 minutes
//   node benches/js/run.mjs --quick                    the races in Node with fewer rounds, printed; takes 20 seconds
//   node benches/js/run.mjs --quick node object        only races whose name contains the word: "valid object", "URL"
//   node benches/js/run.mjs --quick chromium message   the same in Chromium
//
// All need the built package (`make package`) and the peers (`npm ci --prefix benches/js`).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "../../tests/tools/chromium.mjs";
import { serve } from "../../tests/tools/serve.mjs";
import { bundle } from "./bundle.mjs";
import { memory } from "./memory.mjs";
import { starts } from "./start.mjs";

const ROUNDS = 81;
const QUICK_ROUNDS = 41;

const folder = mkdtempSync(join(tmpdir(), "unanimous-bench-"));
const [nodeSuite, pageSuite] = ["node.mjs", "page.mjs"].map((name) => join(folder, name));

const inNode = async () => import(pathToFileURL(await bundle(nodeSuite, "node")));

/** Runs the races in a cross-origin isolated page, because such a page has a finer clock. */
async function inChromium(rounds, word) {
  await bundle(pageSuite, "chromium");
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>benchmark</title>");
  const isolated = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  const server = await serve({ "/": folder }, isolated);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/index.html`);
    const races = async ([rounds, word]) => (await import("/page.mjs")).races(rounds, word);
    return { version: browser.version(), races: await page.evaluate(races, [rounds, word]) };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function full(out) {
  console.error("racing in Node");
  const { checks, races, scaling, countMessages } = await inNode();
  const node = { version: process.versions.node, races: await races(ROUNDS) };
  const rest = {
    checks,
    messageCount: countMessages(),
    scaling: scaling(),
    memory: memory(nodeSuite),
    starts: starts(folder),
  };
  console.error("racing in Chromium");
  const chromium = await inChromium(ROUNDS);
  writeFileSync(out, JSON.stringify({ node, chromium, ...rest }, null, 1));
}

const RUNTIMES = {
  node: async (word) => (await inNode()).races(QUICK_ROUNDS, word),
  chromium: async (word) => (await inChromium(QUICK_ROUNDS, word)).races,
};

async function quick(runtime = "node", word) {
  const races = await RUNTIMES[runtime](word);
  for (const [name, times] of Object.entries(races)) {
    const base = "zod 4" in times ? "zod 4" : Object.keys(times)[0];
    console.log(`\n${name} (${runtime}; ${base} = 1)`);
    for (const [contestant, ns] of Object.entries(times)) {
      console.log(
        `${contestant.padEnd(24)}${ns.toFixed(0).padStart(9)} ns ${(ns / times[base]).toFixed(3).padStart(9)}`,
      );
    }
  }
}

const [load] = loadavg();
if (load > cpus().length / 2)
  console.error(`the machine is busy (load ${load.toFixed(1)}): run surprising races again`);

const [first, ...rest] = process.argv.slice(2);
try {
  await (first === "--quick" ? quick(...rest) : full(first));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
