// A store in Redis that runs nothing before a replica has the claim. docs/retry-and-idempotency.md shows it.
import { createClient } from "redis";
import { RedisStore } from "unanimous/server";

export async function withReplica(url) {
  const client = createClient({ url, disableOfflineQueue: true });
  client.on("error", () => {});
  await client.connect();
  const evaluate = async (script, keys, args) => {
    // Both in one turn, so over one connection: WAIT is about what was written before.
    const [reply, replicas] = await Promise.all([
      client.eval(script, { keys, arguments: args }),
      client.sendCommand(["WAIT", "1", "1000"]),
    ]);
    if (replicas < 1) throw new Error("no replica of Redis has the change");
    return reply;
  };
  return { make: (options) => new RedisStore(evaluate, options), client, close: () => client.destroy() };
}
