import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { UrlPolicy } from "../index.js";
import { guardingProxyOf, type SafeAgents, type SafeAgentsOptions } from "./agents.js";
import { guardedAgents } from "./agents/guarded.js";
import { proxiedAgents } from "./agents/proxied.js";
import { limitedBody, ResponseSizeError } from "./fetch/body.js";
import { Deadline } from "./fetch/deadline.js";
import { argumentErrors, codedError } from "./fetch/error.js";
import { exchange } from "./fetch/exchange.js";
import { firstHop, nextHop, redirectTarget } from "./fetch/request.js";
import { isNullBodyStatus, statusError } from "./fetch/status.js";
import { Guard } from "./guard.js";
import { allowedOptions, requireObject } from "./options.js";
import { GUARD_OPTIONS, resolverOf } from "./resolve.js";
import { refuseOption } from "../options.js";
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
 *   while the body is read; the signal's reason. A TypeError with a `code`: `ERR_INVALID_ARG_VALUE` for a wrong
 *   argument; `ERR_REDIRECT` for too many redirects or one that cannot be followed; `ERR_RESPONSE_STATUS` for a status
 *   that no `Response` has; `ERR_RESPONSE_CODING`, here or while the body is read, if it cannot be decoded. A TypeError
 *   with a `cause` if the connection failed
 * @example
 * const response = await safeFetch("https://hooks.example.com/lead", { method: "POST", body: JSON.stringify(lead) });
 */
export async function safeFetch(
  url: string | URL,
  init?: RequestInit | null,
  policy?: UrlPolicy,
  options: SafeFetchOptions = {},
): Promise<Response> {
  const call = argumentErrors(() => readCall(url, init ?? {}, policy, options));
  const { guard, agents, isOurs, redirect, maxRedirects, maxBytes } = call;
  const deadline = new Deadline(call.timeout, call.signal);
  try {
    deadline.signal.throwIfAborted();
    const href = guard.checkHref(call.text, "url");
    let hop = await orAborted(firstHop(href, call.init), deadline.signal);
    for (let redirects = 0; ; redirects++) {
      const response = await exchange(hop, agents, isOurs, deadline.signal);
      const { statusCode = 0, headers } = response;
      const target = redirectTarget(hop.url, statusCode, headers.location ?? null);
      if (target === undefined || redirect === "manual")
        return toResponse(response, hop.method, hop.url, redirects > 0, maxBytes, deadline);
      response.destroy();
      if (redirect === "error") throw codedError("ERR_REDIRECT", 'safeFetch: redirect "error" met a redirect');
      if (redirects === maxRedirects)
        throw codedError("ERR_REDIRECT", `safeFetch: more than ${maxRedirects} redirects`);
      hop = nextHop(hop, statusCode, guard.checkHref(target, "redirect"));
    }
  } catch (error) {
    deadline.end();
    throw error;
  }
}

/** Reads the arguments of one call. */
function readCall(url: unknown, init: RequestInit, policy: UrlPolicy | undefined, options: SafeFetchOptions) {
  allowedOptions("safeFetch: ", options, FETCH_OPTIONS);
  requireObject("safeFetch", "init", init);
  const text = typeof url === "string" ? url : (url as URL | undefined)?.href;
  if (typeof text !== "string") throw new TypeError("safeFetch takes a URL as a string or as a URL object");
  for (const name of ["dispatcher", "agent"]) {
    if ((init as Record<string, unknown>)[name] !== undefined)
      throw new TypeError(`safeFetch: init.${name} would connect elsewhere: leave it out, or see guardingProxy`);
  }
  if (init.integrity) throw new TypeError("safeFetch does not check init.integrity: leave it out");
  const signal = init.signal ?? undefined;
  if (signal !== undefined && !isSignal(signal)) refuseOption("safeFetch", "init.signal", signal, "an AbortSignal");
  const maxRedirects = limit(options, "maxRedirects", MAX_REDIRECTS);
  if (maxRedirects !== Infinity && !Number.isInteger(maxRedirects))
    refuseOption("safeFetch", "maxRedirects", maxRedirects, "a whole number");
  const guard = new Guard("safeFetch", policy, options);
  return {
    ...{ text, init, signal, guard, maxRedirects, redirect: init.redirect, ...makeAgents(guard, options) },
    ...{ maxBytes: limit(options, "maxBytes", MAX_BYTES), timeout: limit(options, "timeout", TIMEOUT) },
  };
}

const isSignal = (value: unknown): value is AbortSignal =>
  typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value;

/**
 * Makes agents for one call, and a function that recognises their connections. The agents are silent about hosts,
 * because the decisions about URLs cover them.
 */
function makeAgents(guard: Guard, options: SafeFetchOptions): { agents: SafeAgents; isOurs: (one: Duplex) => boolean } {
  const { agent = {} } = options;
  requireObject("safeFetch", "agent", agent);
  const resolve = resolverOf("safeFetch", options);
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
    try {
      body = limitedBody(message, maxBytes, () => deadline.end());
    } catch (error) {
      message.destroy();
      throw error;
    }
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
  if (typeof value !== "number" || !(value >= 0)) refuseOption("safeFetch", name, value, "a number from 0 on");
  return value;
}
