// A TCP forwarder on a loopback port. A test points it at another server, or holds back what is sent.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** The index of each connection in a pair: the one to the client, and the one to the server. */
const [NEAR, FAR] = [0, 1];

/** Starts a forwarder to a loopback port. */
export async function startForwarder(to) {
  /** The indices of the connections that are not read. */
  let held = [];
  const pairs = new Set();
  const isHeld = (pair, socket) => held.some((end) => pair[end] === socket);
  const holdPair = (pair) => {
    for (const end of held) pair[end].pause();
  };
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    const pair = [near, far];
    pairs.add(pair);
    for (const [from, into] of [pair, [far, near]]) {
      from.setNoDelay(true);
      from.on("data", (bytes) => {
        if (!into.write(bytes)) from.pause();
      });
      into.on("drain", () => isHeld(pair, from) || from.resume());
      from.on("error", () => {});
      from.on("close", () => {
        into.destroy();
        pairs.delete(pair);
      });
    }
    holdPair(pair);
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
    /** Stops delivering what the servers send. The clients do not notice, because what they send still arrives. */
    hold() {
      held = [FAR];
      for (const pair of pairs) holdPair(pair);
    },
    /** Stops delivering in both directions, as a broken network does. */
    sever() {
      held = [NEAR, FAR];
      for (const pair of pairs) holdPair(pair);
    },
    close() {
      server.close();
      cut();
    },
  };
}
