// Gets the verdict of the browser, the edge function or the Rust server as `{ state, text, body? }`. `state` is
// accepted, rejected or down, `text` is for the card, and `body` is the answer's body, which the page compares byte for
// byte.

import { errorResponse } from "/pkg/esm/index.js";

/** After this time a server counts as down. */
const TIMEOUT_MS = 5000;

/**
 * Gives the browser's own verdict.
 *
 * @param result the result of `validate`
 * @param {boolean} isSent whether the lead is sent. Then only a server knows the body of a success, so none is compared
 */
export function judgeInBrowser(result, isSent) {
  if (result.ok) return { state: "accepted", text: "Accepted", body: isSent ? undefined : '{"ok":true}' };
  return { state: "rejected", text: result.message, body: errorResponse(result).body };
}

/** Sends the lead to the API at `origin`. With a key the API creates the lead; without a key it only checks it. */
export async function askApi({ origin, data, key, signal }) {
  if (!origin) return { state: "down", text: "The Rust server was started without the address of an edge function." };
  const headers = { "content-type": "application/json" };
  if (key !== undefined) headers["idempotency-key"] = key;
  try {
    const response = await fetch(`${origin}${key === undefined ? "/api/leads/check" : "/api/leads"}`, {
      method: "POST",
      headers,
      body: JSON.stringify(data),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return toVerdict(response, await response.text());
  } catch (error) {
    const failure =
      error.name === "TimeoutError" ? `did not answer within ${TIMEOUT_MS / 1000} seconds` : "does not answer";
    return { state: "down", text: `${origin} ${failure}. Is it running?` };
  }
}

function toVerdict(response, body) {
  const { status } = response;
  if (status === 200) return { state: "accepted", text: "Accepted", body };
  if (status === 201) return { state: "accepted", text: `Accepted as ${JSON.parse(body).id}`, body };
  try {
    const { message } = JSON.parse(body).error;
    if (typeof message === "string") return { state: "rejected", text: message, body };
  } catch {
    // The body is not an error envelope: see below.
  }
  return { state: "down", text: `Answered ${status}, but without a verdict.` };
}
