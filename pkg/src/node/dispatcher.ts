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
  /** The module `undici`, where it cannot be found from here: in a bundle, say. */
  readonly undici?: { Agent: typeof Agent; buildConnector: typeof buildConnector };
}

/**
 * Makes a dispatcher for `fetch` and undici whose every connection is checked: scheme, port, IP literals, names, and all
 * that a name resolves to. Redirects are connections of their own, so each hop is checked; a kept connection serves only
 * the origin that it was checked for.
 *
 * It needs the package `undici`: version 6 or 7 for the `fetch` of Node itself; version 8 works with its own `fetch`.
 *
 * @throws TypeError for a policy or options that are wrong; Error where undici is not installed. `fetch` fails with a
 *   TypeError whose `cause` is an {@link UnsafeUrlError}; `request`, `stream` and the others with the latter.
 */
export function safeDispatcher(policy?: UrlPolicy, options: SafeDispatcherOptions = {}): Dispatcher {
  const { resolve = systemResolve, agent = {}, undici = load() } = options;
  const { connect: socket = {}, ...settings } = agent;
  if (typeof socket === "function")
    throw new TypeError("safeDispatcher: connect must be options, for it connects itself");
  for (const name of ["socketPath", "path", "socket", "host", "port"]) {
    if (name in socket || name in settings) throw new TypeError(`safeDispatcher: ${name} leads around the check`);
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

/** The options of an agent that are for its connections: undici hands them on only where it makes those itself. */
function connectSettings(settings: Record<string, unknown>): Record<string, unknown> {
  const names = ["allowH2", "maxCachedSessions", "autoSelectFamily", "autoSelectFamilyAttemptTimeout"];
  const given = names.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]);
  const timeout = settings.connectTimeout === undefined ? {} : { timeout: settings.connectTimeout };
  return { ...Object.fromEntries(given), ...timeout };
}

function load(): NonNullable<SafeDispatcherOptions["undici"]> {
  try {
    // Not an import: the other adapters work without undici.
    return createRequire(import.meta.url)("undici");
  } catch (cause) {
    throw new Error("safeDispatcher needs the package undici: npm install undici@7", { cause });
  }
}
