/** What Node answers by itself, by the error's code. Others are 400. */
const STATUS_LINES = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", "413 Payload Too Large"],
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
]);
/** How long the rest of a refused request is read and dropped. */
const LINGER_MS = 1000;

/**
 * Makes a listener for `clientError`. It answers bytes that are not a request when the requests before them are answered.
 *
 * Node answers at once and drops those requests. It also closes the connection while bytes are unread, which resets it, so
 * that the client may lose the answer.
 *
 * @param {(socket: import("node:net").Socket, run: () => unknown) => void} inTurn runs it after the requests of the socket
 */
export function makeClientErrorListener(inTurn) {
  const refused = new WeakSet();
  return (error, socket) => {
    // The bytes that follow are an error again.
    if (refused.has(socket)) return;
    refused.add(socket);
    inTurn(socket, () => {
      if (!socket.writable) return socket.destroy();
      socket.end(`HTTP/1.1 ${STATUS_LINES.get(error.code) ?? "400 Bad Request"}\r\nConnection: close\r\n\r\n`);
      const timer = setTimeout(() => socket.destroy(), LINGER_MS);
      socket.once("close", () => clearTimeout(timer));
    });
  };
}
