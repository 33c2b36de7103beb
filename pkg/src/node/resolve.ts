// Resolvers: where the addresses of a host come from.
import { lookup } from "node:dns/promises";
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

/** The system's resolver, as `dns.lookup` uses it. */
export const systemResolve: Resolve = async (host, { family, hints }) => {
  const found = await lookup(host, { all: true, verbatim: true, family, ...(hints === undefined ? {} : { hints }) });
  return found.map(({ address }) => address);
};
