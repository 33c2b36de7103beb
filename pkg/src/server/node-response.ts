// Sends responses of the platform as responses of Node.
import { copyOf, mayBeCopied } from "./fetched-response.js";
import { contentOf } from "./light-response.js";
import type { HeaderValue, NodeRequest, NodeResponse } from "./node-messages.js";
import { rawHeader } from "./node-request.js";
import { after } from "./timer.js";

/** The most bytes of a request's body that are read and dropped if the handler leaves them unread. */
const MAX_DROPPED = 1024 * 1024;
/** How long they are read before a connection is closed. */
const DROP_MS = 5000;

/** Sends a response, unless one has been sent already or the client has gone. */
export async function send(response: Response, incoming: NodeRequest, outgoing: NodeResponse): Promise<void> {
  const light = contentOf(response);
  if (outgoing.headersSent || isGone(outgoing)) return void response.body?.cancel().catch(noop);
  if (light && incoming.method !== "HEAD") {
    return sendWhole(response, incoming, outgoing, light.text, light.headers);
  }
  const { body } = response;
  if (body === null || incoming.method === "HEAD") {
    writeHead(response, incoming, outgoing);
    body?.cancel().catch(noop);
    return void outgoing.end();
  }
  const reader = body.getReader();
  const read = async () => {
    const result = await reader.read();
    if (!result.done && Object.prototype.toString.call(result.value) !== "[object Uint8Array]")
      throw new TypeError("toNodeHandler: the body of a response must give chunks of bytes, as Uint8Array");
    return result;
  };
  // When the response has been sent, there is nothing to cancel.
  outgoing.once("close", () => void reader.cancel().catch(noop));
  let next = read();
  const first = await atOnce(next);
  if (first?.done === false) {
    // Most bodies are one chunk. Then all is sent at once, with its length.
    next = read();
    if ((await atOnce(next))?.done) {
      return sendWhole(response, incoming, outgoing, first.value);
    }
  }
  // If the body has failed by now, the client gets another response.
  writeHead(response, incoming, outgoing);
  if (first?.value) await write(outgoing, first.value);
  if (!first) outgoing.flushHeaders?.();
  for (let result = first?.done ? first : await next; !result.done; result = await read())
    await write(outgoing, result.value);
  outgoing.end();
}

const noop = () => {};

/** Whether the client has gone. */
const isGone = ({ destroyed, stream }: NodeResponse): boolean => destroyed || (stream?.destroyed ?? false);

/** Writes a chunk, and waits until more can be written. */
async function write(outgoing: NodeResponse, chunk: Uint8Array): Promise<void> {
  if (!isGone(outgoing) && !outgoing.write(chunk)) await drained(outgoing);
}

/** Sends a body that is one chunk. */
async function sendWhole(
  response: Response,
  incoming: NodeRequest,
  outgoing: NodeResponse,
  chunk: Uint8Array | string,
  headers?: Readonly<Record<string, string>> | Headers,
): Promise<void> {
  const isClosing = writeHead(response, incoming, outgoing, headers);
  // Node adds the length of a text that is sent at once.
  if (typeof chunk === "string" && !isClosing) return void outgoing.end(chunk);
  const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
  if (!outgoing.hasHeader("content-length")) outgoing.setHeader("content-length", String(bytes.byteLength));
  if (!isClosing) return void outgoing.end(bytes);
  // A connection that is closed with unread bytes is reset. A reset may drop the response before the client reads it.
  outgoing.write(bytes);
  await dropRest(incoming);
  outgoing.end();
}

/** Reads and drops the rest of a request's body, if it is not too long and does not take too long. */
const dropRest = (incoming: NodeRequest): Promise<void> =>
  new Promise((resolve) => {
    let length = 0;
    const end = () => {
      cancel();
      resolve();
    };
    const cancel = after(DROP_MS, end);
    incoming.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > MAX_DROPPED) end();
    });
    incoming.on("end", end);
    incoming.on("close", end);
  });

/**
 * Sets the status and the headers. Returns whether a connection of HTTP/1 will be closed although the request's body is
 * not complete.
 */
function writeHead(
  response: Response,
  incoming: NodeRequest,
  outgoing: NodeResponse,
  headers: Readonly<Record<string, string>> | Headers = response.headers,
): boolean {
  outgoing.statusCode = response.status;
  if (headers instanceof Headers) setHeaders(outgoing, headers);
  else for (const name in headers) setHeader(outgoing, name, headers[name] as string);
  // The handler did not read the whole body. What is left of a short one is read and dropped; after a long one, and one
  // that has taken too long, the connection ends, or the stream of HTTP/2.
  const { stream } = outgoing;
  const isOpen = !incoming.complete;
  const isShort = () => Number(rawHeader(incoming.rawHeaders, "content-length") ?? NaN) <= MAX_DROPPED;
  const isCut = isOpen && (response.status === 408 || !isShort());
  if (isCut && stream) stream.once?.("finish", () => void dropRest(incoming).then(() => stream.close?.(NO_ERROR)));
  else if (isCut) outgoing.setHeader("connection", "close");
  if (isOpen || incoming.readableFlowing === false) incoming.resume();
  return isOpen && !stream && (isCut || outgoing.shouldKeepAlive === false);
}

