// Requests a second of `validated`, beside Hono with zod.
//
//   node benches/js/edge/race.mjs            prints the table; takes two minutes
//   node benches/js/edge/race.mjs 3 zod      fewer rounds, and servers whose name contains the word
//
// Every server is a process of its own, and in each round every server gets the same requests over the loopback
// interface. The result is the processor time of the server's process for one request. So neither the client nor other work
// of the machine counts.
//
// V8 compiles a server a little differently each time, so each server is started more than once.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { median } from "../measure.mjs";
import { client } from "./client.mjs";
import { bodies } from "./leads.mjs";
import { onOneProcessor } from "./one-processor.mjs";
import { names } from "./server.mjs";

const STARTS = 5;
/** The rounds after each start. */
const ROUNDS = 5;
const REQUESTS = 2000;
const WARM_UP = 15_000;
const STATUS = { valid: 201, invalid: 400 };
/** The server whose rate is 1. */
export const BASE = "Hono, zod";

async function start(name) {
  const child = fork(fileURLToPath(new URL("server.mjs", import.meta.url)), [name]);
  const [port] = await once(child, "message");
  const { load, close } = await client(port);
  const cpu = async () => {
    child.send("");
    const [{ user, system }] = await once(child, "message");
    return user + system;
  };
  /** Returns the microseconds of processor time and of real time that a request took. */
  const turn = async (kind, count) => {
    const statuses = name.includes("unchecked") ? 201 : STATUS[kind];
    const [begun, before] = [performance.now(), await cpu()];
    await load(bodies[kind], count, statuses);
    return { cpu: ((await cpu()) - before) / count, real: ((performance.now() - begun) * 1000) / count };
  };
  const stop = () => {
    close();
    child.kill();
  };
  return { name, turn, stop };
}

/** Starts the servers, and adds to `times` how long the requests of each round took. */
async function raceOnce(raced, rounds, times) {
  const servers = [];
  try {
    for (const name of raced) servers.push(await start(name));
    for (const { turn } of servers) for (const kind of Object.keys(STATUS)) await turn(kind, WARM_UP);
    for (let round = 0; round < rounds; round++)
      for (const kind of Object.keys(STATUS))
        for (const { name, turn } of round % 2 ? servers.toReversed() : servers)
          times[name][kind].push(await turn(kind, REQUESTS));
  } finally {
    for (const { stop } of servers) stop();
  }
}

/**
 * Races the servers.
 *
 * @returns for each server and kind of body: microseconds of processor time a request, requests a second, and the
 *   median ratio of a round between the base's processor time and this one's
 */
export async function edgeRace(rounds = ROUNDS, word = "") {
  const raced = names.filter((name) => name === BASE || name.includes(word));
  const all = Object.fromEntries(raced.map((name) => [name, { valid: [], invalid: [] }]));
  await onOneProcessor(async (isOne) => {
    if (!isOne) console.warn("taskset is missing, so the servers are charged for waking the client");
    for (let starts = 0; starts < STARTS; starts++) await raceOnce(raced, rounds, all);
  });
  const base = all[BASE];
  const result = (times, kind) => {
    const ratios = (clock) => median(times[kind].map((time, at) => base[kind][at][clock] / time[clock]));
    return {
      micros: median(times[kind].map(({ cpu }) => cpu)),
      rate: 1e6 / median(times[kind].map(({ real }) => real)),
      ratio: ratios("cpu"),
      realRatio: ratios("real"),
    };
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, times]) => [
      name,
      { valid: result(times, "valid"), invalid: result(times, "invalid") },
    ]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [rounds, word] = process.argv.slice(2);
  const results = await edgeRace(rounds && Number(rounds), word);
  for (const kind of Object.keys(STATUS)) {
    console.log(`\n${kind} bodies; ${BASE} = 1`);
    for (const [name, { [kind]: time }] of Object.entries(results)) {
      const { micros, rate, ratio, realRatio } = time;
      const text = `${micros.toFixed(0).padStart(5)} µs of processor time, ${rate.toFixed(0).padStart(6)} requests a second`;
      console.log(`${name.padEnd(36)}${text}   ${ratio.toFixed(2)} (by requests a second ${realRatio.toFixed(2)})`);
    }
  }
}
