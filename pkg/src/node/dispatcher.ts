import { createRequire } from "node:module";
/** @ts-ignore undici is optional; its types are needed only where it is installed */
import type { Agent, buildConnector, Dispatcher } from "undici";
import type { UrlPolicy } from "../index.js";
import { Guard } from "./guard.js";
import { lookupOf } from "./lookup.js";
import { type SafeLookupOptions, systemResolve } from "./resolve.js";

export interface SafeDispatcherOptions extends SafeLookupOptions {
  /** Options of undici's `Agent`: `connections`, `bodyTimeout`, `connect: { timeout, ca, … }`, … */
  readonly agent?: Agent.Options;
  /** The module `undici`, if it cannot be found from this package, such as in a bundle. */
  readonly undici?: { Agent: typeof Agent; buildConnector: typeof buildConnector };
}

/**
 * Makes a dispatcher for `fetch` and undici that checks each connection: its scheme, its port, its host, and all
 * addresses of the host. Redirects make connections of their own, so each hop is checked. A kept connection is used for
 * the origin that was checked, and for no other.
 *
 * It needs the package `undici`: version 6 or 7 for the `fetch` of Node, or version 8 with the `fetch` of undici.
 *
 * @throws TypeError if the policy or an option is wrong, Error if undici is not installed. `fetch` fails with a
 *   TypeError whose `cause` is an {@link UnsafeUrlError}. `request`, `stream` and the others fail with the
 *   UnsafeUrlError itself
 */
export function safeDispatcher(policy?: UrlPolicy, options: SafeDispatcherOptions = {}): Dispatcher {
  const { resolve = systemResolve, agent = {}, undici = requireUndici() } = options;
  const { connect: socket = {}, ...settings } = agent;
  if (typeof socket === "function")
    throw new TypeError("safeDispatcher: connect must be an object of options, because the dispatcher connects itself");
  for (const name of ["socketPath", "path", "socket", "host", "port"]) {
    if (name in socket || name in settings)
      throw new TypeError(`safeDispatcher: ${name} would bypass the check: leave it out`);
  }
  const guard = new Guard(policy);
  const connect = undici.buildConnector({
    ...connectSettings(settings),
    ...socket,
    lookup: lookupOf(guard, resolve),
  } as object);
  return new undici.Agent({
    ...settings,
    connect(target, connected) {
      const error = guard.refuse(target.protocol.replace(":", ""), target.hostname, target.port);
      if (error === undefined) connect(target, connected);
      else setImmediate(() => connected(error, null));
    },
  });
}

/**
 * Returns the options of an agent that concern its connections. undici passes them on only if it makes those itself.
 */
function connectSettings(settings: Record<string, unknown> & { connectTimeout?: unknown }): Record<string, unknown> {
  const names = ["allowH2", "maxCachedSessions", "autoSelectFamily", "autoSelectFamilyAttemptTimeout"];
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
