// Every race, for whatever runtime loads it: Node or a page.
import { audit } from "./audit.mjs";
import { CONTESTANTS } from "./contestants/index.mjs";
import { invalid, invalidLists, valid, validLists, withUnmetKey } from "./data.mjs";
import { race } from "./measure.mjs";
import { bodies, guards, readers, urls } from "./others.mjs";

export { scaling } from "./scaling.mjs";
export { waysOfBeingWrong } from "./audit.mjs";

/** Everybody by what they are asked for, on the same inputs. */
const everybody = (shape, method, inputs) => () =>
  Object.fromEntries(Object.entries(CONTESTANTS).map(([name, { make }]) => [name, { run: make(shape)[method], inputs }]));
const all = (runs, inputs) => () =>
  Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, { run, inputs }]));
const unmet = (count) => Array.from({ length: count }, withUnmetKey);

/** A schema keeps its memory until garbage is collected, which waits for the end of the race. */
const SCHEMAS_A_TURN = 32;

/** Those who compile a schema when it is made or first asked, without eval: each schema is asked once. */
const firstCalls = () =>
  Object.fromEntries(
    ["unanimous", "unanimous/lite", "zod 4", "zod/mini", "valibot", "superstruct", "yup", "joi"].map((name) => {
      const fresh = (_, at) => [CONTESTANTS[name].make("object"), invalid[at % invalid.length]];
      const inputs = (count) => Array.from({ length: count }, fresh);
      return [name, { run: ([judge, value]) => judge.message(value), inputs, most: SCHEMAS_A_TURN }];
    }),
  );

/** By name: who races. The names head the columns in `benches/RESULTS.md`. */
const RACES = {
  "valid object": everybody("object", "verdict", valid),
  "invalid object, verdict": everybody("object", "verdict", invalid),
  "invalid object, whole message": everybody("object", "message", invalid),
  "50 valid objects": everybody("list", "verdict", validLists),
  "50 objects, 5 invalid, verdict": everybody("list", "verdict", invalidLists),
  "50 objects, 5 invalid, whole message": everybody("list", "message", invalidLists),
  "a key never met, whole message": everybody("closed", "message", unmet),
  "first failure of a schema, whole message": firstCalls,
  "canonical URL, host name": all(guards, urls.names),
  "canonical URL, IPv4 address": all(guards, urls.addresses),
  "error body": all(readers, bodies),
};

/** Validates so many objects: every fourth is invalid and its message read, and a few have a key never met before. */
export function validateMany(count) {
  const { message } = CONTESTANTS.unanimous.make("closed");
  for (let at = 0; at < count; at++) {
    message(at % 64 === 0 ? withUnmetKey() : (at % 4 === 0 ? invalid : valid)[at % 64]);
  }
}

/** The checks of everybody, in words. */
export const checks = Object.fromEntries(Object.entries(CONTESTANTS).map(([name, { checks }]) => [name, checks]));

/**
 * Runs the races whose names hold a word.
 *
 * @returns {Promise<Record<string, Record<string, number>>>} nanoseconds a call, by race and contestant
 */
export async function races(rounds, word = "") {
  audit();
  const times = {};
  for (const [name, runners] of Object.entries(RACES).filter(([name]) => name.includes(word))) {
    times[name] = race(runners(), rounds);
    // Garbage is nobody's in particular: what waits for a pause to be freed is freed here.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return times;
}
