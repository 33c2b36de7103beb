// Sends responses of the platform as responses of Node.
import { contentOf } from "./light-response.js";
import { type NodeRequest, rawHeader } from "./node-request.js";

/** Node's `ServerResponse`, as far as it is needed. */
export interface NodeResponse {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  statusCode: number;
  hasHeader(name: string): boolean;
  setHeader(name: string, value: string | readonly string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array | string): unknown;
  destroy(error?: Error): unknown;
  once(event: string, listener: () => void): unknown;
  /** HTTP/2 has one. */
  readonly stream?: { readonly destroyed?: boolean; close?(code?: number): void } | undefined;
  off(event: string, listener: () => void): unknown;
}

/** The longest body that is read to its end though the handler does not want it. */
const MAX_DROPPED = 1024 * 1024;

/** Sends a response. */
export async function send(response: Response, incoming: NodeRequest, outgoing: NodeResponse): Promise<void> {
  outgoing.statusCode = response.status;
  const light = contentOf(response);
  if (!light || light.headers instanceof Headers) setHeaders(outgoing, response.headers);
  else for (const name in light.headers) outgoing.setHeader(name, light.headers[name] as string);
  if (!incoming.complete) {
    // The handler did not read the whole body. What is left of a short one is read and dropped; after a long one the
    // connection ends, or the stream of HTTP/2.
    if (!(Number(rawHeader(incoming.rawHeaders, "content-length") ?? Number.NaN) <= MAX_DROPPED)) {
      const { stream } = outgoing;
      if (stream) outgoing.once("finish", () => stream.close?.(NO_ERROR));
      else outgoing.setHeader("connection", "close");
    }
    incoming.resume();
  } else if (incoming.readableFlowing === false) {
    incoming.resume();
  }
  if (incoming.method === "HEAD") return void outgoing.end();
  // Node adds the length of what is sent at once.
  if (light) return void outgoing.end(light.text);
  if (response.body === null) return void outgoing.end();
  const reader = response.body.getReader();
  let { done, value } = await reader.read();
  if (done) return void outgoing.end();
  // Most bodies are one chunk. Then all is sent at once, with its length.
  let next = reader.read();
  if (!outgoing.hasHeader("content-length") && (await isDoneAtOnce(next))) {
    outgoing.setHeader("content-length", String((value as Uint8Array).byteLength));
    return void outgoing.end(value);
  }
  while (!done) {
    if (outgoing.destroyed) return void reader.cancel().catch(() => {});
    if (!outgoing.write(value as Uint8Array)) await drained(outgoing);
    ({ done, value } = await next);
    if (!done) next = reader.read();
  }
  outgoing.end();
}

/** The code of a stream that ends without an error: see RFC 9113 section 8.1. */
const NO_ERROR = 0;

/** Headers that HTTP/2 forbids: see RFC 9113 section 8.2.2. */
const OF_CONNECTION = /^(?:connection|keep-alive|proxy-connection|transfer-encoding|upgrade)$/;

function setHeaders(outgoing: NodeResponse, headers: Headers): void {
  const isSent = (name: string) => name !== "set-cookie" && !(outgoing.stream && OF_CONNECTION.test(name));
  for (const [name, value] of headers) if (isSent(name)) outgoing.setHeader(name, value);
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
}

/** Whether a read finds the end of a stream without waiting for more events. */
function isDoneAtOnce(read: Promise<ReadableStreamReadResult<Uint8Array>>): Promise<boolean> {
  return new Promise((resolve) => {
    read.then(
      ({ done }) => resolve(done),
      () => resolve(false),
    );
    setTimeout(() => resolve(false), 0);
  });
}

/** Resolves when more can be written, or when the client has gone. */
const drained = (outgoing: NodeResponse): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      outgoing.off("drain", end);
      outgoing.off("close", end);
      resolve();
    };
    outgoing.once("drain", end);
    outgoing.once("close", end);
  });
