import { refuseOption } from "../options.js";

/** A request's body in the form in which each attempt sends it. */
export interface RepeatableBody {
  /** What to send; undefined if the request or its init has the body. */
  readonly value?: Exclude<RequestInit["body"], undefined>;
  /** The media type that the platform derives from the caller's body, if `value` no longer has it. */
  readonly type?: string | undefined;
  /** Why the body can be sent only once, and what to do; undefined if it can be sent again. */
  readonly once?: string;
}

const NONE: RepeatableBody = {};
const STREAM: RepeatableBody = {
  once: "is a stream, which can be sent only once: give a string, a Blob or bytes, or use fetch itself",
};

/** npm's `form-data`, which only some clients can send. */
const FORM_DATA: RepeatableBody = {
  once:
    "is a form of the package form-data, which is a stream: use the platform's FormData, or give form.getBuffer() as " +
    "the body and form.getHeaders() as headers",
};

const tooLarge = (maxBytes: number): RepeatableBody => ({
  once: `has more than ${maxBytes} bytes, and no more of a Request are kept for another attempt: raise maxBodyBytes`,
});

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
    if (value.size > maxBytes) return tooLarge(maxBytes);
    return value.size > 0 ? { value } : NONE;
  }
  // These cannot be changed.
  if (typeof body === "string" || body instanceof Blob) return NONE;
  if (body instanceof ArrayBuffer) return { value: body.slice(0) };
  if (ArrayBuffer.isView(body)) {
    return { value: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength).slice() };
  }
  // Each attempt would write a form with a new boundary: another body under the same key.
  if (body instanceof URLSearchParams || isForm(body)) {
    const written = new Response(isForm(body) ? await ownForm(body) : body);
    return { value: await written.arrayBuffer(), type: written.headers.get("content-type") ?? undefined };
  }
  return typeof (body as { readonly getBoundary?: unknown }).getBoundary === "function" ? FORM_DATA : STREAM;
}

/** Whether a body is a form of this platform, or of a package such as `formdata-node`. */
function isForm(body: unknown): body is FormData {
  const { [Symbol.toStringTag]: tag, entries } = body as Partial<FormData> & {
    readonly [Symbol.toStringTag]?: unknown;
  };
  return tag === "FormData" && typeof entries === "function";
}

/** Copies the form of a package into one of this platform, which alone can write it. */
async function ownForm(form: FormData): Promise<FormData> {
  if (form instanceof FormData) return form;
  const own = new FormData();
  for (const [name, value] of (form as FormData).entries()) {
    if (typeof value === "string") own.append(name, value);
    else own.append(name, new Blob([await value.arrayBuffer()], { type: value.type }), value.name);
  }
  return own;
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
      if (done) return { value: new Blob(parts) };
      // The Fetch standard forbids other chunks, and Node's `fetch` waits for minutes after one.
      if (!ArrayBuffer.isView(value)) {
        stop();
        refuseOption("withRetry", "a chunk of the request's body", value, "a Uint8Array");
      }
      length += value.byteLength;
      if (length > maxBytes) {
        // The request itself still has the whole body, for one attempt.
        stop();
        return tooLarge(maxBytes);
      }
      parts.push(value);
    }
  } finally {
    // Node keeps a signal of `AbortSignal.any` for as long as it has a listener, and with it the body.
    signal.removeEventListener("abort", stop);
  }
}
