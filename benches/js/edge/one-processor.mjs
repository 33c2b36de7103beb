// Puts this process and those that it starts on one processor.
//
// On two processors a server is charged for waking its client whenever the client has slept, which on a virtual machine
// takes as long as to answer. How often it has slept depends on the speed of both. On one processor nobody is woken.
import { spawnSync } from "node:child_process";

/** Runs the command `taskset` of Linux and returns what it prints; undefined if it fails or is missing. */
function taskset(...options) {
  const { status, stdout } = spawnSync("taskset", [...options, String(process.pid)], { encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

/** The processors that this process may use, as `taskset` prints them. */
const allowed = () => taskset("-cp")?.match(/: (\S+)$/m)?.[1];

/** Calls `run` on one processor, or on all where `taskset` is missing, and tells `run` which it is. */
export async function onOneProcessor(run) {
  const before = allowed();
  const last = before?.match(/\d+$/)?.[0];
  const isOne = last !== undefined && taskset("-acp", last) !== undefined;
  try {
    return await run(isOne);
  } finally {
    if (isOne) taskset("-acp", before);
  }
}
