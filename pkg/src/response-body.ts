import { bodyBytes, MAX_BODY_BYTES } from "./body.js";
import type { HeadersLike } from "./headers.js";

/** What `readResponse` uses of a response. The `Response` of every platform has these members. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: HeadersLike;
  readonly bodyUsed?: boolean | undefined;
  /** A web stream, an async iterable of chunks such as a Node stream, or a body that is already read. */
  readonly body?: unknown;
  /** Gives the body of a response that has no `body`. */
  readonly text?: (() => Promise<string>) | undefined;
}

const BODY_USED =
  "readResponse: the body of this response was already used, so the error in it is lost: " +
  "call readResponse instead of json() or text(), or call it on response.clone() before them";

/**
 * Reads a response's body up to one byte more than `MAX_BODY_BYTES`, then cancels the rest. That one byte shows that
 * the body is too large. If the connection breaks, the result is the part that has arrived.
 *
 * @throws TypeError if the value is not a response, or if its body was already used or is locked by another reader
 */
export async function readUpToCap(response: ResponseLike): Promise<Uint8Array> {
  if (typeof response !== "object" || response === null || typeof response.status !== "number") {
    throw new TypeError("readResponse takes a Response");
  }
  if (response.bodyUsed === true) throw new TypeError(BODY_USED);
  const { body } = response;
  if (isStream(body)) {
    if (body.locked) throw new TypeError(BODY_USED);
    return readStream(body.getReader());
  }
  if (typeof body === "object" && body !== null && Symbol.asyncIterator in body) {
    return readChunks(body as AsyncIterable<unknown>);
  }
  // Some clients and mocks have no `body`, only `text()`.
  if (body === undefined && typeof response.text === "function") {
    return bodyBytes(await response.text().catch(() => ""));
  }
  return bodyBytes(body);
}

const isStream = (body: unknown): body is ReadableStream<unknown> =>
  typeof body === "object" && body !== null && typeof (body as ReadableStream).getReader === "function";

async function readStream(reader: ReadableStreamDefaultReader<unknown>): Promise<Uint8Array> {
  const chunks = new Chunks();
  try {
    while (!chunks.isFull) {
      const { done, value } = await reader.read();
      if (done) return chunks.join();
      chunks.add(value);
    }
  } catch {
    // The connection broke. The chunks read so far are the body.
    return chunks.join();
  }
  // Not awaited: a source may be slow to stop, and the rest of the body is not needed.
  reader.cancel().catch(() => {});
  return chunks.join();
}

/** Reads an async iterable, such as a Node stream. Leaving the loop early destroys the stream. */
async function readChunks(iterable: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks = new Chunks();
  try {
    for await (const chunk of iterable) {
      chunks.add(chunk);
      if (chunks.isFull) break;
    }
  } catch {
    // The connection broke. The chunks read so far are the body.
  }
  return chunks.join();
}

/** The chunks of a body, `MAX_BODY_BYTES + 1` bytes at most. */
class Chunks {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  /** Whether the body is known to be too large. */
  get isFull(): boolean {
    return this.length > MAX_BODY_BYTES;
  }

  /** Adds the chunk, or the part of it that fits. */
  add(chunk: unknown): void {
    const bytes = bodyBytes(chunk).subarray(0, MAX_BODY_BYTES + 1 - this.length);
    this.chunks.push(bytes);
    this.length += bytes.length;
  }

  /** All chunks as one array; a single chunk is returned without a copy. */
  join(): Uint8Array {
    const [only] = this.chunks;
    if (only !== undefined && this.chunks.length === 1) return only;
    const joined = new Uint8Array(this.length);
    let offset = 0;
    for (const chunk of this.chunks) {
      joined.set(chunk, offset);
      offset += chunk.length;
    }
    return joined;
  }
}
