// A fetch handler behind Node's own HTTP server.
import { once } from "node:events";
import { createServer } from "node:http";

/** Listens, and gives the URL and a way to stop. */
export async function serveFetch(handler, { host, port }) {
  const server = createServer((incoming, outgoing) => {
    respond(handler, incoming, outgoing).catch((error) => {
      // The client went away, or the handler is broken: either way this one request ends.
      console.error(`${incoming.method} ${incoming.url}: ${error.message}`);
      outgoing.destroy();
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}/`,
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
  // The raw lines: `incoming.headers` drops the second of some.
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at], incoming.rawHeaders[at + 1]);
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
 * The body as it comes, at the reader's pace. `Readable.toWeb` would not do: to cancel its stream is to cut the
 * connection, and with it the answer. Here what nobody reads is thrown away.
 */
function toStream(incoming) {
  let isRead = true;
  return new ReadableStream({
    start(controller) {
      incoming.on("data", (chunk) => {
        if (!isRead) return;
        controller.enqueue(new Uint8Array(chunk));
        if (controller.desiredSize <= 0) incoming.pause();
      });
      incoming.on("end", () => isRead && controller.close());
      incoming.on("error", (error) => isRead && controller.error(error));
    },
    pull: () => void incoming.resume(),
    cancel() {
      isRead = false;
      incoming.resume();
    },
  });
}
