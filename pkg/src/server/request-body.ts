// Reads the body of a request, with a limit for its size and for its time.
import type { PlainError } from "../render.js";
import { INCOMPLETE, TIMEOUT, tooLarge } from "./body-errors.js";
import { claimedKeyOf, noteClaimedKey } from "./key.js";
import { headerOf, isLight, nodeBodyOf, nodeRequest, setLightHeader } from "./light-request.js";
import { refuseMistake } from "./misuse.js";
import { joinBytes } from "./bytes.js";
import { NodeBody } from "./node-body.js";
import { inTime } from "./timer.js";

/** The most bytes of a body by default. */
export const MAX_BYTES = 64 * 1024;
/** How long a body may take to arrive by default. */
export const BODY_TIMEOUT_MS = 10_000;

export interface BodyOptions {
  /** The most bytes of a request's body; 65,536 by default. A longer one gets 413. */
  readonly maxBytes?: number | undefined;
  /** How long a body may take to arrive; 10,000 ms by default. A slower one gets 408. */
  readonly bodyTimeoutMs?: number | undefined;
}

/** Reads the body. Resolves with an error if the body is refused. It never buffers more than the limit. */
export function readBody(
  where: string,
  request: Request,
  { maxBytes = MAX_BYTES, bodyTimeoutMs = BODY_TIMEOUT_MS }: BodyOptions,
): PromiseOr<Uint8Array | PlainError> {
  const known = bodyOf(request);
  if (known !== undefined) return known;
  if (request.bodyUsed) return refuseMistake("read", where);
  const length = headerOf(request, "content-length");
  if (Number(length) > maxBytes) return tooLarge(maxBytes);
  const body = nodeBodyOf(request);
  return body ? body.read(where, maxBytes, bodyTimeoutMs) : readPlatform(request, length, maxBytes, bodyTimeoutMs);
}

type PromiseOr<T> = T | Promise<T>;

/** Reads the body of a request of the platform. */
async function readPlatform(
  request: Request,
  length: string | null,
  maxBytes: number,
  bodyTimeoutMs: number,
): Promise<Uint8Array | PlainError> {
  // The platform lets no more than the declared bytes through, so it may read them at once, which is faster.
  if (length !== null && /^\d+$/.test(length)) return readAtOnce(request, maxBytes, bodyTimeoutMs);
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  try {
    const bytes = await inTime(
      bodyTimeoutMs,
      () => collect(reader, maxBytes),
      () => TIMEOUT,
    );
    if (bytes !== undefined) return bytes;
    reader.cancel().catch(() => {});
    return tooLarge(maxBytes);
  } catch (error) {
    // The error of the body is known, so that of `cancel` is ignored.
    reader.cancel().catch(() => {});
    // If the connection broke in the middle of the body, the client does not see this response.
    return error === TIMEOUT ? TIMEOUT : INCOMPLETE;
  }
}

async function readAtOnce(request: Request, maxBytes: number, timeoutMs: number): Promise<Uint8Array | PlainError> {
  try {
    const bytes = await inTime(
      timeoutMs,
      () => request.arrayBuffer(),
      () => TIMEOUT,
    );
    // A request that a program has made may have any header.
    return bytes.byteLength > maxBytes ? tooLarge(maxBytes) : new Uint8Array(bytes);
  } catch (error) {
    return error === TIMEOUT ? TIMEOUT : INCOMPLETE;
  }
}

/** Notes the body of a request, for a handler that gets the same request. */
export function noteBody(request: Request, bytes: Uint8Array): void {
  if (!nodeBodyOf(request)?.bytes) read.set(request, bytes);
}

/** Returns the body of a request if it has been read. */
export const bodyOf = (request: Request): Uint8Array | undefined => nodeBodyOf(request)?.bytes ?? read.get(request);

/** The bodies that have been read, so that an inner handler need not read them again. */
const read = new WeakMap<Request, Uint8Array>();

/** Returns the request for a handler: with the given id, and with a body that may be read again. */
export function passOn(request: Request, bytes: Uint8Array, id: string): Request {
  const body = nodeBodyOf(request);
  if (body?.bytes === undefined || request.bodyUsed) return requestWith(request, bytes, id, request.signal);
  // The bytes were read beside the request, so it is as good as new.
  setLightHeader(request, "x-request-id", id);
  return request;
}

/** Returns a request with the same method, URL and headers, another request id, and a body that has been read. */
export function requestWith(request: Request, bytes: Uint8Array, id: string, signal?: AbortSignal): Request {
  const made = withBody(request, bytes, id, signal);
  const key = claimedKeyOf(request);
  if (key !== undefined) noteClaimedKey(made, key);
  return made;
}

function withBody(request: Request, bytes: Uint8Array, id: string, signal: AbortSignal | undefined): Request {
  const { method } = request;
  if (isLight(request)) {
    const body = mayHaveBody(method) ? NodeBody.of(bytes) : undefined;
    const url = () => request.url;
    const signalOf = () => signal ?? new AbortController().signal;
    const header = (name: string) => (name === "x-request-id" ? id : headerOf(request, name));
    return nodeRequest({ method, url, header, headers: () => headersWith(request, id), signal: signalOf, body });
  }
  const init: RequestInit & { cf?: unknown } = { method, headers: headersWith(request, id) };
  // Asking a request for its stream may be slow.
  if (mayHaveBody(method) && (bytes.length > 0 || request.body !== null)) init.body = bytes as Uint8Array<ArrayBuffer>;
  if (signal) init.signal = signal;
  // What Cloudflare knows about the client.
  if ("cf" in request) init.cf = request.cf;
  const made = construct(request, init);
  read.set(made, bytes);
  return made;
}

/** Whether a request with this method may have a body. */
export const mayHaveBody = (method: string): boolean => method !== "GET" && method !== "HEAD";

function headersWith(request: Request, id: string): Headers {
  const headers = new Headers(request.headers);
  headers.set("x-request-id", id);
  return headers;
}

/** Constructs a request of the same class: Next.js has one with more members. */
function construct(request: Request, init: RequestInit): Request {
  const { constructor } = request;
  if (constructor !== Request && typeof constructor === "function") {
    try {
      const made: unknown = new (constructor as typeof Request)(request.url, init);
      if (made instanceof Request) return made;
    } catch {
      // Not a class that takes what `Request` takes.
    }
  }
  return new Request(request.url, init);
}

/** Returns all bytes; undefined if there are more than `max`. */
async function collect(reader: ReadableStreamDefaultReader<Uint8Array>, max: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > max) return undefined;
    chunks.push(value);
  }
  return joinBytes(chunks);
}
