// The internals of Node's agents that the adapters use, and the requests that no adapter sends.
import type { Agent as HttpAgent, ClientRequest, RequestOptions } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";

/** One agent for each scheme, as HTTP clients take them. */
export interface SafeAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export interface ConnectOptions {
  host?: string | null;
  port?: number | string | null;
  path?: string | null;
  socketPath?: string | null;
  socket?: unknown;
}
type Connected = (error: Error | null, socket?: Duplex) => void;
/** Members of Node's agents that its types do not declare in every version. */
export interface AgentInternals {
  createConnection(options: ConnectOptions, connected?: Connected): Duplex | null | undefined;
  /** Old clients give a host, a port and a local address in place of the options. */
  addRequest(request: RequestInternals, options: RequestOptions, ...legacy: unknown[]): void;
}
type RequestInternals = ClientRequest & { onSocket(socket: null, error: Error): void };

/** Refuses a request that names a socket in place of a host, and returns the error; undefined for any other request. */
export function refuseSocket({ path, socketPath, socket }: ConnectOptions): TypeError | undefined {
  // A path names a Unix socket, and nobody knows where a socket of the caller leads.
  if (!path && !socketPath && !socket) return undefined;
  return new TypeError("a safe agent connects to hosts only: leave out socket, path and socketPath");
}
