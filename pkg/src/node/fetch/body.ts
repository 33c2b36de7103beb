// The body of a response: decompressed, and ended by an error at the limit.
import type { IncomingMessage } from "node:http";
import { pipeline, Readable, Transform } from "node:stream";
import { constants, createBrotliDecompress, createUnzip } from "node:zlib";

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
 * Returns the decompressed body. It fails with {@link ResponseSizeError} after `maxBytes` bytes.
 *
 * @param ended is called when the body is complete, has failed or was cancelled
 */
export function limitedBody(
  response: IncomingMessage,
  maxBytes: number,
  ended: () => void,
): ReadableStream<Uint8Array> {
  const limit = limiter(maxBytes);
  pipeline([response, ...decoders(response.headers["content-encoding"] ?? ""), limit], ended);
  return Readable.toWeb(limit) as ReadableStream<Uint8Array>;
}

/** Returns a stream for each coding, the last one first; none if a coding is unknown, as in `fetch`. */
function decoders(header: string): Transform[] {
  const codings = header
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
  if (codings.length > MAX_CODINGS || !codings.every((coding) => coding in DECODERS)) return [];
  return codings.reverse().map((coding) => DECODERS[coding as keyof typeof DECODERS]());
}

// Like browsers, they accept a body that ends early, such as an empty one. HTTP itself says whether all bytes came.
const inflate = () => createUnzip({ finishFlush: constants.Z_SYNC_FLUSH });
const unbrotli = () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
/** `createUnzip` tells gzip and deflate apart by their first bytes. */
const DECODERS = { "gzip": inflate, "x-gzip": inflate, "deflate": inflate, "br": unbrotli };

function limiter(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(new ResponseSizeError(maxBytes));
      else done(null, chunk);
    },
  });
}
