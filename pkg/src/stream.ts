import { bodyBytes, MAX_BODY_BYTES } from "./body.js";
import type { ResponseLike } from "./errors.js";

const USED =
  "readResponse: the body of this response was used already, so its error is lost: " +
  "call readResponse instead of json() or text(), or on response.clone() before them";

/** A response's body, no more of it than shows that it is too large; the rest is cancelled, never read. */
export async function readUpToCap(response: ResponseLike): Promise<Uint8Array> {
  if (typeof response !== "object" || response === null || typeof response.status !== "number") {
    throw new TypeError("readResponse takes a Response");
  }
  if (response.bodyUsed === true) throw new TypeError(USED);
  const { body } = response;
  if (isStream(body)) {
    if (body.locked) throw new TypeError(USED);
    return drain(body.getReader());
  }
  if (typeof body === "object" && body !== null && Symbol.asyncIterator in body) {
    return collect(body as AsyncIterable<unknown>);
  }
  // Neither a stream nor nothing at all: the response of a client that has read it, or of a test.
  if (body === undefined && typeof response.text === "function") {
    return bodyBytes(await response.text().catch(() => ""));
  }
  return bodyBytes(body);
}

const isStream = (body: unknown): body is ReadableStream<unknown> =>
  typeof body === "object" && body !== null && typeof (body as ReadableStream).getReader === "function";

async function drain(reader: ReadableStreamDefaultReader<unknown>): Promise<Uint8Array> {
  const sink = new Sink();
  try {
    while (!sink.isFull) {
      const { done, value } = await reader.read();
      if (done) return sink.bytes();
      sink.add(value);
    }
  } catch {
    // The connection broke: what has come is all there is.
    return sink.bytes();
  }
  // Not awaited: a source may take its time to stop, and nobody waits for what is thrown away.
  reader.cancel().catch(() => {});
  return sink.bytes();
}

/** Node's streams, and whatever else is read so. Leaving the loop destroys them. */
async function collect(parts: AsyncIterable<unknown>): Promise<Uint8Array> {
  const sink = new Sink();
  try {
    for await (const part of parts) {
      sink.add(part);
      if (sink.isFull) break;
    }
  } catch {
    // As above.
  }
  return sink.bytes();
}

class Sink {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  get isFull(): boolean {
    return this.length > MAX_BODY_BYTES;
  }

  add(part: unknown): void {
    const bytes = bodyBytes(part).subarray(0, MAX_BODY_BYTES + 1 - this.length);
    this.parts.push(bytes);
    this.length += bytes.length;
  }

  bytes(): Uint8Array {
    const [only] = this.parts;
    if (only !== undefined && this.parts.length === 1) return only;
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
