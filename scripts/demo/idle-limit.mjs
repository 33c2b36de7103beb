/**
 * Makes a function to call for each request. It closes a connection that begins no further request within `ms` after its
 * last response has ended.
 *
 * Node's `keepAliveTimeout` starts anew with every byte, also with an empty line, which begins no request.
 */
export function makeIdleLimit(ms) {
  const connections = new WeakMap();
  return (socket, outgoing) => {
    const connection = connections.get(socket) ?? { open: 0, timer: undefined };
    if (!connections.has(socket)) {
      connections.set(socket, connection);
      socket.once("close", () => clearTimeout(connection.timer));
    }
    connection.open++;
    clearTimeout(connection.timer);
    outgoing.once("close", () => {
      if (--connection.open > 0 || socket.destroyed) return;
      connection.timer = setTimeout(() => socket.destroy(), ms);
    });
  };
}
