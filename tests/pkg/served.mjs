// Serves fetch handlers by `toNodeHandler` on loopback, for the tests of its requests and responses.
import { once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";
import { schema } from "unanimous";
import { toNodeHandler } from "unanimous/server";

export const anything = schema({});
export const BODY = '{"text":"\ufeff\u00fc\u{1f600}"}';
export const HEADERS = { "content-type": "application/json", "x-test": "1" };

const closing = [];
after(() => {
  for (const server of closing) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a server of Node with a listener, and returns its URL. The server is closed after the tests of the file. */
export async function listen(listener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  closing.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

/** Serves a handler, and returns its URL. */
export const serve = (handler) => listen(toNodeHandler(handler));
