// One request, and what its answer means: `{ state, badge, text }`, as a card shows it.
import { readResponse, retryAdvice } from "/pkg/esm/index.js";

/** Longer than this is no answer. */
const PATIENCE_MS = 5000;

/** Posts a body under a key to the API at `origin`. */
export async function ask(origin, key, body) {
  if (!origin) return { state: "down", badge: "No answer", text: "This server was started without the address of an edge function." };
  let response;
  try {
    response = await fetch(`${origin}/api/leads`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    // A key that no header can hold never leaves this page.
    const text = error.name === "TypeError" && !isHeaderValue(key) ? "The browser sends no such header." : `${origin} does not answer.`;
    return { state: "down", badge: "No answer", text };
  }
  const isReplayed = response.headers.get("idempotent-replayed") === "true";
  const badge = `${response.status}${isReplayed ? " · Idempotent-Replayed: true" : ""}`;
  if (response.ok) {
    const { id } = await response.json();
    return { state: "accepted", badge, text: isReplayed ? `The stored answer: still ${id}, no second lead.` : `Created ${id}.` };
  }
  const error = await readResponse(response);
  const { retry, why } = retryAdvice(error, { method: "POST", idempotencyKey: key });
  return { state: "rejected", badge, text: `${error.code}: ${error.message}. ${retry ? "Try again" : "Do not try again"}: ${why.text}` };
}

const isHeaderValue = (text) => {
  try {
    new Headers({ a: text });
    return true;
  } catch {
    return false;
  }
};
