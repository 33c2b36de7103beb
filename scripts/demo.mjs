// Runs the demo until Ctrl-C: starts the edge function and the Rust server, sends one invalid lead to each, and prints
// the page's address and both messages.
//
//   node scripts/demo.mjs           build first: the package, and `cargo build --release -p unanimous-example-server`
import { setTimeout as sleep } from "node:timers/promises";
import { startDemo } from "./demo/start.mjs";

const INVALID_LEAD = { name: "Ann", email: "ann", phone: "5".repeat(51) };

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stopping.abort());
const stopped = new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));

/** Sends the invalid lead to one server, and returns the message of its error. */
async function errorMessage(name, origin) {
  const response = await fetch(`${origin}/api/leads`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify(INVALID_LEAD),
    signal: AbortSignal.timeout(20_000),
  });
  const { error } = await response.json();
  if (error?.code !== "VALIDATION_ERROR") throw new Error(`${name} answered ${response.status} to an invalid lead`);
  return error.message;
}

let demo;
try {
  demo = await startDemo({ pagePort: 8080, edgePort: 8787, signal: stopping.signal });
  const requests = [errorMessage("the edge function", demo.edge), errorMessage("the Rust server", demo.page)];
  const [edge, server] = await Promise.all(requests);
  console.log(
    `\nPage          ${demo.page}/\nEdge function ${edge}\nRust server   ${server}\n\nPress Ctrl-C to stop.\n`,
  );
  const failure = await Promise.race([stopped, demo.failure]);
  // The terminal sends Ctrl-C to the child processes too, so a child may exit before this process sees the signal.
  if (typeof failure === "string") await Promise.race([stopped, sleep(200)]);
  if (!stopping.signal.aborted) throw new Error(failure);
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(`The demo ended: ${error.message}`);
    process.exitCode = 1;
  }
} finally {
  await demo?.stop();
}
