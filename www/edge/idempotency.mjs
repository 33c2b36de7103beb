// One key, one run: what a request with an Idempotency-Key gets.
//
// The keys are in the memory of this one instance, which is enough for a demo in one process. A platform runs many
// instances and ends them at will: there the map belongs into something that is one and atomic, such as a Durable Object
// (Cloudflare) or Redis; a KV store that is only eventually consistent would let two first requests run.
import { fingerprint, judgeReplay } from "unanimous";
import { Refusal } from "./answer.mjs";

const KEPT_MS = 24 * 60 * 60 * 1000;
/** How long a request may run before its key is free for the same body again. */
const LEASE_MS = 60_000;
const MAX_KEYS = 10_000;
/** How many expired keys one request drops at most. */
const SWEPT_AT_ONCE = 64;
/** Statuses below 500 after which the same request may go another way, so they are not kept. */
const PASSING = new Set([408, 409, 425, 429]);

const isKept = (status) => status < 500 && !PASSING.has(status);

/**
 * Makes a store of keys.
 *
 * @param {{ now?: () => number, maxKeys?: number }} [options]
 * @returns {(key: string, body: Uint8Array, run: () => Promise<Response>) => Promise<Response>} runs an operation once
 *   for its key and body, and answers every later request with what it answered. `key` names the route, and in an API
 *   with accounts the account
 */
export function createKeys({ now = Date.now, maxKeys = MAX_KEYS } = {}) {
  /** Keys in the order in which they were claimed. */
  const keys = new Map();

  const sweep = (at) => {
    let left = SWEPT_AT_ONCE;
    for (const [key, { since }] of keys) {
      if (at - since < KEPT_MS || left-- === 0) return;
      keys.delete(key);
    }
  };

  const runClaimed = async (key, claim, run) => {
    try {
      const response = await run();
      const body = await response.arrayBuffer();
      const answer = { status: response.status, headers: [...response.headers], body };
      // The claim may have been lost meanwhile: its lease was over, and another one took the key.
      if (keys.get(key) === claim) {
        if (isKept(answer.status)) Object.assign(claim, { done: true, answer });
        else keys.delete(key);
      }
      return toResponse(answer);
    } catch (error) {
      if (keys.get(key) === claim) keys.delete(key);
      throw error;
    }
  };

  return async (key, body, run) => {
    const at = now();
    sweep(at);
    const print = fingerprint(body);
    const known = keys.get(key);
    switch (judgeReplay(known, print, at)) {
      case "replay":
        return toResponse(known.answer, { "idempotent-replayed": "true" });
      case "in_progress":
        throw new Refusal(409, "IDEMPOTENCY_IN_PROGRESS", "The first request with this Idempotency-Key is still running", SOON);
      case "conflict":
        throw new Refusal(422, "IDEMPOTENCY_CONFLICT", "This Idempotency-Key was already used with another body");
      case "new":
        // To forget a key early instead would mean to run its request twice.
        if (keys.size >= maxKeys) throw new Refusal(503, "SERVICE_UNAVAILABLE", "Idempotency keys cannot be stored at the moment", SOON);
    }
    const claim = { fingerprint: print, since: at, done: false, leaseUntil: at + LEASE_MS };
    // Deleted first, so that the map stays in the order of age.
    keys.delete(key);
    keys.set(key, claim);
    return runClaimed(key, claim, run);
  };
}

const SOON = { "retry-after": "1" };

function toResponse({ status, headers, body }, more = {}) {
  const response = new Response(body, { status, headers });
  for (const [name, value] of Object.entries(more)) response.headers.set(name, value);
  return response;
}
