import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { UrlPolicy } from "../index.js";
import { guardingProxyOf, type SafeAgents, type SafeAgentsOptions } from "./agents.js";
import { guardedAgents } from "./agents/guarded.js";
import { proxiedAgents } from "./agents/proxied.js";
import { limitedBody, ResponseSizeError } from "./fetch/body.js";
import { Deadline } from "./fetch/deadline.js";
import { exchange } from "./fetch/exchange.js";
import { firstHop, nextHop, redirectTarget } from "./fetch/request.js";
import { isNullBodyStatus, statusError } from "./fetch/status.js";
import { Guard } from "./guard.js";
import { allowedOptions } from "./options.js";
import { GUARD_OPTIONS, systemResolve } from "./resolve.js";
import { orAborted } from "../time-limit.js";

export interface SafeFetchOptions extends Omit<SafeAgentsOptions, "envProxy"> {
  /**
   * The most redirects that are followed; 5 by default.
   *
   * @example await safeFetch(url, {}, policy, { maxRedirects: 0 })
   */
  readonly maxRedirects?: number;
  /**
   * The most bytes of the response's body after decompression; 10 MiB by default. Infinity sets no limit.
   *
   * @example await safeFetch(url, {}, policy, { maxBytes: 64 * 1024 })
   */
  readonly maxBytes?: number;
  /**
   * The milliseconds for everything, until the body's last byte; 10,000 by default. Infinity sets no limit.
   *
   * @example await safeFetch(url, {}, policy, { timeout: 3_000 })
   */
  readonly timeout?: number;
}

const FETCH_OPTIONS = new Set([...GUARD_OPTIONS, "agent", "guardingProxy", "maxRedirects", "maxBytes", "timeout"]);
const MAX_REDIRECTS = 5;
const MAX_BYTES = 10 * 1024 * 1024;
const TIMEOUT = 10_000;

/**
 * Fetches a URL that a stranger gave. It checks the URL's text, connects to an address that was checked, does the same
 * for each redirect, and limits the size and the time of the response.
 *
 * It takes `method`, `headers`, `body`, `redirect` and `signal` of `fetch`, and returns a standard `Response`. It
 * follows the rules of `fetch` for redirects: 303, and 301 or 302 after POST, become GET; `Authorization`, `Cookie` and
 * `Host` stay with their origin. It keeps no cookies, cache or connections, and sends no referrer. It uses no proxy of
 * the environment. It needs no package.
 *
 * @returns the response, whatever its status is
 * @throws UnsafeUrlError (`ERR_UNSAFE_URL`) if the URL, a redirect or an address is refused; ResponseSizeError
 *   (`ERR_RESPONSE_SIZE`) here or while the body is read, if it is too long; a DOMException `TimeoutError` here or
 *   while the body is read; the signal's reason; a TypeError for a wrong option, or with a `cause` if the call failed
 * @example
 * const response = await safeFetch("https://hooks.example.com/lead", { method: "POST", body: JSON.stringify(lead) });
 */
export async function safeFetch(
  url: string | URL,
  init: RequestInit = {},
  policy?: UrlPolicy,
  options: SafeFetchOptions = {},
): Promise<Response> {
  allowedOptions("safeFetch: ", options, FETCH_OPTIONS);
  const text = typeof url === "string" ? url : url?.href;
  if (typeof text !== "string") throw new TypeError("safeFetch takes a URL as a string or as a URL object");
  for (const name of ["dispatcher", "agent"]) {
    if ((init as Record<string, unknown>)[name] !== undefined)
      throw new TypeError(`safeFetch: init.${name} would connect elsewhere: leave it out, or see guardingProxy`);
  }
  if (init.integrity) throw new TypeError("safeFetch does not check init.integrity: leave it out");
  const maxRedirects = limit(options, "maxRedirects", MAX_REDIRECTS);
  const maxBytes = limit(options, "maxBytes", MAX_BYTES);
  const timeout = limit(options, "timeout", TIMEOUT);
  const guard = new Guard(policy, options);
  const { agents, isOurs } = makeAgents(guard, options);
  const deadline = new Deadline(timeout, init.signal ?? undefined);
  try {
    deadline.signal.throwIfAborted();
    let hop = await orAborted(firstHop(guard.checkHref(text, "url"), init), deadline.signal);
    for (let redirects = 0; ; redirects++) {
      const response = await exchange(hop, agents, isOurs, deadline.signal);
      const { statusCode = 0, headers } = response;
      const target = redirectTarget(hop.url, statusCode, headers.location ?? null);
      if (target === undefined || init.redirect === "manual")
        return toResponse(response, hop.method, hop.url, redirects > 0, maxBytes, deadline);
      response.destroy();
      if (init.redirect === "error") throw new TypeError('safeFetch: redirect "error" met a redirect');
      if (redirects === maxRedirects) throw new TypeError(`safeFetch: more than ${maxRedirects} redirects`);
      hop = nextHop(hop, statusCode, guard.checkHref(target, "redirect"));
    }
  } catch (error) {
    deadline.end();
    throw error;
  }
}

/**
 * Makes agents for one call, and a function that recognises their connections. The agents are silent about hosts,
 * because the decisions about URLs cover them.
 */
function makeAgents(guard: Guard, options: SafeFetchOptions): { agents: SafeAgents; isOurs: (one: Duplex) => boolean } {
  const { resolve = systemResolve, agent = {} } = options;
  const proxy = guardingProxyOf(options);
  if (proxy !== undefined) return { agents: proxiedAgents(guard, proxy, "silent"), isOurs: () => true };
  const opened = new WeakSet<Duplex>();
  const agents = guardedAgents(
    guard,
    resolve,
    { ...agent, keepAlive: false },
    (socket) => void opened.add(socket),
    "silent",
  );
  return { agents, isOurs: (socket) => opened.has(socket) };
}

function toResponse(
  message: IncomingMessage,
  method: string,
  url: string,
  redirected: boolean,
  maxBytes: number,
  deadline: Deadline,
): Response {
  const { statusCode: status = 0, statusMessage: statusText = "", rawHeaders } = message;
  if (status < 200 || status > 599) {
    message.destroy();
    throw statusError(status);
  }
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  let body: ReadableStream<Uint8Array> | null = null;
  if (method === "HEAD" || isNullBodyStatus(status)) {
    message.resume();
    deadline.end();
  } else {
    if (!headers.has("content-encoding") && Number(headers.get("content-length") ?? 0) > maxBytes) {
      message.destroy();
      throw new ResponseSizeError(maxBytes);
    }
    body = limitedBody(message, maxBytes, () => deadline.end());
    // A body that is being read keeps the process alive by its connection, and one that nobody reads must not.
    deadline.unref();
    deadline.signal.addEventListener("abort", () => message.destroy(deadline.signal.reason));
  }
  const response = new Response(body, { status, statusText, headers });
  const finalUrl = new URL(url);
  finalUrl.hash = "";
  return Object.defineProperties(response, { url: { value: finalUrl.href }, redirected: { value: redirected } });
}

function limit(options: SafeFetchOptions, name: "maxRedirects" | "maxBytes" | "timeout", byDefault: number): number {
  const value = options[name] ?? byDefault;
  if (typeof value !== "number" || !(value >= 0)) throw new TypeError(`safeFetch: ${name} must be a number from 0 up`);
  return value;
}
