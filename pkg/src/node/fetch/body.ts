// The body of a response: decompressed, and ended by an error at the limit.
import type { IncomingMessage } from "node:http";
import { pipeline, Readable, Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { codedError } from "./error.js";

/** A response with more bytes than `maxBytes` allows. */
export class ResponseSizeError extends Error {
  override readonly name = "ResponseSizeError";
  readonly code = "ERR_RESPONSE_SIZE";

  constructor(readonly maxBytes: number) {
    super(`the response has more than ${maxBytes} bytes`);
  }
}

/** The most codings of one body. */
const MAX_CODINGS = 5;

/**
 * Returns the decompressed body. It fails with {@link ResponseSizeError} after `maxBytes` bytes, and with a TypeError
 * (`ERR_RESPONSE_CODING`) if it cannot be decompressed or ends early.
 *
 * @param ended is called when the body is complete, has failed or was cancelled
 * @throws TypeError (`ERR_RESPONSE_CODING`) if a coding is unknown, or there are too many
 */
export function limitedBody(
  response: IncomingMessage,
  maxBytes: number,
  ended: () => void,
): ReadableStream<Uint8Array> {
  const steps = decoders(response.headers["content-encoding"] ?? "");
  // An error of a decoder. The errors of the others, such as a cut connection, stay as they are.
  let undecodable: Error | undefined;
  for (const step of steps) step.once("error", (error) => (undecodable ??= error));
  const limit = limiter(maxBytes, (error) =>
    error === undecodable ? codedError("ERR_RESPONSE_CODING", "safeFetch: the body cannot be decoded", error) : error,
  );
  pipeline([response, ...steps, limit], ended);
  return Readable.toWeb(limit) as ReadableStream<Uint8Array>;
}

/**
 * Returns a stream for each coding, the last one first.
 *
 * @throws TypeError if a coding is unknown, or there are too many
 */
function decoders(header: string): Transform[] {
  const codings = header
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
  if (codings.length > MAX_CODINGS)
    throw codedError("ERR_RESPONSE_CODING", `safeFetch: a body may have ${MAX_CODINGS} codings, not ${codings.length}`);
  return codings.reverse().map((coding) => {
    const make = DECODERS.get(coding);
    if (make === undefined)
      throw codedError("ERR_RESPONSE_CODING", `safeFetch: unknown Content-Encoding ${JSON.stringify(coding)}`);
    return make();
  });
}

type Decoder = Transform & { readonly bytesWritten: number };

/**
 * Decodes "deflate": the zlib format (RFC 1950), or deflate data without it, which some servers send (RFC 9110 section
 * 8.4.1.2). The low four bits of zlib's first byte are 8, the method. Those of raw data are 8 only if
 * the padding of a stored block is not zero.
 */
class Inflate extends Transform {
  #decoder: Transform | undefined;

  override _transform(chunk: Uint8Array, _: string, done: () => void): void {
    this.#decoder ??= this.#decoderOf(((chunk[0] as number) & 15) === 8 ? createInflate() : createInflateRaw());
    const decoder = this.#decoder;
    // Data that follows the compressed data is ignored: the decoder ends, and never calls back.
    if (decoder.readableEnded) {
      done();
      return;
    }
    let isDone = false;
    const next = (): void => {
      decoder.off("end", next);
      if (!isDone) done();
      isDone = true;
    };
    decoder.once("end", next).write(chunk, next);
  }

  override _flush(done: () => void): void {
    if (this.#decoder === undefined || this.#decoder.readableEnded) done();
    else this.#decoder.once("end", done).end();
  }

  override _read(size: number): void {
    this.#decoder?.resume();
    super._read(size);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#decoder?.destroy();
    done(error);
  }

  #decoderOf(decoder: Transform): Transform {
    decoder.on("data", (bytes) => {
      if (!this.push(bytes)) decoder.pause();
    });
    return decoder.once("error", (error) => this.destroy(error));
  }
}

const DECODERS = new Map<string, () => Transform>([
  ["gzip", () => acceptEmpty(createGunzip())],
  ["x-gzip", () => acceptEmpty(createGunzip())],
  ["deflate", () => new Inflate()],
  ["br", () => acceptEmpty(createBrotliDecompress())],
]);

/** Lets a decoder accept a body of no bytes, which servers send under any coding. */
function acceptEmpty(decoder: Decoder): Decoder {
  const flush = decoder._flush;
  decoder._flush = (done) => (decoder.bytesWritten === 0 ? done() : flush.call(decoder, done));
  return decoder;
}

function limiter(maxBytes: number, errorOf: (error: Error) => Error): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(new ResponseSizeError(maxBytes));
      else done(null, chunk);
    },
    destroy: (error, done) => done(error && errorOf(error)),
  });
}
