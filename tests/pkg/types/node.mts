// This file is compiled but not run. It tests that Node and undici accept the adapters.
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { Resolver } from "node:dns/promises";
import { safeAgents, safeDispatcher, safeLookup, UnsafeUrlError } from "unanimous/node";

const resolver = new Resolver();
const lookup = safeLookup({ schemes: ["https"] }, { resolve: (host) => resolver.resolve4(host) });
new https.Agent({ lookup });
http.get("http://example.com/", { lookup });
net.connect({ host: "example.com", port: 443, lookup });
lookup("example.com", { all: true }, (error, addresses) => void [error?.code, addresses[0]?.family]);

const { http: plain, https: secure } = safeAgents({}, { agent: { keepAlive: true } });
https.get("https://example.com/", { agent: secure });
http.get("http://example.com/", { agent: plain });

const dispatcher = safeDispatcher({ ports: [443] });
void dispatcher.close();

const error: unknown = undefined;
if (error instanceof UnsafeUrlError) {
  const code: "ERR_UNSAFE_URL" = error.code;
  void [code, error.reason.code, error.reason.host, error.reason.address?.length];
}

// @ts-expect-error: no such option
safeLookup({ allowHost: [] });
