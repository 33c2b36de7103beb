// Starts the edge function and the Rust server together; the demo and the tests share it.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { start } from "./child.mjs";
import { freePort } from "./port.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const READY_MS = 20_000;

/**
 * Starts both and waits until both answer.
 *
 * @param {{ pagePort?: number, edgePort?: number, quiet?: boolean, workMs?: number, signal?: AbortSignal }}
 *   options 0 is any free port; `workMs`, for tests: how long both take over each lead
 * @returns what was started: `page` and `edge` are origins; `failure` resolves to a sentence once one of them is gone
 * @throws Error where one does not come up; the other is ended then
 */
export async function startDemo({ pagePort = 0, edgePort = 0, quiet = false, workMs = 0, signal } = {}) {
  const binary = serverBinary();
  const edge = `http://127.0.0.1:${await freePort(edgePort)}`;
  const page = `http://127.0.0.1:${await freePort(pagePort)}`;
  const edgeArgs = [join(root, "scripts", "edge-node.mjs"), "--host", "127.0.0.1", "--port", new URL(edge).port, "--work-ms", String(workMs)];
  const serverArgs = ["--host", "127.0.0.1", "--port", new URL(page).port, "--edge-url", edge, "--root", root, "--work-ms", String(workMs)];
  const edgeChild = start("the edge function", process.execPath, edgeArgs, { quiet });
  const serverChild = start("the Rust server", binary, serverArgs, { quiet });
  const failure = Promise.race([edgeChild.ended, serverChild.ended]);
  const stop = async () => void (await Promise.all([edgeChild.stop(), serverChild.stop()]));
  try {
    await Promise.race([
      Promise.all([isUp("the edge function", edge, signal), isUp("the Rust server", page, signal)]),
      failure.then((why) => Promise.reject(new Error(why))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { page, edge, failure, stop, stopEdge: edgeChild.stop, stopServer: serverChild.stop };
}

async function isUp(name, origin, signal) {
  const end = Date.now() + READY_MS;
  while (Date.now() < end) {
    signal?.throwIfAborted();
    try {
      const { ok } = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(1000) });
      if (ok) return;
    } catch {
      // Not yet.
    }
    await sleep(50);
  }
  throw new Error(`${name} did not answer at ${origin} within ${READY_MS / 1000} seconds`);
}

/** The example server as cargo last built it. */
function serverBinary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const built = ["release", "debug"].map((profile) => join(target, profile, "unanimous-example-server")).filter(existsSync);
  if (built.length === 0) throw new Error("the Rust server is not built: run cargo build --release -p unanimous-example-server");
  return built.reduce((one, other) => (statSync(other).mtimeMs > statSync(one).mtimeMs ? other : one));
}
