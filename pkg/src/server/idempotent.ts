import { hexOf } from "./bytes.js";
import type { IdempotencyKeyOptions } from "../checks.js";
import { refuseOption } from "../options.js";
import type { PlainError } from "../render.js";
import { type AnswerOptions, answerWithId } from "./answer.js";
import { type FetchHandler, runHandler, type ServerHandler, thrownResponse, waitUntilOf } from "./handler.js";
import { claimedKeyOf, keyChecks, noteClaimedKey, readKey } from "./key.js";
import { headerOf } from "./light-request.js";
import { mayHaveContent } from "./light-response.js";
import { CONFLICT, IN_PROGRESS, retryAfter, UNAVAILABLE } from "./key-errors.js";
import { checkHandler, refuseMistake } from "./misuse.js";
import { type BodyOptions, bodyOf, readBody, requestWith } from "./request-body.js";
import { idFor, withId } from "./request-id.js";
import { type Outcome, retryAfterMs, runOnce, STORE_TIMEOUT_MS } from "./run-once.js";
import { checkOptions } from "./server-options.js";
import { type Answer, type Claim, isKept, type Store } from "./store.js";
import { after } from "./timer.js";

/** The options of {@link idempotent} and of `idempotentInTransaction`, beside the store. */
export interface KeyedOptions<Rest extends readonly unknown[] = []>
  extends AnswerOptions,
    BodyOptions,
    IdempotencyKeyOptions {
  /**
   * Returns the account that sends a request, so that two accounts may use the same key. The function gets the
   * arguments of the handler. An API without accounts does not need it. Method and path are always parts of a key.
   *
   * It runs before the handler, so it must authenticate the account itself. To refuse a request without an account,
   * throw a `Response`.
   */
  readonly scope?: ((request: Request, ...rest: Rest) => string | PromiseLike<string>) | undefined;
  /** Whether a POST or PATCH must have a key; true by default. Other methods may have one. */
  readonly required?: boolean | undefined;
  /**
   * Returns whether the handler's response is stored and replayed. By default a response with a final status is: see
   * {@link isKept}. The default also decides if the function throws, or does not return a boolean.
   */
  readonly keep?: ((answer: { readonly status: number; readonly headers: Headers }) => boolean) | undefined;
  /**
   * How long the handler may run; 300,000 ms by default. After it, the client gets 503, the request's signal is
   * aborted, and the key is free when its lease ends.
   */
  readonly maxRunMs?: number | undefined;
  /** Gets the error of a store that failed, or of `keep`; by default it is written to the console. It may be async. */
  readonly onStoreError?: ((error: unknown) => unknown) | undefined;
}

/** The options of {@link idempotent}. */
export interface IdempotentOptions<Rest extends readonly unknown[] = []> extends KeyedOptions<Rest> {
  /**
   * The store of the keys, or a function that returns it for a request, such as from the `env` of Workers. The function
   * gets the arguments of the handler: inside {@link validated} the value comes before `env`.
   */
  readonly store: Store | ((request: Request, ...rest: Rest) => Store);
  /** How long one call of the store may take; 2,000 ms by default. After it, the client gets 503. */
  readonly storeTimeoutMs?: number | undefined;
}

/** Methods that change nothing, so that their keys have no meaning. */
const SAFE = ["GET", "HEAD", "OPTIONS", "TRACE"];
const MAX_RUN_MS = 5 * 60_000;

/** Header fields that belong to one transmission, so that they are not stored. */
const OF_ONE_TRANSMISSION = /^(?:date|x-request-id|content-length|transfer-encoding|connection|keep-alive)$/i;

