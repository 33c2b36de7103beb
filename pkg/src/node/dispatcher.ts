import { createRequire } from "node:module";
/** @ts-ignore undici is optional; its types are needed only where it is installed */
import type { Agent, buildConnector, Dispatcher } from "undici";
import type { UrlPolicy } from "../index.js";
import { connectingDispatcher, type Undici } from "./dispatcher/connecting.js";
import { proxiedDispatcher } from "./dispatcher/proxied.js";
import type { UnsafeUrlError } from "./error.js";
import { Guard } from "./guard.js";
import { allowedOptions } from "./options.js";
import { GUARD_OPTIONS, type GuardOptions, resolverOf } from "./resolve.js";

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
  readonly undici?: Undici;
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
 * It makes the connections itself, so it uses no proxy of the environment, even if `fetch` itself would use one.
 *
 * It needs the package `undici`: version 6 or 7 for the `fetch` of Node, or version 8 with the `fetch` of undici.
 *
 * @throws TypeError if the policy or an option is wrong, Error if undici is not installed. `fetch` fails with a
 *   TypeError whose `cause` is an {@link UnsafeUrlError}. `request`, `stream` and the others fail with the
 *   UnsafeUrlError itself
 */
export function safeDispatcher(policy?: UrlPolicy, options: SafeDispatcherOptions = {}): Dispatcher {
  allowedOptions("safeDispatcher: ", options, DISPATCHER_OPTIONS);
  const guard = new Guard("safeDispatcher", policy, options);
  const { guardingProxy, agent, resolve, undici } = options;
  if (guardingProxy === undefined)
    return connectingDispatcher(
      guard,
      resolverOf("safeDispatcher", options),
      agent === undefined ? {} : agent,
      undici === undefined ? requireUndici() : checkUndici(undici),
    );
  if (agent !== undefined || resolve !== undefined || undici !== undefined)
    throw new TypeError(
      "safeDispatcher: agent, resolve and undici have no meaning beside guardingProxy: leave them out",
    );
  return proxiedDispatcher(guard, guardingProxy);
}

/** @throws TypeError if the option is not the module */
function checkUndici(undici: Undici): Undici {
  if (typeof undici?.Agent !== "function" || typeof undici.buildConnector !== "function")
    throw new TypeError("safeDispatcher: undici must be the module undici");
  return undici;
}

function requireUndici(): Undici {
  try {
    // Not an import, because the other adapters work without undici.
    return createRequire(import.meta.url)("undici");
  } catch (cause) {
    throw new Error("safeDispatcher needs the package undici: npm install undici@7", { cause });
  }
}
