// A client that costs little: it sends prepared bytes over connections that stay open, and reads of each response its
// status and its length alone.
import { once } from "node:events";
import { connect } from "node:net";

const CONNECTIONS = 16;
const HEAD_END = Buffer.from("\r\n\r\n");

const requestOf = (body) =>
  Buffer.from(
    `POST /leads HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

/** Returns the status of a response, and how many bytes it has; undefined while its head is incomplete. */
function measure(bytes) {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.latin1Slice(0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (!length) throw new Error(`a response without a length: ${head}`);
  return { status: Number(head.slice(9, 12)), length: end + HEAD_END.length + Number(length[1]) };
}

class Connection {
  #socket;
  #bytes = Buffer.alloc(0);
  #settle;

  async open(port) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(this.#socket, "connect");
    this.#socket.on("data", (chunk) => this.#read(chunk));
    this.#socket.on("close", () => this.#settle?.reject(new Error("the server closed the connection")));
    return this;
  }

  /** Sends a request and resolves to the response's status. */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(request);
    });
  }

  #read(chunk) {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    try {
      const response = measure(this.#bytes);
      if (!response || this.#bytes.length < response.length) return;
      this.#bytes = this.#bytes.subarray(response.length);
      this.#settle.resolve(response.status);
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  close() {
    this.#settle = undefined;
    this.#socket.destroy();
  }
}

/** Opens connections to a server. */
export async function client(port) {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => new Connection().open(port)));
  return {
    /** Sends `count` requests with the bodies in turn, and throws if a response has another status. */
    async load(bodies, count, status) {
      const requests = bodies.map(requestOf);
      let next = 0;
      const loop = async (connection) => {
        while (next < count) {
          const got = await connection.send(requests[next++ % requests.length]);
          if (got !== status) throw new Error(`status ${got} instead of ${status}`);
        }
      };
      await Promise.all(connections.map(loop));
    },
    close: () => connections.forEach((connection) => connection.close()),
  };
}
