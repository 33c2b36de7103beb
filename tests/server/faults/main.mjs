// Kills, freezes, fills and replaces a real Redis or PostgreSQL while clients send requests with keys to four server
// processes: `IdempotencyLayer` in Rust, and `idempotent` in Node. A journal outside of the store shows how often each
// operation was done. Each double must be one that docs/idempotency.md has.
//
//   node tests/server/faults/run.mjs              FAULT=frozen runs the faults whose names have this text
//   FAULT_ROUNDS=5 FAULT_SEED=2 node …            five rounds of each fault, with other random numbers
import { FAULTS } from "./faults.mjs";
import { runRound } from "./round.mjs";
import { runStorm } from "./storm.mjs";

/** The number of rounds at the same time. They mostly wait. */
const AT_ONCE = Number(process.env.FAULT_AT_ONCE ?? 4);
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 1);
const WANTED = process.env.FAULT ?? "";

/** How many failures are printed. */
const MOST_FAILURES = 20;

/** The faults in which each mistake of a store must show, in one of MOST_CHECKS rounds. */
const MISTAKES = [
  { broken: "claims nothing", faults: ["read-only"] },
  { broken: "fails open", faults: ["read-only", "failover with min-replicas-to-write"] },
  { broken: "forgets answers", faults: ["a process dies"] },
];

/** Which requests a fault meets is chance, and on a busy machine all may be answered before it comes. */
const MOST_CHECKS = 10;

/** mulberry32: a small random number generator. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

const seeds = randomFrom(Number(process.env.FAULT_SEED ?? 1));
const nextRandom = () => randomFrom(Math.floor(seeds() * 2 ** 32));

/** Runs each job, some at the same time. */
async function runAll(jobs) {
  const waiting = [...jobs];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
    }),
  );
}

const sum = (one, other) => {
  const documented = { ...one.documented };
  for (const [row, count] of Object.entries(other.documented)) documented[row] = (documented[row] ?? 0) + count;
  const longestMs = Math.max(one.longestMs, other.longestMs);
  const failures = [...one.failures, ...other.failures];
  const counted = ["operations", "faulted", "requests", "doubles", "undocumented"];
  return {
    documented,
    longestMs,
    failures,
    ...Object.fromEntries(counted.map((name) => [name, one[name] + other[name]])),
  };
};

const tallies = new Map();
const others = [];
const jobs = FAULTS.filter(({ database, name }) => `${database} ${name}`.includes(WANTED)).flatMap((fault) =>
  Array.from({ length: ROUNDS }, () => async () => {
    const tally = await runRound(fault, nextRandom());
    const name = `${fault.database} ${fault.name}`;
    tallies.set(name, tallies.has(name) ? sum(tallies.get(name), tally) : tally);
    if (process.env.FAULT_VERBOSE) console.log(new Date().toISOString(), name, JSON.stringify(tally));
  }),
);
const checks = MISTAKES.flatMap(({ broken, faults }) =>
  FAULTS.filter(({ name }) => ["", "mistakes"].includes(WANTED) && faults.includes(name)).map((fault) => async () => {
    let [round, undocumented] = [0, 0];
    do {
      round++;
      ({ undocumented } = await runRound(fault, nextRandom(), broken));
    } while (undocumented === 0 && round < MOST_CHECKS);
    console.log(
      `${fault.database}, a store that ${broken}: ${undocumented} undocumented doubles found in round ${round}`,
    );
    if (undocumented === 0) others.push(`${fault.database}: a store that ${broken} is not found`);
  }),
);
/** One storm for each set of stores. */
const storms = [...new Map(FAULTS.map((fault) => [fault.stores.join(), fault])).values()]
  .filter(() => WANTED === "" || WANTED === "storm")
  .map((fault) => async () => {
    const { text, failures } = await runStorm(fault);
    console.log(text);
    others.push(...failures);
  });

const begun = Date.now();
// Each storm takes all cores.
for (const storm of storms) await storm();
await runAll([...jobs, ...checks]);

const columns = ["operations", "faulted", "requests", "doubles", "undocumented"];
console.log(`\n${"fault".padEnd(62)}${columns.map((name) => name.padStart(13)).join("")}  longest wait  documented as`);
const total = { operations: 0, faulted: 0, requests: 0, doubles: 0, undocumented: 0 };
for (const [name, tally] of [...tallies].sort()) {
  for (const column of columns) total[column] += tally[column];
  const numbers = columns.map((column) => String(tally[column]).padStart(13)).join("");
  const rows = Object.entries(tally.documented).map(([row, count]) => `${row}: ${count}`);
  console.log(`${name.padEnd(62)}${numbers}${(tally.longestMs / 1000).toFixed(1).padStart(12)} s  ${rows.join("; ")}`);
}
console.log(`${"all".padEnd(62)}${columns.map((column) => String(total[column]).padStart(13)).join("")}`);
console.log(`${Math.round((Date.now() - begun) / 1000)} s`);
const failures = [...[...tallies.values()].flatMap((tally) => tally.failures), ...others];
for (const failure of failures.slice(0, MOST_FAILURES)) console.error(failure);
if (failures.length > MOST_FAILURES) console.error(`${failures.length - MOST_FAILURES} more`);
process.exit(failures.length === 0 ? 0 : 1);
