// The request of one hop, and what a redirect makes of it: the Fetch standard, section 4.4 "HTTP-redirect fetch".
import { argumentErrors, codedError } from "./error.js";
import { isRedirectStatus } from "./status.js";

/** The request of one hop. */
export interface Hop {
  /** The URL that was checked. */
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  /** The whole body; a stream can be sent only once. */
  readonly body: Uint8Array | ReadableStream<Uint8Array> | null;
}

/** Headers that belong to the connection, which the client manages itself. */
const CONNECTION = ["connection", "expect", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"];
/** Headers for one origin only. `host` names it, the others hold its secrets. */
const FOR_ORIGIN = ["authorization", "cookie", "host", "proxy-authorization"];
/** Headers that describe a body. */
const FOR_BODY = ["content-encoding", "content-language", "content-length", "content-location", "content-type"];

/**
 * Makes the request of the first hop.
 *
 * @throws TypeError if `init` is wrong, as `new Request` does
 */
export async function firstHop(url: string, init: RequestInit): Promise<Hop> {
  const isStream = isStreamed(init.body);
  // The request is only for its checks and for the body's bytes and type. `exchange` follows the signal.
  const { signal: _, ...rest } = init;
  refuseUnfetchable(url);
  const request = argumentErrors(
    () => new Request(url, { ...rest, ...(isStream ? { duplex: "half" } : {}) } as RequestInit),
  );
  const headers = new Headers(request.headers);
  for (const name of [...CONNECTION, "upgrade"]) {
    if (headers.has(name))
      throw codedError("ERR_INVALID_ARG_VALUE", `safeFetch manages the connection: leave out the header ${name}`);
  }
  headers.delete("content-length");
  const body = request.body === null ? null : isStream ? request.body : new Uint8Array(await request.arrayBuffer());
  return { url, method: request.method, headers, body };
}

/**
 * Refuses a URL that `fetch` cannot call: one of another scheme, or with a user name or a password. Only the mode
 * `report` gets here with one. The error has no text of the URL, which may hold a password.
 */
function refuseUnfetchable(url: string): void {
  const { protocol, username, password } = new URL(url);
  const problem =
    protocol !== "http:" && protocol !== "https:"
      ? "a URL whose scheme is not http or https cannot be fetched"
      : username !== "" || password !== ""
        ? "a URL with a user name or a password cannot be fetched"
        : undefined;
  if (problem !== undefined) throw codedError("ERR_INVALID_ARG_VALUE", `safeFetch: ${problem}`);
}

/** Whether the body is a stream, which cannot be sent again after a redirect. */
const isStreamed = (body: unknown): boolean =>
  typeof body === "object" &&
  body !== null &&
  (body instanceof ReadableStream || Symbol.asyncIterator in body) &&
  !(body instanceof Blob);

/**
 * Returns where a response redirects to; undefined if it does not.
 *
 * @throws TypeError if `Location` is not a URL
 */
export function redirectTarget(url: string, status: number, location: string | null): string | undefined {
  if (!isRedirectStatus(status) || location === null) return undefined;
  // Node decodes bytes outside ASCII as Latin-1, but servers mean UTF-8.
  const text = Buffer.from(location, "latin1").toString("utf8");
  try {
    return new URL(text, url).href;
  } catch {
    // Without the cause, whose text holds the URLs.
    throw codedError("ERR_REDIRECT", "safeFetch: the redirect's Location is no URL");
  }
}

/**
 * Makes the request that follows a redirect.
 *
 * @param url the target that was checked
 * @throws TypeError if the redirect asks to send a stream again
 */
export function nextHop(hop: Hop, status: number, url: string): Hop {
  const { method } = hop;
  const toGet =
    ((status === 301 || status === 302) && method === "POST") ||
    (status === 303 && method !== "GET" && method !== "HEAD");
  if (!toGet && hop.body instanceof ReadableStream)
    throw codedError(
      "ERR_REDIRECT",
      `safeFetch: a redirect ${status} asks for the body again, and a stream cannot be sent twice`,
    );
  refuseUnfetchable(url);
  const isSameOrigin = new URL(hop.url).origin === new URL(url).origin;
  const headers = new Headers(hop.headers);
  for (const name of [...(toGet ? FOR_BODY : []), ...(isSameOrigin ? [] : FOR_ORIGIN)]) headers.delete(name);
  return { url, method: toGet ? "GET" : method, headers, body: toGet ? null : hop.body };
}
