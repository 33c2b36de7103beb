// Starts the edge function and the Rust server together, for the demo and for the tests.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { start } from "./child.mjs";
import { freePort } from "./port.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const READY_MS = 60_000;

/**
 * Starts both and waits until both answer.
 *
 * @param {{ pagePort?: number, edgePort?: number, quiet?: boolean, workMs?: number, timeoutMs?: number,
 *   keyBytes?: number, signal?: AbortSignal }} options port 0 means any free port. `workMs` is for tests: how long both
 *   servers work on each lead. `timeoutMs` is how long a client has for a request's head, its body, and reading the response.
 *   `keyBytes` is how much memory the idempotency keys and their answers may take
 * @returns `page` and `edge` are the origins of the two servers; `failure` resolves to a message when one of them exits, and
 *   `ended` to both messages when both have
 * @throws Error if one server does not start; the other one is stopped first
 */
export async function startDemo({
  pagePort = 0,
  edgePort = 0,
  quiet = false,
  workMs = 0,
  timeoutMs = 10_000,
  keyBytes,
  signal,
} = {}) {
  const binary = serverBinary();
  const edgeAt = await freePort(edgePort);
  const edge = `http://127.0.0.1:${edgeAt}`;
  const page = `http://127.0.0.1:${await freePort(pagePort, edgeAt)}`;
  const common = ["--host", "127.0.0.1", "--work-ms", String(workMs), "--timeout-ms", String(timeoutMs)];
  if (keyBytes !== undefined) common.push("--key-bytes", String(keyBytes));
  const edgeArgs = [join(root, "scripts", "edge-node.mjs"), ...common, "--port", new URL(edge).port];
  const serverArgs = [...common, "--port", new URL(page).port, "--edge-url", edge, "--root", root];
  const edgeChild = start("the edge function", process.execPath, edgeArgs, { quiet });
  const serverChild = start("the Rust server", binary, serverArgs, { quiet });
  const failure = Promise.race([edgeChild.ended, serverChild.ended]);
  const ended = Promise.all([edgeChild.ended, serverChild.ended]);
  const stop = async () => void (await Promise.all([edgeChild.stop(), serverChild.stop()]));
  try {
    await Promise.race([
      Promise.all([waitUntilUp("the edge function", edge, signal), waitUntilUp("the Rust server", page, signal)]),
      failure.then((message) => Promise.reject(new Error(message))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { page, edge, failure, ended, stop, stopEdge: edgeChild.stop, stopServer: serverChild.stop };
}

async function waitUntilUp(name, origin, signal) {
  const end = Date.now() + READY_MS;
  while (Date.now() < end) {
    signal?.throwIfAborted();
    try {
      const { ok } = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(1000) });
      if (ok) return;
    } catch {
      // The server does not listen yet.
    }
    await sleep(50);
  }
  throw new Error(`${name} did not answer at ${origin} within ${READY_MS / 1000} seconds`);
}

/** Returns the path of the example server, from the profile that was built last. */
function serverBinary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const built = ["release", "debug"]
    .map((profile) => join(target, profile, "unanimous-example-server"))
    .filter(existsSync);
  if (built.length === 0)
    throw new Error("the Rust server is not built: run cargo build --release -p unanimous-example-server");
  return built.reduce((one, other) => (statSync(other).mtimeMs > statSync(one).mtimeMs ? other : one));
}
