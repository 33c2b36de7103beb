// A dispatcher that connects to checked addresses.
/** @ts-ignore undici is optional; its types are needed only where it is installed */
import type { Agent, buildConnector, Dispatcher } from "undici";
import type { Guard } from "../guard.js";
import { holdProcess } from "../hold.js";
import { connectionLookup } from "../lookup.js";
import { allowedOptions, UNDICI_AGENT, UNDICI_CONNECT } from "../options.js";
import { isProxyAgent } from "../proxy.js";
import type { Resolve } from "../resolve.js";
import { isForProxy, judgeRequests, originOf } from "./requests.js";

/** The parts of the package undici that make a dispatcher. */
export interface Undici {
  Agent: typeof Agent;
  buildConnector: typeof buildConnector;
}

/**
 * Makes a dispatcher that connects under a guard.
 *
 * @throws TypeError if an option is wrong, or the module makes dispatchers for a proxy
 */
export function connectingDispatcher(guard: Guard, resolve: Resolve, agent: object, undici: Undici): Dispatcher {
  const { connect: socket = {}, ...settings } = allowedOptions("safeDispatcher: agent.", agent, UNDICI_AGENT);
  if (typeof socket === "function")
    throw new TypeError("safeDispatcher: connect must be an object of options, because the dispatcher connects itself");
  const connectOptions = allowedOptions("safeDispatcher: agent.connect.", socket, UNDICI_CONNECT);
  const connect = undici.buildConnector({
    ...connectSettings(settings),
    ...connectOptions,
    lookup: connectionLookup(guard, resolve),
  } as object);
  const dispatcher = new undici.Agent({
    ...settings,
    connect({ hostname, host, protocol, port, servername, localAddress }, connected) {
      const error = guard.refuse(protocol.replace(":", ""), hostname, port);
      // Members that a later version adds are left out, because they could name a socket.
      const target = { hostname, host, protocol, port, servername, localAddress } as buildConnector.Options;
      if (error !== undefined) {
        setImmediate(() => connected(error, null));
        return;
      }
      const release = holdProcess();
      connect(target, (...outcome) => {
        release();
        connected(...outcome);
      });
    },
  });
  if (isProxyAgent(dispatcher))
    throw new TypeError("safeDispatcher: undici.Agent sends requests to a proxy: pass one of it as guardingProxy");
  return judgeRequests(dispatcher, (request) =>
    isForProxy(request) ? guard.refuseProxy(originOf(request.origin)?.host ?? "") : undefined,
  );
}

/**
 * Returns the options of an agent that concern its connections. undici applies them only to connections that it makes
 * itself, so they are passed on here.
 */
function connectSettings(settings: Record<string, unknown> & { connectTimeout?: unknown }): Record<string, unknown> {
  const names = ["allowH2", "useH2c", "maxCachedSessions", "autoSelectFamily", "autoSelectFamilyAttemptTimeout"];
  const given = names.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]);
  const timeout = settings.connectTimeout === undefined ? {} : { timeout: settings.connectTimeout };
  return { ...Object.fromEntries(given), ...timeout };
}
