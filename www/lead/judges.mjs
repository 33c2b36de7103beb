// Three ways to one verdict: `{ state, text, body? }`, where `state` is accepted, rejected or down, `text` is what to
// show, and `body` is the answer's body, to compare byte for byte.

import { errorResponse } from "/pkg/esm/index.js";

/** Longer than this is no answer. */
const PATIENCE_MS = 5000;

/**
 * What this browser says by itself.
 *
 * @param result of `validate`
 * @param {boolean} isSent whether the lead is being sent: then only a server can say what the accepting body is
 */
export function judgeHere(result, isSent) {
  if (result.ok) return { state: "accepted", text: "Accepted", body: isSent ? undefined : '{"ok":true}' };
  return { state: "rejected", text: result.message, body: errorResponse(result).body };
}

/** Asks the API at `origin`: only for its verdict, or with a key to take the lead. */
export async function askApi({ origin, data, key, signal }) {
  if (!origin) return { state: "down", text: "This server was started without the address of an edge function." };
  const headers = { "content-type": "application/json" };
  if (key !== undefined) headers["idempotency-key"] = key;
  try {
    const response = await fetch(`${origin}${key === undefined ? "/api/leads/check" : "/api/leads"}`, {
      method: "POST",
      headers,
      body: JSON.stringify(data),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    return toVerdict(response, await response.text());
  } catch (error) {
    const why = error.name === "TimeoutError" ? `did not answer within ${PATIENCE_MS / 1000} seconds` : "does not answer";
    return { state: "down", text: `${origin} ${why}. Is it running?` };
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
    // No envelope: said below.
  }
  return { state: "down", text: `Answered ${status} without a verdict.` };
}
