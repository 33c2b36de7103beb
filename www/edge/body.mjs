// A request's body of JSON, read within its limits.
import { Refusal } from "./answer.mjs";

/** The most bytes of a body. */
const MAX_BYTES = 64 * 1024;
/** A token of RFC 9110 section 5.6.2. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Reads the body: the media type is judged first, then the size. No more than the limit is ever held. */
export async function readBody(request, timeoutMs) {
  if (!isJson(request.headers.get("content-type"))) {
    throw new Refusal(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json");
  }
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  const late = new Refusal(408, "REQUEST_TIMEOUT", "Request body took too long to arrive");
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(late), timeoutMs);
  });
  try {
    return await Promise.race([collect(reader), timeout]);
  } catch (error) {
    // Nobody reads on: a cancel that fails changes nothing.
    reader.cancel().catch(() => {});
    if (error instanceof Refusal) throw error;
    // The client went away in the middle of its body, so nobody reads this.
    throw new Refusal(400, "BAD_REQUEST", "Request body is incomplete");
  } finally {
    clearTimeout(timer);
  }
}

async function collect(reader) {
  const bytes = new Uint8Array(MAX_BYTES);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, length);
    if (length + value.length > MAX_BYTES) {
      throw new Refusal(413, "PAYLOAD_TOO_LARGE", "Request body must be at most 64 KiB");
    }
    bytes.set(value, length);
    length += value.length;
  }
}

/** `application/json` or a type ending in `+json`, in any case, with any parameters. */
function isJson(contentType) {
  const essence = (contentType ?? "").split(";", 1)[0].replace(/^[ \t]+|[ \t]+$/g, "").toLowerCase();
  const slash = essence.indexOf("/");
  const [kind, subtype] = [essence.slice(0, slash), essence.slice(slash + 1)];
  if (slash < 0 || !TOKEN.test(kind) || !TOKEN.test(subtype)) return false;
  return essence === "application/json" || (subtype.endsWith("+json") && subtype !== "+json");
}