/**
 * Runs a handler once for each `Idempotency-Key` and body, and replays its response to every later request.
 *
 * | the key is | result |
 * |---|---|
 * | new, or answered more than 24 hours ago | the handler runs |
 * | known, with the same body and query, byte for byte | the stored response, with `Idempotent-Replayed: true` |
 * | known, with another body or query | 422 `IDEMPOTENCY_CONFLICT` |
 * | known, and its request still runs | 409 `IDEMPOTENCY_IN_PROGRESS`, `Retry-After` |
 * | new, but the store cannot answer | 503 `SERVICE_UNAVAILABLE`, `Retry-After`; nothing runs |
 * | missing, malformed, sent twice | 400 `IDEMPOTENCY_KEY_REQUIRED` and the like |
 *
 * GET, HEAD, OPTIONS and TRACE pass through. A response with a temporary status, and an error that the handler throws,
 * free the key. The error is passed on, so that the framework's own error handler sees it. A `Response` that it throws
 * counts as its response.
 *
 * The handler gets a request of its own, whose signal is not that of the client: a client that hangs up does not stop
 * it. Its body may be read again. Each response has an `x-request-id`.
 *
 * Put {@link validated} around it, so that a refused request does not use up its key. Of two idempotent handlers around
 * each other, of one scope, the outer one claims the key, if it passes on the request that it got.
 *
 * @throws TypeError if the handler is no function, `store` is not a store of keys, such as Workers KV, or an option is
 * wrong
 *
 * @example
 * const store = new MemoryStore();
 * const create = async (request) => Response.json(await save(await request.json()), { status: 201 });
 * const handle = idempotent(create, { store });
 */
export function idempotent<Rest extends readonly unknown[] = []>(
  handler: FetchHandler<Rest>,
  options: IdempotentOptions<Rest>,
): ServerHandler<Rest> {
  checkHandler(WHERE, handler);
  // Without any options the store is missing, too, and its error says more.
  const { store, storeTimeoutMs = STORE_TIMEOUT_MS } = Object(options) as typeof options;
  if (typeof store !== "function" || isStoreClass(store)) checkStore(store);
  checkOptions(WHERE, options);
  const onStoreError = reporterOf(options);
  return keyedHandler(WHERE, options, {
    unkeyed: (request, rest) => runHandler(WHERE, handler, request, ...rest),
    keyed({ claim, request, rest, waitUntil, isKept, operation }) {
      const keys = typeof store === "function" ? checkStore(store(request(), ...rest)) : store;
      const run = (letGo: () => void) =>
        operation((own) => runHandler(WHERE, handler, own, ...rest), keys.leaseMs, letGo);
      return runOnce(keys, claim, run, { isKept, onStoreError, storeTimeoutMs, waitUntil });
    },
  });
}

const WHERE = "idempotent";

/** A request that may run once. */
export interface Keyed<Rest extends readonly unknown[]> {
  readonly claim: Claim;
  /** Makes a copy of the request. */
  readonly request: () => Request;
  readonly rest: Rest;
  readonly waitUntil: (task: Promise<unknown>) => void;
  readonly isKept: (answer: Answer) => boolean;
  /**
   * Runs the handler within its time.
   *
   * @param letGo is called when the time is over, and ends the renewals of the lease
   */
  readonly operation: (
    handler: (request: Request) => Response | Promise<Response>,
    leaseMs: number,
    letGo: () => void,
  ) => Promise<Answer>;
}

/** Answers a request with an error. */
type Refuse = (error: PlainError, headers?: Readonly<Record<string, string>>) => Response | Promise<Response>;
/** The outcome of a request that has not run, nor been answered before. */
type NotRun = Exclude<Outcome, { readonly state: "ran" | "replay" }>;

