// Sends one request and describes its answer for a card as `{ state, badge, text }`.
import { readResponse, retryAdvice } from "/pkg/esm/index.js";

/** After this time a server counts as down. */
const TIMEOUT_MS = 5000;

/** Posts a body with an Idempotency-Key to the API at `origin`. */
export async function ask(origin, key, body) {
  if (!origin)
    return {
      state: "down",
      badge: "No answer",
      text: "The Rust server was started without the address of an edge function.",
    };
  let response;
  try {
    response = await fetch(`${origin}/api/leads`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    // `fetch` rejects a key that is not a valid header value before it sends anything.
    const text =
      error.name === "TypeError" && !isHeaderValue(key)
        ? "The browser cannot send this key: it is not a valid header value."
        : `${origin} does not answer.`;
    return { state: "down", badge: "No answer", text };
  }
  const isReplayed = response.headers.get("idempotent-replayed") === "true";
  const badge = `${response.status}${isReplayed ? " · Idempotent-Replayed: true" : ""}`;
  if (response.ok) {
    const { id } = await response.json();
    return {
      state: "accepted",
      badge,
      text: isReplayed ? `The stored answer for ${id}. No second lead was created.` : `Created ${id}.`,
    };
  }
  const error = await readResponse(response);
  const { retry, why } = retryAdvice(error, { method: "POST", idempotencyKey: key });
  return {
    state: "rejected",
    badge,
    text: `${error.code}: ${error.message}. ${retry ? "Try again" : "Do not try again"}: ${why.text}`,
  };
}

const isHeaderValue = (text) => {
  try {
    new Headers({ a: text });
    return true;
  } catch {
    return false;
  }
};
