// One request and its response, over node:http, whose agents decide where connections lead. Node's own `fetch` takes
// only dispatchers of the package undici, which may not be installed.
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import type { Duplex } from "node:stream";
import type { SafeAgents } from "../agents/internals.js";
import { UnsafeUrlError } from "../error.js";
import type { Hop } from "./request.js";
import { statusError } from "./status.js";

/** Headers that Node's `fetch` sends by itself. */
const DEFAULTS: Readonly<Record<string, string>> = {
  "accept": "*/*",
  "accept-language": "*",
  "accept-encoding": "gzip, deflate, br",
  "user-agent": "node",
};

/**
 * Sends a request and returns the response once its headers are there.
 *
 * @param isOurs whether one of the agents has made a connection
 * @throws UnsafeUrlError if the connection is refused; the signal's reason if it is aborted; a TypeError if the
 *   connection fails, as in `fetch`
 */
export function exchange(
  { url, method, headers, body }: Hop,
  agents: SafeAgents,
  isOurs: (socket: Duplex) => boolean,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const isSecure = url.startsWith("https:");
    const length = body instanceof Uint8Array ? { "content-length": String(body.byteLength) } : {};
    const empty = body === null && (method === "POST" || method === "PUT") ? { "content-length": "0" } : {};
    const request = (isSecure ? https : http).request(url, {
      method,
      headers: { ...DEFAULTS, ...Object.fromEntries(headers), ...length, ...empty },
      agent: isSecure ? agents.https : agents.http,
    });
    const abort = () => {
      request.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    request.once("socket", (socket) => {
      // Packages that replace `http.request` may replace the agent, too.
      if (!isOurs(socket)) request.destroy(new TypeError("another package replaced the agent of safeFetch"));
    });
    request.on("error", (error) => {
      signal.removeEventListener("abort", abort);
      reject(error instanceof UnsafeUrlError ? error : new TypeError("fetch failed", { cause: error }));
    });
    request.once("upgrade", (response, socket) => {
      socket.destroy();
      reject(statusError(response.statusCode));
    });
    request.once("close", () => reject(new TypeError("fetch failed", { cause: new Error("no response came") })));
    request.once("response", (response) => {
      signal.removeEventListener("abort", abort);
      resolve(response);
    });
    if (body instanceof ReadableStream) {
      const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
      source.on("error", (error) => request.destroy(error));
      request.once("close", () => source.destroy());
      source.pipe(request);
    } else request.end(body ?? undefined);
  });
}
