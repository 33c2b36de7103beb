// This file is compiled but not run. It tests that Node and undici accept the adapters.
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { Resolver } from "node:dns/promises";
import {
  type Decision,
  ResponseSizeError,
  safeAgents,
  safeDispatcher,
  safeFetch,
  type SafeFetchOptions,
  safeLookup,
  UnsafeUrlError,
} from "unanimous/node";

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

const onDecision = ({ check, allowed, host, address, code, detail, reason }: Decision) =>
  void [check === "redirect", allowed, host, address?.length, code === "url_proxy", detail, reason];
const limits: SafeFetchOptions = { maxBytes: 1_000, maxRedirects: 1, timeout: 1_000, mode: "report", onDecision };
const init = { method: "POST", body: "{}", redirect: "manual", signal: AbortSignal.timeout(1) } as const;
const response: Promise<Response> = safeFetch(new URL("https://example.com/"), init, { ports: [443] }, limits);
void response.catch((error: unknown) => error instanceof ResponseSizeError && error.maxBytes);
safeAgents({}, { guardingProxy: { http: new http.Agent(), https: new https.Agent() }, onDecision });
safeDispatcher({}, { agent: { connections: 1, connect: { timeout: 1_000 } }, guardingProxy: dispatcher });
safeLookup({}, { envProxy: "guards" });

const error: unknown = undefined;
if (error instanceof UnsafeUrlError) {
  const code: "ERR_UNSAFE_URL" = error.code;
  void [code, error.reason.code, error.reason.host, error.reason.address?.length];
}

// @ts-expect-error: could lead a connection elsewhere
safeAgents({}, { agent: { lookup } });
// @ts-expect-error: no such mode
safeAgents({}, { mode: "log" });
// @ts-expect-error: no such option
safeLookup({ allowHost: [] });
