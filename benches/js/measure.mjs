// Races contestants against each other. In each round every contestant has one turn, so a busy machine slows all of
// them.

const TURN_MS = 1;
const WARM_UP_MS = 60;
const TRIES = 3;

/** Uses every result, so that the engine cannot optimise the work away. */
export let sink = 0;

/** Makes `calls` calls with the inputs in turn, and returns the time in milliseconds. */
function turn(run, inputs, calls) {
  let next = 0;
  const start = performance.now();
  for (let at = 0; at < calls; at++) {
    if (run(inputs[next])) sink++;
    if (++next === inputs.length) next = 0;
  }
  return performance.now() - start;
}

/** Returns the inputs of one turn: the same list each time, or new inputs that are made before the clock starts. */
const inputsOf = ({ inputs }, calls) => (typeof inputs === "function" ? inputs(calls) : inputs);

/**
 * Warms a contestant up and returns how many calls fill one turn. It takes the fastest of several tries, because a try
 * during which the engine compiled code is too slow. With a fixed list of inputs, a turn is a whole number of passes.
 */
function calibrate(runner) {
  const step = typeof runner.inputs === "function" ? 1 : runner.inputs.length;
  const most = runner.most ?? Infinity;
  let [calls, perCall] = [step, 0];
  for (
    const end = performance.now() + WARM_UP_MS;
    performance.now() < end || (perCall * calls < TURN_MS / 2 && calls < most);
  ) {
    const tries = Array.from({ length: TRIES }, () => turn(runner.run, inputsOf(runner, calls), calls));
    const fastest = Math.min(...tries);
    perCall = fastest / calls;
    if (fastest < TURN_MS) calls = Math.min(calls * 2, most);
  }
  return Math.min(most, Math.max(step, Math.round(TURN_MS / perCall / step) * step));
}

function shuffled(list) {
  const rest = [...list];
  return list.map(() => rest.splice(Math.floor(Math.random() * rest.length), 1)[0]);
}

export const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];

/**
 * Races the contestants.
 *
 * @typedef {{ run(input: unknown): unknown, inputs: unknown[] | ((count: number) => unknown[]), most?: number }} Runner
 *   `inputs` as a function makes new inputs for each turn, so that no input comes twice; `most` limits the calls in a
 *   turn
 * @param {Record<string, Runner>} runners by name
 * @param {number} rounds
 * @returns {Record<string, number>} nanoseconds per call: the median of the rounds
 */
export function race(runners, rounds) {
  const all = Object.entries(runners).map(([name, runner]) => ({ name, ...runner, times: [] }));
  // Calibrates twice: the engine still compiles during the first pass, so the first contestants would get too few
  // calls.
  for (const runner of [...all, ...all]) runner.calls = calibrate(runner);
  for (let round = 0; round < rounds; round++) {
    // The order is random in each round, so that no contestant always runs after the same one.
    for (const runner of shuffled(all)) {
      runner.times.push((turn(runner.run, inputsOf(runner, runner.calls), runner.calls) * 1e6) / runner.calls);
    }
  }
  return Object.fromEntries(all.map(({ name, times }) => [name, median(times)]));
}
