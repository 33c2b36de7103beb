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
  // A light response is none of `fetch`. One that a program has made has no URL.
  if (isLightResponse(response) || !response.url || response.body === null) return response;
  const coding = response.headers.get("content-encoding");
  const isDecoded = coding?.split(",").every((one) => DECODED.includes(one.trim().toLowerCase()));
  if (!isDecoded || response.bodyUsed || !isNode()) return response;
  const { status, statusText, body } = response;
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Response(body, { status, statusText, headers });
}
