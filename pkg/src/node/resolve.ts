// Where addresses come from: the system's resolver, unless another is handed in.
import { lookup } from "node:dns/promises";

/** What a look-up asks for. */
export interface ResolveOptions {
  /** Addresses of this family only; 0 for both. */
  readonly family: 0 | 4 | 6;
  /** `dns.ADDRCONFIG` and its kin, of the caller of the look-up. */
  readonly hints?: number;
}

/** Resolves a host name to all of its addresses. */
export type Resolve = (host: string, options: ResolveOptions) => Promise<readonly string[]>;

export interface SafeLookupOptions {
  /** Another resolver than the system's: your own DNS, or a test's. */
  readonly resolve?: Resolve;
}

/** The system's resolver, as `dns.lookup` asks it. */
export const systemResolve: Resolve = async (host, { family, hints }) => {
  const found = await lookup(host, { all: true, verbatim: true, family, ...(hints === undefined ? {} : { hints }) });
  return found.map(({ address }) => address);
};
