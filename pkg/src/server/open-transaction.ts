/** A function that runs another one in a new transaction, and commits when that one's promise is fulfilled. */
export type Transaction<Tx> = (run: (transaction: Tx) => Promise<void>) => PromiseLike<unknown>;

/**
 * Makes the transactions of a client refuse each statement that comes after their end.
 *
 * A handler may still run when the connection of its transaction is lost. `pg` refuses its statements, but postgres.js
 * 3.4.9 sends them over the next connection, where each is committed at once.
 */
export const whileOpen =
  <Tx>(transaction: Transaction<Tx>): Transaction<Tx> =>
  async (run) => {
    let hasEnded = false;
    const check = () => {
      if (hasEnded) throw new Error("the transaction has ended: it runs no more statements");
    };
    try {
      await transaction((tx) => run(checked(tx, check)));
    } finally {
      hasEnded = true;
    }
  };

/** The transaction of postgres.js is a function with methods. The transaction of a savepoint is given to a callback. */
function checked<Value>(value: Value, check: () => void): Value {
  if (typeof value !== "function") return value;
  return new Proxy(value, {
    apply(target, self, args: unknown[]) {
      check();
      return Reflect.apply(
        target,
        self,
        args.map((arg) => checkedCallback(arg, check)),
      );
    },
    get: (target, property) => checked(Reflect.get(target, property), check),
  });
}

const checkedCallback = (arg: unknown, check: () => void): unknown =>
  typeof arg === "function" ? (...args: unknown[]) => arg(...args.map((own) => checked(own, check))) : arg;
