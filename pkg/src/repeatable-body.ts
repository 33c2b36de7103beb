/** A request's body, as it is sent with each attempt. */
export interface RepeatableBody {
  /** What to send; undefined to leave it to the request itself. */
  readonly value?: Exclude<RequestInit["body"], undefined>;
  /** The media type that belongs to it, where the platform would have found it out from what the caller gave. */
  readonly type?: string | undefined;
  /** Whether it can be sent only once. */
  readonly isOneShot: boolean;
}

const NONE: RepeatableBody = { isOneShot: false };
const ONE_SHOT: RepeatableBody = { isOneShot: true };

/** Fixes the body before the first attempt: the same bytes go out each time, whatever the caller does meanwhile. */
export async function bodyOf(
  request: Request | undefined,
  init: RequestInit,
  maxBytes: number,
): Promise<RepeatableBody> {
  const { body } = init;
  if (body === undefined || body === null) return request?.body ? bodyOfRequest(request, maxBytes) : NONE;
  // These never change.
  if (typeof body === "string" || body instanceof Blob) return NONE;
  if (body instanceof ArrayBuffer) return { value: body.slice(0), isOneShot: false };
  if (ArrayBuffer.isView(body)) {
    return {
      value: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength).slice(),
      isOneShot: false,
    };
  }
  // A form would be given a new boundary at each attempt, and be another body under the same key.
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

/** A Request's body is a stream whatever it was made from. It is read here as far as it may be held. */
async function bodyOfRequest(request: Request, maxBytes: number): Promise<RepeatableBody> {
  const reader = request.clone().body?.getReader();
  if (reader === undefined) return NONE;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { value: new Blob(parts), isOneShot: false };
    length += value.byteLength;
    if (length > maxBytes) {
      // The request itself still has all of it, for one attempt.
      reader.cancel().catch(() => {});
      return ONE_SHOT;
    }
    parts.push(value);
  }
}
