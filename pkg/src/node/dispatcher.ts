import { createRequire } from "node:module";
/** @ts-ignore undici is optional; its types are needed only where it is installed */
import type { Agent, buildConnector, Dispatcher } from "undici";
import type { UrlPolicy } from "../index.js";
import type { UnsafeUrlError } from "./error.js";
import { Guard } from "./guard.js";
import { connectionLookup } from "./lookup.js";
import { allowedOptions, UNDICI_AGENT, UNDICI_CONNECT } from "./options.js";
import { isProxyAgent } from "./proxy.js";
import { GUARD_OPTIONS, type GuardOptions, systemResolve } from "./resolve.js";

/** Options of undici's `Agent` that could lead a connection elsewhere. */
type Refused = "factory" | "interceptors" | "connect" | "socketPath" | "tls";

export interface SafeDispatcherOptions extends GuardOptions {
  /**
   * Options of undici's `Agent`: `connections`, `bodyTimeout`, `connect: { timeout, ca, … }`, … Only options that
   * cannot lead a connection elsewhere are allowed, so `factory`, `interceptors`, a function as `connect` and unknown
   * ones throw.
   *
   * @example safeDispatcher(policy, { agent: { connections: 10, connect: { timeout: 3_000 } } })
   */
  readonly agent?: Omit<Agent.Options, Refused> & { readonly connect?: buildConnector.BuildOptions };
  /**
   * The module `undici`, if it cannot be found from this package, such as in a bundle.
   *
   * @example
   * import * as undici from "undici";
   * safeDispatcher(policy, { undici });
   */
  readonly undici?: { Agent: typeof Agent; buildConnector: typeof buildConnector };
  /**
   * A dispatcher that sends each request to a proxy which checks addresses itself. Then only the scheme, host and port
   * of each request are judged here. `agent`, `resolve` and `undici` throw beside it.
   *
   * @example safeDispatcher(policy, { guardingProxy: new ProxyAgent("http://egress.corp:3128") })
   */
  readonly guardingProxy?: Dispatcher;
}

const DISPATCHER_OPTIONS = new Set([...GUARD_OPTIONS, "agent", "undici", "guardingProxy"]);

/**
 * Makes a dispatcher for `fetch` and undici that checks each connection: its scheme, its port, its host, and all
 * addresses of the host. Redirects make connections of their own, so each hop is checked. A kept connection is used for
 * the origin that was checked, and for no other. A request for a proxy (`CONNECT`, or a whole URL as its path) is
 * refused.
 *
 * It makes the connections itself, so it uses no proxy of the environment, not even where `fetch` alone would use one.
 *
 * It needs the package `undici`: version 6 or 7 for the `fetch` of Node, or version 8 with the `fetch` of undici.
 *
 * @throws TypeError if the policy or an option is wrong, Error if undici is not installed. `fetch` fails with a
 *   TypeError whose `cause` is an {@link UnsafeUrlError}. `request`, `stream` and the others fail with the
 *   UnsafeUrlError itself
 */
export function safeDispatcher(policy?: UrlPolicy, options: SafeDispatcherOptions = {}): Dispatcher {
  allowedOptions("safeDispatcher: ", options, DISPATCHER_OPTIONS);
  const guard = new Guard(policy, options);
  const { guardingProxy } = options;
  return guardingProxy === undefined
    ? connectingDispatcher(guard, options)
    : proxiedDispatcher(guard, options, guardingProxy);
}

