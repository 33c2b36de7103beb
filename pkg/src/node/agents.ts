import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from "node:http";
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from "node:https";
import type { Duplex } from "node:stream";
import type { UrlPolicy } from "../index.js";
import type { UnsafeUrlError } from "./error.js";
import { Guard } from "./guard.js";
import { lookupOf, type SafeLookup } from "./lookup.js";
import { type SafeLookupOptions, systemResolve } from "./resolve.js";

/** One agent a scheme, as clients take them. */
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
 * Makes agents whose every connection is checked: scheme, port, IP literals, names, and all that a name resolves to.
 *
 * A client that follows redirects asks its agent for each hop, so each hop is checked. A kept connection serves only
 * the host and port that it was checked for.
 *
 * @throws TypeError for a policy or options that are wrong; requests fail with {@link UnsafeUrlError}
 */
export function safeAgents(policy?: UrlPolicy, options: SafeAgentsOptions = {}): SafeAgents {
  const { resolve = systemResolve, agent = {} } = options;
  for (const name of ["proxyEnv", "socketPath"]) {
    if (name in agent) throw new TypeError(`safeAgents: ${name} leads around the check`);
  }
  const guard = new Guard(policy);
  const lookup = lookupOf(guard, resolve);
  return {
    http: guarded(new HttpAgent(agent), "http", guard, lookup),
    https: guarded(new HttpsAgent(agent), "https", guard, lookup),
  };
}

function guarded<A extends HttpAgent>(agent: A, scheme: string, guard: Guard, lookup: SafeLookup): A {
  // Not in the type of every version of Node; documented as the way to decide how sockets are made.
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
  // A path is that of a Unix socket; what a socket made elsewhere leads to is not known.
  if (options.path || options.socketPath || options.socket) {
    return new TypeError("a safe agent makes its own connections to hosts, and takes no socket or path of one");
  }
  return guard.refuse(scheme, options.host || "localhost", options.port);
}
