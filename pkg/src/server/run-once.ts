// Runs an operation once for its key, whatever happens to the client, the operation and the store. The steps are those
// of `src/idempotency/run.rs`.
import { orphansFor } from "./orphans.js";
import { type Answer, type Begin, type Claim, KEPT_MS, type Store } from "./store.js";
import { after, inTime, sleep } from "./timer.js";

/** How long one call of a store may take by default. */
export const STORE_TIMEOUT_MS = 2000;
/** The pause after the first failed attempt to store an answer. Each later pause is twice as long. */
const FIRST_PAUSE_MS = 50;
/** The longest pause between two such attempts. */
const LONGEST_PAUSE_MS = 2000;

/** The outcome of a request. */
export type Outcome =
  | { readonly state: "ran"; readonly answer: Answer }
  | Exclude<Begin, { readonly state: "run" }>
  /** The store failed. It is not known whether the operation ran before, so it did not run now. */
  | { readonly state: "unavailable"; readonly error: unknown };

export interface RunOptions {
  readonly isKept: (answer: Answer) => boolean;
  /** How long one call of the store may take. */
  readonly storeTimeoutMs: number;
  /** Gets the error of a store that failed. */
  readonly onStoreError: (error: unknown) => void;
  /** Tells the platform to wait for a task that goes on after the response. */
  readonly waitUntil: (task: Promise<unknown>) => void;
}

/** Thrown if a store does not answer in time. */
export class StoreTimeoutError extends Error {
  override readonly name = "StoreTimeoutError";
  constructor(ms: number) {
    super(`the store of idempotency keys did not answer within ${ms} ms`);
  }
}

/**
 * Runs an operation if no request ran it before. `operation` gets a function that ends the renewals of the lease.
 *
 * - While it runs, its lease is renewed after each third of it.
 * - An answer that is kept is stored. Any other answer frees the key, and so does an operation that throws.
 * - The promise settles after the first attempt to store the answer or to free the key. If that attempt failed, others
 *   follow in the background, after pauses that double from 50 ms up to 2 s. Attempts to store an answer renew the
 *   lease in between; they end when the store took the answer, when another request has the key, or after 24 hours.
 *   Attempts to free a key end with the lease.
 *
 * @throws what the operation throws
 */
export async function runOnce(
  store: Store,
  claim: Claim,
  operation: (letGo: () => void) => Promise<Answer>,
  options: RunOptions,
): Promise<Outcome> {
  const timed = withTimeout(store, options.storeTimeoutMs);
  const orphans = orphansFor(store, timed.abandon);
  const remember = () => {
    const sweeping = orphans.add(claim);
    if (sweeping) options.waitUntil(sweeping);
  };
  let begin: Begin;
  try {
    begin = await timed.begin(claim);
    const isTaken = begin.state === "in_progress" || begin.state === "conflict";
    if (isTaken && (await orphans.takeOver(claim.key))) begin = await timed.begin(claim);
  } catch (error) {
    // A store that is full has taken nothing.
    if (!tookNothing(error)) remember();
    return { state: "unavailable", error };
  }
  if (begin.state !== "run") return begin;

  const lease = hold(timed, claim);
  let answer: Answer | undefined;
  let failure: { readonly error: unknown } | undefined;
  try {
    answer = await operation(lease.letGo);
  } catch (error) {
    failure = { error };
  }
  await lease.end();
  const kept = answer && options.isKept(answer) ? answer : undefined;
  try {
    await settle(timed, claim, kept);
    // A renewal without an answer may still be on its way, and would claim the key again.
    if (kept === undefined && lease.hadTrouble()) remember();
  } catch (error) {
    if (kept === undefined) remember();
    else options.waitUntil(settleWithRetries(timed, claim, kept));
    options.onStoreError(error);
  }
  if (failure !== undefined) throw failure.error;
  return { state: "ran", answer: answer as Answer };
}

/** A store each of whose calls ends in time. */
type Timed = ReturnType<typeof withTimeout>;

function withTimeout(store: Store, ms: number) {
  const call = <T>(run: () => T | PromiseLike<T>) => inTime(ms, run, () => new StoreTimeoutError(ms));
  return {
    leaseMs: store.leaseMs,
    begin: (claim: Claim) => {
      const own = { isOver: false };
      const late = () => {
        own.isOver = true;
        return new StoreTimeoutError(ms);
      };
      return inTime(ms, () => store.begin(claim, own), late);
    },
    renew: (claim: Claim) => call(() => store.renew(claim)),
    finish: (claim: Claim, answer: Answer) => call(() => store.finish(claim, answer)),
    abandon: (claim: Claim) => call(() => store.abandon(claim)),
  };
}

/** Whether the error says that the store took no claim. */
const tookNothing = (error: unknown): boolean => retryAfterMs(error) !== undefined;

/** Returns the time after which to call a store again, in milliseconds; undefined if its error does not name one. */
export function retryAfterMs(error: unknown): number | undefined {
  const ms = typeof error === "object" && error !== null && "retryAfterMs" in error ? error.retryAfterMs : undefined;
  return typeof ms === "number" ? ms : undefined;
}

/** Renews the lease of a claim after each third of it, until another request has the key. */
function hold(store: Timed, claim: Claim) {
  const third = Math.max(store.leaseMs / 3, 1);
  let cancel = () => {};
  let isLetGo = false;
  let renewing: Promise<void> | undefined;
  let hadTrouble = false;
  const renew = async () => {
    let pause = third;
    try {
      if (!(await store.renew(claim))) return;
    } catch {
      // The store did not answer. There is time for several attempts before the lease ends.
      hadTrouble = true;
      pause = Math.max(third / 4, 1);
    }
    // The lease may have been let go meanwhile.
    if (!isLetGo) start(pause);
  };
  const start = (pause: number) => {
    cancel = after(pause, () => (renewing = renew()));
  };
  const letGo = () => {
    isLetGo = true;
    cancel();
  };
  start(third);
  return {
    /** Ends the renewals of the lease. */
    letGo,
    /** The same, and waits for a renewal that is under way: it could claim a key that is freed before it arrives. */
    end: async () => {
      letGo();
      await renewing;
    },
    hadTrouble: () => hadTrouble,
  };
}

/** Stores the answer, or frees the key if `kept` is undefined. */
const settle = (store: Timed, claim: Claim, kept: Answer | undefined): Promise<unknown> =>
  kept === undefined ? store.abandon(claim) : store.finish(claim, kept);

/** Repeats `finish` until it succeeds, another request has the key, or the key is no longer kept. */
async function settleWithRetries(store: Timed, claim: Claim, kept: Answer): Promise<void> {
  const longest = Math.max(Math.min(LONGEST_PAUSE_MS, store.leaseMs / 6), 1);
  let pause = Math.min(FIRST_PAUSE_MS, longest);
  for (const end = Date.now() + KEPT_MS; Date.now() < end; pause = Math.min(longest, pause * 2)) {
    try {
      if (!(await store.renew(claim))) return;
    } catch {
      // The next attempt follows.
    }
    await sleep(pause);
    try {
      await store.finish(claim, kept);
      return;
    } catch {
      // The next attempt follows.
    }
  }
}
