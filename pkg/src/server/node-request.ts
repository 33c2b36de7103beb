// Requests of the platform that are made from requests of Node.
import { answer } from "./answer.js";
import { nodeRequest, type RequestParts } from "./light-request.js";
import { NodeBody } from "./node-body.js";
import type { NodeRequest, NodeResponse } from "./node-messages.js";

/** What Express and others put on a request. */
export interface FrameworkMembers {
  /** The target before a router has cut its own path off. */
  readonly originalUrl?: unknown;
  /** The body, if a middleware has read it: bytes or text of it can be used. */
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/** Makes the request for the handler. Its method is GET if `Request` forbids the method. */
export const toRequest = (incoming: NodeRequest & FrameworkMembers, outgoing: NodeResponse): Request =>
  nodeRequest(new NodeParts(incoming, outgoing));

class NodeParts implements RequestParts {
  readonly #incoming: NodeRequest;
  readonly #outgoing: NodeResponse;
  /** The target as it came: a router changes that of the request while it calls its handlers. */
  readonly #target: string;
  /** Whether it came over TLS: the socket no longer says so when the stream of HTTP/2 has ended. */
  readonly #isEncrypted: boolean;
  readonly method: string;
  readonly body: NodeBody | undefined;

  constructor(incoming: NodeRequest & FrameworkMembers, outgoing: NodeResponse) {
    const { originalUrl } = incoming;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#target = typeof originalUrl === "string" ? originalUrl : (incoming.url ?? "/");
    const { socket } = incoming;
    this.#isEncrypted = "encrypted" in socket && Boolean(socket.encrypted);
    this.method = methodOf(incoming);
    this.body = bodyOf(this.method, incoming);
  }

  url(): string {
    return urlOf(this.#incoming.rawHeaders, this.#isEncrypted, this.#target);
  }

  header(name: string): string | null {
    return rawHeader(this.#incoming.rawHeaders, name);
  }

  headers(): Headers {
    return headersOf(this.#incoming.rawHeaders);
  }

  signal(): AbortSignal {
    return signalOf(this.#outgoing);
  }
}

/** The methods whose letters `Request` makes upper case. HTTP/1 has no others, and HTTP/2 has any. */
const NORMALIZED = /^(?:delete|get|head|options|post|put)$/i;

function methodOf({ method = "GET" }: NodeRequest): string {
  if (FORBIDDEN.test(method)) return "GET";
  return NORMALIZED.test(method) ? method.toUpperCase() : method;
}

/** The methods that `Request` forbids, and texts that are not a method: see RFC 9110 section 5.6.2. */
const FORBIDDEN = /^(?:connect|trace|track)$|[^A-Za-z0-9!#$%&'*+.^_`|~-]/i;

/** Returns the response to a request whose method `Request` forbids, such as TRACE; undefined for any other method. */
export function refuseMethod(method = "GET", request: Request): Promise<Response> | undefined {
  if (!FORBIDDEN.test(method)) return undefined;
  return answer({ status: 501, code: "NOT_IMPLEMENTED", message: "This method is not implemented" }, request);
}

function headersOf(rawHeaders: readonly string[]): Headers {
  const headers = new Headers();
  // `rawHeaders` has every header line. `incoming.headers` drops the second line of some headers.
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    // HTTP/2 has the method and the path among its headers.
    if (!name.startsWith(":")) headers.append(name, rawHeaders[at + 1] as string);
  }
  return headers;
}

/** Returns what `Headers` returns for a name in lower case that is not `cookie`, without making them. */
export function rawHeader(rawHeaders: readonly string[], name: string): string | null {
  let found: string | null = null;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const given = rawHeaders[at] as string;
    if (given.length !== name.length || given.toLowerCase() !== name) continue;
    const value = (rawHeaders[at + 1] as string).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
    found = found === null ? value : `${found}, ${value}`;
  }
  return found;
}

/** Returns a signal that is aborted when the client goes away before it has the response. */
function signalOf(outgoing: NodeResponse): AbortSignal {
  const aborting = new AbortController();
  const close = () => {
    if (!outgoing.writableEnded) aborting.abort();
  };
  if (outgoing.destroyed || outgoing.stream?.destroyed) close();
  else outgoing.once("close", close);
  return aborting.signal;
}

/** The last origin that has been checked: most requests to a server name the same. */
let checkedOrigin = "";

function urlOf(rawHeaders: readonly string[], isEncrypted: boolean, target: string): string {
  const scheme = isEncrypted ? "https" : "http";
  const host = rawHeader(rawHeaders, "host") ?? rawHeader(rawHeaders, ":authority") ?? "localhost";
  // A target may be a whole URL (RFC 9112 section 3.2.2), or `*`.
  const path = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "");
  let origin = `${scheme}://${host}`;
  if (origin !== checkedOrigin) {
    // A host with more than a name and a port would move the path, or hold a user's name.
    if (URL.canParse(origin) && !/[/\\?#@]/.test(host)) checkedOrigin = origin;
    else origin = `${scheme}://localhost`;
  }
  return new URL(origin + (path.startsWith("/") ? path : `/${path}`)).href;
}

/**
 * Returns the body as it came: the bytes that a middleware has kept, or else the stream; undefined for GET and HEAD.
 */
export function bodyOf(method: string, incoming: NodeRequest & FrameworkMembers): NodeBody | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  for (const body of [incoming.rawBody, incoming.body]) {
    if (body instanceof Uint8Array) return new NodeBody(body);
    if (typeof body === "string") return new NodeBody(new TextEncoder().encode(body));
  }
  return new NodeBody(incoming, incoming.body !== undefined && incoming.body !== null && incoming.readableEnded);
}
