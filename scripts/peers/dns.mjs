// A DNS without a network, for peers that resolve names by themselves: Node's own functions, answering from a table.
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { isIP, isIPv4, isIPv6 } from "node:net";

/** What the names of the case at hand resolve to. */
let zone = new Map();

/** Sets the answers for the case at hand. */
export const setZone = (name, addresses) => void (zone = new Map([[name, addresses]]));

const find = (name) => {
  if (isIP(name)) return [name];
  const found = zone.get(name) ?? [];
  if (found.length > 0) return found;
  throw Object.assign(new Error(`queryA ENOTFOUND ${name}`), { code: "ENOTFOUND" });
};
const of = (family) => async (name) => find(name).filter(family);
const entries = (name) => find(name).map((address) => ({ address, family: isIP(address) }));

const lookup = async (name, options) => (options?.all ? entries(name) : entries(name)[0]);
Object.assign(dns.promises, {
  lookup,
  resolve4: of(isIPv4),
  resolve6: of(isIPv6),
  resolveCname: async () => [],
});
dns.lookup = (name, options, callback) => {
  const done = callback ?? options;
  lookup(name, options).then(
    (found) => (options.all ? done(null, found) : done(null, found.address, found.family)),
    (error) => done(error),
  );
};
// So that what is imported by name is replaced too.
syncBuiltinESMExports();
