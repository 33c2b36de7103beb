import type { ServerHandler } from "./handler.js";
import { type KeyedOptions, keyedHandler, responseOf } from "./idempotent.js";
import type { PostgresClient, PostgresStore } from "./postgres-store.js";
import type { Outcome } from "./run-once.js";

/** The options of {@link idempotentInTransaction}. */
export interface InTransactionOptions<Tx extends PostgresClient, Rest extends readonly unknown[] = []>
  extends KeyedOptions<Rest> {
  readonly store: PostgresStore;
  /** Calls a function in a new transaction: commits when its promise is fulfilled, and rolls back when it rejects. */
  readonly transaction: (run: (transaction: Tx) => Promise<void>) => PromiseLike<unknown>;
}

/**
 * Does what `idempotent` does, but claims the key and stores the answer in the transaction in which the handler writes.
 * So the effect and the answer are stored as one: a process that dies at any moment leaves both or neither, and a retry
 * runs the handler again only if nothing was written.
 *
 * The handler gets the transaction as its last argument. An answer that is not kept, and an error, roll the transaction
 * back. A request without a key runs in a transaction, too.
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
  const { store, transaction } = options;

  return keyedHandler(options, {
    async unkeyed(request, rest) {
      let response: Response | undefined;
      await transaction(async (tx) => {
        response = await responseOf(handler, request, [...rest, tx]);
      });
      return response as Response;
    },
    async keyed({ claim, rest, isKept, operation }): Promise<Outcome> {
      let outcome: Outcome | undefined;
      let failure: { readonly error: unknown } | undefined;
      let isToRollBack = false;
      try {
        await transaction(async (tx) => {
          const begin = await store.claimIn(tx, claim);
          if (begin.state !== "run") {
            outcome = begin;
            return;
          }
          const run = operation(
            (own) => responseOf(handler, own, [...rest, tx]),
            store.leaseMs,
            () => {},
          );
          const answer = await run.catch((error: unknown) => {
            failure = { error };
            throw error;
          });
          const isLost = isKept(answer) && !(await store.finishIn(tx, claim, answer));
          outcome = isLost ? { state: "in_progress" } : { state: "ran", answer };
          isToRollBack = isLost || !isKept(answer);
          if (isToRollBack) throw new Error("this rolls the transaction back");
        });
      } catch (error) {
        if (failure !== undefined) throw failure.error;
        // If the answer to COMMIT is lost, the client's retry finds the stored answer, or runs what was rolled back.
        if (!isToRollBack) return { state: "unavailable", error };
      }
      return outcome as Outcome;
    },
  });
}
