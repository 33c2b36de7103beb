// A TCP forwarder on a loopback port. A test points it at another server, or holds back what a server sends.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Starts a forwarder to a loopback port. */
export async function startForwarder(to) {
  let isHeld = false;
  const pairs = new Set();
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    const pair = [near, far];
    pairs.add(pair);
    for (const [from, into] of [pair, [far, near]]) {
      from.setNoDelay(true);
      from.on("data", (bytes) => {
        if (!into.write(bytes)) from.pause();
      });
      into.on("drain", () => !isHeld && from.resume());
      from.on("error", () => {});
      from.on("close", () => {
        into.destroy();
        pairs.delete(pair);
      });
    }
    if (isHeld) far.pause();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    port: server.address().port,
    /** Connects to another port from now on, and closes what is open. */
    point(port) {
      to = port;
      cut();
    },
    /** Delivers no more of what the servers send. */
    hold() {
      isHeld = true;
      for (const [, far] of pairs) far.pause();
    },
    close() {
      server.close();
      cut();
    },
  };
}
