// Puts this process and those that it starts on one processor.
//
// On two processors, a client that waits for its response sleeps, and the server must wake it. On a virtual machine
// this takes the server as long as writing the response, and how often it happens depends on the speed of both. So
// times on two processors vary from run to run. On one processor the client never sleeps while the server runs: the two
// take turns.
import { spawnSync } from "node:child_process";

/** Runs Linux's command `taskset` for this process, and returns its output; undefined if it fails or is missing. */
function taskset(...options) {
  const { status, stdout } = spawnSync("taskset", [...options, String(process.pid)], { encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

/** Returns the list of processors that this process may use: `0-3`, `0,2`; undefined without `taskset`. */
const allowed = () => taskset("-cp")?.match(/: (\S+)$/m)?.[1];

/**
 * Calls `run(isOne)` on one processor, and returns its result. Where `taskset` is missing, `run` gets all processors,
 * and `isOne` is false. Afterwards this process may use the processors that it had before.
 */
export async function onOneProcessor(run) {
  const before = allowed();
  const last = before?.match(/\d+$/)?.[0];
  // With `-a`, the threads that Node has started are moved, too.
  const isOne = last !== undefined && taskset("-acp", last) !== undefined;
  try {
    return await run(isOne);
  } finally {
    if (isOne) taskset("-acp", before);
  }
}
