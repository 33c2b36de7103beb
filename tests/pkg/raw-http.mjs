// Sends raw HTTP requests, for requests that no HTTP client would send.
import { connect } from "node:net";

const latin1 = (text) => Buffer.from(text, "latin1");

/** Builds the bytes of a request. `headers` are whole lines in Latin-1. With `chunked` there is no Content-Length. */
export function rawRequest({ method = "POST", path = "/api/leads", headers = [], body = "", chunked = false }) {
  const bytes = Buffer.from(body);
  const framing = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${bytes.length}`;
  const head = [`${method} ${path} HTTP/1.1`, "Host: localhost", "Connection: close", ...headers, framing, "", ""];
  return Buffer.concat([latin1(head.join("\r\n")), ...(chunked ? chunks(bytes) : [bytes])]);
}

function chunks(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 1000) {
    const part = bytes.subarray(at, at + 1000);
    parts.push(latin1(`${part.length.toString(16)}\r\n`), part, latin1("\r\n"));
  }
  return [...parts, latin1("0\r\n\r\n")];
}

/** Sends the bytes and returns the response's status, headers and body. The body is Latin-1, so every byte is kept. */
export function send(origin, bytes) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const parts = [];
    socket.setTimeout(60_000, () => socket.destroy(new Error("no answer within a minute")));
    socket.on("error", reject);
    socket.on("data", (part) => parts.push(part));
    socket.on("end", () => resolve(parse(Buffer.concat(parts).toString("latin1"))));
    socket.write(bytes);
  });
}

function parse(text) {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine, ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const raw = text.slice(end + 4);
  const body = headers.get("transfer-encoding") === "chunked" ? joinChunks(raw) : raw;
  return { status: Number(statusLine.split(" ")[1]), headers, body };
}

function joinChunks(raw) {
  let body = "";
  for (let at = 0; ; ) {
    const end = raw.indexOf("\r\n", at);
    const size = parseInt(raw.slice(at, end), 16);
    if (!(size > 0)) return body;
    body += raw.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}
