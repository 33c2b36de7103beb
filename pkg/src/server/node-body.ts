// The body of a request of Node, which can be read without making a stream of the platform.
import type { PlainError } from "../render.js";
import { joinBytes } from "./bytes.js";
import { INCOMPLETE, TIMEOUT, tooLarge } from "./body-errors.js";
import { refuseMistake } from "./misuse.js";
import { beforeDeadline } from "./timer.js";

/** The source of a body: Node's `IncomingMessage`. */
export interface ByteStream {
  readonly complete: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: Node's own type of a listener.
  on(event: string, listener: (...args: any[]) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  off(event: string, listener: (...args: any[]) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  readonly errored?: unknown;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  /** Whether somebody has read from it. */
  readonly readableDidRead?: boolean;
  /** Whether its chunks go to listeners now. */
  readonly readableFlowing?: boolean | null;
  /** What `setEncoding` has set: then the chunks are text. */
  readonly readableEncoding?: string | null;
}

const GONE = "the client closed the connection";

/** A body that is read once: either at once by {@link NodeBody.read}, or as a stream. */
export class NodeBody {
  #incoming: ByteStream | undefined;
  #buffered: Uint8Array | undefined;
  #bytes: Uint8Array | undefined;
  #reading: Promise<Uint8Array | PlainError> | undefined;
  #isStreaming = false;
  readonly #isLost: boolean;

  /** @param isLost whether a middleware has read the stream already, where the stream does not say so itself */
  constructor(source: ByteStream | Uint8Array, isLost = false) {
    this.#isLost = isLost;
    if (source instanceof Uint8Array) {
      this.#buffered = source;
      return;
    }
    this.#incoming = source;
    // A middleware listens. Its chunks wait for the handler, which may read late.
    if (source.readableFlowing) source.pause();
  }

  /** Returns a body that has been read. */
  static of(bytes: Uint8Array): NodeBody {
    const body = new NodeBody(bytes);
    body.#bytes = bytes;
    return body;
  }

  /** The bytes, if {@link NodeBody.read} has read them. They may be a `Buffer`, whose `slice` does not copy. */
  get bytes(): Uint8Array | undefined {
    return this.#bytes;
  }

  /** The bytes, if they are there: a middleware may have read them. */
  get buffered(): Uint8Array | undefined {
    return this.#bytes ?? this.#buffered;
  }

  /** Whether the stream of the body is being read, so that `read` cannot read it. */
  get isStreaming(): boolean {
    return this.#isStreaming;
  }

  /** Whether somebody has read from the stream, or made it give text. */
  #hasLostBytes({ readableDidRead, readableEncoding }: ByteStream): boolean {
    return this.#isLost || Boolean(readableDidRead || readableEncoding);
  }

  /**
   * Reads the body. Resolves with an error if the body is refused. A body that has been read is returned whatever the
   * limits are.
   *
   * @throws TypeError (the promise rejects) if its bytes are lost
   */
  read(where: string, maxBytes: number, timeoutMs: number): Promise<Uint8Array | PlainError> {
    if (this.#bytes !== undefined) return Promise.resolve(this.#bytes);
    if (this.#buffered !== undefined) {
      if (this.#buffered.length > maxBytes) return Promise.resolve(tooLarge(maxBytes));
      this.#bytes = this.#buffered;
      return Promise.resolve(this.#bytes);
    }
    if (this.#reading) return this.#reading;
    const incoming = this.#incoming as ByteStream;
    if (this.#hasLostBytes(incoming)) return refuseMistake("lost", where);
    return (this.#reading = this.#collect(incoming, maxBytes, timeoutMs));
  }

  #collect(incoming: ByteStream, maxBytes: number, timeoutMs: number): Promise<Uint8Array | PlainError> {
    return new Promise((resolve) => {
      const chunks: Uint8Array[] = [];
      let length = 0;
      let isSettled = false;
      const settle = (result: Uint8Array | PlainError) => {
        if (isSettled) return;
        isSettled = true;
        cancel();
        if (result instanceof Uint8Array) this.#bytes = result;
        // The rest waits for the adapter to read and drop it, or to close the connection.
        else incoming.pause();
        resolve(result);
      };
      // The client does not see this response.
      const fail = () => settle(INCOMPLETE);
      const end = () => settle(joinBytes(chunks));
      const cancel = beforeDeadline(timeoutMs, () => settle(TIMEOUT));
      if (incoming.readableEnded) return end();
      if (incoming.errored || incoming.destroyed) return fail();
      // The listeners stay: the stream ends with them, and removing them takes as long as adding them.
      incoming.on("end", end);
      incoming.on("error", fail);
      incoming.on("close", fail);
      incoming.on("data", (chunk: Uint8Array) => {
        if (isSettled) return;
        length += chunk.length;
        if (length > maxBytes) settle(tooLarge(maxBytes));
        else chunks.push(chunk);
      });
      // A middleware may have paused it.
      incoming.resume();
    });
  }

  /**
   * Streams the body with backpressure. If the stream is cancelled, the rest of the body is read and dropped. After
   * `read`, it streams the bytes that were read.
   */
  stream(): ReadableStream<Uint8Array> {
    let isStarted = false;
    const source: UnderlyingDefaultSource<Uint8Array> = {
      pull: async (controller) => {
        if (this.buffered === undefined && this.#reading === undefined) {
          this.#isStreaming = true;
          const incoming = this.#incoming as ByteStream;
          if (!isStarted && this.#hasLostBytes(incoming)) return refuseMistake("lost", "Request");
          if (!isStarted) listen(incoming, controller);
          isStarted = true;
          incoming.resume();
          return;
        }
        const bytes = this.buffered ?? (await this.#reading);
        if (!(bytes instanceof Uint8Array)) throw new TypeError((bytes as PlainError).message);
        if (bytes.length > 0) controller.enqueue(new Uint8Array(bytes));
        controller.close();
      },
      cancel: () => {
        this.#isStreaming = true;
        this.#incoming?.resume();
      },
    };
    // Nothing is pulled before somebody reads.
    return new ReadableStream(source, { highWaterMark: 0 });
  }
}

/** Passes the chunks on. */
function listen(incoming: ByteStream, controller: ReadableStreamDefaultController<Uint8Array>): void {
  let isWanted = true;
  const settle = (end: () => void) => () => {
    if (!isWanted) return;
    isWanted = false;
    try {
      end();
    } catch {
      // The stream has been cancelled.
    }
  };
  const close = settle(() => controller.close());
  const fail = (error?: unknown) => settle(() => controller.error(error ?? new Error(GONE)))();
  incoming.on("data", (chunk: Uint8Array) => {
    if (!isWanted) return;
    try {
      controller.enqueue(new Uint8Array(chunk));
    } catch {
      isWanted = false;
      return;
    }
    if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
  });
  incoming.on("end", close);
  incoming.on("error", fail);
  incoming.on("close", () => fail());
  if (incoming.readableEnded) close();
  else if (incoming.errored || incoming.destroyed) fail(incoming.errored ?? undefined);
}