/** Makes a handler that reads the key and the body of a request, and turns the outcome into a response. */
export function keyedHandler<Rest extends readonly unknown[]>(
  where: string,
  options: KeyedOptions<Rest>,
  run: {
    readonly unkeyed: (
      request: Request,
      rest: Rest,
      isKept: (response: Response) => boolean,
    ) => Response | Promise<Response>;
    readonly keyed: (keyed: Keyed<Rest>) => Promise<Outcome>;
  },
): ServerHandler<Rest> {
  const { scope, keep, required = true, maxRunMs = MAX_RUN_MS } = options;
  const onStoreError = reporterOf(options);
  const keyOf = (request: Request) => readKey(request, required && /^(?:POST|PATCH)$/i.test(request.method), options);

  const keeps = ({ status, headers }: Pick<Answer, "status" | "headers">): boolean => {
    try {
      const kept: unknown = keep ? keep({ status, headers: headersOf(headers) }) : isKept(status);
      if (typeof kept === "boolean") return kept;
      refuseMistake("kept", where, kept).catch(onStoreError);
    } catch (error) {
      // The handler has run, so the answer must not get lost.
      onStoreError(error);
    }
    return isKept(status);
  };
  const keepsResponse = ({ status, headers }: Response) => keeps({ status, headers: [...headers] });

  /** The response to a request that has not run. */
  const refusal = (outcome: NotRun, refuse: Refuse): Response | Promise<Response> => {
    switch (outcome.state) {
      case "in_progress":
        return refuse(IN_PROGRESS, retryAfter(0));
      case "conflict":
        return refuse(CONFLICT);
      case "unavailable":
        onStoreError(outcome.error);
        return refuse(UNAVAILABLE, retryAfter(retryAfterMs(outcome.error) ?? 0));
      default:
        return refuseMistake("begin", where);
    }
  };

  const handle: ServerHandler<Rest> = async (request, ...given) => {
    const rest = given as unknown as Rest;
    const id = await idFor(where, request, options.requestId);
    const refuse: Refuse = (error, headers) => answerWithId(error, request, id, options, headers);

    const hasKey = headerOf(request, "idempotency-key") !== null;
    const takesNoKey = SAFE.includes(request.method) || (!required && !hasKey);
    if (takesNoKey) {
      const known = bodyOf(request);
      return withId(await run.unkeyed(known ? requestWith(request, known, id) : request, rest, keepsResponse), id);
    }
    const bytes = await readBody(where, request, options);
    if (!(bytes instanceof Uint8Array)) return refuse(bytes);
    const key = await keyOf(request);
    if (key === null) return withId(await run.unkeyed(requestWith(request, bytes, id), rest, keepsResponse), id);
    if (typeof key === "object") return refuse(key);

    const abort = new AbortController();
    // Each function gets a request of its own, because it may read the body.
    const ownRequest = () => requestWith(request, bytes, id, abort.signal);
    let account: string | undefined;
    try {
      account = scope && (await accountOf(where, await scope(ownRequest(), ...rest)));
    } catch (error) {
      return withId(thrownResponse(error), id);
    }
    const claim = await claimOf(request, account, key, bytes);
    // A handler around this one has claimed the same key of the same account.
    if (claimedKeyOf(request) === claim.key) return withId(await run.unkeyed(ownRequest(), rest, keepsResponse), id);
    const waitUntil = waitUntilOf(rest);
    const limit = timeLimit(maxRunMs, abort);
    let ownId = id;
    const running = run.keyed({
      claim,
      request: ownRequest,
      rest,
      waitUntil,
      isKept: keeps,
      async operation(handler, leaseMs, letGo) {
        limit.start(leaseMs, letGo);
        try {
          const own = ownRequest();
          noteClaimedKey(own, claim.key);
          const response = await handler(own);
          ownId = response.headers.get("x-request-id") ?? id;
          return await answerOf(response);
        } finally {
          limit.end();
        }
      },
    });
    // The platform must not stop the handler when the client hangs up.
    waitUntil(running.then(noop, noop));
    const outcome = await Promise.race([running, limit.late]);
    if (outcome.state === "ran") return withId(toResponse(outcome.answer), ownId);
    if (outcome.state === "replay") return withId(toResponse(outcome.answer, { "idempotent-replayed": "true" }), id);
    return refusal(outcome, refuse);
  };
  keyChecks.set(handle, keyOf);
  return handle;
}

const toConsole = (error: unknown) => console.error(error);

/**
 * Returns the function that gets the errors of stores. If it fails itself, async or not, the process must not end and
 * the answer must not get lost.
 */
