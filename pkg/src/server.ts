/**
 * The entry `unanimous/server`: fetch handlers that check a request, run it once for its `Idempotency-Key`, and write
 * all errors in one dialect, for Node, Deno, Bun, Workers and Vercel.
 *
 * The code that writes errors, with its WebAssembly module, is loaded when the first key is checked or the first error
 * is written.
 *
 * @module
 */
export { answer } from "./server/answer.js";
export type { AnswerableError, AnswerOptions } from "./server/answer.js";
export type { FetchHandler, ServerHandler } from "./server/handler.js";
export { idempotent } from "./server/idempotent.js";
export type { IdempotentOptions, KeyedOptions } from "./server/idempotent.js";
export { json } from "./server/light-response.js";
export { MemoryStore, StoreFullError } from "./server/memory-store.js";
export type { MemoryStoreOptions } from "./server/memory-store.js";
export { requestIdOf } from "./server/request-id.js";
export { isKept } from "./server/store.js";
export type { Answer, Begin, Call, Claim, Store, StoreOptions } from "./server/store.js";
export { validated } from "./server/validated.js";
export type { RequestSchema, ValidatedHandler, ValidatedOptions } from "./server/validated.js";
export type { BodyOptions } from "./server/request-body.js";
export { RedisStore } from "./server/redis-store.js";
export type { RedisStoreOptions } from "./server/redis-store.js";
export type { IoRedis, NodeRedis, RedisClient, RedisEval, UpstashRedis } from "./server/redis-clients.js";
export { toFastifyHandler, toNodeHandler } from "./server/node-handler.js";
export type { FastifyReply, FastifyRequest } from "./server/node-handler.js";
export { toHonoHandler } from "./server/hono-handler.js";
export type { HonoContext } from "./server/hono-handler.js";
export type { NodeRequest, NodeResponse } from "./server/node-messages.js";
export { PostgresStore } from "./server/postgres-store.js";
export type { PgClient, PostgresClient, PostgresJs, PostgresStoreOptions } from "./server/postgres-store.js";
export { DurableObjectStore, IdempotencyObject } from "./server/durable-object.js";
export type { DurableObjectState, DurableObjects } from "./server/durable-object.js";
export { D1Store } from "./server/d1-store.js";
export type { D1, D1Statement } from "./server/d1-store.js";
export { idempotentInTransaction } from "./server/in-transaction.js";
export type { InTransactionOptions } from "./server/in-transaction.js";
