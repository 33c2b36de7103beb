// The options of Node's and undici's agents that cannot lead a connection elsewhere. All others are refused: options
// that make or hand over sockets, resolve names or name a proxy, and options that a later version adds.

import { refuseOption } from "../options.js";

/** Options of `net.connect` and `tls.connect`. */
const SOCKET = [
  ...["timeout", "keepAlive", "keepAliveInitialDelay", "noDelay", "highWaterMark", "typeOfService"],
  ...["localAddress", "localPort", "family", "hints", "blockList"],
  ...["autoSelectFamily", "autoSelectFamilyAttemptTimeout"],
  ...["ca", "cert", "key", "passphrase", "pfx", "crl", "secureContext", "secureOptions", "secureProtocol"],
  ...["ciphers", "sigalgs", "ecdhCurve", "minDHSize", "minVersion", "maxVersion", "honorCipherOrder"],
  ...["privateKeyEngine", "privateKeyIdentifier", "clientCertEngine", "pskCallback", "allowPartialTrustChain"],
  ...["rejectUnauthorized", "checkServerIdentity", "servername", "requestOCSP", "ALPNProtocols", "enableTrace"],
  ...["session", "sessionIdContext", "sessionTimeout"],
];

/** Options of `http.Agent` and `https.Agent`. */
export const NODE_AGENT: ReadonlySet<string> = new Set([
  ...SOCKET,
  ...["keepAliveMsecs", "agentKeepAliveTimeoutBuffer", "maxSockets", "maxTotalSockets", "maxFreeSockets"],
  ...["scheduling", "maxCachedSessions"],
]);

/** Options of one request that its connection may use. The agent adds the others, and Node adds `_agentKey`. */
export const NODE_REQUEST: ReadonlySet<string> = new Set([...SOCKET, "host", "port", "encoding", "_agentKey"]);

/** Options of undici's `Agent`, versions 6 to 8. Those of `connect` have a list of their own. */
export const UNDICI_AGENT: ReadonlySet<string> = new Set([
  "connect",
  ...["connections", "pipelining", "maxOrigins", "maxRequestsPerClient", "maxRedirections", "clientTtl"],
  ...["maxHeaderSize", "maxResponseSize", "strictContentLength", "localAddress"],
  ...["headersTimeout", "bodyTimeout", "connectTimeout"],
  ...["keepAliveTimeout", "keepAliveMaxTimeout", "keepAliveTimeoutThreshold"],
  ...["autoSelectFamily", "autoSelectFamilyAttemptTimeout", "maxCachedSessions"],
  ...["allowH2", "preferH2", "useH2c", "maxConcurrentStreams", "initialWindowSize", "connectionWindowSize"],
  ...["settings", "pingInterval", "webSocket", "eventSource"],
]);

/** Options of undici's `buildConnector`. */
export const UNDICI_CONNECT: ReadonlySet<string> = new Set([...SOCKET, "allowH2", "useH2c", "maxCachedSessions"]);

/**
 * Copies options, and refuses those that are not allowed. An option that is undefined counts as absent.
 *
 * @param where the text before an option's name in the error, such as `safeAgents: agent.`
 * @throws TypeError if the options are no object, or one is not allowed
 */
export function allowedOptions(where: string, given: unknown, allowed: ReadonlySet<string>): Record<string, unknown> {
  const [caller, path] = where.split(": ") as [string, string];
  requireObject(caller, path.replace(/\.$/, "") || "options", given);
  const options = given as Record<string, unknown>;
  // Inherited options count too, because the agents read them.
  for (const name in options) {
    if (options[name] !== undefined && !allowed.has(name)) {
      throw new TypeError(`${where}${name} is refused, because it is not known to keep the check: leave it out`);
    }
  }
  return pickOptions(options, allowed);
}

/** @throws TypeError if an argument is no object, or an array */
export function requireObject(caller: string, name: string, given: unknown): void {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    refuseOption(caller, name, given, "an object");
}

/** Copies the options that are allowed, and drops all others. */
export function pickOptions(given: object, allowed: ReadonlySet<string>): Record<string, unknown> {
  const options = given as Record<string, unknown>;
  // Without a prototype, so that Node reads nothing from a polluted `Object.prototype`.
  const picked: Record<string, unknown> = Object.create(null);
  for (const name of allowed) if (options[name] !== undefined) picked[name] = options[name];
  return picked;
}
