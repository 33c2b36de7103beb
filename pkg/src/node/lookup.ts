import { getDefaultResultOrder, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP } from "node:net";
import type { UrlPolicy } from "../index.js";
import type { UnsafeUrlError } from "./error.js";
import { Guard } from "./guard.js";
import { allowedOptions } from "./options.js";
import { ambientProxy, isEnvironmentProxy } from "./proxy.js";
import { GUARD_OPTIONS, type GuardOptions, type Resolve, resolverOf } from "./resolve.js";

type Failure = NodeJS.ErrnoException | UnsafeUrlError | null;
type OneCallback = (error: Failure, address: string, family: number) => void;
type AllCallback = (error: Failure, addresses: LookupAddress[]) => void;
type AnyCallback = (error: Failure, address: string | LookupAddress[], family?: number) => void;
type Order = "ipv4first" | "ipv6first" | "verbatim";

/** A function with the parameters of `dns.lookup`. */
export interface SafeLookup {
  (hostname: string, callback: OneCallback): void;
  (hostname: string, family: number, callback: OneCallback): void;
  (hostname: string, options: LookupOptions & { all: true }, callback: AllCallback): void;
  (hostname: string, options: LookupOptions, callback: AnyCallback): void;
}

export interface SafeLookupOptions extends GuardOptions {
  /**
   * The role of a proxy that the environment names, for example by `HTTPS_PROXY`. A client that uses the proxy
   * asks `lookup` only for the proxy's name, or not at all. So without this option such an environment is refused.
   *
   * `unused`: the client uses no proxy. `guards`: the proxy checks the addresses, and its own name is resolved without
   * a check.
   *
   * @example axios.get(url, { lookup: safeLookup(policy, { envProxy: "unused" }), proxy: false })
   */
  readonly envProxy?: "guards" | "unused";
}

const LOOKUP_OPTIONS = new Set([...GUARD_OPTIONS, "envProxy"]);

/**
 * Makes a `lookup` for `http.request`, `https.request` and `net.connect` that returns safe addresses only. If one
 * address of a host is refused, it returns none.
 *
 * Node does not call `lookup` if the host of a URL is an IP literal. So check the URL with `checkUrl`, too, or use
 * {@link safeAgents}, which does. A lookup does not know scheme and port, so it does not apply the policy's.
 *
 * @throws TypeError if the policy or an option is wrong, or the environment or Node's global agent uses a proxy. The
 *   returned function passes an {@link UnsafeUrlError} to its callback
 */
export function safeLookup(policy?: UrlPolicy, options: SafeLookupOptions = {}): SafeLookup {
  allowedOptions("safeLookup: ", options, LOOKUP_OPTIONS);
  const { envProxy } = options;
  const resolve = resolverOf("safeLookup", options);
  if (envProxy !== undefined && envProxy !== "guards" && envProxy !== "unused")
    throw new TypeError('safeLookup: envProxy must be "guards" or "unused"');
  const guard = new Guard("safeLookup", policy, options);
  const proxy = envProxy === undefined && !guard.reportsOnly ? ambientProxy() : undefined;
  if (proxy !== undefined)
    throw new TypeError(
      `safeLookup: ${proxy} makes clients use a proxy, which resolves names itself: say what it means by envProxy`,
    );
  return toLookup(async (host, query) => {
    // The environment is read each time, because a program may set it later.
    const error = envProxy === undefined && ambientProxy() !== undefined ? guard.refuseProxy(host) : undefined;
    if (error !== undefined) throw error;
    if (envProxy === "guards" && isEnvironmentProxy(host)) return sort(await find(resolve, host, query), query);
    return resolveSafely(guard, resolve, host, query, "host");
  });
}

/** Makes a lookup for connections whose host has been judged by {@link Guard.refuse}. */
export const connectionLookup = (guard: Guard, resolve: Resolve): SafeLookup =>
  toLookup((host, query) => resolveSafely(guard, resolve, host, query, "silent"));

function toLookup(lookup: (host: string, query: Query) => Promise<LookupAddress[]>): SafeLookup {
  return (hostname: string, options: unknown, callback?: unknown): void => {
    const done = (typeof options === "function" ? options : callback) as AnyCallback;
    if (typeof hostname !== "string")
      throw new TypeError(`lookup takes a host name as a string, not ${typeof hostname}`);
    if (typeof done !== "function") throw new TypeError("lookup takes a callback");
    const query = parseOptions(options);
    // Called outside the promise, or what the callback throws would become an unhandled rejection.
    const later = (run: () => void) => setImmediate(run);
    lookup(hostname, query).then(
      (found) => later(() => (query.all ? done(null, found) : done(null, found[0]!.address, found[0]!.family))),
      (error: NodeJS.ErrnoException) => later(() => (query.all ? done(error, []) : done(error, "", 0))),
    );
  };
}

interface Query {
  readonly family: 0 | 4 | 6;
  readonly all: boolean;
  readonly order: Order;
  readonly hints: number | undefined;
}

/** Returns the options of `dns.lookup`, which may be a family alone. */
function parseOptions(options: unknown): Query {
  const given: LookupOptions & { order?: Order } =
    typeof options === "number" ? { family: options } : typeof options === "object" && options !== null ? options : {};
  const family = given.family === "IPv4" ? 4 : given.family === "IPv6" ? 6 : (given.family ?? 0);
  if (family !== 0 && family !== 4 && family !== 6)
    throw new TypeError(`lookup takes the family 0, 4 or 6, not ${family}`);
  const byFlag = given.verbatim === undefined ? getDefaultResultOrder() : given.verbatim ? "verbatim" : "ipv4first";
  return { family, all: given.all === true, order: given.order ?? (byFlag as Order), hints: given.hints };
}

async function resolveSafely(
  guard: Guard,
  resolve: Resolve,
  host: string,
  query: Query,
  check: "host" | "silent",
): Promise<LookupAddress[]> {
  const name = guard.checkName(host, check);
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  const found = await find(resolve, name, query);
  // All of them, even those of the other family: one refused address makes the host refused.
  guard.checkAddresses(
    name,
    found.map(({ address }) => address),
  );
  const sorted = sort(found, query);
  if (sorted.length > 0) return sorted;
  if (found.length > 0) guard.checkAddresses(name, []);
  // Only the mode `report` gets here.
  throw Object.assign(new Error(`${name} has no address`), { code: "ENOTFOUND" });
}

async function find(resolve: Resolve, name: string, { family, hints }: Query): Promise<LookupAddress[]> {
  const addresses = await resolve(name, { family, ...(hints === undefined ? {} : { hints }) });
  return addresses.map((address) => ({ address, family: isIP(address) }));
}

/** Returns the addresses of the wanted family in the wanted order. */
function sort(found: readonly LookupAddress[], { family, order }: Query): LookupAddress[] {
  const wanted = found.filter((one) => family === 0 || one.family === family);
  if (order === "verbatim") return wanted;
  const first = order === "ipv6first" ? 6 : 4;
  return [...wanted.filter((one) => one.family === first), ...wanted.filter((one) => one.family !== first)];
}
