// Serves a fetch handler, `(Request) => Promise<Response>`, with Node's HTTP server.
import { once } from "node:events";
import { createServer } from "node:http";
import { makeClientErrorListener } from "./client-error.mjs";
import { makeIdleLimit } from "./idle-limit.mjs";

/** The most open connections. Node closes more of them at once. */
const MAX_CONNECTIONS = 512;
/** A request's target and the names and values of its headers have fewer bytes than this. Node answers others with 431. */
const MAX_HEAD_BYTES = 64 * 1024;
/** The most headers of a request. One with more gets 431. */
const MAX_HEADERS = 100;
/** The most requests of one connection that wait for their turn. Clients that pipeline requests send only a few. */
const MAX_WAITING = 100;
/** How many bytes are read and dropped of a body that the handler does not read. */
const MAX_DISCARDED = 1024 * 1024;
/**
 * How long a client that still sends is read at least after the response. A connection that is closed with unread bytes is
 * reset, and a reset can drop the response before the client has read it.
 */
const LAST_BYTES_MS = 200;
/** How long open requests may still take once the server is stopping. */
const LAST_REQUESTS_MS = 5000;

/**
 * Starts the server and returns its URL and a function that stops it.
 *
 * A client that makes no progress loses its connection: it has `timeoutMs` for a request's head, for its body, and for
 * reading the response.
 *
 * @param {(request: Request) => Promise<Response>} handler
 * @param {{ host: string, port: number, timeoutMs?: number }} options
 */
export async function serveFetch(handler, { host, port, timeoutMs = 10_000 }) {
  const limits = {
    headersTimeout: timeoutMs,
    // Ends a connection whose client goes on sending after its response. `respond` closes those that send nothing.
    requestTimeout: 2 * timeoutMs,
    keepAliveTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(timeoutMs / 2, 1000),
    maxHeaderSize: MAX_HEAD_BYTES,
  };
  const inTurn = makeTurns();
  const limitIdle = makeIdleLimit(timeoutMs);
  const listener = (incoming, outgoing) => {
    limitIdle(incoming.socket, outgoing);
    inTurn(incoming.socket, () =>
      respond(handler, incoming, outgoing, timeoutMs).catch((error) => {
        // The client disconnected or the handler failed. Only this request ends; the server goes on.
        console.error(`${incoming.method} ${incoming.url}: ${error.message}`);
        outgoing.destroy();
      }),
    );
  };
  const server = createServer(limits, listener);
  // Without listeners, Node answers `Expect: 100-continue` before anyone has looked at the request, and others with 417.
  server.on("checkContinue", listener).on("checkExpectation", listener);
  server.on("clientError", makeClientErrorListener(inTurn));
  server.maxConnections = MAX_CONNECTIONS;
  // Node drops the headers above its limit in silence. With one more, `respond` sees that there are too many.
  server.maxHeadersCount = MAX_HEADERS + 1;
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const hostname = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${hostname}:${address.port}/`,
    close: () => {
      const timer = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
      server.close(() => clearTimeout(timer));
      server.closeIdleConnections();
    },
  };
}

/**
 * Makes a function that runs the requests of a connection one after the other. Node starts them all at once, so that one
 * client could have thousands running.
 */
function makeTurns() {
  const queues = new WeakMap();
  return (socket, run) => {
    const queue = queues.get(socket) ?? { length: 0, last: Promise.resolve() };
    queues.set(socket, queue);
    if (++queue.length > MAX_WAITING) return void socket.destroy();
    queue.last = queue.last.then(() => (socket.destroyed ? undefined : run())).finally(() => queue.length--);
  };
}

async function respond(handler, incoming, outgoing, timeoutMs) {
  if (incoming.rawHeaders.length / 2 > MAX_HEADERS) {
    incoming.resume();
    return void outgoing.writeHead(431, { connection: "close", "content-length": "0" }).end();
  }
  const deadline = Date.now() + timeoutMs;
  const { request, discardBody } = toRequest(incoming, outgoing);
  const response = await handler(request);
  const body = Buffer.from(await response.arrayBuffer());
  const headers = [...response.headers].flat();
  if (response.status !== 204 && response.status !== 304 && incoming.method !== "HEAD") {
    headers.push("content-length", String(body.length));
  }
  // Ends a connection whose client does not read its response.
  outgoing.setTimeout(timeoutMs, () => outgoing.destroy());
  // The handler did not read the whole body, so the next bytes on this connection are not a request.
  const isOpen = !incoming.complete;
  if (isOpen) headers.push("connection", "close");
  outgoing.writeHead(response.status, headers);
  if (incoming.method !== "HEAD" && body.length > 0) outgoing.write(body);
  // A client that sends its whole body before it reads would otherwise see a broken connection instead of the response.
  if (isOpen) await discardBody(Math.max(deadline - Date.now(), LAST_BYTES_MS));
  outgoing.end();
}

/** Makes the request for the handler. `discardBody(ms)` waits for the rest of its body, and drops it. */
function toRequest(incoming, outgoing) {
  const headers = new Headers();
  // `rawHeaders` has every header line. `incoming.headers` drops the second line of some headers.
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index], incoming.rawHeaders[index + 1]);
  }
  const { method, url } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  const { stream, discard } = toStream(incoming, outgoing);
  const request = new Request(`http://localhost${pathOf(url)}`, {
    method,
    headers,
    ...(hasBody ? { body: stream, duplex: "half" } : {}),
  });
  return { request, discardBody: discard };
}

