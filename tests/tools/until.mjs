// Waits for what a test is about, in place of a time that a busy machine may exceed.

/** Lets everything run that waits, without a timer: a test may have replaced those. */
export const turn = () => new Promise((go) => setImmediate(go));

/** Waits until something has become true. Fails if it is not true after a minute. */
export async function until(isTrue) {
  for (const hopeless = performance.now() + 60_000; !isTrue(); await turn())
    if (performance.now() > hopeless) throw new Error(`after a minute it is still not true: ${isTrue}`);
}

/** A promise, and the function that fulfils it. Node 20 has no `Promise.withResolvers`. */
export function signal() {
  let give;
  const given = new Promise((resolve) => (give = resolve));
  return { given, give };
}
