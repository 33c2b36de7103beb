// Responses of `fetch` that a handler passes on.
import { isNode } from "./light.js";
import { isLightResponse } from "./light-response.js";

/** The codings that the `fetch` of Node decodes. If a body has another one, too, it decodes none. */
const DECODED = ["gzip", "x-gzip", "deflate", "br"];

/**
 * Returns the response whose headers describe its body.
 *
 * The `fetch` of Node decodes the body of a response, but leaves `Content-Encoding` and the length of the encoded body
 * in its headers. A client of the server could not read such a response. Other platforms remove both, or encode the
 * body again.
 */
export function describedResponse(response: Response): Response {
  // `fetch` makes no light responses, and a response that a program made has no URL.
  if (isLightResponse(response) || !response.url || response.body === null) return response;
  const coding = response.headers.get("content-encoding");
  const isDecoded = coding?.split(",").every((one) => DECODED.includes(one.trim().toLowerCase()));
  if (!isDecoded || !isNode() || !mayBeCopied(response)) return response;
  const copy = copyOf(response);
  copy.headers.delete("content-encoding");
  copy.headers.delete("content-length");
  return copy;
}

/**
 * Whether a response can be made of this one. A server can send a status that no program can give, such as 999, and the
 * handler may have begun to read the body.
 */
export const mayBeCopied = ({ status, bodyUsed, body }: Response): boolean =>
  status >= 200 && status < 600 && !bodyUsed && !body?.locked;

/** The responses whose bodies other responses have. */
const originals = new WeakMap<Response, Response>();

/**
 * Returns a response with the body of another one, and with headers of its own.
 *
 * It keeps the other one in memory. Once a response of `fetch` is collected as garbage, Node cancels its body if nobody
 * has begun to read it.
 */
export function copyOf(response: Response): Response {
  const copy = new Response(response.body, response);
  originals.set(copy, response);
  return copy;
}
