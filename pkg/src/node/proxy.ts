// Recognises proxies: those that the environment names, and agents that send requests to one.
import http from "node:http";
import https from "node:https";

/** The variables that HTTP clients read proxies from, in lower case: curl's, npm's, and those of global-agent. */
const VARIABLES = [
  ...["http_proxy", "https_proxy", "all_proxy"],
  ...["npm_config_proxy", "npm_config_http_proxy", "npm_config_https_proxy"],
  ...["global_agent_http_proxy", "global_agent_https_proxy"],
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the name of a variable that makes clients use a proxy; undefined if there is none, or `NO_PROXY` is `*`. */
export function environmentProxy(environment: Environment = process.env): string | undefined {
  const value = (name: string) => environment[name]?.trim() || environment[name.toUpperCase()]?.trim();
  if (value("no_proxy") === "*") return undefined;
  const name = VARIABLES.find((variable) => value(variable));
  return name && (environment[name]?.trim() ? name : name.toUpperCase());
}

/** Whether the environment names a proxy at this host. */
export function isEnvironmentProxy(host: string, environment: Environment = process.env): boolean {
  const values = VARIABLES.flatMap((name) => [environment[name], environment[name.toUpperCase()]]);
  return values.some((value) => value !== undefined && hostOfProxy(value.trim()) === host.toLowerCase());
}

/** Returns the host in a variable's value, which may lack a scheme: `egress.corp:3128`; undefined if it has none. */
function hostOfProxy(value: string): string | undefined {
  try {
    return new URL(value.includes("://") ? value : `http://${value}`).hostname.replace(/^\[(.*)\]$/, "$1");
  } catch {
    return undefined;
  }
}

/**
 * Whether an agent or a dispatcher sends requests to a proxy, as far as it can be recognised: undici's `ProxyAgent`,
 * `EnvHttpProxyAgent` and `Socks5ProxyAgent`, the family of `proxy-agent`, and Node's agents with `proxyEnv`.
 */
export function isProxyAgent(agent: unknown): boolean {
  if (typeof agent !== "object" || agent === null) return false;
  // A class is known by its name, or by the descriptions of its symbols, which a minifier keeps.
  for (let at = agent; at !== null; at = Object.getPrototypeOf(at)) {
    if (/proxy/i.test(at.constructor?.name ?? "")) return true;
  }
  const symbols = Object.getOwnPropertySymbols(agent) as (keyof typeof agent)[];
  const has = (value: unknown) => value !== undefined && value !== null && value !== false;
  return (
    symbols.some((symbol) => /proxy/i.test((symbol as symbol).description ?? "") && has(agent[symbol])) ||
    has((agent as { proxy?: unknown }).proxy) ||
    has((agent as { options?: { proxyEnv?: unknown } }).options?.proxyEnv)
  );
}

/** Returns what makes requests without an agent of their own use a proxy; undefined if nothing does. */
export function ambientProxy(): string | undefined {
  const variable = environmentProxy();
  if (variable !== undefined) return `the environment variable ${variable}`;
  return isProxyAgent(http.globalAgent) || isProxyAgent(https.globalAgent) ? "Node's global agent" : undefined;
}

/** Whether the package global-agent runs, which replaces the agents of all requests. */
export function isGlobalAgentActive(): boolean {
  const settings = (globalThis as { GLOBAL_AGENT?: { HTTP_PROXY?: unknown; HTTPS_PROXY?: unknown } }).GLOBAL_AGENT;
  return Boolean(settings?.HTTP_PROXY || settings?.HTTPS_PROXY);
}
