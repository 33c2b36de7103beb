import type { AgentOptions as HttpAgentOptions } from "node:http";
import type { AgentOptions as HttpsAgentOptions } from "node:https";
import type { UrlPolicy } from "../index.js";
import { guardedAgents } from "./agents/guarded.js";
import type { SafeAgents } from "./agents/internals.js";
import { proxiedAgents } from "./agents/proxied.js";
import type { UnsafeUrlError } from "./error.js";
import { Guard } from "./guard.js";
import { allowedOptions, requireObject } from "./options.js";
import { environmentProxy, isGlobalAgentActive } from "./proxy.js";
import { GUARD_OPTIONS, type GuardOptions, resolverOf } from "./resolve.js";

export type { SafeAgents } from "./agents/internals.js";

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
   * `unused` says that the client uses no proxy of the environment. If the environment names one, for example by
   * `HTTPS_PROXY`, axios replaces the given agents by one for the proxy. So without this option or `guardingProxy`,
   * such an environment is refused.
   *
   * @example axios.get(url, { httpsAgent: safeAgents(policy, { envProxy: "unused" }).https, proxy: false })
   */
  readonly envProxy?: "unused";
}

const AGENTS_OPTIONS = new Set([...GUARD_OPTIONS, "agent", "guardingProxy", "envProxy"]);

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
  const { envProxy } = options;
  const resolve = resolverOf("safeAgents", options);
  if (envProxy !== undefined && envProxy !== "unused") throw new TypeError('safeAgents: envProxy must be "unused"');
  const guard = new Guard("safeAgents", policy, options);
  const proxy = guardingProxyOf(options);
  if (proxy !== undefined) return proxiedAgents(guard, proxy);
  if (!guard.reportsOnly) refuseReplacement(envProxy);
  return guardedAgents(guard, resolve, options.agent);
}

/** @throws TypeError if something may replace the agents by those of a proxy. The agents could not notice that */
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
 * Returns the agents of the guarding proxy; undefined without one.
 *
 * @throws TypeError if another option would have no effect beside it
 */
export function guardingProxyOf({ guardingProxy, agent, resolve }: SafeAgentsOptions): SafeAgents | undefined {
  if (guardingProxy !== undefined) requireObject("safeAgents", "guardingProxy", guardingProxy);
  if (guardingProxy !== undefined && (agent !== undefined || resolve !== undefined))
    throw new TypeError("safeAgents: agent and resolve have no meaning beside guardingProxy: leave them out");
  return guardingProxy;
}
