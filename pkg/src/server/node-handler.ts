// Adapters from fetch handlers to servers that have requests of their own.
import { answer } from "./answer.js";
import { nodeRequest } from "./light-request.js";
import { contentOf } from "./light-response.js";
import { type ByteStream, NodeBody } from "./node-body.js";

/** Node's `IncomingMessage`, as far as it is needed. Express and other frameworks add members. */
export interface NodeRequest extends ByteStream {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly socket: object;
}

/** Node's `ServerResponse`, as far as it is needed. */
export interface NodeResponse {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  statusCode: number;
  hasHeader(name: string): boolean;
  setHeader(name: string, value: string | readonly string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array | string): unknown;
  destroy(error?: Error): unknown;
  once(event: string, listener: () => void): unknown;
  /** HTTP/2 has one. */
  readonly stream?: { readonly destroyed?: boolean } | undefined;
  off(event: string, listener: () => void): unknown;
}

/** What Express and others put on a request. */
interface FrameworkMembers {
  /** The target before a router has cut its own path off. */
  readonly originalUrl?: unknown;
  /** The body, if a middleware has read it: bytes or text of it can be used. */
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/**
 * Makes a listener for `node:http`, or a handler for Express, of a fetch handler.
 *
 * An error of the handler goes to `next` if there is one, as in Express; else it is written to the console, and the
 * client gets 500. In Express put it before `express.json()`, or use `express.raw({ type: "*\/*" })`: the body must be
 * what the client sent, byte for byte.
 *
 * @example
 * createServer(toNodeHandler(handle)).listen(8080);
 * @example
 * express().post("/leads", toNodeHandler(handle));
 */
export function toNodeHandler(
  handler: (request: Request) => Response | PromiseLike<Response>,
): (request: NodeRequest, response: NodeResponse, next?: (error?: unknown) => void) => Promise<void> {
  return async (incoming, outgoing, next) => {
    let request: Request | undefined;
    try {
      request = toRequest(incoming, outgoing);
      await send(await handler(request), incoming, outgoing);
    } catch (error) {
      if (outgoing.headersSent) return void outgoing.destroy();
      if (next) return next(error);
      console.error(error);
      const failed = await answer(error instanceof Error ? error : new Error(), request ?? NO_REQUEST());
      await send(failed, incoming, outgoing);
    }
  };
}

const NO_REQUEST = () => new Request("http://localhost/");

/** The context of a Hono handler, as far as it is needed. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  readonly env: unknown;
  readonly executionCtx: unknown;
}

/**
 * Makes a Hono handler of a fetch handler. The handler gets `env` and the execution context of Workers beside the
 * request, where there are such.
 *
 * @example
 * app.post("/leads", toHonoHandler(handle));
 */
export function toHonoHandler<Env, Context>(
  handler: (request: Request, env: Env, context: Context) => Response | PromiseLike<Response>,
): (context: HonoContext) => Promise<Response> {
  return (context) => {
    const { env, req } = context;
    const { incoming } = (env ?? {}) as HonoNode;
    // In Node there is no execution context, and asking Hono for one takes as long as all the rest.
    const answered = incoming?.rawHeaders
      ? handler(honoRequest(req.raw, incoming), env as Env, undefined as Context)
      : handler(req.raw, env as Env, executionContext(context) as Context);
    // Hono awaits any answer.
    return answered as Promise<Response>;
  };
}

/** What `@hono/node-server` has as `env`. */
interface HonoNode {
  readonly incoming?: (NodeRequest & FrameworkMembers) | undefined;
}

/** Returns a request with the parts of Hono's, whose body can be read and passed on without a second request. */
function honoRequest(raw: Request, incoming: NodeRequest & FrameworkMembers): Request {
  const { method, url } = raw;
  // A middleware may have put another request in the place of Hono's own, or have read the body.
  const isOwn = Object.getPrototypeOf(raw) !== raw.constructor.prototype;
  // A request that Hono has made a real one, such as for `clone`, reads the body itself.
  const isReal = Object.getOwnPropertySymbols(raw).some(({ description }) => description === "requestCache");
  if (!isOwn || isReal || raw.bodyUsed || incoming.readableDidRead || !METHODS.test(method)) return raw;
  const body = method === "GET" || method === "HEAD" ? undefined : bodyOf(incoming);
  return nodeRequest({ method, url, headers: () => raw.headers, signal: () => raw.signal, body });
}

function executionContext(context: HonoContext): unknown {
  try {
    return context.executionCtx;
  } catch {
    // Hono throws outside of Workers.
    return undefined;
  }
}

/** A request and a reply of Fastify, as far as they are needed. */
export interface FastifyRequest {
  readonly raw: NodeRequest;
  readonly originalUrl: string;
  readonly body: unknown;
}
export interface FastifyReply {
  readonly raw: object;
  send(response: Response): unknown;
}

/**
 * Makes a Fastify handler of a fetch handler. Fastify must leave the body as it came: give the plugin that holds the
 * route a parser of bytes.
 *
 * @example
 * app.removeAllContentTypeParsers();
 * app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
 * app.post("/leads", toFastifyHandler(handle));
 */
export function toFastifyHandler(
  handler: (request: Request) => Response | PromiseLike<Response>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  return async ({ raw, originalUrl, body }, reply) => {
    const incoming = Object.create(raw, { originalUrl: { value: originalUrl }, body: { value: body } }) as NodeRequest;
    return reply.send(await handler(toRequest(incoming, reply.raw as NodeResponse)));
  };
}

/** Makes the request for the handler. */
function toRequest(incoming: NodeRequest & FrameworkMembers, outgoing: NodeResponse): Request {
  const { method = "GET", originalUrl, url } = incoming;
  const headers = headersOf(incoming.rawHeaders);
  const target = typeof originalUrl === "string" ? originalUrl : (url ?? "/");
  const parts = {
    method,
    url: urlOf(incoming, headers, target),
    headers: () => headers,
    signal: () => signalOf(outgoing),
    body: method === "GET" || method === "HEAD" ? undefined : bodyOf(incoming),
  };
  // `Request` refuses other methods: CONNECT and TRACE, which no handler serves.
  return METHODS.test(method) ? nodeRequest(parts) : new Request(parts.url, { method, headers });
}

const METHODS = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

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

function urlOf(incoming: NodeRequest, headers: Headers, target: string): string {
  const scheme = "encrypted" in incoming.socket && incoming.socket.encrypted ? "https" : "http";
  const host = headers.get("host") ?? authorityOf(incoming.rawHeaders) ?? "localhost";
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

/** Returns the host of an HTTP/2 request. */
function authorityOf(rawHeaders: readonly string[]): string | undefined {
  const at = rawHeaders.indexOf(":authority");
  return at < 0 ? undefined : rawHeaders[at + 1];
}

/** Returns the body as it came: what a middleware has kept of it, or else the stream. */
function bodyOf(incoming: NodeRequest & FrameworkMembers): NodeBody {
  for (const body of [incoming.rawBody, incoming.body]) {
    if (body instanceof Uint8Array) return new NodeBody(body);
    if (typeof body === "string") return new NodeBody(new TextEncoder().encode(body));
  }
  if (incoming.body !== undefined && incoming.body !== null && incoming.readableEnded === true) {
    throw new TypeError(
      "the body has been parsed already, and its bytes are lost: put the handler before the body parser, " +
        "or let the parser keep bytes",
    );
  }
  return new NodeBody(incoming);
}

/** The longest body that is read to its end though the handler does not want it. */
const MAX_DROPPED = 1024 * 1024;

/** Returns the `Content-Length`; NaN if there is none. */
function declaredLength({ rawHeaders }: NodeRequest): number {
  const at = rawHeaders.findIndex((text, at) => at % 2 === 0 && text.toLowerCase() === "content-length");
  return at < 0 ? Number.NaN : Number(rawHeaders[at + 1]);
}

/** Sends a response. */
async function send(response: Response, incoming: NodeRequest, outgoing: NodeResponse): Promise<void> {
  outgoing.statusCode = response.status;
  const light = contentOf(response);
  if (!light || light.headers instanceof Headers) setHeaders(outgoing, response.headers);
  else for (const name in light.headers) outgoing.setHeader(name, light.headers[name] as string);
  if (!incoming.complete) {
    // The handler did not read the whole body. What is left of a short one is read and dropped; after a long one the
    // connection ends.
    if (!(declaredLength(incoming) <= MAX_DROPPED)) outgoing.setHeader("connection", "close");
    incoming.resume();
  }
  if (incoming.method === "HEAD") return void outgoing.end();
  // Node adds the length of what is sent at once.
  if (light) return void outgoing.end(light.text);
  if (response.body === null) return void outgoing.end();
  const reader = response.body.getReader();
  let { done, value } = await reader.read();
  if (done) return void outgoing.end();
  // Most bodies are one chunk. Then all is sent at once, with its length.
  let next = reader.read();
  if (!outgoing.hasHeader("content-length") && (await isDoneAtOnce(next))) {
    outgoing.setHeader("content-length", String((value as Uint8Array).byteLength));
    return void outgoing.end(value);
  }
  while (!done) {
    if (outgoing.destroyed) return void reader.cancel().catch(() => {});
    if (!outgoing.write(value as Uint8Array)) await drained(outgoing);
    ({ done, value } = await next);
    if (!done) next = reader.read();
  }
  outgoing.end();
}

function setHeaders(outgoing: NodeResponse, headers: Headers): void {
  for (const [name, value] of headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
}

/** Whether a read finds the end of a stream without waiting for more events. */
function isDoneAtOnce(read: Promise<ReadableStreamReadResult<Uint8Array>>): Promise<boolean> {
  return new Promise((resolve) => {
    read.then(
      ({ done }) => resolve(done),
      () => resolve(false),
    );
    setTimeout(() => resolve(false), 0);
  });
}

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
