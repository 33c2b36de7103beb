import {
  Agent as HttpAgent,
  type AgentOptions as HttpAgentOptions,
  type ClientRequest,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from "node:https";
import type { Duplex } from "node:stream";
import type { UrlPolicy } from "../index.js";
import type { UnsafeUrlError } from "./error.js";
import { Guard } from "./guard.js";
import { connectionLookup, type SafeLookup } from "./lookup.js";
import { allowedOptions, NODE_AGENT, NODE_REQUEST, pickOptions } from "./options.js";
import { environmentProxy, isGlobalAgentActive } from "./proxy.js";
import { GUARD_OPTIONS, type GuardOptions, type Resolve, systemResolve } from "./resolve.js";

/** One agent for each scheme, as HTTP clients take them. */
export interface SafeAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** Options that could lead a connection elsewhere. */
type Refused = "path" | "socketPath" | "socket" | "host" | "port" | "lookup" | "fd" | "onread" | "signal";

export interface SafeAgentsOptions extends GuardOptions {
  /**
   * Options for both agents: `keepAlive`, `maxSockets`, `ca`, … Only options that cannot lead a connection elsewhere
   * are allowed, so `lookup`, `proxyEnv`, `createConnection` and unknown ones throw.
   *
   * @example safeAgents(policy, { agent: { keepAlive: true, maxSockets: 50 } })
   */
  readonly agent?: Omit<HttpAgentOptions & HttpsAgentOptions, Refused>;
  /**
   * Agents that send each request to a proxy which checks addresses itself. Then only the scheme, host and port of each
   * request are judged here. `agent` and `resolve` throw beside it.
   *
   * @example
   * const proxy = new ProxyAgent(); // of proxy-agent; or Node 24's `new https.Agent({ proxyEnv })`
   * safeAgents(policy, { guardingProxy: { http: proxy, https: proxy } });
   */
  readonly guardingProxy?: SafeAgents;
  /**
   * `unused` says that the client uses no proxy of the environment. Where the environment names one, such as by
   * `HTTPS_PROXY`, axios replaces the agents that it is given by one for the proxy, so without this option or
   * `guardingProxy` such an environment is refused.
   *
   * @example axios.get(url, { httpsAgent: safeAgents(policy, { envProxy: "unused" }).https, proxy: false })
   */
  readonly envProxy?: "unused";
}

const AGENTS_OPTIONS = new Set([...GUARD_OPTIONS, "agent", "guardingProxy", "envProxy"]);

interface ConnectOptions {
  host?: string | null;
  port?: number | string | null;
  path?: string | null;
  socketPath?: string | null;
  socket?: unknown;
}
type Connected = (error: Error | null, socket?: Duplex) => void;
/** What Node's agents have beside the members that its types declare in each version. */
interface AgentInternals {
  createConnection(options: ConnectOptions, connected?: Connected): Duplex | null | undefined;
  /** Old clients give a host, a port and a local address in place of the options. */
  addRequest(request: RequestInternals, options: RequestOptions, ...legacy: unknown[]): void;
}
type RequestInternals = ClientRequest & { onSocket(socket: null, error: Error): void };

/**
 * Makes agents that check each connection: its scheme, its port, its host, and all addresses of the host.
 *
 * A client that follows redirects asks its agent for each hop, so each hop is checked. A kept connection is used for
 * the host and port that were checked, and for no others. A request for a proxy (`CONNECT`, or a whole URL as its path)
 * is refused, whoever made it.
 *
 * @throws TypeError if the policy or an option is wrong, the environment names a proxy, or the package global-agent
 *   replaces all agents. Requests fail with {@link UnsafeUrlError}
 */
export function safeAgents(policy?: UrlPolicy, options: SafeAgentsOptions = {}): SafeAgents {
  allowedOptions("safeAgents: ", options, AGENTS_OPTIONS);
  const { resolve = systemResolve, guardingProxy, envProxy } = options;
  if (envProxy !== undefined && envProxy !== "unused") throw new TypeError('safeAgents: envProxy must be "unused"');
  const guard = new Guard(policy, options);
  if (guardingProxy !== undefined) return proxiedAgents(guard, options, guardingProxy);
  if (!guard.reportsOnly) refuseReplacement(envProxy);
  return guardedAgents(guard, resolve, options.agent);
}

/** @throws TypeError if something may replace the agents by those of a proxy, which no agent could notice */
function refuseReplacement(envProxy: "unused" | undefined): void {
  if (isGlobalAgentActive())
    throw new TypeError("safeAgents: the package global-agent sends all requests to a proxy: pass it as guardingProxy");
  const variable = envProxy === undefined ? environmentProxy() : undefined;
  if (variable === undefined) return;
  throw new TypeError(
    `safeAgents: the environment variable ${variable} makes some clients replace their agents by a proxy's: ` +
      'set envProxy to "unused" if yours does not, or set guardingProxy',
  );
}

/**
 * Makes agents that connect under a guard.
 *
 * @param opened is called with each connection
 * @param told whether the guard tells of the hosts of connections
 */
export function guardedAgents(
  guard: Guard,
  resolve: Resolve,
  agent: object = {},
  opened: (socket: Duplex) => void = () => {},
  told: "host" | "untold" = "host",
): SafeAgents {
  const settings = allowedOptions("safeAgents: agent.", agent, NODE_AGENT);
  const context = { guard, lookup: connectionLookup(guard, resolve), opened, told };
  return {
    http: guarded(new HttpAgent(settings), "http", context),
    https: guarded(new HttpsAgent(settings), "https", context),
  };
}

interface Context {
  readonly guard: Guard;
  readonly lookup: SafeLookup;
  readonly opened: (socket: Duplex) => void;
  readonly told: "host" | "untold";
}

function guarded<A extends HttpAgent>(agent: A, scheme: string, { guard, lookup, opened, told }: Context): A {
  // Node documents createConnection as the way to decide how sockets are made.
  const target = agent as unknown as AgentInternals;
  const connect = target.createConnection;
  target.createConnection = (options, connected) => {
    const error = refuseSocket(options) ?? guard.refuse(scheme, options.host || "localhost", options.port, told);
    if (error === undefined) {
      const checked: object = Object.assign(pickOptions(options, NODE_REQUEST), { lookup });
      const socket = connect.call(agent, checked, connected);
      if (socket) opened(socket);
      return socket;
    }
    setImmediate(() => connected?.(error));
    return undefined;
  };
  const add = target.addRequest;
  // Sees the request itself, also on a kept connection.
  target.addRequest = (request, options, ...legacy) => {
    const error = isForProxy(request) ? guard.refuseProxy(options.host || "localhost") : undefined;
    if (error === undefined) add.call(agent, request, options, ...legacy);
    else request.onSocket(null, error);
  };
  return agent;
}

function refuseSocket({ path, socketPath, socket }: ConnectOptions): TypeError | undefined {
  // A path means a Unix socket, and nobody knows where a socket of the caller's leads to.
  if (!path && !socketPath && !socket) return undefined;
  return new TypeError("a safe agent connects to hosts only: leave out socket, path and socketPath");
}

/** Whether the request's target is one that only proxies are sent, RFC 9112 sections 3.2.2 and 3.2.3. */
const isForProxy = ({ method, path }: ClientRequest): boolean => method === "CONNECT" || !/^[/*?]/.test(path);

/** Makes agents that judge the host of each request, and leave the rest to the agents of a proxy. */
export function proxiedAgents(
  guard: Guard,
  options: SafeAgentsOptions,
  proxy: SafeAgents,
  told: "host" | "untold" = "host",
): SafeAgents {
  if (options.agent !== undefined || options.resolve !== undefined)
    throw new TypeError("safeAgents: agent and resolve have no meaning beside guardingProxy: leave them out");
  const wrap = <A extends HttpAgent>(agent: A | undefined, scheme: string): A => {
    const target = agent as unknown as AgentInternals | undefined;
    if (typeof target?.addRequest !== "function")
      throw new TypeError(`safeAgents: guardingProxy.${scheme} must be an agent`);
    const addRequest: AgentInternals["addRequest"] = (request, requested) => {
      if (typeof requested !== "object") throw new TypeError("safeAgents: addRequest takes the options of a request");
      const error =
        refuseSocket({ socketPath: requested.socketPath ?? null }) ??
        guard.refuse(scheme, requested.host || "localhost", requested.port, told);
      if (error === undefined) target.addRequest(request, requested);
      else request.onSocket(null, error);
    };
    // The proxy's agent itself stays as it is, because others may use it.
    return Object.create(agent as A, { addRequest: { value: addRequest } });
  };
  return { http: wrap(proxy.http, "http"), https: wrap(proxy.https, "https") };
}