/**
 * The path and query of a request's target, which may be a whole URL (RFC 9112 section 3.2.2).
 *
 * `Request` normalises a path: it would make `/api/leads` of `/api/./leads`. A path that is not normalised is escaped, so
 * that it is not found.
 */
function pathOf(target) {
  const path = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "").replace(/#.*/s, "");
  if (!path.startsWith("/")) return `/${path}`;
  const [raw] = path.split("?", 1);
  return new URL(`http://localhost${path}`).pathname === raw ? path : `/${encodeURIComponent(raw)}`;
}

/**
 * Streams the request's body with backpressure. A client that waits for `100 Continue` gets it when the handler reads. If the
 * handler cancels the stream, the rest of the body is read and discarded. `Readable.toWeb` cannot be used: cancelling its
 * stream closes the connection before the response is sent.
 */
function toStream(incoming, outgoing) {
  let isWanted = true;
  let discarded = 0;
  let waitsForContinue = incoming.httpVersion === "1.1" && incoming.headers.expect?.toLowerCase() === "100-continue";
  const source = {
    start(controller) {
      incoming.on("data", (chunk) => {
        if (!isWanted) {
          discarded += chunk.length;
          if (discarded > MAX_DISCARDED) incoming.pause();
          return;
        }
        controller.enqueue(new Uint8Array(chunk));
        if (controller.desiredSize <= 0) incoming.pause();
      });
      incoming.on("end", () => isWanted && controller.close());
      incoming.on("error", (error) => isWanted && controller.error(error));
    },
    pull() {
      if (waitsForContinue) outgoing.writeContinue();
      waitsForContinue = false;
      incoming.resume();
    },
    cancel() {
      isWanted = false;
      incoming.resume();
    },
  };
  // Nothing is pulled before the handler reads.
  const stream = new ReadableStream(source, { highWaterMark: 0 });
  const discard = (timeoutMs) =>
    new Promise((resolve) => {
      isWanted = false;
      const isOver = incoming.complete || incoming.destroyed || waitsForContinue || discarded > MAX_DISCARDED;
      if (isOver) return resolve();
      const timer = setTimeout(resolve, timeoutMs);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      incoming.once("pause", end).once("close", end).once("end", end);
      incoming.resume();
    });
  return { stream, discard };
}
