// All races. Node or a page loads this file.
import { audit } from "./audit.mjs";
import { CONTESTANTS } from "./contestants/index.mjs";
import { invalid, invalidLists, valid, validLists, withNewKey } from "./data.mjs";
import { race } from "./measure.mjs";
import { auditOrders, invalid as invalidOrders, messages, valid as validOrders } from "./orders.mjs";
import { bodies, guards, readers, urls } from "./others.mjs";

export { scaling } from "./scaling.mjs";
export { countMessages } from "./audit.mjs";

/** All contestants, each with its validator for a shape, on the same inputs. */
const allContestants = (shape, method, inputs) => () =>
  Object.fromEntries(
    Object.entries(CONTESTANTS).map(([name, { make }]) => [name, { run: make(shape)[method], inputs }]),
  );
const runners = (runs, inputs) => () =>
  Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, { run, inputs }]));
const withNewKeys = (count) => Array.from({ length: count }, withNewKey);

/** Few, because no schema's memory is freed before the end of the race. */
const SCHEMAS_PER_TURN = 32;

/** The contestants that compile a schema at run time without `eval`. Each schema validates one value. */
const firstCalls = () =>
  Object.fromEntries(
    ["unanimous", "unanimous/lite", "zod 4", "zod/mini", "valibot", "superstruct", "yup", "joi"].map((name) => {
      const fresh = (_, at) => [CONTESTANTS[name].make("object"), invalid[at % invalid.length]];
      const inputs = (count) => Array.from({ length: count }, fresh);
      return [name, { run: ([judge, value]) => judge.message(value), inputs, most: SCHEMAS_PER_TURN }];
    }),
  );

/** The races by name. `benches/results.mjs` looks them up by these names. */
const RACES = {
  "valid object": allContestants("object", "verdict", valid),
  "invalid object, verdict": allContestants("object", "verdict", invalid),
  "invalid object, whole message": allContestants("object", "message", invalid),
  "50 valid objects": allContestants("list", "verdict", validLists),
  "50 objects, 5 invalid, verdict": allContestants("list", "verdict", invalidLists),
  "50 objects, 5 invalid, whole message": allContestants("list", "message", invalidLists),
  "new unknown key, whole message": allContestants("closed", "message", withNewKeys),
  "first failure of a schema, whole message": firstCalls,
  "valid order": runners(messages, validOrders),
  "invalid order, whole message": runners(messages, invalidOrders),
  "canonical URL, host name": runners(guards, urls.names),
  "canonical URL, IPv4 address": runners(guards, urls.addresses),
  "error body": runners(readers, bodies),
};

/** Validates `count` objects. Every fourth is invalid, and its message is read; every 64th has a new unknown key. */
export function validateMany(count) {
  const { message } = CONTESTANTS.unanimous.make("closed");
  for (let at = 0; at < count; at++) {
    message(at % 64 === 0 ? withNewKey() : (at % 4 === 0 ? invalid : valid)[at % 64]);
  }
}

/** What each contestant checks, as a sentence. */
export const checks = Object.fromEntries(Object.entries(CONTESTANTS).map(([name, { checks }]) => [name, checks]));

/**
 * Runs the races whose names contain a word.
 *
 * @returns {Promise<Record<string, Record<string, number>>>} nanoseconds per call, by race and contestant
 */
export async function races(rounds, word = "") {
  audit();
  auditOrders();
  const times = {};
  for (const [name, runners] of Object.entries(RACES).filter(([name]) => name.includes(word))) {
    times[name] = race(runners(), rounds);
    // A pause lets the engine free this race's garbage before the next race starts.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return times;
}