function connectingDispatcher(guard: Guard, options: SafeDispatcherOptions): Dispatcher {
  const { resolve = systemResolve, agent = {} } = options;
  const { connect: socket = {}, ...settings } = allowedOptions("safeDispatcher: agent.", agent, UNDICI_AGENT);
  if (typeof socket === "function")
    throw new TypeError("safeDispatcher: connect must be an object of options, because the dispatcher connects itself");
  const connectOptions = allowedOptions("safeDispatcher: agent.connect.", socket, UNDICI_CONNECT);
  const undici = options.undici ?? requireUndici();
  const connect = undici.buildConnector({
    ...connectSettings(settings),
    ...connectOptions,
    lookup: connectionLookup(guard, resolve),
  } as object);
  const dispatcher = new undici.Agent({
    ...settings,
    connect({ hostname, host, protocol, port, servername, localAddress }, connected) {
      const error = guard.refuse(protocol.replace(":", ""), hostname, port);
      // Without members that a later version adds: they could name a socket.
      const target = { hostname, host, protocol, port, servername, localAddress } as buildConnector.Options;
      if (error === undefined) connect(target, connected);
      else setImmediate(() => connected(error, null));
    },
  });
  if (isProxyAgent(dispatcher))
    throw new TypeError("safeDispatcher: undici.Agent sends requests to a proxy: pass one of it as guardingProxy");
  return judgeRequests(dispatcher, ({ origin, path, method }) =>
    isForProxy(path, method) ? guard.refuseProxy(originOf(origin)?.host ?? "") : undefined,
  );
}

/** Whether a request's target is one that only proxies are sent, RFC 9112 sections 3.2.2 and 3.2.3. */
const isForProxy = (path: unknown, method: unknown): boolean => method === "CONNECT" || /^https?:/i.test(String(path));

/** Makes a dispatcher that judges the host of each request, and leaves the rest to the dispatcher of a proxy. */
function proxiedDispatcher(guard: Guard, options: SafeDispatcherOptions, proxy: Dispatcher): Dispatcher {
  if (options.agent !== undefined || options.resolve !== undefined || options.undici !== undefined)
    throw new TypeError(
      "safeDispatcher: agent, resolve and undici have no meaning beside guardingProxy: leave them out",
    );
  if (typeof proxy?.dispatch !== "function")
    throw new TypeError("safeDispatcher: guardingProxy must be a dispatcher of undici");
  return judgeRequests(proxy, (request) => {
    const { origin, path, method } = request;
    if (isForProxy(path, method)) return guard.refuseProxy(originOf(origin)?.host ?? "");
    // undici 6 would follow them out of sight.
    if ((request as { maxRedirections?: number }).maxRedirections)
      throw new TypeError("safeDispatcher: maxRedirections has no meaning beside guardingProxy: compose a redirect");
    const target = originOf(origin);
    return target === undefined ? undefined : guard.refuse(target.scheme, target.host, target.port);
  });
}

interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

/** Returns the parts of a request's origin; undefined if there is none, which undici refuses. */
function originOf(origin: string | URL | undefined): Origin | undefined {
  if (origin === undefined) return undefined;
  const { protocol, hostname, port } = new URL(String(origin));
  return { scheme: protocol.slice(0, -1), host: hostname.replace(/^\[(.*)\]$/, "$1"), port };
}

/** Returns a dispatcher that judges each request first. The given one stays as it is, because others may use it. */
function judgeRequests(
  dispatcher: Dispatcher,
  judge: (request: Dispatcher.DispatchOptions) => UnsafeUrlError | undefined,
): Dispatcher {
  const dispatch = dispatcher.dispatch.bind(dispatcher);
  return new Proxy(dispatcher, {
    get(target, name) {
      if (name !== "dispatch") return Reflect.get(target, name);
      return (request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean => {
        const error = judge(request);
        if (error !== undefined) throw error;
        return dispatch(request, handler);
      };
    },
  });
}

/**
 * Returns the options of an agent that concern its connections. undici passes them on only if it makes those itself.
 */
function connectSettings(settings: Record<string, unknown> & { connectTimeout?: unknown }): Record<string, unknown> {
  const names = ["allowH2", "useH2c", "maxCachedSessions", "autoSelectFamily", "autoSelectFamilyAttemptTimeout"];
  const given = names.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]);
  const timeout = settings.connectTimeout === undefined ? {} : { timeout: settings.connectTimeout };
  return { ...Object.fromEntries(given), ...timeout };
}

function requireUndici(): NonNullable<SafeDispatcherOptions["undici"]> {
  try {
    // Not an import, because the other adapters work without undici.
    return createRequire(import.meta.url)("undici");
  } catch (cause) {
    throw new Error("safeDispatcher needs the package undici: npm install undici@7", { cause });
  }
}
