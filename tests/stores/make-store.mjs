// Makes a store by its name, for the tests and for the processes that share one.
import { RedisStore } from "unanimous/server";

/** Each takes the database's URL and the store's options, and returns the store and what ends it. */
export const STORES = {
  async "node-redis 6"(url, options) {
    const { createClient } = await import("redis");
    const client = await createClient({ url }).connect();
    return { store: new RedisStore(client, options), close: () => client.destroy() };
  },
  async "node-redis 5"(url, options) {
    const { createClient } = await import("redis-5");
    const client = await createClient({ url }).connect();
    return { store: new RedisStore(client, options), close: () => client.destroy() };
  },
  async "ioredis 6"(url, options) {
    const { Redis } = await import("ioredis");
    const client = new Redis(url);
    return { store: new RedisStore(client, options), close: () => client.disconnect() };
  },
  async "ioredis 5"(url, options) {
    const { Redis } = await import("ioredis-5");
    const client = new Redis(url);
    return { store: new RedisStore(client, options), close: () => client.disconnect() };
  },
  async "@upstash/redis over a bridge to Redis"(url, options) {
    const [{ Redis }, { startBridge }] = await Promise.all([import("@upstash/redis"), import("./upstash-bridge.mjs")]);
    const bridge = await startBridge(url);
    const client = new Redis({ url: bridge.url, token: "test", enableTelemetry: false });
    return { store: new RedisStore(client, options), close: () => bridge.close() };
  },
  async "a function"(url, options) {
    const { createClient } = await import("redis");
    const client = await createClient({ url }).connect();
    const evaluate = (script, keys, args) => client.eval(script, { keys, arguments: args });
    return { store: new RedisStore(evaluate, options), close: () => client.destroy() };
  },
};
