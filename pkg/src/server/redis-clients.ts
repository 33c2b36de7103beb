// Calls Lua through the clients that people have. A record is bytes, and a client that returns texts would corrupt it.
import { bytesOfHex, hexOf } from "./bytes.js";

/** The clients that {@link RedisStore} takes: `redis` (node-redis), `ioredis`, `@upstash/redis`, or a function. */
export type RedisClient = NodeRedis | IoRedis | UpstashRedis | RedisEval;

/** node-redis 5 or later. */
export interface NodeRedis {
  withTypeMapping(mapping: never): object;
}

/** ioredis 5 or later. */
export interface IoRedis {
  callBuffer(...args: never): Promise<unknown>;
}

/** A client that sends JSON over HTTP, such as `@upstash/redis`. */
export interface UpstashRedis {
  eval(script: string, keys: string[], args: string[]): Promise<unknown>;
}

/** Runs a Lua script in any other way. Arguments and replies are texts, so that every client can send them. */
export type RedisEval = (script: string, keys: string[], args: string[]) => Promise<unknown>;

/** Runs a script with one key. An argument is a text or bytes. The texts of the reply are bytes. */
export type RunScript = (script: string, key: string, args: readonly (string | Uint8Array)[]) => Promise<unknown>;

/** `$`, the type of a text in Redis's protocol. */
const BLOB_STRING = 36;

/** Returns the function that runs scripts through a client; throws a TypeError if the client is of an unknown kind. */
export function scriptRunner(client: RedisClient): RunScript {
  if (typeof client === "function") return overTexts(client);
  if (isIoRedis(client)) {
    return (script, key, args) => client.callBuffer("EVAL", script, 1, key, ...args.map(toBuffer));
  }
  if (isNodeRedis(client)) {
    const withBuffers = client.withTypeMapping({ [BLOB_STRING]: NodeBuffer });
    return (script, key, args) => withBuffers.eval(script, { keys: [key], arguments: args.map(toBuffer) });
  }
  if (isUpstash(client)) return overTexts((script, keys, args) => client.eval(script, keys, args));
  throw new TypeError(
    "RedisStore: client must be one of node-redis 5, ioredis or @upstash/redis, or a function (script, keys, args)",
  );
}

const has = (client: object, name: string): boolean =>
  typeof client === "object" && client !== null && typeof (client as Record<string, unknown>)[name] === "function";
// The clients' own types have many overloads, so only the calls that are made here are typed.
type CallBuffer = (command: string, ...args: (string | number | Uint8Array)[]) => Promise<unknown>;
type EvalObject = (script: string, options: { keys: string[]; arguments: (string | Uint8Array)[] }) => Promise<unknown>;
const isIoRedis = (client: object): client is { callBuffer: CallBuffer } => has(client, "callBuffer");
const isNodeRedis = (client: object): client is { withTypeMapping(mapping: object): { eval: EvalObject } } =>
  has(client, "withTypeMapping");
// node-redis 4 has `sendCommand`, and takes other arguments.
const isUpstash = (client: object): client is UpstashRedis => has(client, "eval") && !has(client, "sendCommand");

/** Node's class of bytes: the clients for Node take no other. */
const { Buffer: NodeBuffer } = globalThis as {
  Buffer?: { from(b: ArrayBufferLike, at: number, n: number): Uint8Array };
};

const toBuffer = (value: string | Uint8Array): string | Uint8Array =>
  typeof value === "string" || NodeBuffer === undefined
    ? value
    : NodeBuffer.from(value.buffer, value.byteOffset, value.byteLength);

/**
 * Runs scripts through a client that takes and returns only texts. Each script is wrapped in Lua that takes its
 * arguments in hexadecimal, and returns its texts in hexadecimal.
 */
const overTexts =
  (evaluate: RedisEval): RunScript =>
  async (script, key, args) => {
    const hexArgs = args.map(
      (value) => `x${hexOf(typeof value === "string" ? new TextEncoder().encode(value) : value)}`,
    );
    return fromHex(await evaluate(wrapped(script), [key], hexArgs));
  };

/** A text begins with `x`, so that no client takes it for a number. */
function wrapped(script: string): string {
  const flags = /^#!.*\n/.exec(script)?.[0] ?? "";
  return `${flags}local given = ARGV
local ARGV = {}
for at = 1, #given do
  ARGV[at] = given[at]:gsub('^x', ''):gsub('..', function(digits) return string.char(tonumber(digits, 16)) end)
end
local function hex(text) return 'x' .. text:gsub('.', function(char) return string.format('%02x', char:byte()) end) end
local reply = (function()
${script.slice(flags.length)}
end)()
if type(reply) == 'table' and reply[1] then reply[1] = hex(reply[1]) end
return reply`;
}

/** Decodes the texts of a reply. */
function fromHex(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(fromHex);
  if (typeof reply !== "string" || !/^x(?:[0-9a-f]{2})*$/.test(reply)) return reply;
  return bytesOfHex(reply.slice(1));
}
