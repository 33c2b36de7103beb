// Resolvers: where the addresses of a host come from.
import { lookup } from "node:dns/promises";
import { refuseOption } from "../options.js";
import type { DecisionOptions } from "./decisions.js";

/** Options of a resolver. */
export interface ResolveOptions {
  /** The family of the addresses; 0 for both. */
  readonly family: 0 | 4 | 6;
  /** The flags of `dns.lookup`, such as `dns.ADDRCONFIG`. */
  readonly hints?: number;
}

/** Resolves a host name to all its addresses. */
export type Resolve = (host: string, options: ResolveOptions) => Promise<readonly string[]>;

/** Options that all adapters take. */
export interface GuardOptions extends DecisionOptions {
  /**
   * The resolver; the system's by default.
   *
   * @example safeAgents(policy, { resolve: (host) => new Resolver().resolve4(host) }) // of node:dns/promises
   */
  readonly resolve?: Resolve;
}

/** The names of {@link GuardOptions}. */
export const GUARD_OPTIONS = ["resolve", "onDecision", "mode"];

/**
 * Returns the resolver of the options; the system's by default. It rejects with a TypeError if the caller's resolver
 * returns no list of texts, or throws something that is no object.
 *
 * @throws TypeError if the option is no function
 */
export function resolverOf(where: string, { resolve = systemResolve }: GuardOptions): Resolve {
  if (typeof resolve !== "function") refuseOption(where, "resolve", resolve, "a function");
  return async (host, query) => {
    const found: unknown = await askResolver(where, resolve, host, query);
    if (Array.isArray(found) && found.every((address) => typeof address === "string")) return found;
    // Node's code for a wrong argument, so that no attempt is repeated.
    throw Object.assign(new TypeError(`${where}: resolve must return a list of addresses as strings`), {
      code: "ERR_INVALID_ARG_VALUE",
    });
  };
}

async function askResolver(where: string, resolve: Resolve, host: string, query: ResolveOptions): Promise<unknown> {
  try {
    return await resolve(host, query);
  } catch (error) {
    // Node takes an error that is falsy for a success, and ends the process.
    throw typeof error === "object" && error !== null
      ? error
      : new TypeError(`${where}: resolve threw a value that is not an error`, { cause: error });
  }
}

/** The system's resolver, as `dns.lookup` uses it. */
const systemResolve: Resolve = async (host, { family, hints }) => {
  const found = await lookup(host, { all: true, verbatim: true, family, ...(hints === undefined ? {} : { hints }) });
  return found.map(({ address }) => address);
};
