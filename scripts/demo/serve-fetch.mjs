// Serves a fetch handler, `(Request) => Promise<Response>`, with Node's HTTP server.
import { once } from "node:events";
import { createServer } from "node:http";

/** Starts the server and returns its URL and a function that stops it. */
export async function serveFetch(handler, { host, port }) {
  const server = createServer((incoming, outgoing) => {
    respond(handler, incoming, outgoing).catch((error) => {
      // The client disconnected or the handler failed. Only this request ends; the server goes on.
      console.error(`${incoming.method} ${incoming.url}: ${error.message}`);
      outgoing.destroy();
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const hostname = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${hostname}:${address.port}/`,
    close: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

async function respond(handler, incoming, outgoing) {
  const response = await handler(toRequest(incoming));
  const body = incoming.method === "HEAD" ? null : Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(body ?? undefined);
}

function toRequest(incoming) {
  const headers = new Headers();
  // `rawHeaders` has every header line. `incoming.headers` drops the second line of some headers.
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index], incoming.rawHeaders[index + 1]);
  }
  const { method, url } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(`http://localhost${url.startsWith("/") ? url : "/"}`, {
    method,
    headers,
    ...(hasBody ? { body: toStream(incoming), duplex: "half" } : {}),
  });
}

/**
 * Streams the request's body with backpressure. If the handler cancels the stream, the rest of the body is read and
 * discarded. `Readable.toWeb` cannot be used: cancelling its stream closes the connection before the answer is sent.
 */
function toStream(incoming) {
  let isOpen = true;
  return new ReadableStream({
    start(controller) {
      incoming.on("data", (chunk) => {
        if (!isOpen) return;
        controller.enqueue(new Uint8Array(chunk));
        if (controller.desiredSize <= 0) incoming.pause();
      });
      incoming.on("end", () => isOpen && controller.close());
      incoming.on("error", (error) => isOpen && controller.error(error));
    },
    pull: () => void incoming.resume(),
    cancel() {
      isOpen = false;
      incoming.resume();
    },
  });
}
