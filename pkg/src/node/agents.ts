import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from "node:http";
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from "node:https";
import type { Duplex } from "node:stream";
import type { UrlPolicy } from "../index.js";
import type { UnsafeUrlError } from "./error.js";
import { Guard } from "./guard.js";
import { lookupOf, type SafeLookup } from "./lookup.js";
import { type SafeLookupOptions, systemResolve } from "./resolve.js";

/** One agent for each scheme, as HTTP clients take them. */
export interface SafeAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export interface SafeAgentsOptions extends SafeLookupOptions {
  /** Options for both agents: `keepAlive`, `maxSockets`, `ca`, … */
  readonly agent?: HttpAgentOptions & HttpsAgentOptions;
}

interface ConnectOptions {
  host?: string | null;
  port?: number | string | null;
  path?: string | null;
  socketPath?: string | null;
  socket?: unknown;
  lookup?: unknown;
}
type Connected = (error: Error | null, socket?: Duplex) => void;
type CreateConnection = (options: ConnectOptions, connected?: Connected) => Duplex | undefined;

/**
 * Makes agents that check each connection: its scheme, its port, its host, and all addresses of the host.
 *
 * A client that follows redirects asks its agent for each hop, so each hop is checked. A kept connection is used for
 * the host and port that were checked, and for no others.
 *
 * @throws TypeError if the policy or an option is wrong. Requests fail with {@link UnsafeUrlError}
 */
export function safeAgents(policy?: UrlPolicy, options: SafeAgentsOptions = {}): SafeAgents {
  const { resolve = systemResolve, agent = {} } = options;
  for (const name of ["proxyEnv", "socketPath"]) {
    if (name in agent) throw new TypeError(`safeAgents: ${name} would bypass the check: leave it out`);
  }
  const guard = new Guard(policy);
  const lookup = lookupOf(guard, resolve);
  return {
    http: guarded(new HttpAgent(agent), "http", guard, lookup),
    https: guarded(new HttpsAgent(agent), "https", guard, lookup),
  };
}

function guarded<A extends HttpAgent>(agent: A, scheme: string, guard: Guard, lookup: SafeLookup): A {
  // Node documents createConnection as the way to decide how sockets are made. Not all versions of its types have it.
  const target = agent as unknown as { createConnection: CreateConnection };
  const connect = target.createConnection;
  target.createConnection = (options, connected) => {
    const error = refuse(options, scheme, guard);
    if (error === undefined) return connect.call(agent, { ...options, lookup }, connected);
    setImmediate(() => connected?.(error));
    return undefined;
  };
  return agent;
}

function refuse(options: ConnectOptions, scheme: string, guard: Guard): UnsafeUrlError | TypeError | undefined {
  // A path means a Unix socket, and nobody knows where a socket of the caller's leads to.
  if (options.path || options.socketPath || options.socket) {
    return new TypeError("a safe agent connects to hosts only: leave out socket, path and socketPath");
  }
  return guard.refuse(scheme, options.host || "localhost", options.port);
}
