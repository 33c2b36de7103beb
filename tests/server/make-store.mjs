// Makes a store by its name, for the tests and for the processes that share one.
import { PostgresStore, RedisStore } from "unanimous/server";

/** The options of postgres.js, as the documentation says. */
export const POSTGRES_JS = {
  // By default it waits for up to 20 s before it connects again.
  backoff: () => 0.5,
  // If the connection is lost while postgres.js 3.4.9 fetches them, it ends the process: its issue 1192.
  fetch_types: false,
  onnotice: () => {},
};

/** Each takes the database's URL, and returns what makes a store and what ends its connections. */
export const STORES = {
  async "node-redis 6"(url) {
    const { createClient } = await import("redis");
    const client = await createClient({ url }).connect();
    return { make: (options) => new RedisStore(client, options), client, close: () => client.destroy() };
  },
  async "node-redis 5"(url) {
    const { createClient } = await import("redis-5");
    const client = await createClient({ url }).connect();
    return { make: (options) => new RedisStore(client, options), client, close: () => client.destroy() };
  },
  async "ioredis 6"(url) {
    const { Redis } = await import("ioredis");
    const client = new Redis(url);
    return { make: (options) => new RedisStore(client, options), client, close: () => client.disconnect() };
  },
  async "ioredis 5"(url) {
    const { Redis } = await import("ioredis-5");
    const client = new Redis(url);
    return { make: (options) => new RedisStore(client, options), client, close: () => client.disconnect() };
  },
  async "@upstash/redis over a bridge to Redis"(url) {
    const [{ Redis }, { startBridge }] = await Promise.all([import("@upstash/redis"), import("./upstash-bridge.mjs")]);
    const bridge = await startBridge(url);
    const client = new Redis({ url: bridge.url, token: "test", enableTelemetry: false });
    return { make: (options) => new RedisStore(client, options), client, close: () => bridge.close() };
  },
  async "a function"(url) {
    const { createClient } = await import("redis");
    const client = await createClient({ url }).connect();
    const evaluate = (script, keys, args) => client.eval(script, { keys, arguments: args });
    return { make: (options) => new RedisStore(evaluate, options), close: () => client.destroy() };
  },
  async pg(url) {
    const { default: pg } = await import("pg");
    const pool = new pg.Pool({ connectionString: url, max: 8 });
    // A connection that is still closing when the server stops must not fail the test.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    return { make: (options) => new PostgresStore(pool, options), pool, close: () => pool.end() };
  },
  async "postgres.js"(url) {
    const { default: postgres } = await import("postgres");
    const sql = postgres(url, { max: 8, ...POSTGRES_JS });
    return { make: (options) => new PostgresStore(sql, options), sql, close: () => sql.end() };
  },
};
