// Reads a JSON request body, with a limit for its size and for its time.
import { HttpError } from "./answer.mjs";
import { trimOws } from "./ows.mjs";

const MAX_BYTES = 64 * 1024;
/** A token as in RFC 9110 section 5.6.2. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Checks the media type and the declared length, then reads the body. It never buffers more than the limit. */
export async function readBody(request, timeoutMs) {
  if (!isJson(request.headers.get("content-type"))) {
    throw new HttpError(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json");
  }
  if (Number(request.headers.get("content-length")) > MAX_BYTES) throw tooLarge();
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  const timeoutError = new HttpError(408, "REQUEST_TIMEOUT", "Request body took too long to arrive");
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(timeoutError), timeoutMs);
  });
  try {
    return await Promise.race([collect(reader), timeout]);
  } catch (error) {
    // The error is already known, so a failing cancel is ignored.
    reader.cancel().catch(() => {});
    if (error instanceof HttpError) throw error;
    // The connection broke in the middle of the body, so the client will not see this answer.
    throw new HttpError(400, "BAD_REQUEST", "Request body is incomplete");
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
      throw tooLarge();
    }
    bytes.set(value, length);
    length += value.length;
  }
}

const tooLarge = () => new HttpError(413, "PAYLOAD_TOO_LARGE", "Request body must be at most 64 KiB");

/** `application/json` or a type ending in `+json`, in any case, with any parameters. */
function isJson(contentType) {
  const mediaType = trimOws((contentType ?? "").split(";", 1)[0]).toLowerCase();
  const slash = mediaType.indexOf("/");
  const [type, subtype] = [mediaType.slice(0, slash), mediaType.slice(slash + 1)];
  if (slash < 0 || !TOKEN.test(type) || !TOKEN.test(subtype)) return false;
  return mediaType === "application/json" || (subtype.endsWith("+json") && subtype !== "+json");
}
