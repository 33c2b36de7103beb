// The interface of all stores of idempotency keys. `src/idempotency/store.rs` has the same types and rules.
import { countOption, refuseOption } from "../options.js";

/** How long a key is kept: 24 hours. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** The most bytes of an answer by default. A larger one is stored without its body. */
const ANSWER_BYTES = 64 * 1024;

/** How long a request holds its key by default, after its beginning and after each renewal. */
const LEASE_MS = 60_000;
/** The shortest lease. Within a shorter one, no renewal could reach the store. */
const SHORTEST_LEASE_MS = 50;
/** The longest lease, ten years. The times of databases have an end. */
const LONGEST_LEASE_MS = 10 * 366 * 24 * 60 * 60 * 1000;

/** The right to run the request of one key. It is plain data. */
export interface Claim {
  /** Method, path, account and key: `POST /leads ann 8e03978e`. */
  readonly key: string;
  /** The SHA-256 of the request's body: 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  /** Differs from the token of every other claim: 32 hexadecimal digits in lower case. */
  readonly token: string;
}

/** A stored response. */
export interface Answer {
  readonly status: number;
  /** Names and values, in order. Each character of a value is one byte, as in `Headers`: `é` is the byte E9. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/**
 * The decision of a store about a request that begins.
 *
 * - `run`: the claim is stored. Run the request
 * - `replay`: the request ran before. Send its answer
 * - `in_progress`: the first request with the key still runs
 * - `conflict`: the key was used with another body
 */
export type Begin =
  | { readonly state: "run" }
  | { readonly state: "replay"; readonly answer: Answer }
  | { readonly state: "in_progress" }
  | { readonly state: "conflict" };

/** The state of a call of a store, while the call is under way. */
export interface Call {
  /**
   * Whether nobody waits for the result of the call any more. A store should then send nothing more to its database.
   */
  readonly isOver: boolean;
}

type Awaitable<T> = T | PromiseLike<T>;

/**
 * Where a server keeps its idempotency keys.
 *
 * A method throws, or rejects, if the store fails. The error may have `retryAfterMs`: the time after which to call
 * again.
 */
export interface Store {
  /** How long a request holds its key, after its beginning and after each renewal. */
  readonly leaseMs: number;
  /**
   * Stores the claim, or returns what became of the first request with its key. It is atomic: of many claims of one new
   * key, exactly one gets `run`. After the end of its lease, a claim may be replaced by one with the same fingerprint.
   */
  begin(claim: Claim, call?: Call): Awaitable<Begin>;
  /**
   * Extends the lease of a claim, and returns whether the claim holds. A key that the store has lost is claimed anew.
   */
  renew(claim: Claim): Awaitable<boolean>;
  /**
   * Stores the answer of a claim, and returns whether the key now has it; false if another request has the key. A key
   * that the store has lost is stored anew. A second call changes nothing.
   */
  finish(claim: Claim, answer: Answer): Awaitable<boolean>;
  /** Frees the key of a claim that has no answer, so that a retry runs. */
  abandon(claim: Claim): Awaitable<void>;
}

/** The options of every store. */
export interface StoreOptions {
  /**
   * How long a request holds its key, after its beginning and after each renewal; 60,000 ms by default, 50 ms or more.
   * If the process dies, the key is locked until then. More than ten years count as ten years.
   */
  readonly leaseMs?: number | undefined;
  /** The most bytes of an answer; 65,536 by default. A larger answer is stored without its body. */
  readonly answerBytes?: number | undefined;
}

/** Returns the options that all stores have. Throws a TypeError if one is wrong. */
export function storeOptions(where: string, options: StoreOptions) {
  if (typeof options !== "object" || options === null) refuseOption(where, "options", options, "an object");
  const { leaseMs = LEASE_MS, answerBytes } = options;
  // Not `<`, which lets NaN pass.
  if (typeof leaseMs !== "number" || !(leaseMs >= SHORTEST_LEASE_MS)) {
    refuseOption(where, "leaseMs", leaseMs, `milliseconds from ${SHORTEST_LEASE_MS} on`);
  }
  return {
    leaseMs: Math.min(Math.ceil(leaseMs), LONGEST_LEASE_MS),
    answerBytes: countOption(where, "answerBytes", answerBytes) ?? ANSWER_BYTES,
  };
}

/** The record of a key in a store. */
export interface Stored {
  readonly fingerprint: string;
  readonly answer: Answer | undefined;
  /** Whether the request may still run. */
  readonly isLeased: boolean;
}

/** Returns the decision about a request whose key is taken; undefined if the stored claim may be replaced. */
export function judge(stored: Stored, fingerprint: string): Begin | undefined {
  if (stored.fingerprint !== fingerprint) return { state: "conflict" };
  if (stored.answer !== undefined) return { state: "replay", answer: stored.answer };
  return stored.isLeased ? { state: "in_progress" } : undefined;
}

/**
 * Whether a response with this status is final, so that it is stored and replayed: 2xx, 3xx, and the 4xx that say what
 * became of the operation, such as 402, 404 and 410.
 *
 * 408, 409, 425, 429 and 5xx are not stored, because a later attempt may succeed. Neither are 400, 401, 405, 406, 411,
 * 413 to 417, 422 and 431: they follow from the request alone, and nothing was done.
 */
export const isKept = (status: number): boolean =>
  status >= 200 && status < 500 && !TEMPORARY.includes(status) && !REFUSED.includes(status);

const TEMPORARY = [408, 409, 425, 429];
const REFUSED = [400, 401, 405, 406, 411, 413, 414, 415, 416, 417, 422, 431];

/** Says that a stored answer has lost its body. */
const BODY_OMITTED = ["idempotent-body-omitted", "true"] as const;

/**
 * Returns the answer to store: the given one if it has at most `max` bytes, else its status and the headers that do not
 * describe the body. A retry must learn that the request is done, so nothing is dropped.
 */
export function within(answer: Answer, max: number): Answer {
  if (sizeOf(answer) <= max) return answer;
  const headers = answer.headers.filter(([name]) => !/^(?:content-.*|etag|digest|repr-digest)$/i.test(name));
  const short: Answer = { status: answer.status, headers: [...headers, BODY_OMITTED], body: new Uint8Array(0) };
  return sizeOf(short) <= max ? short : { ...short, headers: [BODY_OMITTED] };
}

/** The bytes of an answer's headers and body. */
export const sizeOf = ({ headers, body }: Answer): number =>
  headers.reduce((sum, [name, value]) => sum + utf8Length(name) + utf8Length(value), body.byteLength);

/** A header has one character a byte, and stores write it as UTF-8: the upper half takes two bytes. */
const utf8Length = (text: string): number => text.length + (text.match(/[\u0080-\uffff]/g)?.length ?? 0);
