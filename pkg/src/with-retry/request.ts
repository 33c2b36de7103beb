// A request that can be sent several times: the same body and the same `Idempotency-Key` in each attempt.
import { refuseOption } from "../options.js";
import { orAborted } from "../time-limit.js";
import { ensureKey } from "./key.js";
import { TimeLimit } from "./limit.js";
import type { Settings } from "./options.js";
import { repeatableBody, type RepeatableBody } from "./repeatable-body.js";

/** A request in the form in which each attempt sends it. */
export interface RepeatableRequest {
  /** The second argument of `fetch`, with the copied body and all headers. */
  readonly init: RequestInit;
  readonly method: string;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
  /** Whether the request has an `Idempotency-Key`. */
  readonly idempotencyKey: boolean;
  /** Why the body can be sent only once, and what to do; undefined if it can be sent again. */
  readonly once: string | undefined;
}

/** Prepares the arguments of a `fetch` for several attempts. Rejects with a TypeError if they are wrong. */
export async function repeatableRequest(
  input: string | URL | Request,
  given: RequestInit | null | undefined,
  settings: Settings,
): Promise<RepeatableRequest> {
  const init = given ?? {};
  if (typeof init !== "object") refuseOption("withRetry", "init", init, "an object");
  const request = isRequest(input) ? input : undefined;
  const method = String(init.method ?? request?.method ?? "GET").toUpperCase();
  // `signal: null` removes the request's signal.
  const signal = (init.signal === undefined ? request?.signal : init.signal) ?? undefined;
  if (signal !== undefined && typeof signal.throwIfAborted !== "function")
    refuseOption("withRetry", "init.signal", signal, "an AbortSignal");
  signal?.throwIfAborted();
  const headers = new Headers(init.headers ?? request?.headers);
  const idempotencyKey = ensureKey(headers, method, settings.idempotencyKey);
  const { value, type, once } = await copyBody(request, init, settings, signal);
  if (type !== undefined && !headers.has("content-type")) headers.set("content-type", type);
  return {
    init: { ...init, ...(value === undefined ? {} : { body: value }), headers },
    method,
    signal,
    idempotencyKey,
    once,
  };
}

const isRequest = (input: unknown): input is Request =>
  typeof input === "object" && input !== null && "method" in input && "clone" in input;

/** Copies the request's body, for `timeoutMs` at most. */
async function copyBody(
  request: Request | undefined,
  init: RequestInit,
  { timeoutMs, maxBodyBytes }: Settings,
  signal: AbortSignal | undefined,
): Promise<RepeatableBody> {
  const limit = new TimeLimit(timeoutMs, signal, "the request's body was not read");
  try {
    return await orAborted(repeatableBody(request, init, maxBodyBytes, limit.signal), limit.signal);
  } finally {
    limit.stop();
    limit.forget();
  }
}