/** Codes with which a stream of HTTP/2 ends: see RFC 9113 section 7. */
const NO_ERROR = 0;
const INTERNAL_ERROR = 2;

/** Undoes what {@link send} has set, after it has failed: another response follows. */
export function unsetHead(outgoing: NodeResponse, { headers }: Response): void {
  outgoing.statusCode = 200;
  for (const name of ["connection", "content-length", ...headers.keys()])
    if (!isShared(name) && outgoing.hasHeader(name)) outgoing.removeHeader(name);
  for (const [name, value] of earlierValues.get(outgoing) ?? []) {
    if (value === undefined) outgoing.removeHeader(name);
    else outgoing.setHeader(name, value);
  }
  earlierValues.delete(outgoing);
}

/** Ends a response in its midst, so that the client does not take it for the whole. */
export function breakOff(outgoing: NodeResponse): void {
  if (outgoing.stream) outgoing.stream.close?.(INTERNAL_ERROR);
  else outgoing.destroy();
}

/** Headers that only the server of a connection may set: see RFC 9110 section 7.6.1 and RFC 9113 section 8.2.2. */
const OF_CONNECTION =
  /^(?:connection|http2-settings|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/;
/** Those that a handler may set in HTTP/1. */
const OF_HANDLER = /^(?:connection: (?:close|upgrade)|upgrade: .*)$/i;

function setHeaders(outgoing: NodeResponse, headers: Headers): void {
  const isSent = (name: string, value: string) =>
    !OF_CONNECTION.test(name) || (!outgoing.stream && OF_HANDLER.test(`${name}: ${value}`));
  for (const [name, value] of headers)
    if (name !== "set-cookie" && isSent(name, value)) setHeader(outgoing, name, value);
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) setHeader(outgoing, "set-cookie", cookies);
}

/** Whether a response adds to what the middlewares before the handler have set, as cors sets `Vary`. */
const isShared = (name: string): boolean => name === "vary" || name === "set-cookie";

/** What they have set, of the headers that a response has set since. */
const earlierValues = new WeakMap<NodeResponse, Map<string, HeaderValue | undefined>>();

/** Sets a header, or adds other cookies, or members of the list `Vary`. */
function setHeader(outgoing: NodeResponse, name: string, value: string | readonly string[]): void {
  if (!isShared(name)) return void outgoing.setHeader(name, value);
  const earlier = outgoing.getHeader(name);
  const noted = earlierValues.get(outgoing) ?? new Map<string, HeaderValue | undefined>();
  earlierValues.set(outgoing, noted.set(name, earlier));
  if (earlier === undefined) return void outgoing.setHeader(name, value);
  if (name === "vary") return void outgoing.setHeader(name, joinedVary([earlier, value].flat().map(String)));
  // A handler may have copied a cookie of the middleware. Each line is sent once, and those of the handler stay last.
  const own = [value].flat();
  const others = [earlier]
    .flat()
    .map(String)
    .filter((cookie) => !own.includes(cookie));
  outgoing.setHeader(name, [...others, ...own]);
}

/** Joins the values of `Vary`, each member once. `*` says all, and some caches know it alone. */
function joinedVary(values: readonly string[]): string {
  const members = values.flatMap((list) => list.split(",")).map((member) => member.trim());
  const byName = new Map(members.filter(Boolean).map((member) => [member.toLowerCase(), member]));
  return byName.has("*") ? "*" : [...byName.values()].join(", ");
}

/** Returns the response with the members of an earlier `Vary`. Fastify itself replaces that of a plugin. */
export function withVary(response: Response, earlier: HeaderValue | undefined): Response {
  const own = earlier === undefined ? null : response.headers.get("vary");
  if (earlier === undefined || own === null || !mayBeCopied(response)) return response;
  const copy = copyOf(response);
  copy.headers.set("vary", joinedVary([earlier, own].flat().map(String)));
  return copy;
}

/** Returns what a read finds without waiting for more events; undefined if it must wait. */
const atOnce = <T>(read: Promise<T>): Promise<T | undefined> =>
  Promise.race([read, new Promise<undefined>((resolve) => void setTimeout(resolve, 0))]);

/** Resolves when more can be written, or when the client has gone. */
const drained = (outgoing: NodeResponse): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      outgoing.off("drain", end);
      outgoing.off("close", end);
      resolve();
    };
    outgoing.once("drain", end);
    outgoing.once("close", end);
  });
