// Adapters from fetch handlers to servers that have requests of their own.
import { answer } from "./answer.js";

/** Node's `IncomingMessage`, as far as it is needed. Express and other frameworks add members. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly complete: boolean;
  readonly socket: object;
  // biome-ignore lint/suspicious/noExplicitAny: Node's own type of a listener.
  on(event: string, listener: (...args: any[]) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** Node's `ServerResponse`, as far as it is needed. */
export interface NodeResponse {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  statusCode: number;
  setHeader(name: string, value: string | readonly string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(error?: Error): unknown;
  once(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** What Express and others put on a request. */
interface FrameworkMembers {
  /** The target before a router has cut its own path off. */
  readonly originalUrl?: unknown;
  /** The body, if a middleware has read it: bytes or text of it can be used. */
  readonly body?: unknown;
  readonly rawBody?: unknown;
  readonly readableEnded?: unknown;
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
  return async (context) => handler(context.req.raw, context.env as Env, executionContext(context) as Context);
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
  const headers = new Headers();
  // `rawHeaders` has every header line. `incoming.headers` drops the second line of some headers.
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    const [name, value] = incoming.rawHeaders.slice(at, at + 2) as [string, string];
    // HTTP/2 has the method and the path among its headers.
    if (!name.startsWith(":")) headers.append(name, value);
  }
  const { method = "GET", originalUrl, url } = incoming;
  const aborting = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableEnded) aborting.abort();
  });
  const init: RequestInit & { duplex: "half" } = { method, headers, signal: aborting.signal, duplex: "half" };
  if (method !== "GET" && method !== "HEAD") init.body = bodyOf(incoming);
  return new Request(urlOf(incoming, headers, typeof originalUrl === "string" ? originalUrl : (url ?? "/")), init);
}

function urlOf(incoming: NodeRequest, headers: Headers, target: string): string {
  const scheme = "encrypted" in incoming.socket && incoming.socket.encrypted ? "https" : "http";
  const pseudo = incoming.rawHeaders.indexOf(":authority");
  const host = headers.get("host") ?? (pseudo < 0 ? null : incoming.rawHeaders[pseudo + 1]);
  // A target may be a whole URL (RFC 9112 section 3.2.2), or `*`.
  const path = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "");
  const origin = `${scheme}://${host ?? "localhost"}`;
  const base = URL.canParse(origin) && new URL(origin).pathname === "/" ? origin : `${scheme}://localhost`;
  return base + (path.startsWith("/") ? path : `/${path}`);
}

/** Returns the body as it came: what a middleware has kept of it, or else the stream. */
function bodyOf(incoming: NodeRequest & FrameworkMembers): BodyInit | null {
  for (const body of [incoming.rawBody, incoming.body]) {
    if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
    if (typeof body === "string") return body;
  }
  if (incoming.body !== undefined && incoming.body !== null && incoming.readableEnded === true) {
    throw new TypeError(
      "the body has been parsed already, and its bytes are lost: put the handler before the body parser, " +
        "or let the parser keep bytes",
    );
  }
  return streamOf(incoming);
}

/** Streams a body with backpressure. If the stream is cancelled, the rest of the body is read and dropped. */
function streamOf(incoming: NodeRequest): ReadableStream<Uint8Array> {
  let isWanted = true;
  const source: UnderlyingSource<Uint8Array> = {
    start(controller) {
      incoming.on("data", (chunk: Uint8Array) => {
        if (!isWanted) return;
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.on("end", () => {
        if (isWanted) controller.close();
        isWanted = false;
      });
      const fail = (error?: unknown) => {
        if (isWanted) controller.error(error ?? new Error("the client closed the connection"));
        isWanted = false;
      };
      incoming.on("error", fail);
      incoming.on("close", () => fail());
      incoming.pause();
    },
    pull() {
      incoming.resume();
    },
    cancel() {
      isWanted = false;
      incoming.resume();
    },
  };
  // Nothing is pulled before the handler reads.
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** Sends a response. */
async function send(response: Response, incoming: NodeRequest, outgoing: NodeResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (!incoming.complete) {
    // The handler did not read the whole body, so the next bytes on this connection are no request.
    outgoing.setHeader("connection", "close");
    incoming.resume();
  }
  if (response.body !== null && incoming.method !== "HEAD") {
    const reader = response.body.getReader();
    for (let chunk: ReadableStreamReadResult<Uint8Array>; !(chunk = await reader.read()).done; ) {
      if (outgoing.destroyed) return void reader.cancel().catch(() => {});
      if (!outgoing.write(chunk.value)) await drained(outgoing);
    }
  }
  outgoing.end();
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
