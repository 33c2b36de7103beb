// The demo: starts the edge function and the Rust server, prints where the page is and what both just said of one bad
// lead, and stays up until Ctrl-C.
//
//   node scripts/demo.mjs           build first: the package, and `cargo build --release -p unanimous-example-server`
import { setTimeout as sleep } from "node:timers/promises";
import { startDemo } from "./demo/start.mjs";

const BAD_LEAD = { name: "Ann", email: "ann", phone: "5".repeat(51) };

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stopping.abort());
const stopped = new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));

/** What one side answers to the bad lead: the sentence of its envelope. */
async function sentence(name, origin) {
  const response = await fetch(`${origin}/api/leads`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify(BAD_LEAD),
    signal: AbortSignal.timeout(5000),
  });
  const { error } = await response.json();
  if (error?.code !== "VALIDATION_ERROR") throw new Error(`${name} answered ${response.status} to a bad lead`);
  return error.message;
}

let demo;
try {
  demo = await startDemo({ pagePort: 8080, edgePort: 8787, signal: stopping.signal });
  const asked = [sentence("the edge function", demo.edge), sentence("the Rust server", demo.page)];
  const [edge, server] = await Promise.all(asked);
  console.log(`\nPage          ${demo.page}/\nEdge function ${edge}\nRust server   ${server}\n\nCtrl-C ends it.\n`);
  const why = await Promise.race([stopped, demo.failure]);
  // Ctrl-C reaches the children too, and theirs may be the first end that is seen.
  if (typeof why === "string") await Promise.race([stopped, sleep(200)]);
  if (!stopping.signal.aborted) throw new Error(why);
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(`The demo ended: ${error.message}`);
    process.exitCode = 1;
  }
} finally {
  await demo?.stop();
}
