import { refuseOption } from "../options.js";
import { runHandler, type ServerHandler } from "./handler.js";
import { type KeyedOptions, keyedHandler } from "./idempotent.js";
import { checkHandler, refuseMistake } from "./misuse.js";
import { type Transaction, type TransactionMistake, whileOpen } from "./open-transaction.js";
import type { PostgresClient, PostgresStore } from "./postgres-store.js";
import { type Outcome, StoreTimeoutError } from "./run-once.js";
import { checkOptions } from "./server-options.js";
import { after } from "./timer.js";

/**
 * How long a transaction may take to claim the key, and how long to store the answer. It may wait for a connection of a
 * pool.
 */
const TIMEOUT_MS = 10_000;

const WHERE = "idempotentInTransaction";

/** The options of {@link idempotentInTransaction}. */
export interface InTransactionOptions<Tx extends PostgresClient, Rest extends readonly unknown[] = []>
  extends KeyedOptions<Rest> {
  readonly store: PostgresStore;
  /** Calls a function in a new transaction: commits when its promise is fulfilled, and rolls back when it rejects. */
  readonly transaction: Transaction<Tx>;
  /**
   * How long the transaction may take before the handler runs, and how long after it; 10,000 ms by default. Then the
   * client gets 503. A handler that has not begun by then does not run. If the transaction is committed later, the
   * client's retry gets the stored response.
   */
  readonly storeTimeoutMs?: number | undefined;
}

/**
 * Does what `idempotent` does, but claims the key and stores the answer in the transaction in which the handler writes.
 * So the effect and the answer are stored as one: a process that dies at any moment leaves both or neither, and a retry
 * runs the handler again only if nothing was written.
 *
 * The handler gets the transaction as its last argument. An error, and a response that is not stored (see `keep`), roll
 * the transaction back. A request without a key, and a GET or HEAD, runs in a transaction, too: an error, or a response
 * for which `keep` says false, rolls it back. The `sql` of postgres.js that the handler
 * gets throws once the transaction has ended.
 *
 * @throws TypeError if the handler or `transaction` is no function, `store` is not a `PostgresStore`, or an option is
 * wrong
 *
 * @example
 * const handle = idempotentInTransaction(
 *   async (request, tx) => {
 *     await tx`INSERT INTO leads ${tx(await request.json())}`;
 *     return new Response(null, { status: 201 });
 *   },
 *   { store: new PostgresStore(sql), transaction: (run) => sql.begin(run) },
 * );
 */
export function idempotentInTransaction<Tx extends PostgresClient, Rest extends readonly unknown[] = []>(
  handler: (request: Request, ...args: [...Rest, Tx]) => Response | PromiseLike<Response>,
  options: InTransactionOptions<Tx, Rest>,
): ServerHandler<Rest> {
  checkHandler(WHERE, handler);
  const { store, storeTimeoutMs = TIMEOUT_MS } = Object(options) as typeof options;
  if (!("claimIn" in Object(store))) refuseOption(WHERE, "store", store, "a PostgresStore");
  if (typeof options.transaction !== "function")
    refuseOption(WHERE, "transaction", options.transaction, "a function such as (run) => sql.begin(run)");
  checkOptions(WHERE, options);
  const transaction = whileOpen(options.transaction);

  return keyedHandler(WHERE, options, {
    async unkeyed(request, rest, isKept) {
      let response: Response | undefined;
      let rollsBack = false;
      try {
        const mistake = await transaction(async (tx) => {
          rollsBack = false;
          response = await runHandler(WHERE, handler, request, ...rest, tx);
          rollsBack = !isKept(response);
          if (rollsBack) throw rollback();
        });
        if (mistake) return refuseMistake(mistake, WHERE);
      } catch (error) {
        if (!rollsBack) throw error;
      }
      return response as Response;
    },
    keyed({ claim, rest, isKept, operation }): Promise<Outcome> {
      const limit = timeLimit(storeTimeoutMs);
      const run = async (): Promise<Outcome> => {
        let outcome: Outcome | undefined;
        let failure: { readonly error: unknown } | undefined;
        let rollsBack = false;
        let mistake: TransactionMistake | undefined;
        try {
          mistake = await transaction(async (tx) => {
            limit.check();
            const begin = await store.claimIn(tx, claim);
            limit.check();
            if (begin.state !== "run") {
              outcome = begin;
              return;
            }
            limit.pause();
            const running = operation(
              (own) => runHandler(WHERE, handler, own, ...rest, tx),
              store.leaseMs,
              () => {},
            );
            const answer = await running
              .catch((error: unknown) => {
                failure = { error };
                throw error;
              })
              .finally(limit.start);
            const keeps = isKept(answer);
            const isLost = keeps && !(await store.finishIn(tx, claim, answer));
            outcome = isLost ? { state: "in_progress" } : { state: "ran", answer };
            rollsBack = isLost || !keeps;
            if (rollsBack) throw rollback();
          });
        } catch (error) {
          if (failure !== undefined) throw failure.error;
          // If the reply to COMMIT is lost, the client's retry finds the stored answer, or runs what was rolled back.
          if (!rollsBack) return { state: "unavailable", error };
        }
        return mistake ? refuseMistake(mistake, WHERE, failure?.error) : (outcome as Outcome);
      };
      limit.start();
      return Promise.race([run().finally(limit.pause), limit.late]);
    },
  });
}

const rollback = () => new Error("this rolls the transaction back");

/** Limits the time of the transaction without that of the handler. */
function timeLimit(ms: number) {
  let cancel = () => {};
  let error: StoreTimeoutError | undefined;
  let resolveLate: (outcome: Outcome) => void;
  const late = new Promise<Outcome>((resolve) => {
    resolveLate = resolve;
  });
  return {
    /** Is fulfilled when the time is over. */
    late,
    start: () => {
      cancel = after(ms, () => {
        error = new StoreTimeoutError(ms);
        resolveLate({ state: "unavailable", error });
      });
    },
    pause: () => cancel(),
    /** Throws if the time is over. */
    check: () => {
      if (error !== undefined) throw error;
    },
  };
}