const reporterOf =
  ({ onStoreError = toConsole }: Pick<KeyedOptions, "onStoreError">) =>
  (error: unknown): void =>
    void (async () => onStoreError(error))().catch(toConsole);

/** Returns the account. Rejects if there is none, because then many clients would share their keys. */
const accountOf = async (where: string, account: unknown): Promise<string> =>
  typeof account === "string" && account !== "" ? account : refuseMistake("account", where, account);

async function claimOf(request: Request, account: string | undefined, key: string, body: Uint8Array): Promise<Claim> {
  const { pathname, search } = new URL(request.url);
  // Spaces separate the parts of the key, so those of the account are escaped. The Rust crate does the same.
  const scope = account === undefined ? [] : [account.replaceAll("%", "%25").replaceAll(" ", "%20")];
  // `Fingerprint::of_request` of the Rust crate computes the same.
  const parts = search ? await new Blob([`${search}\n`, body as Uint8Array<ArrayBuffer>]).arrayBuffer() : body;
  const digest = await crypto.subtle.digest("SHA-256", parts as ArrayBuffer);
  return {
    key: [request.method, pathname, ...scope, key].join(" "),
    fingerprint: hexOf(new Uint8Array(digest)),
    token: hexOf(crypto.getRandomValues(new Uint8Array(16))),
  };
}

/**
 * Limits the time of a run. When it is over, the run's signal is aborted, its lease is no longer renewed, and `late`
 * resolves with the outcome.
 */
function timeLimit(maxRunMs: number, abort: AbortController) {
  let cancel = noop;
  let resolveLate: (outcome: Outcome) => void = noop;
  const late = new Promise<Outcome>((resolve) => {
    resolveLate = resolve;
  });
  return {
    late,
    start(leaseMs: number, letGo: () => void) {
      cancel = after(maxRunMs, () => {
        letGo();
        const error = Object.assign(new Error(`the handler has run for ${maxRunMs} ms`), { retryAfterMs: leaseMs });
        resolveLate({ state: "unavailable", error });
        abort.abort(error);
      });
    },
    end: () => cancel(),
  };
}

/** Reads a response to its end, so that it can be stored and sent. */
async function answerOf(response: Response): Promise<Answer> {
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = [...response.headers].filter(([name]) => !OF_ONE_TRANSMISSION.test(name));
  return { status: response.status, headers, body };
}

function toResponse({ status, headers, body }: Answer, more: Readonly<Record<string, string>> = {}): Response {
  const all = headersOf(headers);
  for (const [name, value] of Object.entries(more)) all.set(name, value);
  // A 204 and a 304 may not have a body, not even an empty one. A server in Rust may have stored one, which HTTP leaves
  // out.
  const hasNoBody = body.byteLength === 0 || !mayHaveContent(status);
  return new Response(hasNoBody ? null : (body as Uint8Array<ArrayBuffer>), { status, headers: all });
}

/** Leaves out what no header can be: another program may have stored it. */
function headersOf(pairs: Answer["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) {
    try {
      headers.append(name, value);
    } catch {
      // The operation has run, so its answer must not get lost.
    }
  }
  return headers;
}

const noop = () => {};

/** Returns `store`. Throws a TypeError if it is not a store of keys. */
function checkStore(store: unknown): Store {
  const given = Object(store) as Readonly<Record<string, unknown>>;
  const has = (name: string) => name in given && typeof given[name] === "function";
  if (["begin", "renew", "finish", "abandon"].every(has) && typeof given.leaseMs === "number") return store as Store;
  if (["get", "put", "list", "getWithMetadata"].every(has)) {
    refuseOption(WHERE, "store", "Workers KV", "one with an atomic claim: DurableObjectStore or D1Store");
  }
  return refuseOption(WHERE, "store", store, "a store such as new MemoryStore()");
}

/** Whether this is the class of a store, in place of an instance. */
const isStoreClass = ({ prototype }: { readonly prototype: unknown }): boolean => "begin" in Object(prototype);
