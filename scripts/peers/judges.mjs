// Calls each peer as its README says. http and https are allowed, as in the cases.
//
// A judge says whether a URL would be called. If a peer only checks addresses, its judge parses the URL with Node's
// `URL` and checks the scheme. If a peer does not resolve names, its judge passes it the addresses of the name.
import "./dns.mjs";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import isPrivateIp from "private-ip";
import * as dssrf from "dssrf";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";
import ssrfcheck from "ssrfcheck";
import URLSheriff from "url-sheriff";
import { checkAddresses, checkUrl } from "../../pkg/dist/esm/index.js";

const SCHEMES = ["http", "https"];

const hostOf = ({ hostname }) => hostname.replace(/^\[|\]$/g, "");
const toUrl = (address) => `http://${address.includes(":") ? `[${address}]` : address}/`;

/** Makes a judge from an address check: an IP literal must pass, or every address that the name resolves to. */
const byAddress = (isPublic) => (_text, url, addresses) => {
  const host = hostOf(url);
  return SCHEMES.includes(url.protocol.slice(0, -1)) && (isIP(host) ? [host] : addresses).every(isPublic);
};

/** Calls an agent as `http.request` does, but opens no socket. */
function byAgent(agents) {
  const createConnection = (options, connected) => {
    // Node resolves names by `lookup`. It does not resolve IP literals.
    if (isIP(options.host)) return connected(null);
    options.lookup(options.host, { all: true }, (error, found) =>
      connected(error ?? (found.length > 0 ? null : new Error("none"))),
    );
  };
  http.Agent.prototype.createConnection = createConnection;
  https.Agent.prototype.createConnection = createConnection;
  return (_text, url) =>
    new Promise((done) => {
      const agent = agents[url.protocol];
      if (agent === undefined) return done(false);
      const socket = agent.createConnection({ host: hostOf(url), port: 1 }, (error) => done(!error));
      socket?.on?.("error", () => done(false));
    });
}

const sheriff = new URLSheriff({ allowedSchemes: SCHEMES });

export const JUDGES = [
  {
    name: "**unanimous**",
    how: "`checkUrl(url)`, then `checkAddresses(host, addresses)`",
    pins: "yes",
    accepts(text, url, addresses) {
      const policy = { schemes: ["https", "http"] };
      const verdict = checkUrl(text, policy);
      return verdict.ok && (!verdict.needsResolution || checkAddresses(hostOf(url), addresses, policy).ok);
    },
  },
  {
    name: "request-filtering-agent",
    how: "its agents' `createConnection`, without a socket",
    pins: "yes",
    accepts: byAgent({ "http:": new RequestFilteringHttpAgent(), "https:": new RequestFilteringHttpsAgent() }),
  },
  {
    name: "url-sheriff",
    how: "`isSafeURL(url)` with `allowedSchemes`",
    pins: "no",
    accepts: (text) => sheriff.isSafeURL(text),
  },
  { name: "dssrf", how: "`is_url_safe(url)`", pins: "no", accepts: (text) => dssrf.is_url_safe(text) },
  {
    name: "ssrfcheck",
    how: "`isSSRFSafeURL`, first of the URL, then of each address as a URL; `autoPrependProtocol: false`",
    pins: "no DNS",
    accepts: (text, _url, addresses) =>
      [text, ...addresses.map(toUrl)].every((one) => ssrfcheck.isSSRFSafeURL(one, { autoPrependProtocol: false })),
  },
  {
    name: "ipaddr.js",
    how: '`new URL`, then `process(address).range() === "unicast"`',
    pins: "no DNS",
    accepts: byAddress((address) => ipaddr.process(address).range() === "unicast"),
  },
  {
    name: "private-ip",
    how: "`new URL`, then `isPrivate(address) === false`",
    pins: "no DNS",
    accepts: byAddress((address) => isPrivateIp(address) === false),
  },
];
