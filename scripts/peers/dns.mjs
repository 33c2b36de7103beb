// Replaces the lookups of `node:dns` with a table, so that peers which resolve names themselves need no network.
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { isIP, isIPv4, isIPv6 } from "node:net";

/** The addresses of each name in the current case. */
let zone = new Map();

/** Sets the addresses of the name in the current case. */
export const setZone = (name, addresses) => void (zone = new Map([[name, addresses]]));

const find = (name) => {
  if (isIP(name)) return [name];
  const found = zone.get(name) ?? [];
  if (found.length > 0) return found;
  throw Object.assign(new Error(`queryA ENOTFOUND ${name}`), { code: "ENOTFOUND" });
};
const resolveOnly = (isFamily) => async (name) => find(name).filter(isFamily);
const entries = (name) => find(name).map((address) => ({ address, family: isIP(address) }));

const lookup = async (name, options) => (options?.all ? entries(name) : entries(name)[0]);
Object.assign(dns.promises, {
  lookup,
  resolve4: resolveOnly(isIPv4),
  resolve6: resolveOnly(isIPv6),
  resolveCname: async () => [],
});
dns.lookup = (name, options, callback) => {
  const done = callback ?? options;
  lookup(name, options).then(
    (found) => (options.all ? done(null, found) : done(null, found.address, found.family)),
    (error) => done(error),
  );
};
// Replaces the named imports of `node:dns` as well.
syncBuiltinESMExports();
