// Claims that a store may hold though nobody runs their requests.
//
// If a store does not answer a `begin`, the claim may be stored already, or the store may store it later: a frozen
// server executes what is in its sockets when it wakes up. The request did not run, so the key must not stay locked. A
// retry in this process takes the key over at once, and a background task abandons the claim for retries in other
// processes. `src/idempotency/orphans.rs` does the same.
import { type Claim, KEPT_MS, type Store } from "./store.js";
import { sleep } from "./timer.js";

/** The most claims that are remembered. The keys of further ones are free when their leases end. */
const MAX_ORPHANS = 10_000;
/**
 * How many calls of `abandon` for a claim must succeed. Once is not enough, because the claim itself can still arrive
 * over a connection that broke.
 */
const ANSWERS = 2;
/** The time between two rounds. */
const PAUSE_MS = 500;

interface Orphan {
  readonly claim: Claim;
  readonly since: number;
  answers: number;
}

/** The remembered claims of one store. */
export class Orphans {
  readonly #byToken = new Map<string, Orphan>();
  readonly #store: Pick<Store, "abandon">;
  #isSweeping = false;

  /** @param store its `abandon` ends within a few seconds */
  constructor(store: Pick<Store, "abandon">) {
    this.#store = store;
  }

  /** Remembers a claim that nobody runs. Returns the task that abandons it, if none is under way. */
  add(claim: Claim): Promise<void> | undefined {
    if (this.#byToken.size >= MAX_ORPHANS) return undefined;
    this.#byToken.set(claim.token, { claim, since: Date.now(), answers: 0 });
    if (this.#isSweeping) return undefined;
    this.#isSweeping = true;
    return this.#sweep();
  }

  /** Abandons the claims of a key. Returns whether there were any. */
  async takeOver(key: string): Promise<boolean> {
    const orphans = [...this.#byToken.values()].filter(({ claim }) => claim.key === key);
    for (const { claim } of orphans) await this.#store.abandon(claim);
    return orphans.length > 0;
  }

  async #sweep(): Promise<void> {
    while (this.#byToken.size > 0) {
      for (const [token, orphan] of [...this.#byToken]) {
        try {
          await this.#store.abandon(orphan.claim);
          orphan.answers++;
        } catch {
          // The store is away, so the others need not be tried now. The next round begins with them, because one node
          // of a cluster may stay away.
          this.#byToken.delete(token);
          if (Date.now() - orphan.since < KEPT_MS) this.#byToken.set(token, orphan);
          break;
        }
        if (orphan.answers >= ANSWERS) this.#byToken.delete(token);
      }
      if (this.#byToken.size > 0) await sleep(PAUSE_MS);
    }
    this.#isSweeping = false;
  }
}

const orphansOf = new WeakMap<Store, Orphans>();

/** Returns the remembered claims of a store. */
export function orphansFor(store: Store, abandon: (claim: Claim) => Promise<void>): Orphans {
  let orphans = orphansOf.get(store);
  if (orphans === undefined) orphansOf.set(store, (orphans = new Orphans({ abandon })));
  return orphans;
}
