// A child process of the demo.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** How long a child may take to exit after SIGTERM before it gets SIGKILL. */
const EXIT_TIMEOUT_MS = 20_000;

/**
 * Starts a program. `ended` resolves to a message when the program exits for any reason; `stop` ends the program.
 *
 * @param {string} name the program's name in messages
 */
export function start(name, command, args, { quiet = false } = {}) {
  // Children write to standard error, because the demo writes its own result to standard output.
  const child = spawn(command, args, { stdio: ["ignore", "ignore", quiet ? "ignore" : "inherit"] });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(`${name} did not start: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`${name} ended with ${signal ?? `code ${code}`}`));
  });
  const stop = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const timer = setTimeout(() => child.kill("SIGKILL"), EXIT_TIMEOUT_MS);
    child.kill("SIGTERM");
    await once(child, "exit");
    clearTimeout(timer);
  };
  return { ended, stop };
}
