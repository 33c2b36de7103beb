// Times side by side: in each round everybody has a turn, so that a busy machine is busy for all of them.

const TURN_MS = 1;
const WARM_UP_MS = 60;
const TRIES = 3;

/** Keeps results alive, so that no work is optimised away. */
export let sink = 0;

/** What a pass over the inputs takes, `calls` of them in turn, in milliseconds. */
function turn(run, inputs, calls) {
  let next = 0;
  const start = performance.now();
  for (let at = 0; at < calls; at++) {
    if (run(inputs[next])) sink++;
    if (++next === inputs.length) next = 0;
  }
  return performance.now() - start;
}

/** The inputs of one turn: the same ones each time, or new ones, made before the clock starts. */
const inputsOf = ({ inputs }, calls) => (typeof inputs === "function" ? inputs(calls) : inputs);

/**
 * How many calls fill a turn, by the fastest of a few: one in which code was compiled says too little. On the way it warms
 * up. A turn is whole passes over inputs that stay the same.
 */
function calibrate(runner) {
  const step = typeof runner.inputs === "function" ? 1 : runner.inputs.length;
  const most = runner.most ?? Infinity;
  let [calls, perCall] = [step, 0];
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end || (perCall * calls < TURN_MS / 2 && calls < most); ) {
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
 * Races them.
 *
 * @typedef {{ run(input: unknown): unknown, inputs: unknown[] | ((count: number) => unknown[]), most?: number }} Runner
 *   inputs that are a function are made anew for each turn, so that none is ever met again; a turn is `most` calls
 *   at most
 * @param {Record<string, Runner>} runners by name
 * @param {number} rounds
 * @returns {Record<string, number>} nanoseconds a call: the median of the rounds
 */
export function race(runners, rounds) {
  const all = Object.entries(runners).map(([name, runner]) => ({ name, ...runner, times: [] }));
  // Twice, for while the first ones warm up, the engine still compiles; what it says of them then is not true of them later.
  for (const runner of [...all, ...all]) runner.calls = calibrate(runner);
  for (let round = 0; round < rounds; round++) {
    // In an order of its own each round, so that nobody always runs in the wake of the same neighbour.
    for (const runner of shuffled(all)) {
      runner.times.push((turn(runner.run, inputsOf(runner, runner.calls), runner.calls) * 1e6) / runner.calls);
    }
  }
  return Object.fromEntries(all.map(({ name, times }) => [name, median(times)]));
}
