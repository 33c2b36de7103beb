// 1,000 concurrent requests with 50 keys over two processes in Rust and two in Node, without a fault.
import { setTimeout as sleep } from "node:timers/promises";
import { journalOf, withServers } from "./set-up.mjs";

const REQUESTS = 1000;
const KEYS = 50;
/** So many requests at once make a store slow. */
const LEASE_MS = 60_000;

/** Sends the requests to the servers, and repeats each until its answer is final. */
async function send(servers, failures) {
  const bodies = new Map();
  const request = async (n) => {
    const key = `storm-${n % KEYS}`;
    const headers = { "x-attempt": String(n), "x-work": "100 100", "x-end": "201" };
    const server = servers[(n + Math.floor(n / KEYS)) % servers.length];
    for (;;) {
      const { status, body } = await server.send(key, headers, 60_000);
      if (status === 201) {
        bodies.set(key, (bodies.get(key) ?? new Set()).add(body));
        return;
      }
      // So many at once may wait for a connection for too long.
      if (status !== 409 && status !== 503) {
        failures.push(`${key}: a client saw ${status} ${body}`);
        return;
      }
      // As `Retry-After` says, for a store that cannot answer.
      await sleep(status === 503 ? 1000 : 100);
    }
  };
  // The first request to a process takes long.
  const headers = { "x-attempt": "none", "x-work": "0 0", "x-end": "503" };
  await Promise.all(servers.map((server, n) => server.send(`first-${n}`, headers, 60_000)));
  const all = Array.from({ length: REQUESTS }, (_, n) => n);
  // Each process is the first for some keys, however fast it is.
  const first = all.slice(0, KEYS).map(request);
  await sleep(100);
  await Promise.all([...first, ...all.slice(KEYS).map(request)]);
  for (const [key, { size }] of bodies) if (size !== 1) failures.push(`${key} has ${size} answers`);
}

/**
 * Runs the storm over the servers of a fault, which is not applied.
 *
 * @returns {Promise<{ text: string, failures: string[] }>}
 */
export const runStorm = (fault) =>
  withServers({ ...fault, leaseMs: LEASE_MS }, undefined, async (databases, servers) => {
    const failures = [];
    await send(servers, failures);
    const runs = await journalOf(fault, servers, databases.live());
    const once = new Set(runs.map(({ key }) => key)).size;
    if (runs.length !== KEYS || once !== KEYS) failures.push(`${runs.length} runs of ${once} keys`);
    const counts = servers.map(({ name }) => runs.filter(({ server }) => server === name).length);
    const shares = servers.map(({ options }, n) => `${counts[n]} by ${options.store}`);
    const text = `${fault.database}: ${REQUESTS} requests, ${KEYS} keys, ${runs.length} runs: ${shares.join(", ")}`;
    return { text, failures: failures.map((failure) => `${fault.database}, no fault: ${failure}`) };
  });
