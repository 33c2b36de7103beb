/** The status lines that Node itself sends, by the error's code. Any other error gets 400. */
const STATUS_LINES = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", "413 Payload Too Large"],
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
]);
/** How long the rest of a refused request is read and dropped. */
const LINGER_MS = 1000;

/**
 * Makes a listener for `clientError`. If a connection sends bytes that are no request, the listener sends the error after the
 * responses to the requests before them.
 *
 * Without it, Node sends the error at once and drops those requests. It also closes the connection while bytes are unread,
 * which resets it, so that the client may lose the response.
 *
 * @param {(socket: import("node:net").Socket, run: () => unknown) => void} inTurn runs a function after the requests of the socket
 */
export function makeClientErrorListener(inTurn) {
  const refused = new WeakSet();
  return (error, socket) => {
    // The bytes that follow cause the event again.
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
