// Compiled with the types of the real clients: each fits without a cast.
import { Redis as Upstash } from "@upstash/redis";
import { Cluster, Redis } from "ioredis";
import { Cluster as Cluster5, Redis as Redis5 } from "ioredis-5";
import pg from "pg";
import postgres from "postgres";
import { createClient, createCluster, createSentinel } from "redis";
import {
  createClient as createClient5,
  createCluster as createCluster5,
  createSentinel as createSentinel5,
} from "redis-5";
import { idempotent, idempotentInTransaction, PostgresStore, RedisStore, toNodeHandler } from "unanimous/server";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";

new RedisStore(createClient());
new RedisStore(createClient5());
new RedisStore(new Redis());
new RedisStore(new Redis5());
new RedisStore(createCluster({ rootNodes: [] }));
new RedisStore(createCluster5({ rootNodes: [] }));
new RedisStore(createSentinel({ name: "a", sentinelRootNodes: [] }));
new RedisStore(createSentinel5({ name: "a", sentinelRootNodes: [] }));
new RedisStore(new Cluster([]));
new RedisStore(new Cluster5([]));
new RedisStore(new Upstash({ url: "", token: "" }));
new RedisStore(async (script, keys, args) => [script, keys, args]);
new PostgresStore(new pg.Pool());
new PostgresStore(new pg.Client());
const sql = postgres();
const store = new PostgresStore(sql);
const handle = idempotentInTransaction(
  async (_request, tx: postgres.TransactionSql) => {
    await tx`SELECT 1`;
    return new Response();
  },
  { store, transaction: (run) => sql.begin(run) },
);
createServer(toNodeHandler(handle));
createHttp2Server(toNodeHandler(handle));
createServer(toNodeHandler(idempotent(() => new Response(), { store })));
