// A program that belongs to the demo: started, watched, ended.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** How long a child may take to end before it is killed. */
const PATIENCE_MS = 7000;

/**
 * Starts a program. `ended` resolves to a sentence once it is gone, whoever ended it; `stop` ends it.
 *
 * @param {string} name what to call it in messages
 */
export function start(name, command, args, { quiet = false } = {}) {
  // The children's log lines go to standard error: standard output is the demo's own.
  const child = spawn(command, args, { stdio: ["ignore", "ignore", quiet ? "ignore" : "inherit"] });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(`${name} did not start: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`${name} ended with ${signal ?? `code ${code}`}`));
  });
  const stop = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    child.kill("SIGTERM");
    await once(child, "exit");
    clearTimeout(timer);
  };
  return { ended, stop };
}
