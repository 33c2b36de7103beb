// Which second runs of an operation the table of docs/idempotency.md allows. Each rule is a row of it, and says
// of two runs whether the first may have been followed by the second.
//
// A test cannot see when a store takes a claim or an answer. The rules get the earliest and the latest possible time, so they
// hold on a busy machine, too. A double is allowed if any times between these allow it.

/** What a busy machine may add between two events that follow each other at once, in milliseconds. */
const BUSY_MS = 5000;

/** The next attempt to renew a lease or to store an answer comes within 5 s after the store is back. */
const ATTEMPT_MS = 5000 + BUSY_MS;

/**
 * The times of a run: it was claimed between `sentAt` and `claimedBy`, had its effect `at`, and its answer was stored, or
 * was tried to be, before `settledBy`. `server` is its server.
 *
 * The times of a fault: it came between `begunAt` and `appliedAt`, and was over at `endedAt`; `cause` is what it was. If
 * changes are lost: they were made between `lostSince` and `lostUntil`, and the new primary takes claims after
 * `promotedFrom`.
 */
const RULES = {
  /** The store is back after the lease has ended, and a retry comes before the next renewal or attempt. */
  "the lease ended": ({ cause, begunAt, appliedAt, endedAt }, one, other, leaseMs) =>
    cause === "store away" &&
    endedAt - begunAt >= (2 / 3) * leaseMs &&
    one.settledBy >= begunAt &&
    one.sentAt <= appliedAt &&
    other.claimedBy >= one.sentAt + leaseMs &&
    other.sentAt <= endedAt + ATTEMPT_MS,

  /** A server process dies between the effect and the stored answer; a retry comes after the lease. */
  "the process died": ({ cause, begunAt, appliedAt, servers }, one, other, leaseMs) =>
    cause === "process dies" &&
    servers.includes(one.server) &&
    one.at <= appliedAt &&
    one.settledBy >= begunAt &&
    other.claimedBy >= one.sentAt + leaseMs,

  /** A server process is suspended for longer than the lease; a retry comes after the lease. */
  "the process was suspended": ({ cause, begunAt, appliedAt, endedAt, servers }, one, other, leaseMs) =>
    cause === "process suspended" &&
    servers.includes(one.server) &&
    endedAt - begunAt >= (2 / 3) * leaseMs &&
    one.sentAt <= appliedAt &&
    one.settledBy >= begunAt &&
    other.claimedBy >= one.sentAt + leaseMs &&
    other.sentAt <= endedAt + BUSY_MS,

  /** The store loses its keys: what was done before, and what runs. */
  "the store lost its keys": ({ cause, begunAt, appliedAt }, one, other) =>
    cause === "keys lost" && one.sentAt <= appliedAt && other.claimedBy >= begunAt,

  /** The store loses its last changes, and claims or answers were among them. */
  "the store lost its last changes": ({ cause, lostSince, lostUntil, promotedFrom }, one, other, leaseMs) =>
    cause === "changes lost" &&
    one.settledBy >= lostSince &&
    one.sentAt <= lostUntil &&
    other.claimedBy >= promotedFrom &&
    // If the claim was not among them, the key was locked until the lease ended.
    (one.claimedBy >= lostSince || other.claimedBy >= one.sentAt + leaseMs),

  /** Two servers take writes at once. */
  "there were two primaries": ({ cause, begunAt, endedAt, servers }, one, other) =>
    cause === "two primaries" &&
    [one, other].some((run) => servers.includes(run.server) && run.settledBy >= begunAt && run.sentAt <= endedAt) &&
    other.claimedBy >= begunAt,
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
