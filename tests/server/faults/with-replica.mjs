// A store in Redis that runs nothing before a replica has the claim. docs/idempotency.md shows it.
import { createClientPool } from "redis";
import { RedisStore } from "unanimous/server";

export async function withReplica(url) {
  const pool = createClientPool({ url, disableOfflineQueue: true }, { maximum: 16 });
  pool.on("error", () => {});
  await pool.connect();
  const evaluate = async (script, keys, args) => {
    // Both in one turn, so over one connection: WAIT is about what was written before.
    const [reply, replicas] = await pool.execute((client) =>
      Promise.all([client.eval(script, { keys, arguments: args }), client.sendCommand(["WAIT", "1", "200"])]),
    );
    if (replicas < 1) throw new Error("no replica of Redis has the change");
    return reply;
  };
  return { make: (options) => new RedisStore(evaluate, options), client: pool, close: () => pool.destroy() };
}
