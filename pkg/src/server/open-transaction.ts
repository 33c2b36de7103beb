import type { Mistake } from "./mistakes.js";

/** The mistakes of a `transaction` whose promise is fulfilled although that of its function is not. */
export type TransactionMistake = Extract<Mistake, "uncalled" | "early" | "swallowed">;

/** A function that runs another one in a new transaction, and commits when that one's promise is fulfilled. */
export type Transaction<Tx> = (run: (transaction: Tx) => Promise<void>) => PromiseLike<unknown>;

/**
 * Makes the transactions of a client refuse each statement that comes after their end, or after the loss of their
 * connection.
 *
 * A handler may still run when the connection of its transaction is lost. `pg` refuses its statements, but
 * postgres.js 3.4.9 sends them over the next connection, where each is committed at once, or where another transaction
 * is open. It does so with the `ROLLBACK` or `COMMIT` that follows `run`, too, and with that of a savepoint. Therefore
 * neither `run` nor the callback of a savepoint settles then, and postgres.js sends none of them.
 *
 * Returns the mistake of a `transaction` that is fulfilled although `run` is not. Such a transaction may be committed.
 */
export const whileOpen =
  <Tx>(transaction: Transaction<Tx>) =>
  async (run: (transaction: Tx) => Promise<void>): Promise<TransactionMistake | undefined> => {
    const state: State = { hasEnded: false, isLost: false };
    let mistake: TransactionMistake | undefined = "uncalled";
    try {
      await transaction((tx) => {
        mistake = "early";
        const running = unlessLost(run(checked(tx, state)), state);
        running.then(
          () => {
            mistake = undefined;
          },
          () => {
            mistake = "swallowed";
          },
        );
        return running;
      });
      return mistake;
    } catch (error) {
      if (isLoss(error)) state.isLost = true;
      throw error;
    } finally {
      state.hasEnded = true;
    }
  };

interface State {
  /** Whether statements are refused. */
  hasEnded: boolean;
  /** Whether the connection is lost. If it is not, the client can roll the transaction back. */
  isLost: boolean;
}

/** A statement of postgres.js. It is sent when somebody waits for it, which may be long after it was made. */
interface Query extends Promise<unknown> {
  handler(query: Query): void;
  reject(error: unknown): void;
}

const endedError = () => new Error("the transaction has ended: it runs no more statements");

/** Returns the transaction with a check of each call. That of postgres.js is a function with methods. */
function checked<Value>(value: Value, state: State): Value {
  if (typeof value !== "function") return value;
  return new Proxy(value, {
    apply(target, self, args: unknown[]) {
      if (state.hasEnded) throw endedError();
      const [callback] = args.filter((arg) => typeof arg === "function");
      if (typeof callback === "function") {
        return savepoint(state, callback as Callback, (own) =>
          Reflect.apply(
            target,
            self,
            args.map((arg) => (arg === callback ? own : arg)),
          ),
        );
      }
      const result: unknown = Reflect.apply(target, self, args);
      if (isQuery(result)) watch(result, state);
      return result;
    },
    get: (target, property) => checked(Reflect.get(target, property), state),
  });
}

type Callback = (...args: unknown[]) => unknown;

/**
 * Opens a savepoint by `call`, with a callback that gets a checked transaction. If the connection is lost, the promise
 * settles as `callback` does, because that of postgres.js never settles.
 */
function savepoint(state: State, callback: Callback, call: (own: Callback) => Promise<unknown>): Promise<unknown> {
  let settle = (_result: Promise<unknown>) => {};
  const called = new Promise<unknown>((resolve) => {
    settle = resolve;
  });
  const own: Callback = (...given) => {
    const result = (async () => {
      const value = callback(...given.map((sql) => checked(sql, state)));
      // As postgres.js does with a list of statements.
      return Array.isArray(value) ? Promise.all(value) : value;
    })();
    result.finally(() => state.isLost && settle(result)).catch(() => {});
    return unlessLost(result, state);
  };
  return Promise.race([call(own), called]);
}

/** Settles as a promise does, but not after the loss of the connection. */
async function unlessLost<Value>(promise: Promise<Value>, state: State): Promise<Value> {
  try {
    return await promise;
  } finally {
    if (state.isLost) await new Promise<never>(() => {});
  }
}

const isQuery = (value: unknown): value is Query =>
  value instanceof Promise && typeof (value as Partial<Query>).handler === "function";

/** Makes a statement check again when it is sent, and note in the state if its error is the loss of the connection. */
function watch(query: Query, state: State): void {
  const { handler, reject } = query;
  // postgres.js reads properties of the handler.
  query.handler = Object.assign((own: Query) => {
    if (!state.hasEnded) return handler(own);
    // As in postgres.js, a statement for which nobody waits does not end the process.
    own.catch(() => {});
    own.reject(endedError());
  }, handler);
  query.reject = (error) => {
    if (isLoss(error)) state.hasEnded = state.isLost = true;
    reject(error);
  };
}

/** Whether an error says that the connection is lost: PostgreSQL's `FATAL`, or one of postgres.js or the system. */
function isLoss(error: unknown): boolean {
  const { severity, code } = (error ?? {}) as { severity?: unknown; code?: unknown };
  return severity === "FATAL" || severity === "PANIC" || LOSS_CODES.includes(String(code));
}

const LOSS_CODES = [
  ...["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED"],
  ...["ECONNABORTED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "EPIPE", "ETIMEDOUT"],
];
