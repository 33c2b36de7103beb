// Which second runs of an operation the table of docs/retry-and-idempotency.md allows. Each rule is a row of it, and says
// of two runs whether the first may have been followed by the second.

/** What a busy machine may add between two events that follow each other at once, in milliseconds. */
export const SLACK_MS = 700;

/**
 * The next attempt to renew a lease or to store an answer comes within 5 s after the store is back; a busy machine may add 5 s.
 */
const ATTEMPT_MS = 10_000;

/**
 * The time of a run: `sentAt`, `claimedAt`, `at` (its effect), `settledAt` (the answer is stored, or was
 * tried to be); and its `server`. The time of a fault: `begunAt`,
 * `endedAt`; and what it was, in `cause`.
 */
const RULES = {
  /** The store is back after the lease has ended, and a retry comes before the next renewal or attempt. */
  "the lease ended": ({ cause, begunAt, endedAt }, one, other, leaseMs) =>
    cause === "store away" &&
    endedAt - begunAt >= (2 / 3) * leaseMs &&
    one.settledAt >= begunAt &&
    one.claimedAt <= begunAt + SLACK_MS &&
    other.claimedAt >= one.claimedAt + (2 / 3) * leaseMs &&
    other.claimedAt <= endedAt + ATTEMPT_MS + SLACK_MS,

  /** A server process dies between the effect and the stored answer; a retry comes after the lease. */
  "the process died": ({ cause, begunAt, servers }, one, other, leaseMs) =>
    cause === "process dies" &&
    servers.includes(one.server) &&
    one.at <= begunAt &&
    one.settledAt >= begunAt &&
    other.claimedAt >= one.sentAt + leaseMs,

  /** A server process is suspended for longer than the lease; a retry comes after the lease. */
  "the process was suspended": ({ cause, begunAt, endedAt, servers }, one, other, leaseMs) =>
    cause === "process suspended" &&
    servers.includes(one.server) &&
    endedAt - begunAt >= (2 / 3) * leaseMs &&
    one.sentAt <= begunAt + SLACK_MS &&
    one.settledAt >= begunAt &&
    other.claimedAt >= begunAt + (2 / 3) * leaseMs - SLACK_MS &&
    other.claimedAt <= endedAt + SLACK_MS,

  /** The store loses its keys: what was done before, and what runs. */
  "the store lost its keys": ({ cause, begunAt }, one, other) =>
    cause === "keys lost" && one.claimedAt <= begunAt + SLACK_MS && other.claimedAt >= begunAt - SLACK_MS,

  /** The store loses its last changes, and claims or answers were among them. */
  "the store lost its last changes": ({ cause, lostSince, lostUntil, promotedAt }, one, other, leaseMs) =>
    cause === "changes lost" &&
    one.settledAt >= lostSince &&
    one.claimedAt <= lostUntil + SLACK_MS &&
    other.claimedAt >= promotedAt - SLACK_MS &&
    // If the claim was not among them, the key was locked until the lease ended.
    (one.claimedAt >= lostSince - SLACK_MS || other.claimedAt >= one.claimedAt + leaseMs),

  /** Two servers take writes at once. */
  "there were two primaries": ({ cause, begunAt, endedAt, servers }, one, other) =>
    cause === "two primaries" &&
    [one, other].some(
      (run) => servers.includes(run.server) && run.settledAt >= begunAt && run.claimedAt <= endedAt + SLACK_MS,
    ) &&
    other.claimedAt >= begunAt - SLACK_MS,
};

/**
 * Returns the row of the table that allows two runs of a key; undefined if none does.
 *
 * @param {object[]} events what the fault was, and when
 */
export function documentedAs(events, one, other, leaseMs) {
  for (const [row, allows] of Object.entries(RULES)) {
    for (const event of events)
      if (allows(event, one, other, leaseMs) || allows(event, other, one, leaseMs)) return row;
  }
  return undefined;
}
