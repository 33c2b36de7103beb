import { getDefaultResultOrder, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP } from "node:net";
import type { UrlPolicy } from "../index.js";
import type { UnsafeUrlError } from "./error.js";
import { Guard } from "./guard.js";
import { type Resolve, type SafeLookupOptions, systemResolve } from "./resolve.js";

type Failure = NodeJS.ErrnoException | UnsafeUrlError | null;
type OneCallback = (error: Failure, address: string, family: number) => void;
type AllCallback = (error: Failure, addresses: LookupAddress[]) => void;
type AnyCallback = (error: Failure, address: string | LookupAddress[], family?: number) => void;
type Order = "ipv4first" | "ipv6first" | "verbatim";

/** A function that stands in for `dns.lookup`. */
export interface SafeLookup {
  (hostname: string, callback: OneCallback): void;
  (hostname: string, family: number, callback: OneCallback): void;
  (hostname: string, options: LookupOptions & { all: true }, callback: AllCallback): void;
  (hostname: string, options: LookupOptions, callback: AnyCallback): void;
}

/**
 * Makes a `lookup` for `http.request`, `https.request` and `net.connect` that gives safe addresses alone: where one
 * address of a host does not pass, none is given.
 *
 * Node asks no `lookup` about a URL whose host is an IP literal: check the URL with `checkUrl` too, or use
 * {@link safeAgents}, which does. Scheme and port are unknown here, so the policy's are not judged.
 *
 * @throws TypeError for a policy that is wrong; the function made fails with {@link UnsafeUrlError}, by its callback
 */
export function safeLookup(policy?: UrlPolicy, { resolve = systemResolve }: SafeLookupOptions = {}): SafeLookup {
  return lookupOf(new Guard(policy), resolve);
}

export function lookupOf(guard: Guard, resolve: Resolve): SafeLookup {
  return (hostname: string, options: unknown, callback?: unknown): void => {
    const answer = (typeof options === "function" ? options : callback) as AnyCallback;
    if (typeof hostname !== "string")
      throw new TypeError(`lookup takes a host name as a string, not ${typeof hostname}`);
    if (typeof answer !== "function") throw new TypeError("lookup takes a callback");
    const asked = readOptions(options);
    // Outside of the promise, or what the callback throws would be a rejection that nobody sees.
    const later = (run: () => void) => setImmediate(run);
    resolveSafely(guard, resolve, hostname, asked).then(
      (found) => later(() => (asked.all ? answer(null, found) : answer(null, found[0]!.address, found[0]!.family))),
      (error: NodeJS.ErrnoException) => later(() => (asked.all ? answer(error, []) : answer(error, "", 0))),
    );
  };
}

interface Asked {
  readonly family: 0 | 4 | 6;
  readonly all: boolean;
  readonly order: Order;
  readonly hints: number | undefined;
}

/** Reads what `dns.lookup` takes: a family, or options. */
function readOptions(options: unknown): Asked {
  const given: LookupOptions & { order?: Order } =
    typeof options === "number" ? { family: options } : typeof options === "object" && options !== null ? options : {};
  const family = given.family === "IPv4" ? 4 : given.family === "IPv6" ? 6 : (given.family ?? 0);
  if (family !== 0 && family !== 4 && family !== 6)
    throw new TypeError(`lookup takes the family 0, 4 or 6, not ${family}`);
  const byFlag = given.verbatim === undefined ? getDefaultResultOrder() : given.verbatim ? "verbatim" : "ipv4first";
  return { family, all: given.all === true, order: given.order ?? (byFlag as Order), hints: given.hints };
}

async function resolveSafely(guard: Guard, resolve: Resolve, host: string, asked: Asked): Promise<LookupAddress[]> {
  const name = guard.name(host);
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  const { family, hints, order } = asked;
  const addresses = await resolve(name, { family, ...(hints === undefined ? {} : { hints }) });
  // All of them, those that nobody asked for too: a host with one bad address is a bad host.
  guard.addresses(name, addresses);
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const wanted = found.filter((one) => family === 0 || one.family === family);
  if (wanted.length === 0) guard.addresses(name, []);
  if (order === "verbatim") return wanted;
  const first = order === "ipv6first" ? 6 : 4;
  return [...wanted.filter((one) => one.family === first), ...wanted.filter((one) => one.family !== first)];
}
