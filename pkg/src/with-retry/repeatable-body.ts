/** A request's body in the form in which each attempt sends it. */
export interface RepeatableBody {
  /** What to send; undefined if the request or its init has the body. */
  readonly value?: Exclude<RequestInit["body"], undefined>;
  /** The media type that the platform derives from the caller's body, if `value` no longer has it. */
  readonly type?: string | undefined;
  /** Whether the body can be sent only once. */
  readonly isOneShot: boolean;
}

const NONE: RepeatableBody = { isOneShot: false };
const ONE_SHOT: RepeatableBody = { isOneShot: true };

/** Copies the body before the first attempt, so that each attempt sends the same bytes. The signal ends the reading. */
export async function repeatableBody(
  request: Request | undefined,
  init: RequestInit,
  maxBytes: number,
  signal: AbortSignal,
): Promise<RepeatableBody> {
  const { body } = init;
  if (body === undefined || body === null) {
    if (!request || request.body === null) return NONE;
    if (request.body) return bodyOfRequest(request, maxBytes, signal);
    // Firefox's requests do not show their bodies.
    const value = await request.clone().blob();
    if (value.size > maxBytes) return ONE_SHOT;
    return value.size > 0 ? { value, isOneShot: false } : NONE;
  }
  // These cannot be changed.
  if (typeof body === "string" || body instanceof Blob) return NONE;
  if (body instanceof ArrayBuffer) return { value: body.slice(0), isOneShot: false };
  if (ArrayBuffer.isView(body)) {
    return {
      value: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength).slice(),
      isOneShot: false,
    };
  }
  // Each attempt would write a form with a new boundary: another body under the same key.
  if (body instanceof FormData || body instanceof URLSearchParams) {
    const written = new Response(body);
    return {
      value: await written.arrayBuffer(),
      type: written.headers.get("content-type") ?? undefined,
      isOneShot: false,
    };
  }
  return ONE_SHOT;
}

/** Reads the body of a Request, which is always a stream, up to `maxBytes`. */
async function bodyOfRequest(request: Request, maxBytes: number, signal: AbortSignal): Promise<RepeatableBody> {
  const reader = request.clone().body?.getReader();
  if (reader === undefined) return NONE;
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { value: new Blob(parts), isOneShot: false };
      length += value.byteLength;
      if (length > maxBytes) {
        // The request itself still has the whole body, for one attempt.
        reader.cancel().catch(() => {});
        return ONE_SHOT;
      }
      parts.push(value);
    }
  } finally {
    // Node keeps a signal of `AbortSignal.any` for as long as it has a listener, and with it the body.
    signal.removeEventListener("abort", stop);
  }
}
