import { bodyBytes, MAX_BODY_BYTES } from "./body.js";
import type { HeadersLike } from "./headers.js";
import { NO_BYTES } from "./packed/engine.js";
import { startTimer } from "./time-limit.js";

/** The members of a response that `readResponse` uses. The `Response` of every platform has them. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: HeadersLike;
  readonly bodyUsed?: boolean | undefined;
  /** A web stream, an async iterable of chunks such as a Node stream, or a body that is already read. */
  readonly body?: unknown;
  /** Gives the body of a response that has no `body`. */
  readonly text?: (() => Promise<string>) | undefined;
}

/** The part of a body that has arrived. */
export interface ReceivedBody {
  readonly bytes: Uint8Array;
  /** Whether the body ended early: the connection broke, or the time limit passed. */
  readonly incomplete: boolean;
}

const BODY_USED =
  "readResponse: the body of this response was already used, so the error in it is lost: " +
  "call readResponse instead of json() or text(), or call it on response.clone() before them";

/**
 * Reads a response's body up to one byte more than `MAX_BODY_BYTES`, and for at most `timeoutMs` milliseconds, then
 * cancels the rest. The one byte more shows that the body is too large. If the connection breaks or the time is over,
 * the result is the part that has arrived.
 *
 * @throws TypeError if the value is not a response, or if its body was already used or is locked by another reader
 */
export async function readUpToCap(response: ResponseLike, timeoutMs: number): Promise<ReceivedBody> {
  if (typeof response !== "object" || response === null || typeof response.status !== "number") {
    throw new TypeError("readResponse takes a Response");
  }
  if (response.bodyUsed === true) throw new TypeError(BODY_USED);
  const { body } = response;
  if (isStream(body)) {
    if (body.locked) throw new TypeError(BODY_USED);
    return receive(streamSource(body), timeoutMs);
  }
  if (isAsyncIterable(body)) return receive(iterableSource(body), timeoutMs);
  // Some clients and mocks have no `body`, only `text()`.
  if (body === undefined && typeof response.text === "function") return receive(textSource(response), timeoutMs);
  return { bytes: bodyBytes(body), incomplete: false };
}

const isStream = (body: unknown): body is ReadableStream<unknown> =>
  typeof body === "object" && body !== null && typeof (body as ReadableStream).getReader === "function";

const isAsyncIterable = (body: unknown): body is AsyncIterable<unknown> & { destroy?: () => void } =>
  typeof body === "object" && body !== null && Symbol.asyncIterator in body;

/** Where the chunks of a body come from. */
interface ChunkSource {
  readonly next: () => Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  /** Ends the body. It may throw or reject, and may take any time. */
  readonly cancel: () => unknown;
}

function streamSource(stream: ReadableStream<unknown>): ChunkSource {
  const reader = stream.getReader();
  return { next: () => reader.read(), cancel: () => reader.cancel() };
}

function iterableSource(iterable: AsyncIterable<unknown> & { destroy?: () => void }): ChunkSource {
  let iterator: AsyncIterator<unknown> | undefined;
  const cancel = () => {
    // A Node stream's iterator would wait for the next chunk before it destroys the stream.
    iterable.destroy?.();
    return iterator?.return?.();
  };
  return { next: () => (iterator ??= iterable[Symbol.asyncIterator]()).next(), cancel };
}

function textSource(response: ResponseLike): ChunkSource {
  let isRead = false;
  const next = async () => {
    if (isRead) return { done: true };
    isRead = true;
    return { value: await response.text?.() };
  };
  return { next, cancel: () => {} };
}

/** The least time for reading a source that always has a chunk ready, even if the time limit is shorter. */
const LEAST_MS = 100;

/** After how many chunks the time is checked. */
const CHUNKS_PER_TIME_CHECK = 64;

/** Reads chunks until the body ends, is too large or breaks off, or until the time is over. */
function receive(source: ChunkSource, timeoutMs: number): Promise<ReceivedBody> {
  const received = new ReceivedBytes();
  const end = performance.now() + Math.max(timeoutMs, LEAST_MS);
  return new Promise((resolve) => {
    let isOver = false;
    let count = 0;
    const finish = (incomplete: boolean) => {
      if (isOver) return;
      isOver = true;
      stopTimer();
      resolve({ bytes: received.bytes(), incomplete });
    };
    const giveUp = (incomplete: boolean) => {
      finish(incomplete);
      cancel(source);
    };
    const stopTimer = startTimer(timeoutMs, () => giveUp(true));
    const pump = async () => {
      for (;;) {
        const { done, value } = await source.next();
        if (isOver) return;
        if (done) return finish(false);
        received.add(value);
        if (received.isFull) return giveUp(false);
        // A source that always has a chunk ready leaves no time for the timer.
        if (++count % CHUNKS_PER_TIME_CHECK === 0 && performance.now() > end) return giveUp(true);
      }
    };
    // The connection broke. The part that has arrived is the body.
    pump().catch(() => finish(true));
  });
}

/** Cancels a source without waiting for it: it may be slow to stop, and the rest of the body is not needed. */
function cancel(source: ChunkSource): void {
  try {
    Promise.resolve(source.cancel()).catch(() => {});
  } catch {
    // There is nothing left to cancel.
  }
}

/** The bytes of a body, `MAX_BODY_BYTES + 1` at most, copied from its chunks into one array. */
class ReceivedBytes {
  #bytes: Uint8Array = NO_BYTES;
  #length = 0;

  /** Whether the body is known to be too large. */
  get isFull(): boolean {
    return this.#length > MAX_BODY_BYTES;
  }

  /** Adds the chunk, or the part of it that fits. */
  add(chunk: unknown): void {
    const added = bodyBytes(chunk).subarray(0, MAX_BODY_BYTES + 1 - this.#length);
    const length = this.#length + added.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, Math.min(this.#bytes.length * 2, MAX_BODY_BYTES + 1)));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(added, this.#length);
    this.#length = length;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
