// The adapter from fetch handlers to Hono.
import { checkHandler, refuseMistake } from "./misuse.js";
import { nodeRequest, type RequestParts } from "./light-request.js";
import { contentOf } from "./light-response.js";
import { runHandler } from "./handler.js";
import type { NodeBody } from "./node-body.js";
import type { NodeRequest } from "./node-messages.js";
import { bodyOf, type FrameworkMembers, refuseMethod } from "./node-request.js";

/** The members of a Hono handler's context that the adapter uses. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  readonly env: unknown;
  readonly executionCtx: unknown;
}

/**
 * Makes a Hono handler of a fetch handler. On Workers the fetch handler also gets `env` and the execution context.
 *
 * @example
 * app.post("/leads", toHonoHandler(handle));
 */
export function toHonoHandler<Env, Context>(
  handler: (request: Request, env: Env, context: Context) => Response | PromiseLike<Response>,
): (context: HonoContext) => Promise<Response> {
  checkHandler(WHERE, handler);
  return async (context) => {
    if (!context?.req) return refuseMistake("adapter", WHERE, context);
    const { env, req } = context;
    const { raw } = req;
    const { incoming } = (env ?? {}) as HonoNode;
    // In Node there is no execution context, and asking Hono for one takes as long as all the rest.
    const answered = incoming?.rawHeaders
      ? (refuseMethod(raw.method, raw) ??
        runHandler(WHERE, handler, honoRequest(raw, incoming), env as Env, undefined as Context))
      : runHandler(WHERE, handler, raw, env as Env, executionContext(context) as Context);
    return honoResponse(await answered);
  };
}

const WHERE = "toHonoHandler";

/** Hono sends the responses of its own class faster than others. */
function honoResponse(response: Response): Response {
  const light = contentOf(response);
  return light ? new Response(light.text, { status: response.status, headers: light.headers }) : response;
}

/** The `env` of `@hono/node-server`. */
interface HonoNode {
  readonly incoming?: (NodeRequest & FrameworkMembers) | undefined;
}

/** Returns a light request with the parts of Hono's own. Without it, reading the body would make a real `Request`. */
function honoRequest(raw: Request, incoming: NodeRequest & FrameworkMembers): Request {
  // A middleware may have put another request in the place of Hono's own, or have read the body.
  const isOwn = Object.getPrototypeOf(raw) !== raw.constructor.prototype;
  return !isOwn || mayBeReal(raw) || raw.bodyUsed ? raw : nodeRequest(new HonoParts(raw, incoming));
}

/**
 * The result of {@link realRequestSymbol} for the prototype of Hono's requests, which is one object for all of them.
 * Only a second copy of Hono has another.
 */
let lastPrototype: { readonly prototype: object; readonly symbol: symbol | undefined } | undefined;

/**
 * Whether Hono has made, or may have made, a real `Request` for this one, as for `clone`. That `Request` then reads the
 * body.
 */
function mayBeReal(raw: Request): boolean {
  const prototype: object = Object.getPrototypeOf(raw);
  if (lastPrototype?.prototype !== prototype) lastPrototype = { prototype, symbol: realRequestSymbol(prototype) };
  const { symbol } = lastPrototype;
  return symbol === undefined || (raw as Request & Record<symbol, unknown>)[symbol] !== undefined;
}

/**
 * Returns the symbol of the member in which a request of Hono holds its real `Request`; undefined if this version of
 * Hono has none.
 *
 * Hono does not export the symbol, but its getter `bodyUsed` reads the member. So this calls the getter once for a
 * proxy that records the symbol. To search the symbols of each request instead would take about as long as making the
 * `Request`.
 */
function realRequestSymbol(prototype: object): symbol | undefined {
  let found: symbol | undefined;
  const recorder = {
    get(_target: object, name: string | symbol) {
      if (typeof name === "symbol" && name.description === "requestCache") found = name;
    },
  };
  try {
    Reflect.get(prototype, "bodyUsed", new Proxy({}, recorder));
  } catch {
    // The getter of an older version makes the real `Request`, and throws for the proxy.
  }
  return found;
}

class HonoParts implements RequestParts {
  readonly #raw: Request;
  readonly method: string;
  readonly body: NodeBody | undefined;

  constructor(raw: Request, incoming: NodeRequest & FrameworkMembers) {
    this.#raw = raw;
    this.method = raw.method;
    this.body = bodyOf(this.method, incoming);
  }

  url(): string {
    return this.#raw.url;
  }

  header(name: string): string | null {
    return this.#raw.headers.get(name);
  }

  headers(): Headers {
    return new Headers(this.#raw.headers);
  }

  signal(): AbortSignal {
    return this.#raw.signal;
  }
}

function executionContext(context: HonoContext): unknown {
  try {
    return context.executionCtx;
  } catch {
    // Hono's getter throws outside of Workers.
    return undefined;
  }
}
